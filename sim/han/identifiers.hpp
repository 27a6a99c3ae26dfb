// The numbers by which a ZigBee network addresses its members and their parts: one type each.
#pragma once
#include <cstdint>

namespace sim::han {

enum class pan_id : std::uint16_t {
    broadcast = 0xFFFF, ///< any network; also where a device that has none yet says it comes from
};

enum class short_address : std::uint16_t {
    coordinator = 0x0000,
    broadcast_routers = 0xFFFC, ///< the coordinator and routers
    broadcast_awake = 0xFFFD,   ///< all whose receiver is on while they are idle
    unassigned = 0xFFFE,        ///< a member that is only known by its EUI-64
    broadcast = 0xFFFF,         ///< everybody; in an association response: none given
};

enum class endpoint : std::uint8_t {
    zdo = 0x00, ///< the ZigBee device object
    broadcast = 0xFF,
};

enum class profile_id : std::uint16_t {
    device_profile = 0x0000, ///< what the ZigBee device objects speak among themselves (zdp.hpp)
    smart_energy = 0x0109,
};

/// The application's clusters are devices/zcl's; here they are numbers. ZDP's are in zdp.hpp.
enum class cluster_id : std::uint16_t {};

/// IEEE 802.15.4-2006, 2.4 GHz: 11 to 26.
enum class radio_channel : std::uint8_t {};

} // namespace sim::han
