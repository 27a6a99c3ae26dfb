// What the network carries: an application's octets with their addresses.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/han/identifiers.hpp"

namespace sim::han {

/// Which end of a link.
enum class end : std::uint8_t { hub, device };
constexpr end other(end e) { return e == end::hub ? end::device : end::hub; }

/// One application message (APSDE-DATA of the ZigBee specification, 2.2.4.1).
struct message {
    endpoint source{1}, destination{1};
    profile_id profile{profile_id::smart_energy};
    cluster_id cluster{};
    bytes payload{};
    /// Secured with the link key as well as with the network key.
    bool link_secured{false};
    bool operator==(const message&) const = default;
};

/// Longer messages are refused; those that do not fit into one frame go in blocks. Model choice.
inline constexpr std::size_t max_message = 1500;

} // namespace sim::han
