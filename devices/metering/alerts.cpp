#include "devices/metering/alerts.hpp"

#include <algorithm>
#include <array>

namespace devices::metering {
namespace {

struct named_alert {
    alert_code code;
    std::string_view name;
};

constexpr auto alert_names = std::to_array<named_alert>({
    {alert_code::voltage_above_extreme, "RMS Voltage above Extreme Over Voltage Threshold"},
    {alert_code::voltage_above_swell, "RMS Voltage above Voltage Swell Threshold"},
    {alert_code::voltage_below_extreme, "RMS Voltage below Extreme Under Voltage Threshold"},
    {alert_code::voltage_below_sag, "RMS Voltage below Voltage Sag Threshold"},
    {alert_code::voltage_extreme_over_ended, "RMS Voltage above Extreme Over Voltage Threshold (returns below)"},
    {alert_code::voltage_swell_ended, "RMS Voltage above Voltage Swell Threshold (returns below)"},
    {alert_code::voltage_extreme_under_ended, "RMS Voltage below Extreme Under Voltage Threshold (returns above)"},
    {alert_code::voltage_sag_ended, "RMS Voltage below Voltage Sag Threshold (returns above)"},
    {alert_code::low_credit, "Combined Credit Below Low Credit Threshold (prepayment mode)"},
    {alert_code::credit_added_locally, "Credit Added Locally"},
    {alert_code::emergency_credit_available, "Emergency Credit Has Become Available (prepayment mode)"},
    {alert_code::clock_adjusted, "Clock adjusted (within tolerance)"},
    {alert_code::command_actioned, "Immediate HAN Interface Command Received and Successfully Actioned"},
    {alert_code::command_not_actioned, "Immediate HAN Interface Command Received but not Successfully Actioned"},
    {alert_code::person_actioned, "User Interface Command Input and Successfully Actioned"},
    {alert_code::person_not_actioned, "User Interface Command Input but not Successfully Actioned"},
    {alert_code::armed_by_emergency_credit, "Supply Disabled then Armed - Activate Emergency Credit triggered"},
    {alert_code::gsme_command_not_retrieved, "GSME Command Not Retrieved"},
    {alert_code::battery_cover_closed, "Battery Cover Closed"},
    {alert_code::time_debt_1_collected, "Debt Collection Completed - Time Debt 1"},
    {alert_code::time_debt_2_collected, "Debt Collection Completed - Time Debt 2"},
    {alert_code::payment_debt_collected, "Debt Collection Completed - Payment Debt"},
    {alert_code::emergency_credit_exhausted, "Emergency Credit Exhausted"},
    {alert_code::emergency_credit_activated, "Emergency Credit Activated"},
    {alert_code::meter_cover_closed, "Meter Cover Closed"},
    {alert_code::magnetic_field_removed, "Strong Magnetic Field Removed"},
    {alert_code::disabled_by_tamper, "Supply Disabled Then Locked - Supply Tamper State Cause"},
    {alert_code::terminal_cover_closed, "Terminal Cover Closed"},
    {alert_code::tilt_ended, "Tilt Tamper Ended"},
    {alert_code::tilt, "Tilt Tamper"},
    {alert_code::token_entry_suspended, "UTRN Manual Entry Suspended"},
    {alert_code::token_locked_out, "UTRN rejected as locked out"},
    {alert_code::above_load_limit, "Active Power Import above Load Limit Threshold"},
    {alert_code::billing_data_log_updated, "Billing Data Log Updated"},
    {alert_code::clock_not_adjusted, "Clock not adjusted (adjustment greater than 10 seconds)"},
    {alert_code::below_disablement_threshold, "Credit Below Disablement Threshold (prepayment mode)"},
    {alert_code::hub_device_log_changed, "CHF Device Log Changed"},
    {alert_code::firmware_verification_failed, "Firmware Verification Failed"},
    {alert_code::low_battery, "Low Battery Capacity"},
    {alert_code::three_lost_gsme_searches, "Three Lost GSME Searches Failed"},
    {alert_code::supply_armed, "Supply Armed"},
    {alert_code::armed_by_load_limit, "Supply Disabled then Armed - Load Limit triggered"},
    {alert_code::enabled_after_load_limit, "Supply Enabled after Load Limit Restoration Period (Load Limit triggered)"},
    {alert_code::outage_restored, "Supply Outage Restored"},
    {alert_code::outage_of_three_minutes_restored, "Supply Outage Restored - Outage >= 3 minutes"},
    {alert_code::authentication_failure, "Trusted Source Authentication Failure"},
    {alert_code::unauthorised_access, "Unauthorised Communication Access attempted"},
    {alert_code::physical_tamper, "Unauthorised Physical Access - Tamper Detect"},
    {alert_code::firmware_changed, "Change in the executing Firmware version"},
    {alert_code::balance_would_exceed_maximum,
     "Credit would cause Meter Balance to exceed Maximum Meter Balance Threshold"},
    {alert_code::token_duplicate, "Duplicate UTRN entered"},
    {alert_code::event_log_cleared, "Event Log Cleared"},
    {alert_code::supply_interrupted, "Supply interrupted"},
    {alert_code::token_over_limit, "UTRN exceeds Maximum Credit Threshold"},
    {alert_code::token_not_authentic, "UTRN not Authentic"},
    {alert_code::future_command_actioned, "Future-date HAN Interface Command Successfully Actioned"},
    {alert_code::credentials_updated, "Update Security Credentials"},
    {alert_code::firmware_verified, "Firmware Verification Successful"},
    {alert_code::battery_cover_removed, "Unauthorised Physical Access - Battery Cover Removed"},
    {alert_code::meter_cover_removed, "Unauthorised Physical Access - Meter Cover Removed"},
    {alert_code::strong_magnetic_field, "Unauthorised Physical Access - Strong Magnetic field"},
    {alert_code::terminal_cover_removed, "Unauthorised Physical Access - Terminal Cover Removed"},
    {alert_code::battery_capacity_reset, "Remaining Battery Capacity reset"},
    {alert_code::disablement_suspended, "Disablement of Supply due to insufficient credit has been suspended"},
});

} // namespace

std::span<const alert_code> all_alerts()
{
    static constexpr auto codes = [] {
        std::array<alert_code, alert_names.size()> out{};
        std::transform(alert_names.begin(), alert_names.end(), out.begin(),
                       [](const named_alert& a) { return a.code; });
        return out;
    }();
    return codes;
}

std::string_view to_string(alert_code code)
{
    auto found = std::lower_bound(alert_names.begin(), alert_names.end(), code,
                                  [](const named_alert& a, alert_code c) { return a.code < c; });
    return found != alert_names.end() && found->code == code ? found->name : std::string_view();
}

} // namespace devices::metering
