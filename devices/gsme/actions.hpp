// What scenarios and people may do to a gas meter.
#pragma once
#include "devices/metering/actions.hpp"

namespace devices::gsme {

inline constexpr sim::action_type press_button{"gsme.button",
                                               "A person presses the gas meter's button: an armed supply is enabled."};

inline constexpr sim::parameter flow_parameters[] = {
    {"litres_per_hour", sim::value_kind::integer, "0 to 1000000; absent: as its habits say again", false},
    {"for", sim::value_kind::elapsed, "how long; absent: until further notice", false},
};
inline constexpr sim::action_type flow{
    "gsme.flow", "The household burns just so much gas, whatever its habits; nothing while the supply is off.",
    flow_parameters};
inline constexpr sim::action_type supply_command{
    "gsme.supply", "The gas supply is disabled, armed or enabled, as a command from afar would do it.",
    metering::supply_parameters};
inline constexpr sim::action_type tamper{"gsme.tamper", "Somebody tampers with the gas meter, or has stopped.",
                                         metering::tamper_parameters};
inline constexpr sim::action_type key_entry{
    "gsme.key_entry", "A person types a top-up token (UTRN) on the gas meter's keys.", metering::key_entry_parameters};

inline constexpr std::array all_actions{&press_button, &flow, &supply_command, &tamper, &key_entry};

} // namespace devices::gsme
