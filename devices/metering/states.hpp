// What the states of both fuels' meters have in common.
#pragma once
#include "sim/kernel/registry.hpp"

namespace devices::metering {

inline constexpr std::string_view supply_states[] = {"enabled", "disabled", "armed"};

} // namespace devices::metering
