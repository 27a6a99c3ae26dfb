// What the actions of both fuels' meters take.
#pragma once
#include "sim/kernel/registry.hpp"

#include <array>

namespace devices::metering {

/// In the order of tamper_kind (meter.hpp).
inline constexpr std::string_view tamper_words[] = {"meter_cover", "terminal_cover", "battery_cover", "magnetic_field",
                                                    "tilt"};
inline constexpr sim::parameter tamper_parameters[] = {
    {"what", sim::value_kind::text, "what is removed, held to it or moved", true, tamper_words},
    {"ended", sim::value_kind::boolean, "true: it is over", false},
};
/// What a command from afar asks for.
inline constexpr std::string_view supply_words[] = {"disable", "arm", "enable"};
inline constexpr sim::parameter supply_parameters[] = {
    {"to", sim::value_kind::text, "the command", true, supply_words},
};
inline constexpr sim::parameter key_entry_parameters[] = {
    {"token", sim::value_kind::text, "twenty digits, right or wrong", false},
    {"pence", sim::value_kind::integer, "instead of a token: a good one over so much, 1 to 131071, is issued and typed",
     false},
};

} // namespace devices::metering
