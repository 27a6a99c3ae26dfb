// Commands of the network layer (ZigBee specification, 3.4).
#include "sim/core/check.hpp"
#include "sim/han/error.hpp"
#include "sim/han/nwk_frame.hpp"

namespace sim::han {
namespace {

enum class nwk_command_id : std::uint8_t {
    network_status = 3,
    leave = 4,
    route_record = 5,
    rejoin_request = 6,
    rejoin_response = 7,
    link_status = 8,
};

constexpr unsigned leave_rejoin = 0x20, leave_request_bit = 0x40, leave_children = 0x80;
constexpr unsigned link_count_mask = 0x1F, link_first = 0x20, link_last = 0x40;
constexpr unsigned cost_mask = 7, outgoing_shift = 4;
constexpr std::size_t most_links = 31;

writer& put_id(writer& out, nwk_command_id id) { return out.u8(static_cast<std::uint8_t>(id)); }

struct nwk_command_encoder {
    writer& out;

    void operator()(const network_status& m) const
    {
        put_id(out, nwk_command_id::network_status).u8(m.code).u16_le(static_cast<std::uint16_t>(m.target));
    }
    void operator()(const leave_command& m) const
    {
        put_id(out, nwk_command_id::leave)
            .u8(static_cast<std::uint8_t>((m.rejoin ? leave_rejoin : 0) | (m.request ? leave_request_bit : 0) |
                                          (m.remove_children ? leave_children : 0)));
    }
    void operator()(const route_record& m) const
    {
        check(m.relays.size() <= 0xFF, "a route record has up to 255 relays");
        put_id(out, nwk_command_id::route_record).u8(static_cast<std::uint8_t>(m.relays.size()));
        for (const auto relay : m.relays) out.u16_le(static_cast<std::uint16_t>(relay));
    }
    void operator()(const rejoin_request& m) const { put_id(out, nwk_command_id::rejoin_request).u8(m.device.octet()); }
    void operator()(const rejoin_response& m) const
    {
        put_id(out, nwk_command_id::rejoin_response)
            .u16_le(static_cast<std::uint16_t>(m.address))
            .u8(static_cast<std::uint8_t>(m.status));
    }
    void operator()(const link_status& m) const
    {
        check(m.entries.size() <= most_links, "a link status has up to 31 entries");
        put_id(out, nwk_command_id::link_status)
            .u8(static_cast<std::uint8_t>(m.entries.size() | (m.first ? link_first : 0) | (m.last ? link_last : 0)));
        for (const auto& entry : m.entries)
            out.u16_le(static_cast<std::uint16_t>(entry.neighbour))
                .u8(static_cast<std::uint8_t>((entry.incoming_cost & cost_mask) | (entry.outgoing_cost & cost_mask)
                                                                                      << outgoing_shift));
    }
};

leave_command get_leave(reader& in)
{
    const unsigned options = in.u8();
    leave_command m;
    m.rejoin = options & leave_rejoin;
    m.request = options & leave_request_bit;
    m.remove_children = options & leave_children;
    return m;
}

route_record get_route_record(reader& in)
{
    route_record m;
    const std::size_t count = in.u8();
    for (std::size_t i = 0; in.ok() && i < count; ++i) m.relays.push_back(short_address{in.u16_le()});
    return m;
}

rejoin_response get_rejoin_response(reader& in)
{
    rejoin_response m;
    m.address = short_address{in.u16_le()};
    m.status = association_status{in.u8()};
    if (m.status > association_status::pan_access_denied) in.fail(codec_errc::out_of_range);
    return m;
}

link_status get_link_status(reader& in)
{
    link_status m;
    const unsigned options = in.u8();
    m.first = options & link_first;
    m.last = options & link_last;
    for (unsigned i = 0; in.ok() && i < (options & link_count_mask); ++i) {
        link_status_entry entry;
        entry.neighbour = short_address{in.u16_le()};
        const unsigned costs = in.u8();
        entry.incoming_cost = costs & cost_mask;
        entry.outgoing_cost = costs >> outgoing_shift & cost_mask;
        m.entries.push_back(entry);
    }
    return m;
}

nwk_command get_nwk_command(reader& in)
{
    switch (nwk_command_id{in.u8()}) {
    case nwk_command_id::network_status: {
        network_status m;
        m.code = in.u8();
        m.target = short_address{in.u16_le()};
        return m;
    }
    case nwk_command_id::leave: return get_leave(in);
    case nwk_command_id::route_record: return get_route_record(in);
    case nwk_command_id::rejoin_request: return rejoin_request{capability::of(in.u8())};
    case nwk_command_id::rejoin_response: return get_rejoin_response(in);
    case nwk_command_id::link_status: return get_link_status(in);
    }
    in.fail(han_errc::unsupported);
    return {};
}

} // namespace

void encode(writer& out, const nwk_command& command) { std::visit(nwk_command_encoder{out}, command); }

result<nwk_command> decode_nwk_command(byte_view octets)
{
    reader in(octets);
    auto command = get_nwk_command(in);
    if (auto ec = in.finish()) return ec;
    return command;
}

} // namespace sim::han
