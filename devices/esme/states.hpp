// The states of an electricity meter that scenarios and windows may ask for.
#pragma once
#include "sim/kernel/registry.hpp"

namespace devices::esme {

inline constexpr sim::state_type import_kwh{"esme.import_kwh", sim::value_kind::decimal,
                                            "Cumulative active energy imported, in kWh."};

} // namespace devices::esme
