#include "devices/dlms/acse.hpp"

#include "devices/dlms/apdu_tags.hpp"

#include <algorithm>
#include <array>

namespace devices::dlms {
namespace {

using sim::byte_view;
using sim::bytes;
using sim::reader;
using sim::writer;

constexpr std::uint8_t context_tag = 0xA1, user_information_tag = 0xBE; // in both directions
constexpr std::uint8_t calling_title_tag = 0xA6, aarq_requirements_tag = 0x8A, aarq_mechanism_tag = 0x8B,
                       calling_value_tag = 0xAC;
constexpr std::uint8_t result_tag = 0xA2, diagnostic_tag = 0xA3, responding_title_tag = 0xA4,
                       aare_requirements_tag = 0x88, aare_mechanism_tag = 0x89, responding_value_tag = 0xAA;
constexpr std::uint8_t reason_tag = 0x80;
constexpr std::uint8_t integer_type = 0x02, octet_string_type = 0x04, object_identifier_type = 0x06;
/// 2.16.756.5.8: DLMS UA; then 1 for contexts, 2 for mechanisms, and the number.
constexpr std::array<std::uint8_t, 5> dlms_arc{0x60, 0x85, 0x74, 0x05, 0x08};
constexpr std::array<std::uint8_t, 2> authentication_functional_unit{0x07, 0x80};
constexpr std::size_t title_size = 8, longest_value = 64;

// ---- BER

std::size_t read_ber_length(reader& in)
{
    const auto first = in.u8();
    if (first <= 0x7F) return first;
    if (first == 0x81) return in.u8();
    if (first == 0x82) return in.u16();
    in.fail(sim::codec_errc::too_long);
    return 0;
}

/// The content of the next element, which must have this tag.
byte_view read_element(reader& in, std::uint8_t tag)
{
    if (in.u8() != tag) in.fail(sim::codec_errc::out_of_range);
    return in.take(read_ber_length(in));
}

/// An element that must be all there is.
byte_view only_element(byte_view content, std::uint8_t tag, reader& of)
{
    reader in(content);
    auto inner = read_element(in, tag);
    if (auto ec = in.finish()) of.fail(ec);
    return of.ok() ? inner : byte_view{};
}

void write_element(writer& out, std::uint8_t tag, byte_view content)
{
    out.u8(tag);
    if (content.size() > 0xFF)
        out.u8(0x82).u16(static_cast<std::uint16_t>(content.size()));
    else if (content.size() > 0x7F)
        out.u8(0x81).u8(static_cast<std::uint8_t>(content.size()));
    else
        out.u8(static_cast<std::uint8_t>(content.size()));
    out.raw(content);
}

void write_nested(writer& out, std::uint8_t tag, std::uint8_t inner, byte_view content)
{
    writer nested;
    write_element(nested, inner, content);
    write_element(out, tag, nested.data());
}

// ---- fields

bytes object_identifier(std::uint8_t kind, std::uint8_t number)
{
    writer out;
    return out.raw(dlms_arc).u8(kind).u8(number).take();
}

/// The last arc of an object identifier of the DLMS UA; 0 and an error for any other.
std::uint8_t read_identifier(byte_view content, std::uint8_t kind, std::uint8_t least, std::uint8_t most, reader& of)
{
    const bool ours = content.size() == dlms_arc.size() + 2 &&
                      std::equal(dlms_arc.begin(), dlms_arc.end(), content.begin()) &&
                      content[dlms_arc.size()] == kind && content.back() >= least && content.back() <= most;
    if (!ours) of.fail(sim::codec_errc::out_of_range);
    return of.ok() ? content.back() : std::uint8_t{0};
}

application_context read_context(byte_view content, reader& of)
{
    auto name = only_element(content, object_identifier_type, of);
    return static_cast<application_context>(read_identifier(name, 1, 1, 4, of));
}

mechanism read_mechanism(byte_view content, reader& of)
{
    return static_cast<mechanism>(read_identifier(content, 2, 0, 7, of));
}

bytes read_title(byte_view content, reader& of)
{
    auto title = only_element(content, octet_string_type, of);
    if (of.ok() && title.size() != title_size) of.fail(sim::codec_errc::out_of_range);
    return {title.begin(), title.end()};
}

bytes read_value(byte_view content, reader& of)
{
    auto value = only_element(content, 0x80, of); // [0] charstring
    if (value.size() > longest_value) of.fail(sim::codec_errc::too_long);
    return {value.begin(), value.end()};
}

bytes read_user_information(byte_view content, reader& of)
{
    auto value = only_element(content, octet_string_type, of);
    return {value.begin(), value.end()};
}

std::uint8_t read_integer(byte_view content, std::uint8_t most, reader& of)
{
    auto value = only_element(content, integer_type, of);
    if (of.ok() && (value.size() != 1 || value[0] > most)) of.fail(sim::codec_errc::out_of_range);
    return of.ok() ? value[0] : std::uint8_t{0};
}

std::uint8_t read_diagnostic(byte_view content, reader& of)
{
    reader in(content);
    const auto source = in.u8(); // 1: service user, 2: service provider
    if (source != 0xA1 && source != 0xA2) of.fail(sim::codec_errc::out_of_range);
    auto inner = in.take(read_ber_length(in));
    if (auto ec = in.finish()) of.fail(ec);
    return read_integer(inner, 14, of);
}

/// Calls `take(tag, content, in)` for each element of the message.
template <class F>
sim::error_code each_field(byte_view apdu, std::uint8_t tag, F&& take)
{
    reader outer(apdu);
    auto content = read_element(outer, tag);
    if (auto ec = outer.finish()) return ec;
    reader in(content);
    while (in.ok() && in.remaining() > 0) {
        const auto field = in.u8();
        auto value = in.take(read_ber_length(in));
        if (in.ok()) take(field, value, in);
    }
    return in.error();
}

void write_authentication(writer& out, std::uint8_t requirements, std::uint8_t name, std::uint8_t value, mechanism how,
                          const std::optional<bytes>& what)
{
    if (how != mechanism::none) {
        write_element(out, requirements, authentication_functional_unit);
        write_element(out, name, object_identifier(2, static_cast<std::uint8_t>(how)));
    }
    if (what) write_nested(out, value, 0x80, *what);
}

bytes message(std::uint8_t tag, const writer& content)
{
    writer out;
    write_element(out, tag, content.data());
    return out.take();
}

bytes encode_release(std::uint8_t tag, const release& m)
{
    writer out;
    if (m.reason) write_element(out, reason_tag, {&*m.reason, 1});
    if (!m.user_information.empty()) write_nested(out, user_information_tag, octet_string_type, m.user_information);
    return message(tag, out);
}

sim::result<release> decode_release(byte_view apdu, std::uint8_t tag)
{
    release m;
    auto ec = each_field(apdu, tag, [&](std::uint8_t field, byte_view content, reader& in) {
        if (field == reason_tag) {
            if (content.size() != 1) return in.fail(sim::codec_errc::out_of_range);
            m.reason = content[0];
        } else if (field == user_information_tag)
            m.user_information = read_user_information(content, in);
    });
    if (ec) return ec;
    return m;
}

} // namespace

bytes encode(const aarq& m)
{
    writer out;
    write_nested(out, context_tag, object_identifier_type, object_identifier(1, static_cast<std::uint8_t>(m.context)));
    if (!m.calling_title.empty()) write_nested(out, calling_title_tag, octet_string_type, m.calling_title);
    write_authentication(out, aarq_requirements_tag, aarq_mechanism_tag, calling_value_tag, m.authentication,
                         m.authentication_value);
    if (!m.user_information.empty()) write_nested(out, user_information_tag, octet_string_type, m.user_information);
    return message(aarq_tag, out);
}

bytes encode(const aare& m)
{
    writer out;
    write_nested(out, context_tag, object_identifier_type, object_identifier(1, static_cast<std::uint8_t>(m.context)));
    const auto result = static_cast<std::uint8_t>(m.result), why = static_cast<std::uint8_t>(m.diagnostic);
    write_nested(out, result_tag, integer_type, {&result, 1});
    writer diagnostic;
    write_nested(diagnostic, 0xA1, integer_type, {&why, 1});
    write_element(out, diagnostic_tag, diagnostic.data());
    if (!m.responding_title.empty()) write_nested(out, responding_title_tag, octet_string_type, m.responding_title);
    write_authentication(out, aare_requirements_tag, aare_mechanism_tag, responding_value_tag, m.authentication,
                         m.authentication_value);
    if (!m.user_information.empty()) write_nested(out, user_information_tag, octet_string_type, m.user_information);
    return message(aare_tag, out);
}

bytes encode_request(const release& m) { return encode_release(rlrq_tag, m); }
bytes encode_response(const release& m) { return encode_release(rlre_tag, m); }

sim::result<aarq> decode_aarq(byte_view apdu)
{
    aarq m;
    bool named = false;
    auto ec = each_field(apdu, aarq_tag, [&](std::uint8_t field, byte_view content, reader& in) {
        switch (field) {
        case context_tag:
            named = true;
            m.context = read_context(content, in);
            return;
        case calling_title_tag: m.calling_title = read_title(content, in); return;
        case aarq_mechanism_tag: m.authentication = read_mechanism(content, in); return;
        case calling_value_tag: m.authentication_value = read_value(content, in); return;
        case user_information_tag: m.user_information = read_user_information(content, in); return;
        default: return;
        }
    });
    if (ec) return ec;
    if (!named) return sim::codec_errc::truncated;
    return m;
}

sim::result<aare> decode_aare(byte_view apdu)
{
    aare m;
    bool named = false;
    auto ec = each_field(apdu, aare_tag, [&](std::uint8_t field, byte_view content, reader& in) {
        switch (field) {
        case context_tag:
            named = true;
            m.context = read_context(content, in);
            return;
        case result_tag: m.result = static_cast<association_result>(read_integer(content, 2, in)); return;
        case diagnostic_tag: m.diagnostic = static_cast<association_diagnostic>(read_diagnostic(content, in)); return;
        case responding_title_tag: m.responding_title = read_title(content, in); return;
        case aare_mechanism_tag: m.authentication = read_mechanism(content, in); return;
        case responding_value_tag: m.authentication_value = read_value(content, in); return;
        case user_information_tag: m.user_information = read_user_information(content, in); return;
        default: return;
        }
    });
    if (ec) return ec;
    if (!named) return sim::codec_errc::truncated;
    return m;
}

sim::result<release> decode_release_request(byte_view apdu) { return decode_release(apdu, rlrq_tag); }
sim::result<release> decode_release_response(byte_view apdu) { return decode_release(apdu, rlre_tag); }

} // namespace devices::dlms
