// Actions and faults of the HAN, and the one call that tells a world of everything it has. The world binds actions and
// states to its subjects.
#pragma once
#include "sim/kernel/simulation.hpp"

#include <functional>

namespace sim::han {

class pan;

inline constexpr parameter device_parameter[] = {
    {"device", value_kind::text, "esme, gsme or ihd"},
};
inline constexpr action_type unpair_action{"han.unpair", "The hub removes a device from its network.",
                                           device_parameter};
inline constexpr action_type join_action{
    "han.join", "The hub learns the device's install code and lets devices join; the device looks for a network.",
    device_parameter};
inline constexpr action_type leave_action{"han.leave", "A device leaves the network.", device_parameter};
inline constexpr action_type lose_action{"han.lose", "A device is out of range of its hub from now on.",
                                         device_parameter};
inline constexpr action_type restore_action{"han.restore", "A device is in range of its hub again.", device_parameter};
inline constexpr action_type change_key_action{"han.change_key",
                                               "The hub gives its members a new network key, and switches to it."};

inline constexpr fault_type frame_lost_fault{"han.frame_lost", "A frame is lost, with all its repetitions."};
inline constexpr fault_type join_denied_fault{"han.join_denied", "The hub denies a device's association."};
inline constexpr fault_type replay_fault{"han.replay", "A frame comes a second time, as from an attacker."};

/// Declares events, states, actions and faults.
void declare(simulation& world);
/// Null: no such installation, or it has no HAN.
using find_pan = std::function<pan*(std::string_view on)>;
/// Binds actions and states.
void bind(simulation& world, const find_pan& find);

} // namespace sim::han
