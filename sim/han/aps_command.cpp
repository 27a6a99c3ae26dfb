#include "sim/han/aps_command.hpp"

#include "sim/han/error.hpp"

#include <algorithm>

namespace sim::han {
namespace {

enum class aps_command_id : std::uint8_t {
    transport_key = 5,
    update_device = 6,
    remove_device = 7,
    request_key = 8,
    switch_key = 9,
};

// Kinds of keys, 4.4.9.2.2.
constexpr std::uint8_t network_kind = 1, application_kind = 3, link_kind = 4;
// Kinds of keys that are asked for, 4.4.9.5.2.
constexpr std::uint8_t asks_application = 2, asks_link = 4;

writer& put_id(writer& out, aps_command_id id) { return out.u8(static_cast<std::uint8_t>(id)); }

struct aps_command_encoder {
    writer& out;

    void operator()(const transport_network_key& m) const
    {
        put_id(out, aps_command_id::transport_key).u8(network_kind).raw(m.key).u8(m.sequence);
        out.u64_le(m.destination.value()).u64_le(m.source.value());
    }
    void operator()(const transport_link_key& m) const
    {
        put_id(out, aps_command_id::transport_key).u8(link_kind).raw(m.key);
        out.u64_le(m.destination.value()).u64_le(m.source.value());
    }
    void operator()(const transport_application_key& m) const
    {
        put_id(out, aps_command_id::transport_key).u8(application_kind).raw(m.key);
        out.u64_le(m.partner.value()).u8(m.initiator);
    }
    void operator()(const update_device& m) const
    {
        put_id(out, aps_command_id::update_device)
            .u64_le(m.device.value())
            .u16_le(static_cast<std::uint16_t>(m.address))
            .u8(static_cast<std::uint8_t>(m.status));
    }
    void operator()(const remove_device& m) const
    {
        put_id(out, aps_command_id::remove_device).u64_le(m.child.value());
    }
    void operator()(const request_link_key&) const { put_id(out, aps_command_id::request_key).u8(asks_link); }
    void operator()(const request_application_key& m) const
    {
        put_id(out, aps_command_id::request_key).u8(asks_application).u64_le(m.partner.value());
    }
    void operator()(const switch_key& m) const { put_id(out, aps_command_id::switch_key).u8(m.sequence); }
};

crypto::aes_key get_key(reader& in)
{
    crypto::aes_key key{};
    const auto octets = in.take(key.size());
    if (in.ok()) std::copy(octets.begin(), octets.end(), key.begin());
    return key;
}

transport_network_key get_network_key(reader& in)
{
    transport_network_key m;
    m.key = get_key(in);
    m.sequence = in.u8();
    m.destination = eui64(in.u64_le());
    m.source = eui64(in.u64_le());
    return m;
}

transport_link_key get_link_key(reader& in)
{
    transport_link_key m;
    m.key = get_key(in);
    m.destination = eui64(in.u64_le());
    m.source = eui64(in.u64_le());
    return m;
}

transport_application_key get_application_key(reader& in)
{
    transport_application_key m;
    m.key = get_key(in);
    m.partner = eui64(in.u64_le());
    const auto initiator = in.u8();
    if (initiator > 1) in.fail(codec_errc::out_of_range);
    m.initiator = initiator;
    return m;
}

aps_command get_transport(reader& in)
{
    switch (in.u8()) {
    case network_kind: return get_network_key(in);
    case link_kind: return get_link_key(in);
    case application_kind: return get_application_key(in);
    default: in.fail(han_errc::unsupported); return {};
    }
}

update_device get_update(reader& in)
{
    update_device m;
    m.device = eui64(in.u64_le());
    m.address = short_address{in.u16_le()};
    m.status = device_status{in.u8()};
    if (m.status > device_status::unsecured_rejoin) in.fail(codec_errc::out_of_range);
    return m;
}

aps_command get_request(reader& in)
{
    switch (in.u8()) {
    case asks_link: return request_link_key{};
    case asks_application: return request_application_key{eui64(in.u64_le())};
    default: in.fail(han_errc::unsupported); return {};
    }
}

aps_command get_aps_command(reader& in)
{
    switch (aps_command_id{in.u8()}) {
    case aps_command_id::transport_key: return get_transport(in);
    case aps_command_id::update_device: return get_update(in);
    case aps_command_id::remove_device: return remove_device{eui64(in.u64_le())};
    case aps_command_id::request_key: return get_request(in);
    case aps_command_id::switch_key: return switch_key{in.u8()};
    }
    in.fail(han_errc::unsupported);
    return {};
}

} // namespace

void encode(writer& out, const aps_command& command) { std::visit(aps_command_encoder{out}, command); }

result<aps_command> decode_aps_command(byte_view octets)
{
    reader in(octets);
    auto command = get_aps_command(in);
    if (auto ec = in.finish()) return ec;
    return command;
}

} // namespace sim::han
