#include "sim/han/nwk_frame.hpp"

#include "sim/core/check.hpp"
#include "sim/han/error.hpp"

#include <algorithm>

namespace sim::han {
namespace {

// Frame control, 3.3.1.1.
constexpr unsigned nwk_type_mask = 3, nwk_version_shift = 2, nwk_version_mask = 15, nwk_discovery_shift = 6,
                   nwk_discovery_mask = 3, nwk_multicast = 0x0100, nwk_security = 0x0200, nwk_source_route = 0x0400,
                   nwk_destination_ieee = 0x0800, nwk_source_ieee = 0x1000;
constexpr unsigned pro_version = 2; // nwkcProtocolVersion of ZigBee PRO
constexpr std::size_t nwk_fixed_size = 8, ieee_size = 8, short_size = 2;

unsigned control_of(const nwk_frame& frame)
{
    auto control = static_cast<unsigned>(frame.type) | pro_version << nwk_version_shift |
                   static_cast<unsigned>(frame.discovery) << nwk_discovery_shift;
    if (frame.secured) control |= nwk_security;
    if (frame.route) control |= nwk_source_route;
    if (frame.destination_ieee) control |= nwk_destination_ieee;
    if (frame.source_ieee) control |= nwk_source_ieee;
    return control;
}

/// 3.3.1.9.
source_route get_route(reader& in)
{
    source_route route;
    const std::size_t count = in.u8();
    route.next = in.u8();
    for (std::size_t i = 0; in.ok() && i < count; ++i) route.relays.push_back(short_address{in.u16_le()});
    return route;
}

void put_route(writer& out, const source_route& route)
{
    check(route.relays.size() <= 0xFF, "a source route has up to 255 relays");
    out.u8(static_cast<std::uint8_t>(route.relays.size())).u8(route.next);
    for (const auto relay : route.relays) out.u16_le(static_cast<std::uint16_t>(relay));
}

} // namespace

std::size_t nwk_frame::header_size() const
{
    return nwk_fixed_size + (destination_ieee ? ieee_size : 0) + (source_ieee ? ieee_size : 0) +
           (route ? 2 + short_size * route->relays.size() : 0);
}

bool operator==(const nwk_frame& a, const nwk_frame& b)
{
    return a.type == b.type && a.discovery == b.discovery && a.secured == b.secured && a.destination == b.destination &&
           a.source == b.source && a.radius == b.radius && a.sequence == b.sequence &&
           a.destination_ieee == b.destination_ieee && a.source_ieee == b.source_ieee && a.route == b.route &&
           std::ranges::equal(a.payload, b.payload);
}

void encode_header(writer& out, const nwk_frame& frame)
{
    out.u16_le(static_cast<std::uint16_t>(control_of(frame)))
        .u16_le(static_cast<std::uint16_t>(frame.destination))
        .u16_le(static_cast<std::uint16_t>(frame.source))
        .u8(frame.radius)
        .u8(frame.sequence);
    if (frame.destination_ieee) out.u64_le(frame.destination_ieee->value());
    if (frame.source_ieee) out.u64_le(frame.source_ieee->value());
    if (frame.route) put_route(out, *frame.route);
}

void encode(writer& out, const nwk_frame& frame)
{
    encode_header(out, frame);
    out.raw(frame.payload);
}

result<nwk_frame> decode_nwk(byte_view octets)
{
    reader in(octets);
    nwk_frame frame;
    const unsigned control = in.u16_le();
    const auto type = control & nwk_type_mask, discovery = control >> nwk_discovery_shift & nwk_discovery_mask;
    if (in.ok() && (type > static_cast<unsigned>(nwk_frame_type::command) || control & nwk_multicast ||
                    (control >> nwk_version_shift & nwk_version_mask) != pro_version))
        in.fail(han_errc::unsupported);
    if (discovery > static_cast<unsigned>(route_discovery::enable)) in.fail(codec_errc::out_of_range);
    frame.type = static_cast<nwk_frame_type>(type);
    frame.discovery = static_cast<route_discovery>(discovery);
    frame.secured = control & nwk_security;
    frame.destination = short_address{in.u16_le()};
    frame.source = short_address{in.u16_le()};
    frame.radius = in.u8();
    frame.sequence = in.u8();
    if (control & nwk_destination_ieee) frame.destination_ieee = eui64(in.u64_le());
    if (control & nwk_source_ieee) frame.source_ieee = eui64(in.u64_le());
    if (control & nwk_source_route) frame.route = get_route(in);
    frame.payload = in.rest();
    if (auto ec = in.finish()) return ec;
    return frame;
}

} // namespace sim::han
