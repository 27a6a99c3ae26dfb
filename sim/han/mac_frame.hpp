// Frames of IEEE 802.15.4-2006 as ZigBee uses them: no MAC security, frame version 0 (what 2003's receivers
// understand). A frame is a view of somebody's octets; commands and beacons are in mac_payload.hpp.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/ids.hpp"
#include "sim/han/error.hpp"
#include "sim/han/identifiers.hpp"

#include <optional>
#include <variant>

namespace sim::han {

/// aMaxPHYPacketSize, the FCS included.
constexpr std::size_t max_mac_frame = 127;

/// The ITU-T CRC-16 that closes a frame (7.2.1.9): least significant bit first, beginning with 0.
std::uint16_t frame_check_sequence(byte_view octets);

enum class mac_frame_type : std::uint8_t { beacon = 0, data = 1, acknowledgement = 2, command = 3 };

struct mac_address {
    pan_id pan{};
    std::variant<short_address, eui64> device{short_address{}};

    bool operator==(const mac_address&) const = default;
};

struct mac_frame {
    mac_frame_type type{mac_frame_type::data};
    bool pending{false};     ///< in an acknowledgement: there is more to fetch (the indirect queue)
    bool acknowledge{false}; ///< the receiver is asked for an acknowledgement
    std::uint8_t sequence{0};
    std::optional<mac_address> destination, source; ///< equal PANs are written once
    byte_view payload;
};

bool operator==(const mac_frame& a, const mac_frame& b);

/// Appends the frame and its FCS. More than 127 octets are a programmer's error: whoever sends cuts what is too long.
void encode(writer& out, const mac_frame& frame);
/// Errors: codec_errc, too_long beyond 127 octets; wrong_check_sequence; unsupported. The payload views `octets`.
result<mac_frame> decode_mac(byte_view octets);

/// Octets that a frame with `payload` octets has, FCS included, between members that use short addresses.
constexpr std::size_t short_mac_frame_size(std::size_t payload) { return 11 + payload; }

} // namespace sim::han
