#include "devices/call_home/payloads.hpp"

#include "devices/call_home/layouts.hpp"
#include "sim/core/check.hpp"

namespace devices::call_home {
namespace {

constexpr std::uint16_t no_value = 0xFFFF;
constexpr std::int64_t half_hour_s = 1800;

template <class A, is<register_read> V>
void layout(A& a, V& v)
{
    instant(a, v.at);
    a.u48(v.value);
}

template <class A, class Entry>
void entry(A& a, Entry& v)
{
    std::uint16_t n = v.value_or(no_value);
    a.require(A::decodes || !v || n != no_value);
    a.u16(n);
    if constexpr (A::decodes) v = n == no_value ? std::optional<std::uint16_t>() : std::optional(n);
}

template <class A, is<half_hour_block> V>
void layout(A& a, V& v)
{
    instant(a, v.start);
    a.require(!a.ok() || sim::to_unix_seconds(v.start) % half_hour_s == 0);
    a.u48(v.register_at_start);
    auto n = static_cast<std::uint16_t>(std::min<std::size_t>(v.entries.size(), no_value));
    a.u16(n);
    a.require(!a.ok() || n != 0);
    if (n > limits::half_hours) a.fail(sim::codec_errc::too_long);
    if (!a.ok()) return;
    if constexpr (A::decodes) v.entries.resize(n);
    for (auto& e : v.entries) entry(a, e);
}

template <class A, is<boot_report> V>
void layout(A& a, V& v)
{
    enumeration(a, v.cause, boot_cause::power_on, boot_cause::watchdog);
    a.u32(v.boot_count);
    printable_text(a, v.firmware, limits::firmware);
}

template <class A, is<alarm_report> V>
void layout(A& a, V& v)
{
    a.u16(v.code);
    a.block8(v.detail, limits::alarm_detail);
}

template <class A, is<log_report> V>
void layout(A& a, V& v)
{
    a.u32(v.first);
    auto empty = [] { return log_entry{}; };
    list8(a, v.entries, limits::log_entries, empty, [&](auto& entry) {
        instant(a, entry.at);
        a.u16(entry.code);
        a.u16(entry.count);
    });
    a.require(!a.ok() || (v.first != 0 && !v.entries.empty()));
}

template <class A, is<firmware_report> V>
void layout(A& a, V& v)
{
    enumeration(a, v.event, firmware_event::verified, firmware_event::fell_back);
    printable_text(a, v.version, limits::firmware);
}

template <class A, is<han_report> V>
void layout(A& a, V& v)
{
    auto empty = [] { return han_entry{sim::eui64(0), 0, 0, 0, {}}; };
    constexpr std::uint8_t first_kind = 1, last_kind = 3, last_link = 2;
    list8(a, v.devices, limits::han_devices, empty, [&](auto& entry) {
        identifier(a, entry.device);
        a.u8(entry.kind);
        a.u8(entry.link);
        a.u8(entry.lqi);
        optional_instant(a, entry.heard);
        a.require(!a.ok() || (entry.kind >= first_kind && entry.kind <= last_kind && entry.link <= last_link));
    });
}

template <class A, is<billing_report> V>
void layout(A& a, V& v)
{
    instant(a, v.at);
    enumeration(a, v.cause, billing_cause::billing_day, billing_cause::tenancy);
    a.u48(v.total);
    list8(
        a, v.rates, limits::rates, [] { return std::uint64_t{0}; }, [&](auto& rate) { a.u48(rate); });
}

template <class A, class Money>
void money(A& a, Money& v)
{
    auto n = static_cast<std::uint64_t>(v);
    a.u64(n);
    if constexpr (A::decodes) v = static_cast<std::int64_t>(n);
}

template <class A, is<account_report> V>
void layout(A& a, V& v)
{
    instant(a, v.at);
    money(a, v.balance);
    money(a, v.emergency_used);
    money(a, v.accumulated_debt);
    money(a, v.time_debt_1);
    money(a, v.time_debt_2);
    money(a, v.payment_debt);
}

template <class T>
sim::bytes encode_value(const T& v)
{
    encoder a;
    layout(a, v);
    sim::check(!a.error(), "an envelope's payload holds a value that the protocol cannot carry");
    return a.out().take();
}

template <class T>
sim::result<T> decode_value(sim::byte_view data)
{
    decoder a(data);
    T v{};
    layout(a, v);
    if (auto e = a.in().finish()) return e;
    return v;
}

} // namespace

sim::bytes encode_payload(const register_read& v) { return encode_value(v); }
sim::bytes encode_payload(const half_hour_block& v) { return encode_value(v); }
sim::bytes encode_payload(const boot_report& v) { return encode_value(v); }
sim::bytes encode_payload(const alarm_report& v) { return encode_value(v); }
sim::bytes encode_payload(const log_report& v) { return encode_value(v); }
sim::bytes encode_payload(const firmware_report& v) { return encode_value(v); }
sim::bytes encode_payload(const han_report& v) { return encode_value(v); }
sim::bytes encode_payload(const billing_report& v) { return encode_value(v); }
sim::bytes encode_payload(const account_report& v) { return encode_value(v); }
sim::bytes encode_payload(const command_result& v) { return encode_value(v); }

sim::result<register_read> decode_register_read(sim::byte_view data) { return decode_value<register_read>(data); }
sim::result<half_hour_block> decode_half_hour_block(sim::byte_view data) { return decode_value<half_hour_block>(data); }
sim::result<boot_report> decode_boot_report(sim::byte_view data) { return decode_value<boot_report>(data); }
sim::result<alarm_report> decode_alarm_report(sim::byte_view data) { return decode_value<alarm_report>(data); }
sim::result<log_report> decode_log_report(sim::byte_view data) { return decode_value<log_report>(data); }
sim::result<firmware_report> decode_firmware_report(sim::byte_view data) { return decode_value<firmware_report>(data); }
sim::result<han_report> decode_han_report(sim::byte_view data) { return decode_value<han_report>(data); }
sim::result<billing_report> decode_billing_report(sim::byte_view data) { return decode_value<billing_report>(data); }
sim::result<account_report> decode_account_report(sim::byte_view data) { return decode_value<account_report>(data); }
sim::result<command_result> decode_command_result(sim::byte_view data) { return decode_value<command_result>(data); }

} // namespace devices::call_home
