// The states of an electricity meter that scenarios and windows may ask for.
#pragma once
#include "devices/metering/states.hpp"

namespace devices::esme {

inline constexpr sim::state_type import_kwh{"esme.import_kwh", sim::value_kind::decimal,
                                            "Cumulative active energy imported, in kWh."};
inline constexpr sim::state_type supply{"esme.supply", sim::value_kind::text, "State of the electricity supply.",
                                        metering::supply_states};
inline constexpr sim::state_type balance{"esme.balance", sim::value_kind::decimal,
                                         "Meter balance of the electricity account, in pence."};

} // namespace devices::esme
