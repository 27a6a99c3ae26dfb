// Frames of the ZigBee network layer (ZigBee specification, 3.3 and 3.4). A frame is a view of somebody's octets.
// Security is beside it: security.hpp seals and opens whole frames.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/ids.hpp"
#include "sim/han/identifiers.hpp"
#include "sim/han/mac_payload.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace sim::han {

enum class nwk_frame_type : std::uint8_t { data = 0, command = 1 };
enum class route_discovery : std::uint8_t { suppress = 0, enable = 1 };

struct source_route {
    std::uint8_t next{0};
    std::vector<short_address> relays;
    bool operator==(const source_route&) const = default;
};

struct nwk_frame {
    nwk_frame_type type{nwk_frame_type::data};
    route_discovery discovery{route_discovery::suppress};
    bool secured{false}; ///< an auxiliary header and a MIC surround the payload
    short_address destination{}, source{};
    std::uint8_t radius{30};
    std::uint8_t sequence{0};
    std::optional<eui64> destination_ieee, source_ieee;
    std::optional<source_route> route;
    byte_view payload;

    /// Octets before the payload (before the auxiliary header of a secured frame).
    std::size_t header_size() const;
};
bool operator==(const nwk_frame& a, const nwk_frame& b);

/// Appends header and payload; `secured` only sets its bit, so use seal_nwk (security.hpp) for secured frames.
void encode(writer& out, const nwk_frame& frame);
void encode_header(writer& out, const nwk_frame& frame);
/// Errors: codec_errc; unsupported for another version or type, and for multicast. The payload views `octets`; of a
/// secured frame it is what open_nwk (security.hpp) takes.
result<nwk_frame> decode_nwk(byte_view octets);

/// Commands of the network layer (3.4).
struct leave_command {
    bool rejoin{false};  ///< the leaver will come back at once
    bool request{false}; ///< "leave", not "I am leaving"
    bool remove_children{false};
    bool operator==(const leave_command&) const = default;
};
struct rejoin_request {
    capability device;
    bool operator==(const rejoin_request&) const = default;
};
struct rejoin_response {
    short_address address{};
    association_status status{};
    bool operator==(const rejoin_response&) const = default;
};
struct link_status_entry {
    short_address neighbour{};
    std::uint8_t incoming_cost{0}, outgoing_cost{0}; ///< 1 (best) to 7; 0: not known
    bool operator==(const link_status_entry&) const = default;
};
struct link_status {
    bool first{true}, last{true};
    std::vector<link_status_entry> entries; ///< up to 31
    bool operator==(const link_status&) const = default;
};
struct route_record {
    std::vector<short_address> relays;
    bool operator==(const route_record&) const = default;
};
/// 3.4.3.3.1; the codes that a star network meets.
enum class network_status_code : std::uint8_t {
    no_route = 0x00,
    tree_link_failure = 0x01,
    non_tree_link_failure = 0x02,
    low_battery = 0x03,
    no_routing_capacity = 0x04,
    no_indirect_capacity = 0x05,
    indirect_transaction_expiry = 0x06,
    target_unavailable = 0x07,
    parent_link_failure = 0x09,
    bad_frame_counter = 0x11,
    bad_key_sequence_number = 0x12,
};
struct network_status {
    std::uint8_t code{0}; ///< network_status_code, or one that is not in that list
    short_address target{};
    bool operator==(const network_status&) const = default;
};

using nwk_command =
    std::variant<network_status, leave_command, route_record, rejoin_request, rejoin_response, link_status>;
void encode(writer& out, const nwk_command& command);
/// Errors: codec_errc; unsupported for another command.
result<nwk_command> decode_nwk_command(byte_view octets);

} // namespace sim::han
