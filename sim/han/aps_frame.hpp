// Frames of the application support layer (ZigBee specification, 2.2.5). A frame is a view of somebody's octets; its
// security is in security.hpp, its commands in aps_command.hpp.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/ids.hpp"
#include "sim/han/identifiers.hpp"

#include <optional>

namespace sim::han {

enum class aps_frame_type : std::uint8_t { data = 0, command = 1, acknowledgement = 2 };
enum class aps_delivery : std::uint8_t { unicast = 0, broadcast = 2 };

/// Which end and what kind of message: in data, and in acknowledgements of data.
struct aps_addressing {
    endpoint destination{}, source{};
    cluster_id cluster{};
    profile_id profile{};
    bool operator==(const aps_addressing&) const = default;
};

/// The extended header (2.2.5.1.8): a part of a message that is too long for one frame, or the acknowledgement of
/// parts.
struct aps_fragment {
    bool first{false};
    std::uint8_t block{0};       ///< of the first part: how many there are; else its number, from 1
    std::uint8_t received{0xFF}; ///< in acknowledgements alone: bit i for block + i
    bool operator==(const aps_fragment&) const = default;
};

struct aps_frame {
    aps_frame_type type{aps_frame_type::data};
    aps_delivery delivery{aps_delivery::unicast};
    bool secured{false};                      ///< an auxiliary header and a MIC surround the payload
    bool acknowledge{false};                  ///< the receiver is asked for an APS acknowledgement
    std::optional<aps_addressing> addressing; ///< absent in commands, and in acknowledgements of commands
    std::uint8_t counter{0};
    std::optional<aps_fragment> fragment;
    byte_view payload;

    std::size_t header_size() const;
};
bool operator==(const aps_frame& a, const aps_frame& b);

/// Appends header and payload; `secured` only sets its bit, so use seal_aps (security.hpp) for secured frames.
/// A data frame without addressing is a programmer's error.
void encode(writer& out, const aps_frame& frame);
void encode_header(writer& out, const aps_frame& frame);
/// Errors: codec_errc; unsupported for group delivery and other types. The payload views `octets`.
result<aps_frame> decode_aps(byte_view octets);

/// The acknowledgement that `frame` asks for, with the ends exchanged and without a payload.
aps_frame acknowledgement_of(const aps_frame& frame);

} // namespace sim::han
