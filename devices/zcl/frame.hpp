// The ZCL frame: a header of three or five octets, then the command's payload.
//
// Source: ZigBee Cluster Library (075123), "ZCL frame structure". Limit: max_frame octets (model choice: what fits into
// a call-home command, and into one APS message with fragmentation).
#pragma once
#include "sim/core/bytes.hpp"

#include <optional>

namespace devices::zcl {

inline constexpr std::size_t max_frame = 4096;

enum class frame_kind : std::uint8_t {
    foundation = 0, ///< a command of the whole library
    cluster = 1,    ///< a command of one cluster
};

/// Whom a command is for.
enum class direction : std::uint8_t { to_server = 0, to_client = 1 };
constexpr direction opposite(direction d)
{
    return d == direction::to_server ? direction::to_client : direction::to_server;
}

struct frame_header {
    frame_kind kind{frame_kind::foundation};
    direction to{direction::to_server};
    bool disable_default_response{false};
    std::optional<std::uint16_t> manufacturer{};
    std::uint8_t sequence{0};
    std::uint8_t command{0};
    bool operator==(const frame_header&) const = default;
};

struct frame {
    frame_header head;
    sim::byte_view payload; ///< within the octets that were decoded
};

/// Errors: truncated; out_of_range for a frame type that is reserved; too_long beyond max_frame. Reserved bits are
/// passed over, as the standard asks.
sim::result<frame> decode_frame(sim::byte_view octets);
sim::bytes encode_frame(const frame_header& head, sim::byte_view payload);

} // namespace devices::zcl
