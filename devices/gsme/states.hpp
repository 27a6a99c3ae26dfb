// The states of a gas meter that scenarios and windows may ask for.
#pragma once
#include "devices/metering/states.hpp"

namespace devices::gsme {

inline constexpr sim::state_type volume_m3{"gsme.volume_m3", sim::value_kind::decimal, "Cumulative volume, in m³."};
inline constexpr sim::state_type supply{"gsme.supply", sim::value_kind::text, "State of the gas supply.",
                                        metering::supply_states};

} // namespace devices::gsme
