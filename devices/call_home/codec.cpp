#include "devices/call_home/codec.hpp"

#include "devices/call_home/layouts.hpp"
#include "devices/call_home/limits.hpp"

#include <bitset>

namespace devices::call_home {
namespace {

enum extension_tag : std::uint8_t {
    hello_token = 0x01,
    ack_next_server = 0x01,
    first_that_may_be_skipped = 0x80,
};

/// Reads the list at the end of a body. `take(tag, value)` says whether it knows the tag.
template <class Take>
void read_extensions(decoder& a, Take take)
{
    std::uint8_t count = 0;
    a.u8(count);
    std::bitset<256> seen;
    for (std::uint8_t i = 0; i < count && a.ok(); ++i) {
        std::uint8_t tag = 0;
        sim::bytes content;
        a.u8(tag);
        a.block16(content, limits::message);
        if (!a.ok()) return;
        if (seen.test(tag)) return a.fail(errc::repeated_extension);
        seen.set(tag);
        decoder value(content);
        if (take(tag, value)) {
            if (auto e = value.in().finish()) a.fail(e);
        } else if (tag < first_that_may_be_skipped) {
            a.fail(errc::unknown_extension);
        }
    }
}

void write_extension(encoder& a, std::uint8_t tag, encoder& value)
{
    if (value.error()) a.fail(value.error());
    a.u8(tag);
    a.out().block16(value.out().data());
}

template <class M>
void extensions(decoder& a, M&)
{
    read_extensions(a, [](std::uint8_t, decoder&) { return false; });
}

template <class M>
void extensions(encoder& a, const M&)
{
    a.u8(0);
}

void extensions(decoder& a, hello& m)
{
    read_extensions(a, [&](std::uint8_t tag, decoder& value) {
        if (tag != hello_token) return false;
        auto content = value.in().rest();
        value.require(!content.empty());
        if (content.size() > limits::token) value.fail(sim::codec_errc::too_long);
        m.token.assign(content.begin(), content.end());
        return true;
    });
}

void extensions(encoder& a, const hello& m)
{
    a.u8(!m.token.empty());
    if (m.token.empty()) return;
    if (m.token.size() > limits::token) a.fail(sim::codec_errc::too_long);
    encoder value;
    value.raw(m.token);
    write_extension(a, hello_token, value);
}

void extensions(decoder& a, ack& m)
{
    read_extensions(a, [&](std::uint8_t tag, decoder& value) {
        if (tag != ack_next_server) return false;
        layout(value, m.next_server.emplace());
        return true;
    });
}

void extensions(encoder& a, const ack& m)
{
    a.u8(m.next_server.has_value());
    if (!m.next_server) return;
    encoder value;
    layout(value, *m.next_server);
    write_extension(a, ack_next_server, value);
}

template <class M>
sim::result<message> decode_body(decoder& a, M m)
{
    layout(a, m);
    extensions(a, m);
    if (auto e = a.in().finish()) return e;
    return message(std::move(m));
}

} // namespace

sim::result<sim::bytes> encode(const message& m)
{
    encoder a;
    a.u16(0);
    a.u8(limits::version);
    a.u8(message_type(m));
    std::visit(
        [&](const auto& body) {
            layout(a, body);
            extensions(a, body);
        },
        m);
    std::size_t length = a.out().size() - limits::length_prefix;
    if (length > limits::message) a.fail(sim::codec_errc::too_long);
    if (a.error()) return a.error();
    a.out().patch_u16(0, static_cast<std::uint16_t>(length));
    return a.out().take();
}

sim::result<message> decode(sim::byte_view data)
{
    if (data.size() > limits::message) return sim::error_code(sim::codec_errc::too_long);
    decoder a(data);
    std::uint8_t version = 0, type = 0;
    a.u8(version);
    a.u8(type);
    if (!a.ok()) return a.in().error();
    if (version != limits::version) return sim::error_code(errc::unknown_version);
    switch (type) {
    case 1: return decode_body(a, hello{sim::eui64(0), {}, {}, {}, {}, {}, {}});
    case 2: return decode_body(a, envelopes{});
    case 3: return decode_body(a, ack{});
    case 4: return decode_body(a, command{0, sim::eui64(0), {}, {}, {}, {}});
    case 5: return decode_body(a, command_result{});
    case 6: return decode_body(a, config{});
    case 7: return decode_body(a, config_result{});
    case 8: return decode_body(a, bye{});
    case 9: return decode_body(a, image{0, image_query{sim::eui64(0)}});
    case 10: return decode_body(a, image_result{});
    default: return sim::error_code(errc::unknown_message);
    }
}

} // namespace devices::call_home
