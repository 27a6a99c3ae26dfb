// What meters report of their own accord, by the numbers and names of the alerts of the Great Britain Companion
// Specification, the nearest that are published; SMETS1 meters had numbers of their own.
#pragma once
#include "sim/kernel/time.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace devices::metering {

enum class alert_code : std::uint16_t {
    voltage_above_extreme = 0x8020,
    voltage_above_swell = 0x8024,
    voltage_below_extreme = 0x8028,
    voltage_below_sag = 0x802C,
    voltage_extreme_over_ended = 0x808D,
    voltage_swell_ended = 0x8091,
    voltage_extreme_under_ended = 0x8095,
    voltage_sag_ended = 0x8099,
    low_credit = 0x810D,
    credit_added_locally = 0x810E,
    emergency_credit_available = 0x8119,
    clock_adjusted = 0x8145,
    command_actioned = 0x8154,
    command_not_actioned = 0x8155,
    person_actioned = 0x8161,
    person_not_actioned = 0x8162,
    armed_by_emergency_credit = 0x8168,
    gsme_command_not_retrieved = 0x819D,
    battery_cover_closed = 0x81A1,
    time_debt_1_collected = 0x81A7,
    time_debt_2_collected = 0x81A8,
    payment_debt_collected = 0x81A9,
    emergency_credit_exhausted = 0x81AA,
    emergency_credit_activated = 0x81AB,
    meter_cover_closed = 0x81B9,
    magnetic_field_removed = 0x81BC,
    disabled_by_tamper = 0x81BE,
    terminal_cover_closed = 0x81C1,
    tilt_ended = 0x81C2,
    tilt = 0x81C3,
    token_entry_suspended = 0x81C4,
    token_locked_out = 0x81C5,
    above_load_limit = 0x8F01,
    billing_data_log_updated = 0x8F0A,
    clock_not_adjusted = 0x8F0C,
    below_disablement_threshold = 0x8F0F,
    hub_device_log_changed = 0x8F12,
    firmware_verification_failed = 0x8F1C,
    low_battery = 0x8F1F,
    three_lost_gsme_searches = 0x8F29,
    supply_armed = 0x8F32,
    armed_by_load_limit = 0x8F33,
    enabled_after_load_limit = 0x8F34,
    outage_restored = 0x8F35,
    outage_of_three_minutes_restored = 0x8F36,
    authentication_failure = 0x8F3D,
    unauthorised_access = 0x8F3E,
    physical_tamper = 0x8F3F,
    firmware_changed = 0x8F43,
    balance_would_exceed_maximum = 0x8F47,
    token_duplicate = 0x8F51,
    event_log_cleared = 0x8F52,
    supply_interrupted = 0x8F57,
    token_over_limit = 0x8F5B,
    token_not_authentic = 0x8F63,
    future_command_actioned = 0x8F66,
    credentials_updated = 0x8F70,
    firmware_verified = 0x8F72,
    battery_cover_removed = 0x8F73,
    meter_cover_removed = 0x8F74,
    strong_magnetic_field = 0x8F75,
    terminal_cover_removed = 0x8F76,
    battery_capacity_reset = 0x8F82,
    disablement_suspended = 0x8F83,
};

/// All of them, in the order of their numbers.
std::span<const alert_code> all_alerts();
/// A sentence without its full stop, "Supply Armed"; empty for what is not in the list.
std::string_view to_string(alert_code code);

struct alert {
    alert_code code;
    sim::time_point at;
    bool operator==(const alert&) const = default;
};

} // namespace devices::metering
