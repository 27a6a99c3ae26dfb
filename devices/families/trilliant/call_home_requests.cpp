// What the hub does when a head-end tells it to, and what it tells of its own accord.
#include "devices/families/trilliant/call_home_client.hpp"

#include "devices/families/trilliant/events.hpp"
#include "devices/families/trilliant/urgency.hpp"

namespace devices::families::trilliant {

using call_home::config_status;
using call_home::header_code;

void call_home_client::on_acknowledged(const std::vector<call_home::sequence_range>& ranges)
{
    store_.acknowledge(ranges);
}

void call_home_client::on_clock(sim::time_point utc, std::chrono::minutes civil_offset)
{
    hub_.told_time(utc, civil_offset);
}

// ---- settings

call_home::hub_handler::answer call_home_client::apply(const call_home::config_operation& operation)
{
    return std::visit([this](const auto& o) { return apply_one(o); }, operation);
}

call_home::hub_handler::answer call_home_client::apply_one(const call_home::set_server& o)
{
    hub_.set_head_end({o.name, o.port});
    // A setting is for good: there is nowhere to go back to, and a token was for where a redirection led.
    memory_.previous.reset();
    memory_.redirect_failures = 0;
    memory_.token.clear();
    memory_.token_for.clear();
    remember();
    return {config_status::ok};
}

call_home::hub_handler::answer call_home_client::apply_one(const call_home::set_schedule& o)
{
    memory_.period_s = o.period_s;
    memory_.offset_given = o.offset_s.has_value();
    memory_.offset_s = o.offset_s.value_or(0);
    memory_.window_s = o.window_s;
    remember();
    return {config_status::ok};
}

call_home::hub_handler::answer call_home_client::apply_one(const call_home::credential_export& o)
{
    return {config_status::ok, hub_.trusted().find(o.purpose)};
}

call_home::hub_handler::answer call_home_client::apply_one(const call_home::credential_import& o)
{
    auto status = hub_.import_credential(o.credential);
    if (status == config_status::ok) logs_.note_security(metering::alert_code::credentials_updated);
    return {status};
}

call_home::hub_handler::answer call_home_client::apply_one(const call_home::credential_remove& o)
{
    auto status = hub_.remove_credential(o.fingerprint, o.allow_last);
    if (status == config_status::ok) logs_.note_security(metering::alert_code::credentials_updated);
    return {status};
}

// ---- redirection

void call_home_client::redirect(const call_home::redirection& to)
{
    chf::head_end_address next{to.name, to.port};
    // From one redirection to the next it is still the first place that is known to be good.
    if (!memory_.previous && next != hub_.head_end()) memory_.previous = hub_.head_end();
    if (memory_.previous == next) memory_.previous.reset();
    memory_.redirect_failures = 0;
    memory_.token = to.token;
    memory_.token_for = to.name;
    remember();
    hub_.set_head_end(next);
    world().log.emit(redirected, hub_.about(),
                     {{"name", to.name}, {"port", std::int64_t{to.port}}, {"why", std::string("acknowledgement")}});
}

/// After a call that failed. True: the hub calls where it did before the redirection from now on.
bool call_home_client::fall_back()
{
    if (!memory_.previous || settings().fallback_after == 0) return false;
    bool back = ++memory_.redirect_failures >= settings().fallback_after;
    if (back) {
        auto to = *std::exchange(memory_.previous, std::nullopt);
        memory_.redirect_failures = 0;
        memory_.token.clear();
        memory_.token_for.clear();
        failures_ = 0;
        hub_.set_head_end(to);
        world().log.emit(redirected, hub_.about(),
                         {{"name", to.name}, {"port", std::int64_t{to.port}}, {"why", std::string("no_answer")}});
    }
    remember();
    return back;
}

// ---- what it tells

void call_home_client::on_alert(sim::eui64 from, const metering::alert& what)
{
    sim::writer detail;
    constexpr std::int64_t epoch_2000_s = 946'684'800;
    detail.u32(static_cast<std::uint32_t>(sim::to_unix_seconds(what.at) - epoch_2000_s));
    put_now(header_code::alarm, from,
            encode_payload(call_home::alarm_report{static_cast<std::uint16_t>(what.code), detail.take()}));
    if (calls_at_once(what.code)) raise_alarm();
}

void call_home_client::on_firmware(call_home::firmware_event what, const std::string& version)
{
    using call_home::firmware_event;
    using metering::alert_code;
    if (what == firmware_event::verified) logs_.note(alert_code::firmware_verified);
    if (what == firmware_event::failed) logs_.note(alert_code::firmware_verification_failed);
    if (what == firmware_event::activated || what == firmware_event::fell_back)
        logs_.note(alert_code::firmware_changed);
    put_now(header_code::firmware_report, hub_.eui64(), encode_payload(call_home::firmware_report{what, version}));
}

void call_home_client::on_device_image(call_home::image_state state)
{
    using call_home::firmware_event;
    using call_home::image_state;
    auto r = images_.for_device().record();
    if (!r || r->state == state) return;
    images_.progress(state);
    auto what = state == image_state::fetching    ? firmware_event::fetching
                : state == image_state::delivered ? firmware_event::delivered
                                                  : firmware_event::activated;
    put_now(header_code::firmware_report, r->offer.device,
            encode_payload(call_home::firmware_report{what, r->offer.version}));
}

void call_home_client::answer_later(sim::eui64 device, const call_home::command_result& r)
{
    put_now(header_code::command_result, device, encode_payload(r));
}

// ---- commands

std::optional<call_home::command_result> call_home_client::execute(const call_home::command& c)
{
    return commands_.execute(c);
}

} // namespace devices::families::trilliant
