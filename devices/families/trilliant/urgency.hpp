// Which alerts make a hub call at once. Model choice: what somebody must look at today, by the codes of the alert list
// of the GB Companion Specification; credit and clock can wait for the next call.
#pragma once
#include "devices/metering/alerts.hpp"

namespace devices::families::trilliant {

constexpr bool calls_at_once(metering::alert_code code)
{
    using metering::alert_code;
    switch (code) {
    case alert_code::voltage_above_extreme:
    case alert_code::voltage_below_extreme:
    case alert_code::gsme_command_not_retrieved:
    case alert_code::disabled_by_tamper:
    case alert_code::tilt:
    case alert_code::low_battery:
    case alert_code::three_lost_gsme_searches:
    case alert_code::outage_of_three_minutes_restored:
    case alert_code::authentication_failure:
    case alert_code::unauthorised_access:
    case alert_code::physical_tamper:
    case alert_code::supply_interrupted:
    case alert_code::battery_cover_removed:
    case alert_code::meter_cover_removed:
    case alert_code::strong_magnetic_field:
    case alert_code::terminal_cover_removed: return true;
    default: return false; // of a long list, few
    }
}

} // namespace devices::families::trilliant
