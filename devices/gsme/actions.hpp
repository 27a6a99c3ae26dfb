// What scenarios and people may do to a gas meter.
#pragma once
#include "sim/kernel/registry.hpp"

namespace devices::gsme {

inline constexpr sim::action_type press_button{"gsme.button",
                                               "A person presses the gas meter's button: an armed supply is enabled."};

} // namespace devices::gsme
