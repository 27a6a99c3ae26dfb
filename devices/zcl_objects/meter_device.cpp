#include "devices/zcl_objects/meter_device.hpp"

#include "devices/zcl_objects/models.hpp"

#include <algorithm>

namespace devices::zcl_objects {

namespace {

image_name image_of(std::string_view manufacturer, std::uint16_t type)
{
    return {manufacturer_code(manufacturer), type, 0};
}

constexpr std::uint16_t until_cancelled = 0xFFFF;

} // namespace

bool message::shown_at(sim::time_point t) const
{
    return t >= start && (minutes == until_cancelled || t < start + std::chrono::minutes(minutes));
}

meter_device::meter_device(esme::meter& m)
    : meter_(&m), electricity_(&m), upgrade_(m, image_of(m.who().manufacturer, electricity_image))
{}

meter_device::meter_device(gsme::meter& m)
    : meter_(&m), gas_(&m), upgrade_(m, image_of(m.who().manufacturer, gas_image))
{}

sim::eui64 meter_device::id() const { return electricity_ ? electricity_->who().eui64 : gas_->who().eui64; }
const std::string& meter_device::manufacturer() const
{
    return electricity_ ? electricity_->who().manufacturer : gas_->who().manufacturer;
}
const std::string& meter_device::model() const { return electricity_ ? electricity_->who().model : gas_->who().model; }
const std::string& meter_device::serial() const
{
    return electricity_ ? electricity_->who().serial : gas_->who().serial;
}

meter_device::memory& meter_device::change()
{
    ++revision_;
    return memory_;
}

bool meter_device::put_off(waiting_command command)
{
    auto& waiting = memory_.waiting;
    if (waiting.size() >= most_waiting) return false;
    const auto later = [](sim::time_point t, const waiting_command& w) { return t < w.at; };
    waiting.insert(std::upper_bound(waiting.begin(), waiting.end(), command.at, later), std::move(command));
    ++revision_;
    return true;
}

std::optional<sim::bytes> meter_device::confirm_message(std::uint8_t sequence, sim::time_point t)
{
    const auto& shown = memory_.message;
    if (!shown || !shown->shown_at(t) || !shown->wants_confirmation() || shown->confirmed) return {};
    change().message->confirmed = true;
    auto f = zcl::arguments(zcl::cluster_id::messaging, zcl::direction::to_server, "MessageConfirmation");
    f.add("message_id", shown->id).add("confirmation_time", zcl::to_utc(t));
    return zcl::command_frame(sequence, zcl::cluster_id::messaging, zcl::direction::to_server, "MessageConfirmation",
                              f);
}

std::optional<sim::time_point> meter_device::next_event() const
{
    if (memory_.waiting.empty()) return {};
    return memory_.waiting.front().at;
}

void meter_device::settle(sim::time_point t)
{
    const auto& model = electricity_ ? esme_model() : gsme_model();
    while (!memory_.waiting.empty() && memory_.waiting.front().at <= t) {
        const auto command = std::move(memory_.waiting.front());
        memory_.waiting.erase(memory_.waiting.begin());
        ++revision_;
        meter_->settle(command.at);
        const zcl::incoming in{id(), first_endpoint, first_endpoint, command.cluster, command.frame};
        zcl::report_table none;
        model.handle(in, command.at, *this, none);
        meter_->note_event(metering::alert_code::future_command_actioned, command.at);
    }
}

bool meter_device::take_hub_time(const zcl::message& from_hub, sim::time_point t)
{
    static const auto time = zcl::attribute(zcl::describe(zcl::cluster_id::time), "Time");
    const auto* shown = zcl::find(from_hub, time);
    if (!shown || shown->type != zcl::data_type::utc_time || shown->number == zcl::no_utc) return false;
    return meter_->adjust_clock(zcl::from_utc(static_cast<std::uint32_t>(shown->number)), t);
}

// ---- non-volatile memory

namespace {

constexpr std::size_t text_limit = 254;

void write_time(sim::writer& out, sim::time_point t) { out.i64(sim::to_unix_seconds(t)); }
sim::time_point read_time(sim::reader& in) { return sim::from_unix_seconds(in.i64()); }

void save(sim::writer& out, const message& m)
{
    out.u32(m.id).u8(m.control);
    write_time(out, m.start);
    out.u16(m.minutes).text8(m.text).u8(m.confirmed);
}

message restored_message(sim::reader& in)
{
    message m{};
    m.id = in.u32();
    m.control = in.u8();
    m.start = read_time(in);
    m.minutes = in.u16();
    m.text = in.text8();
    m.confirmed = in.u8() != 0;
    return m;
}

} // namespace

void meter_device::save(sim::writer& out) const
{
    const auto& m = memory_;
    for (const auto* text : {&m.site, &m.customer, &m.location, &m.token_carrier, &m.tariff_label}) out.text8(*text);
    out.u32(m.display_low_credit);
    for (auto mask : m.alarm_masks) out.u16(mask);
    out.u32(m.tariff).u8(m.price_digits).u32(m.multiplier).u32(m.divisor);
    out.u8(static_cast<std::uint8_t>(m.top_ups.size()));
    for (const auto& t : m.top_ups) {
        write_time(out, t.at);
        out.u32(static_cast<std::uint32_t>(t.millipence)).u8(t.device).text8(t.code);
    }
    out.u8(static_cast<std::uint8_t>(m.last_result));
    out.u8(m.message.has_value());
    if (m.message) zcl_objects::save(out, *m.message);
    out.u8(m.mirror.has_value()).u16(m.mirror.value_or(0));
    out.u8(static_cast<std::uint8_t>(m.waiting.size()));
    for (const auto& w : m.waiting) {
        write_time(out, w.at);
        out.u16(static_cast<std::uint16_t>(w.cluster)).block16(w.frame);
    }
    upgrade_.save(out);
}

void meter_device::restore(sim::reader& in)
{
    auto& m = memory_;
    for (auto* text : {&m.site, &m.customer, &m.location, &m.token_carrier, &m.tariff_label})
        *text = in.text8(text_limit);
    m.display_low_credit = in.u32();
    for (auto& mask : m.alarm_masks) mask = in.u16();
    m.tariff = in.u32();
    m.price_digits = in.u8();
    m.multiplier = in.u32();
    m.divisor = in.u32();
    for (std::size_t n = std::min<std::size_t>(in.u8(), most_top_ups); n > 0 && in.ok(); --n) {
        top_up t{};
        t.at = read_time(in);
        t.millipence = static_cast<std::int32_t>(in.u32());
        t.device = in.u8();
        t.code = in.text8(text_limit);
        m.top_ups.push_back(std::move(t));
    }
    m.last_result = static_cast<top_up_result>(in.u8());
    if (in.u8()) m.message = restored_message(in);
    const bool mirrored = in.u8() != 0;
    const auto mirror = in.u16();
    if (mirrored) m.mirror = mirror;
    for (std::size_t n = std::min<std::size_t>(in.u8(), most_waiting); n > 0 && in.ok(); --n) {
        waiting_command w{};
        w.at = read_time(in);
        w.cluster = static_cast<zcl::cluster_id>(in.u16());
        const auto frame = in.block16(zcl::max_frame);
        w.frame.assign(frame.begin(), frame.end());
        m.waiting.push_back(std::move(w));
    }
    upgrade_.restore(in);
}

} // namespace devices::zcl_objects
