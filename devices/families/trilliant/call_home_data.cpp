// What the hub does when a head-end tells it to, and the data that it brings.
#include "devices/families/trilliant/call_home_client.hpp"

#include "devices/call_home/names.hpp"

namespace devices::families::trilliant {

using call_home::config_status;

// ---- what the head-end says

void call_home_client::on_acknowledged(const std::vector<call_home::sequence_range>& ranges)
{
    outbox_.acknowledge(ranges);
    keep_outbox();
}

void call_home_client::on_clock(sim::time_point, std::chrono::minutes)
{
    // The hub's clock is the world's: there is nothing to correct.
}

call_home::hub_handler::answer call_home_client::apply(const call_home::config_operation& operation)
{
    return std::visit([this](const auto& o) { return apply_one(o); }, operation);
}

call_home::hub_handler::answer call_home_client::apply_one(const call_home::set_server& o)
{
    hub_.set_head_end({o.name, o.port});
    if (!memory_.token.empty()) { // it was for where a redirection led
        memory_.token.clear();
        memory_.token_for.clear();
        remember();
    }
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
    return {hub_.import_credential(o.credential)};
}

call_home::hub_handler::answer call_home_client::apply_one(const call_home::credential_remove& o)
{
    return {hub_.remove_credential(o.fingerprint, o.allow_last)};
}

std::optional<call_home::command_result> call_home_client::execute(const call_home::command& c)
{
    // No device behind the hub takes frames yet; whoever addresses one is told which of the two it is.
    bool known = (parts_.electricity && parts_.electricity->who().eui64 == c.device) ||
                 (parts_.gas && parts_.gas->who().eui64 == c.device) || c.device == hub_.eui64();
    auto status = known ? call_home::command_status::unsupported : call_home::command_status::unknown_device;
    return call_home::command_result{c.id, status, {}};
}

void call_home_client::on_alert(sim::eui64 from, const metering::alert& what)
{
    put(call_home::header_code::alarm, from,
        encode_payload(call_home::alarm_report{static_cast<std::uint16_t>(what.code), {}}));
    keep_outbox();
}

// ---- data

void call_home_client::collect()
{
    using namespace std::chrono;
    constexpr auto half_hour = minutes(30);
    auto now = world().time.now();
    auto until = sim::time_point(floor<duration<std::int64_t, std::ratio<1800>>>(now.time_since_epoch()));
    auto longest = half_hour * std::int64_t{call_home::limits::half_hours};
    auto from = memory_.collected_until_s ? sim::from_unix_seconds(memory_.collected_until_s) : until - days(1);
    from = std::max(from, sim::time_point(until - longest));
    if (until <= from) return;
    if (parts_.electricity) collect_electricity(from, until);
    if (parts_.gas) collect_gas(from, until);
    memory_.collected_until_s = sim::to_unix_seconds(until);
    remember();
    keep_outbox();
}

namespace {

/// Any meter's block of half-hours, with the register at its start.
template <class Meter, class Register>
call_home::half_hour_block profile(const Meter& meter, Register at, sim::time_point from, sim::time_point until)
{
    call_home::half_hour_block block{from, static_cast<std::uint64_t>(at(from)), {}};
    constexpr std::int64_t most_that_fits = 65534;
    for (auto t = from; t < until; t += std::chrono::minutes(30)) {
        auto amount = meter.half_hour(t).amount;
        bool fits = t >= meter.installed() && amount <= most_that_fits;
        block.entries.push_back(fits ? std::optional(static_cast<std::uint16_t>(amount)) : std::nullopt);
    }
    return block;
}

/// What is finer does not travel: the register is read at the instant that is told.
sim::time_point whole_second(sim::time_point t) { return std::chrono::floor<std::chrono::seconds>(t); }

call_home::register_read read_of(sim::time_point at, std::int64_t value)
{
    return {at, static_cast<std::uint64_t>(value)};
}

} // namespace

void call_home_client::collect_electricity(sim::time_point from, sim::time_point until)
{
    const auto& m = *parts_.electricity;
    auto now = whole_second(world().time.now());
    auto daily = m.daily_read(now);
    put(call_home::header_code::esme_register, m.who().eui64, encode_payload(read_of(now, m.import_wh(now))));
    put(call_home::header_code::esme_daily_read, m.who().eui64, encode_payload(read_of(daily.at, daily.value)));
    put(call_home::header_code::esme_half_hours, m.who().eui64,
        encode_payload(profile(
            m, [&](auto t) { return m.import_wh(t); }, from, until)));
}

void call_home_client::collect_gas(sim::time_point from, sim::time_point until)
{
    const auto& m = *parts_.gas;
    auto now = whole_second(world().time.now());
    auto daily = m.daily_read(now);
    put(call_home::header_code::gsme_register, m.who().eui64, encode_payload(read_of(now, m.volume_dm3(now))));
    put(call_home::header_code::gsme_daily_read, m.who().eui64, encode_payload(read_of(daily.at, daily.value)));
    put(call_home::header_code::gsme_half_hours, m.who().eui64,
        encode_payload(profile(
            m, [&](auto t) { return m.volume_dm3(t); }, from, until)));
}

void call_home_client::put(call_home::header_code code, sim::eui64 device, sim::bytes payload)
{
    auto result = outbox_.put(code, device, world().time.now(), std::move(payload));
    if (!result.dropped) return;
    world().log.emit(
        envelope_dropped, hub_.about(),
        {{"sequence", std::int64_t{result.dropped->sequence}}, {"code", std::string(to_string(result.dropped->code))}});
}

void call_home_client::keep_outbox() { stored_outbox_.set(outbox_.contents()); }
void call_home_client::remember() { stored_memory_.set(memory_); }

} // namespace devices::families::trilliant
