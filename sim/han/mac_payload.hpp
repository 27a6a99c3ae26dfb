// What frames of the MAC carry besides data: beacons and commands (IEEE 802.15.4-2006, 7.2.2.1 and 7.3), with the
// payload that ZigBee puts into a beacon (ZigBee specification, 3.6.7).
#pragma once
#include "sim/han/mac_frame.hpp"

#include <variant>
#include <vector>

namespace sim::han {

/// A beacon of a network without superframes, which is what ZigBee PRO has.
struct beacon {
    bool from_coordinator{true};
    bool permits_association{false};
    std::vector<short_address> pending_short; ///< up to 7 in all: whose frames wait
    std::vector<eui64> pending_extended;
    std::uint8_t stack_profile{2};    ///< 2: ZigBee PRO. Four bits.
    std::uint8_t protocol_version{2}; ///< Four bits.
    bool router_capacity{true};
    bool end_device_capacity{true};
    std::uint8_t depth{0}; ///< Four bits.
    eui64 extended_pan{0};
    std::uint8_t update_id{0};

    bool operator==(const beacon&) const = default;
};
void encode(writer& out, const beacon& value);
/// Errors: codec_errc; unsupported for superframes, guaranteed time slots and another protocol's payload.
result<beacon> decode_beacon(byte_view octets);

/// What a device says of itself when it joins; shared by the MAC's, the NWK layer's and ZDP's messages (7.3.1.2).
struct capability {
    bool alternate_coordinator{false};
    bool full_function{false}; ///< a router
    bool mains_powered{false};
    bool receiver_on_when_idle{false};
    bool high_security{false};
    bool allocate_address{true};

    bool operator==(const capability&) const = default;
    std::uint8_t octet() const;
    /// Reserved bits are dropped.
    static capability of(std::uint8_t octet);
};

enum class association_status : std::uint8_t { successful = 0x00, pan_at_capacity = 0x01, pan_access_denied = 0x02 };

struct association_request {
    capability device;
    bool operator==(const association_request&) const = default;
};
struct association_response {
    short_address address{short_address::broadcast};
    association_status status{association_status::successful};
    bool operator==(const association_response&) const = default;
};
enum class disassociation_reason : std::uint8_t { coordinator_wishes = 1, device_wishes = 2 };
struct disassociation_notification {
    disassociation_reason reason{};
    bool operator==(const disassociation_notification&) const = default;
};
/// A sleepy device asks its parent for what waits.
struct data_request {
    bool operator==(const data_request&) const = default;
};
struct pan_id_conflict {
    bool operator==(const pan_id_conflict&) const = default;
};
/// A member has lost its parent and looks for it on every channel.
struct orphan_notification {
    bool operator==(const orphan_notification&) const = default;
};
struct beacon_request {
    bool operator==(const beacon_request&) const = default;
};
/// To an orphan: you are still mine.
struct coordinator_realignment {
    pan_id pan{};
    short_address coordinator{};
    radio_channel channel{};
    short_address device{}; ///< the orphan's own
    bool operator==(const coordinator_realignment&) const = default;
};

using mac_command = std::variant<association_request, association_response, disassociation_notification, data_request,
                                 pan_id_conflict, orphan_notification, beacon_request, coordinator_realignment>;
void encode(writer& out, const mac_command& command);
/// Errors: codec_errc; out_of_range for a status or reason that is not defined; unsupported for another command.
result<mac_command> decode_mac_command(byte_view octets);

} // namespace sim::han
