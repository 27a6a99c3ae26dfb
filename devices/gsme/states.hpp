// The states of a gas meter that scenarios and windows may ask for.
#pragma once
#include "sim/kernel/registry.hpp"

namespace devices::gsme {

inline constexpr sim::state_type volume_m3{"gsme.volume_m3", sim::value_kind::decimal, "Cumulative volume, in m³."};

} // namespace devices::gsme
