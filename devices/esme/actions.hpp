// What scenarios and people may do to an electricity meter.
#pragma once
#include "devices/metering/actions.hpp"

namespace devices::esme {

inline constexpr sim::action_type press_button{
    "esme.button", "A person presses the electricity meter's button: an armed supply is enabled."};

inline constexpr sim::parameter load_parameters[] = {
    {"watts", sim::value_kind::integer, "0 to 1000000; absent: as its habits say again", false},
    {"for", sim::value_kind::elapsed, "how long; absent: until further notice", false},
};
inline constexpr sim::action_type load{
    "esme.load", "The household draws just so much power, whatever its habits; nothing while the supply is off.",
    load_parameters};
inline constexpr sim::action_type supply_command{
    "esme.supply", "The electricity supply is disabled, armed or enabled, as a command from afar would do it.",
    metering::supply_parameters};
inline constexpr sim::action_type tamper{"esme.tamper", "Somebody tampers with the electricity meter, or has stopped.",
                                         metering::tamper_parameters};
inline constexpr sim::action_type key_entry{"esme.key_entry",
                                            "A person types a top-up token (UTRN) on the electricity meter's keys.",
                                            metering::key_entry_parameters};

inline constexpr std::array all_actions{&press_button, &load, &supply_command, &tamper, &key_entry};

} // namespace devices::esme
