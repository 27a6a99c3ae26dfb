// What scenarios and people may do to an electricity meter.
#pragma once
#include "sim/kernel/registry.hpp"

namespace devices::esme {

inline constexpr sim::action_type press_button{
    "esme.button", "A person presses the electricity meter's button: an armed supply is enabled."};

} // namespace devices::esme
