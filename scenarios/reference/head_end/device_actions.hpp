// What scenarios make a head-end do with the devices of an installation.
#pragma once
#include "sim/kernel/registry.hpp"

#include <array>

namespace scenarios::reference {

namespace device_parameter {
inline constexpr sim::parameter target{"target", sim::value_kind::text, "chf, esme or gsme"};
inline constexpr sim::parameter by{"by", sim::value_kind::text,
                                   "smso or s1sp; without it the S1SP for what is commissioned, else the SMSO", false};

inline constexpr std::array command{
    target,
    sim::parameter{"cluster", sim::value_kind::integer, "ZigBee cluster, 0 to 65535: Metering is 1794"},
    sim::parameter{"frame", sim::value_kind::text, "the ZCL frame, hexadecimal"},
    sim::parameter{"endpoint", sim::value_kind::integer, "1 to 240; 1 without it", false},
    sim::parameter{"deadline", sim::value_kind::elapsed, "from now; after it the command is not carried out", false},
    by};
inline constexpr std::array firmware{
    target,
    sim::parameter{"version", sim::value_kind::text, "of the image, at most 32 characters"},
    sim::parameter{"octets", sim::value_kind::integer, "its size, 64 to 4194304; 65536 without it", false},
    sim::parameter{"switch_after", sim::value_kind::elapsed,
                   "from now, when the device is to run it; without it as soon as it can", false},
    sim::parameter{"works", sim::value_kind::boolean, "false: software that starts and never comes home", false},
    by};
inline constexpr std::array redirect{
    sim::parameter{"name", sim::value_kind::text, "the head-end that the hub is to call"},
    sim::parameter{"port", sim::value_kind::integer, "its port, 1 to 65535"},
    sim::parameter{"token", sim::value_kind::text, "hexadecimal, at most 64 octets", false}, by};
} // namespace device_parameter

inline constexpr sim::action_type head_end_command_action{
    "head_end.command", "The head-end sends a ZCL frame to a device, when its hub is in contact next.",
    device_parameter::command};
inline constexpr sim::action_type firmware_offer_action{
    "firmware.offer", "The head-end has new firmware for a device, and transfers it when its hub is in contact.",
    device_parameter::firmware};
inline constexpr sim::action_type redirect_action{
    "head_end.redirect", "The head-end tells the hub with its next acknowledgement to call another one.",
    device_parameter::redirect};

inline constexpr std::array device_actions{&head_end_command_action, &firmware_offer_action, &redirect_action};

} // namespace scenarios::reference
