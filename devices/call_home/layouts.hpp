// The layouts of the messages and of their parts, for both directions (fields.hpp). Internal to this library; what the
// octets mean for others is written in devices/families/trilliant/protocol.md, and a test holds the two together.
#pragma once
#include "devices/call_home/fields.hpp"

namespace devices::call_home {

/// Printable ASCII: these texts end in journals and on screens.
inline bool printable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

inline bool host_name(std::string_view text)
{
    auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

template <class A, class Text>
void printable_text(A& a, Text& v, std::size_t limit)
{
    a.text8(v, limit);
    a.require(!a.ok() || printable(v));
}

template <class A, class Text>
void server_name(A& a, Text& v)
{
    a.text8(v, limits::server_name);
    a.require(!a.ok() || host_name(v));
}

template <class A, is<credential> V>
void layout(A& a, V& v)
{
    enumeration(a, v.purpose, purpose::head_end_ca, purpose::head_end);
    a.text8(v.binding, limits::server_name);
    a.require(!a.ok() || v.binding.empty() || host_name(v.binding));
    a.block16(v.certificate, limits::certificate);
    a.require(!a.ok() || !v.certificate.empty());
}
inline credential empty_credential() { return {purpose::head_end_ca, {}, {}}; }

template <class A, class Credentials>
void credential_list(A& a, Credentials& v)
{
    list8(a, v, limits::credentials, empty_credential, [&](auto& item) { layout(a, item); });
}

template <class A, is<hello> V>
void layout(A& a, V& v)
{
    identifier(a, v.hub);
    enumeration(a, v.reason, call_reason::boot, call_reason::call_back);
    a.u16(v.queue);
    optional_instant(a, v.clock);
    printable_text(a, v.model, limits::model);
    printable_text(a, v.firmware, limits::firmware);
}

template <class A, is<envelope> V>
void layout(A& a, V& v)
{
    a.u32(v.sequence);
    a.require(!a.ok() || v.sequence != 0);
    auto code = static_cast<std::uint16_t>(v.code); // every value may be: unknown ones are carried
    a.u16(code);
    if constexpr (A::decodes) v.code = static_cast<header_code>(code);
    identifier(a, v.device);
    instant(a, v.time);
    a.block16(v.payload, limits::payload);
}
inline envelope empty_envelope() { return {0, header_code::boot_report, sim::eui64(0), {}, {}}; }

template <class A, is<envelopes> V>
void layout(A& a, V& v)
{
    flag(a, v.more);
    std::uint32_t previous = 0;
    list8(a, v.items, limits::envelopes, empty_envelope, [&](auto& item) {
        layout(a, item);
        a.require(!a.ok() || item.sequence > previous);
        previous = item.sequence;
    });
}

template <class A, is<redirection> V>
void layout(A& a, V& v)
{
    server_name(a, v.name);
    a.u16(v.port);
    a.require(!a.ok() || v.port != 0);
    a.block8(v.token, limits::token);
}

template <class A, class Minutes>
void civil_offset(A& a, Minutes& v)
{
    auto n = static_cast<std::int16_t>(v.count());
    auto octets = static_cast<std::uint16_t>(n);
    a.u16(octets);
    n = static_cast<std::int16_t>(octets);
    a.require(n >= limits::civil_offset_least_min && n <= limits::civil_offset_most_min);
    if constexpr (A::decodes)
        v = std::chrono::minutes(n);
    else
        a.require(v.count() == n);
}

template <class A, is<ack> V>
void layout(A& a, V& v)
{
    enumeration(a, v.control, ack_control::keep_open, ack_control::done);
    optional_instant(a, v.call_back_at);
    a.require(!a.ok() || v.call_back_at.has_value() == (v.control == ack_control::call_back));
    instant(a, v.clock);
    civil_offset(a, v.civil_offset);
    std::uint32_t previous = 0;
    auto empty_range = [] { return sequence_range{0, 0}; };
    list8(a, v.ranges, limits::ranges, empty_range, [&](auto& range) {
        a.u32(range.first);
        a.u32(range.last);
        a.require(!a.ok() || (range.first > previous && range.first <= range.last));
        previous = range.last;
    });
}

template <class A, is<command> V>
void layout(A& a, V& v)
{
    a.u32(v.id);
    identifier(a, v.device);
    a.u8(v.endpoint);
    a.u16(v.cluster);
    optional_instant(a, v.deadline);
    a.block16(v.frame, limits::frame);
}

template <class A, is<command_result> V>
void layout(A& a, V& v)
{
    a.u32(v.id);
    enumeration(a, v.status, command_status::ok, command_status::malformed);
    a.block16(v.frame, limits::frame);
}

template <class A, is<set_server> V>
void layout(A& a, V& v)
{
    server_name(a, v.name);
    a.u16(v.port);
    a.require(!a.ok() || v.port != 0);
}

template <class A, is<set_schedule> V>
void layout(A& a, V& v)
{
    constexpr std::uint32_t own = 0xFFFFFFFF;
    std::uint32_t offset = v.offset_s.value_or(own);
    a.u32(v.period_s);
    a.u32(offset);
    a.u32(v.window_s);
    if constexpr (A::decodes) v.offset_s = offset == own ? std::optional<std::uint32_t>() : std::optional(offset);
    bool period_fits = v.period_s >= limits::schedule_period_least_s && v.period_s <= limits::schedule_period_most_s;
    bool offset_fits = !v.offset_s || *v.offset_s < v.period_s;
    a.require(!a.ok() || (period_fits && offset_fits && v.window_s <= v.period_s));
}

template <class A, is<credential_export> V>
void layout(A& a, V& v)
{
    auto n = static_cast<std::uint8_t>(v.purpose ? static_cast<std::uint8_t>(*v.purpose) : 0);
    a.u8(n);
    a.require(!a.ok() || n <= static_cast<std::uint8_t>(purpose::head_end));
    if constexpr (A::decodes) v.purpose = n ? std::optional(static_cast<purpose>(n)) : std::optional<purpose>();
}

template <class A, is<credential_import> V>
void layout(A& a, V& v)
{
    layout(a, v.credential);
}

template <class A, is<credential_remove> V>
void layout(A& a, V& v)
{
    flag(a, v.allow_last);
    a.raw(v.fingerprint);
}

template <class A, is<config> V>
void layout(A& a, V& v)
{
    a.u32(v.id);
    std::uint8_t code = operation_code(v.operation);
    a.u8(code);
    if constexpr (A::decodes) {
        switch (code) {
        case 1: v.operation = set_server{}; break;
        case 2: v.operation = set_schedule{}; break;
        case 3: v.operation = credential_export{}; break;
        case 4: v.operation = credential_import{empty_credential()}; break;
        case 5: v.operation = credential_remove{}; break;
        default: a.require(!a.ok()); return;
        }
    }
    std::visit([&](auto& operation) { layout(a, operation); }, v.operation);
}

template <class A, is<config_result> V>
void layout(A& a, V& v)
{
    a.u32(v.id);
    a.u8(v.operation);
    enumeration(a, v.status, config_status::ok, config_status::refused);
    credential_list(a, v.credentials);
}

template <class A, is<image_offer> V>
void layout(A& a, V& v)
{
    identifier(a, v.device);
    printable_text(a, v.version, limits::firmware);
    a.u32(v.size);
    a.require(!a.ok() || v.size != 0);
    if (v.size > limits::image) a.fail(sim::codec_errc::too_long);
    a.raw(v.digest);
}

template <class A, is<image_block> V>
void layout(A& a, V& v)
{
    identifier(a, v.device);
    a.u32(v.offset);
    a.block16(v.data, limits::image_block);
    a.require(!a.ok() || !v.data.empty());
}

template <class A, is<image_activate> V>
void layout(A& a, V& v)
{
    identifier(a, v.device);
    a.raw(v.digest);
    optional_instant(a, v.at);
}

template <class A, is<image_drop> V>
void layout(A& a, V& v)
{
    identifier(a, v.device);
}

template <class A, is<image_query> V>
void layout(A& a, V& v)
{
    identifier(a, v.device);
}

template <class A, is<image> V>
void layout(A& a, V& v)
{
    constexpr sim::eui64 nobody(0);
    a.u32(v.id);
    std::uint8_t code = operation_code(v.operation);
    a.u8(code);
    if constexpr (A::decodes) {
        switch (code) {
        case 1: v.operation = image_offer{nobody, {}, 0, {}}; break;
        case 2: v.operation = image_block{nobody, 0, {}}; break;
        case 3: v.operation = image_activate{nobody, {}, {}}; break;
        case 4: v.operation = image_drop{nobody}; break;
        case 5: v.operation = image_query{nobody}; break;
        default: a.require(!a.ok()); return;
        }
    }
    std::visit([&](auto& operation) { layout(a, operation); }, v.operation);
}

template <class A, is<image_result> V>
void layout(A& a, V& v)
{
    a.u32(v.id);
    a.u8(v.operation);
    enumeration(a, v.status, image_status::ok, image_status::unsupported);
    enumeration(a, v.state, image_state::none, image_state::running);
    a.u32(v.next);
}

template <class A, is<bye> V>
void layout(A& a, V& v)
{
    enumeration(a, v.reason, bye_reason::complete, bye_reason::timed_out);
    optional_instant(a, v.call_back_at);
}

} // namespace devices::call_home
