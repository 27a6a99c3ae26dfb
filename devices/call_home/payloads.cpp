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
sim::bytes encode_payload(const command_result& v) { return encode_value(v); }

sim::result<register_read> decode_register_read(sim::byte_view data) { return decode_value<register_read>(data); }
sim::result<half_hour_block> decode_half_hour_block(sim::byte_view data) { return decode_value<half_hour_block>(data); }
sim::result<boot_report> decode_boot_report(sim::byte_view data) { return decode_value<boot_report>(data); }
sim::result<alarm_report> decode_alarm_report(sim::byte_view data) { return decode_value<alarm_report>(data); }
sim::result<command_result> decode_command_result(sim::byte_view data) { return decode_value<command_result>(data); }

} // namespace devices::call_home
