#include "sim/han/packet.hpp"

#include "sim/core/check.hpp"
#include "sim/han/security.hpp"

#include <algorithm>

namespace sim::han {
namespace {

constexpr std::size_t nwk_header = 8, ieee = 8, nwk_security_size = nwk_auxiliary_size + mic_size;
constexpr std::size_t aps_data_header = 8, aps_command_header = 2, fragment_header = 2;
constexpr std::size_t aps_security_size = aps_auxiliary_size + mic_size;

/// The network layer's payload and headers.
std::size_t network_size(const packet& p)
{
    switch (p.what) {
    case packet_kind::transport_key: {
        constexpr std::size_t command = 35; // identifier, type, key, sequence, two EUI-64s
        return nwk_header + aps_command_header + aps_security_size + ieee + command;
    }
    case packet_kind::switch_key: return nwk_header + aps_command_header + 2;
    case packet_kind::device_announce: return nwk_header + aps_data_header + 12;
    case packet_kind::rejoin_request: return nwk_header + ieee + 2;
    case packet_kind::rejoin_response: return nwk_header + 2 * ieee + 4;
    case packet_kind::leave_request: return nwk_header + 2 * ieee + 2;
    case packet_kind::leaving: return nwk_header + ieee + 2;
    case packet_kind::data: {
        auto whole = p.body->payload.size();
        auto part = p.blocks == 1 ? whole : std::min(block_size, whole - p.block * block_size);
        auto security = !p.link_sealed ? 0 : aps_security_size + (aps_names_source(part) ? ieee : 0);
        return nwk_header + aps_data_header + (p.blocks == 1 ? 0 : fragment_header) + security + part;
    }
    case packet_kind::beacon_request:
    case packet_kind::beacon:
    case packet_kind::association_request:
    case packet_kind::response_request:
    case packet_kind::association_response:
    case packet_kind::orphan_notification:
    case packet_kind::realignment:
    case packet_kind::poll: break;
    }
    broken("no frame of the network layer", std::source_location::current());
}

} // namespace

bool packet::acknowledged() const
{
    switch (what) {
    case packet_kind::beacon_request:
    case packet_kind::beacon:
    case packet_kind::orphan_notification:
    case packet_kind::device_announce: return false;
    case packet_kind::association_request:
    case packet_kind::response_request:
    case packet_kind::association_response:
    case packet_kind::realignment:
    case packet_kind::poll:
    case packet_kind::transport_key:
    case packet_kind::switch_key:
    case packet_kind::rejoin_request:
    case packet_kind::rejoin_response:
    case packet_kind::leave_request:
    case packet_kind::leaving:
    case packet_kind::data: return true;
    }
    return false;
}

std::size_t packet::size() const
{
    switch (what) {
    case packet_kind::beacon_request: return 10;
    case packet_kind::beacon: return 28;
    case packet_kind::association_request: return 21;
    case packet_kind::response_request: return 18;
    case packet_kind::association_response: return 27;
    case packet_kind::orphan_notification: return 18;
    case packet_kind::realignment: return 33;
    case packet_kind::poll: return 12;
    case packet_kind::transport_key:
    case packet_kind::switch_key:
    case packet_kind::device_announce:
    case packet_kind::rejoin_request:
    case packet_kind::rejoin_response:
    case packet_kind::leave_request:
    case packet_kind::leaving:
    case packet_kind::data: break;
    }
    return short_mac_frame_size(network_size(*this) + (secure ? nwk_security_size : 0));
}

std::uint8_t blocks_of(const message& m)
{
    auto size = m.payload.size();
    if (size <= whole_size(m.link_secured)) return 1;
    return static_cast<std::uint8_t>((size + block_size - 1) / block_size);
}

} // namespace sim::han
