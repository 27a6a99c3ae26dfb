// What the shells of meters write into the journal.
#pragma once
#include "sim/kernel/registry.hpp"

#include <array>

namespace devices::metering {

inline constexpr sim::parameter alert_fields[] = {
    {"code", sim::value_kind::text, "its number, 0x8F33"},
    {"meaning", sim::value_kind::text, "its name"},
};
inline constexpr sim::event_type alert_raised{"meter.alert", "A meter has raised an alert.", alert_fields};

inline constexpr sim::parameter supply_fields[] = {
    {"state", sim::value_kind::text, "enabled, disabled or armed"},
    {"by", sim::value_kind::text, "command, person, credit, load_limit, tamper or depletion"},
};
inline constexpr sim::event_type supply_changed{"meter.supply_changed", "A meter's supply is in another state.",
                                                supply_fields};

inline constexpr std::array all_events{&alert_raised, &supply_changed};

} // namespace devices::metering
