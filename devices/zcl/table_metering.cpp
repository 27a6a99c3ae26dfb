// Metering.
#include "devices/zcl/tables.hpp"

namespace devices::zcl::tables {

// Named, since sources are compiled in batches.
namespace metering_rows {

// Summations, demands and intervals are in units of UnitOfMeasure × Multiplier ÷ Divisor.
constexpr std::string_view scaled = "UnitOfMeasure × Multiplier ÷ Divisor";

constexpr attribute_spec attributes[] = {
    {0x0000, "CurrentSummationDelivered", t::uint48, r, true, scaled},
    {0x0001, "CurrentSummationReceived", t::uint48, r, true, scaled},
    {0x0002, "CurrentMaxDemandDelivered", t::uint48, r, true, scaled},
    {0x0003, "CurrentMaxDemandReceived", t::uint48, r, true, scaled},
    {0x0004, "DFTSummation", t::uint48, r, false, scaled},
    {0x0005, "DailyFreezeTime", t::uint16, r, false},
    {0x0006, "PowerFactor", t::int8, r, true, "%"},
    {0x0007, "ReadingSnapshotTime", t::utc_time, r, false},
    {0x0008, "CurrentMaxDemandDeliveredTime", t::utc_time, r, false},
    {0x0009, "CurrentMaxDemandReceivedTime", t::utc_time, r, false},
    {0x000A, "DefaultUpdatePeriod", t::uint8, r, false, "s"},
    {0x000B, "FastPollUpdatePeriod", t::uint8, r, false, "s"},
    {0x000C, "CurrentBlockPeriodConsumptionDelivered", t::uint48, r, true, scaled},
    {0x000D, "DailyConsumptionTarget", t::uint24, r, false, scaled},
    {0x000E, "CurrentBlock", t::enum8, r, true},
    {0x000F, "ProfileIntervalPeriod", t::enum8, r, false},
    {0x0011, "PresetReadingTime", t::uint16, r, false},
    {0x0012, "VolumePerReport", t::uint16, r, false},
    {0x0013, "FlowRestriction", t::uint8, r, false},
    {0x0014, "SupplyStatus", t::enum8, r, true},
    {0x0020, "ActiveRegisterTierDelivered", t::enum8, r, true},
    {0x0022, "LastBlockSwitchTime", t::utc_time, r, false},
    {0x0100, "CurrentTier#SummationDelivered", t::uint48, r, true, scaled, 48, 2},
    {0x0101, "CurrentTier#SummationReceived", t::uint48, r, true, scaled, 48, 2},
    {0x0200, "Status", t::bitmap8, r, true},
    {0x0201, "RemainingBatteryLife", t::uint8, r, true, "%"},
    {0x0202, "HoursInOperation", t::uint24, r, false, "h"},
    {0x0203, "HoursInFault", t::uint24, r, false, "h"},
    {0x0204, "ExtendedStatus", t::bitmap64, r, true},
    {0x0205, "RemainingBatteryLifeInDays", t::uint16, r, true, "d"},
    {0x0206, "CurrentMeterID", t::octet_string, r, false},
    {0x0300, "UnitOfMeasure", t::enum8, r, false},
    {0x0301, "Multiplier", t::uint24, r, false},
    {0x0302, "Divisor", t::uint24, r, false},
    {0x0303, "SummationFormatting", t::bitmap8, r, false},
    {0x0304, "DemandFormatting", t::bitmap8, r, false},
    {0x0305, "HistoricalConsumptionFormatting", t::bitmap8, r, false},
    {0x0306, "MeteringDeviceType", t::bitmap8, r, false},
    {0x0307, "SiteID", t::octet_string, rw, false},
    {0x0308, "MeterSerialNumber", t::octet_string, r, false},
    {0x030E, "ModuleSerialNumber", t::octet_string, r, false},
    {0x030F, "OperatingTariffLabelDelivered", t::octet_string, r, false},
    {0x0311, "CustomerIDNumber", t::octet_string, rw, false},
    {0x0400, "InstantaneousDemand", t::int24, r, true, scaled},
    {0x0401, "CurrentDayConsumptionDelivered", t::uint24, r, true, scaled},
    {0x0402, "CurrentDayConsumptionReceived", t::uint24, r, true, scaled},
    {0x0403, "PreviousDayConsumptionDelivered", t::uint24, r, true, scaled},
    {0x0404, "PreviousDayConsumptionReceived", t::uint24, r, true, scaled},
    {0x0405, "CurrentPartialProfileIntervalStartTimeDelivered", t::utc_time, r, false},
    {0x0406, "CurrentPartialProfileIntervalStartTimeReceived", t::utc_time, r, false},
    {0x0407, "CurrentPartialProfileIntervalValueDelivered", t::uint24, r, false, scaled},
    {0x0408, "CurrentPartialProfileIntervalValueReceived", t::uint24, r, false, scaled},
    {0x0420, "PreviousDay#ConsumptionDelivered", t::uint24, r, true, scaled, 7, 2, 1, 0, 2},
    {0x0430, "CurrentWeekConsumptionDelivered", t::uint24, r, true, scaled},
    {0x0432, "PreviousWeekConsumptionDelivered", t::uint24, r, true, scaled},
    {0x0434, "PreviousWeek#ConsumptionDelivered", t::uint24, r, true, scaled, 4, 2, 1, 0, 2},
    {0x0440, "CurrentMonthConsumptionDelivered", t::uint32, r, true, scaled},
    {0x0442, "PreviousMonthConsumptionDelivered", t::uint32, r, true, scaled},
    {0x0444, "PreviousMonth#ConsumptionDelivered", t::uint32, r, true, scaled, 12, 2, 1, 0, 2},
    {0x045C, "HistoricalFreezeTime", t::uint16, r, false},
    {0x0500, "MaxNumberOfPeriodsDelivered", t::uint8, r, false},
    {0x0600, "CurrentDemandDelivered", t::uint24, r, true, scaled},
    {0x0601, "DemandLimit", t::uint24, r, false, scaled},
    {0x0602, "DemandIntegrationPeriod", t::uint8, r, false, "min"},
    {0x0603, "NumberOfDemandSubintervals", t::uint8, r, false},
    {0x0604, "DemandLimitArmDuration", t::uint16, r, false, "s"},
    {0x0605, "LoadLimitSupplyState", t::enum8, r, false},
    {0x0606, "LoadLimitCounter", t::uint8, r, true},
    {0x0607, "SupplyTamperState", t::enum8, r, false},
    {0x0608, "SupplyDepletionState", t::enum8, r, false},
    {0x0609, "SupplyUncontrolledFlowState", t::enum8, r, false},
    {0x0700, "CurrentNoTierBlock#SummationDelivered", t::uint48, r, true, scaled, 16},
    {0x0710, "CurrentTier#Block#SummationDelivered", t::uint48, r, true, scaled, 16, 1, 15, 16},
};

constexpr field provider{"provider_id", t::uint32}, issuer{"issuer_event_id", t::uint32},
    command_index{"command_index", t::uint8}, total_commands{"total_number_of_commands", t::uint8},
    scheme{"notification_scheme", t::uint8};

constexpr field get_profile[] = {
    {"interval_channel", t::enum8}, {"end_time", t::utc_time}, {"number_of_periods", t::uint8}};
constexpr field mirror_endpoint[] = {{"endpoint_id", t::uint16}};
constexpr field fast_poll[] = {{"fast_poll_update_period", t::uint8}, {"duration", t::uint8}};
constexpr field schedule_snapshot[] = {issuer,
                                       command_index,
                                       total_commands,
                                       field{"snapshot_schedule_id", t::uint8}.each_left(),
                                       field{"snapshot_start_time", t::utc_time}.each_left(),
                                       field{"snapshot_schedule", t::bitmap24}.each_left(),
                                       field{"snapshot_payload_type", t::enum8}.each_left(),
                                       field{"snapshot_cause", t::bitmap32}.each_left()};
constexpr field take_snapshot[] = {{"snapshot_cause", t::bitmap32}};
constexpr field get_snapshot[] = {{"earliest_start_time", t::utc_time},
                                  {"latest_end_time", t::utc_time},
                                  {"snapshot_offset", t::uint8},
                                  {"snapshot_cause", t::bitmap32}};
constexpr field start_sampling[] = {issuer,
                                    {"start_sampling_time", t::utc_time},
                                    {"sample_type", t::enum8},
                                    {"sample_request_interval", t::uint16},
                                    {"max_number_of_samples", t::uint16}};
constexpr field get_sampled_data[] = {{"sample_id", t::uint16},
                                      {"earliest_sample_time", t::utc_time},
                                      {"sample_type", t::enum8},
                                      {"number_of_samples", t::uint16}};
constexpr field mirror_report_response[] = {scheme, field{"notification_flags", t::bitmap32}.each_left()};
constexpr field reset_load_limit_counter[] = {provider, issuer};
constexpr field change_supply[] = {provider,
                                   issuer,
                                   {"request_date_time", t::utc_time},
                                   {"implementation_date_time", t::utc_time},
                                   {"proposed_supply_status", t::enum8},
                                   {"supply_control_bits", t::bitmap8}};
constexpr field local_change_supply[] = {{"proposed_supply_status", t::enum8}};
constexpr field set_supply_status[] = {issuer,
                                       {"supply_tamper_state", t::enum8},
                                       {"supply_depletion_state", t::enum8},
                                       {"supply_uncontrolled_flow_state", t::enum8},
                                       {"load_limit_supply_state", t::enum8}};
constexpr field set_uncontrolled_flow[] = {provider,
                                           issuer,
                                           {"uncontrolled_flow_threshold", t::uint16},
                                           {"unit_of_measure", t::enum8},
                                           {"multiplier", t::uint16},
                                           {"divisor", t::uint16},
                                           {"stabilisation_period", t::uint8},
                                           {"measurement_period", t::uint16}};

constexpr field profile_response[] = {{"end_time", t::utc_time},
                                      {"status", t::enum8},
                                      {"profile_interval_period", t::enum8},
                                      {"number_of_periods_delivered", t::uint8},
                                      field{"intervals", t::uint24}.each_of("number_of_periods_delivered")};
constexpr field fast_poll_response[] = {{"applied_update_period", t::uint8}, {"fast_poll_mode_end_time", t::utc_time}};
constexpr field schedule_snapshot_response[] = {issuer, field{"snapshot_schedule_id", t::uint8}.each_left(),
                                                field{"snapshot_schedule_confirmation", t::enum8}.each_left()};
constexpr field take_snapshot_response[] = {{"snapshot_id", t::uint32}, {"snapshot_confirmation", t::enum8}};
constexpr field publish_snapshot[] = {{"snapshot_id", t::uint32},
                                      {"snapshot_time", t::utc_time},
                                      {"total_snapshots_found", t::uint8},
                                      command_index,
                                      total_commands,
                                      {"snapshot_cause", t::bitmap32},
                                      {"snapshot_payload_type", t::enum8},
                                      rest("snapshot_payload")};
constexpr field sampled_data_response[] = {
    {"sample_id", t::uint16},         {"sample_start_time", t::utc_time},
    {"sample_type", t::enum8},        {"sample_request_interval", t::uint16},
    {"number_of_samples", t::uint16}, field{"samples", t::uint24}.each_of("number_of_samples")};
constexpr field configure_mirror[] = {
    issuer, {"reporting_interval", t::uint24}, {"mirror_notification_reporting", t::boolean}, scheme};
constexpr field configure_scheme[] = {issuer, scheme, {"notification_flag_order", t::bitmap32}};
constexpr field configure_flags[] = {issuer,
                                     scheme,
                                     {"notification_flag_attribute_id", t::attribute_id},
                                     {"cluster_id", t::cluster_id},
                                     {"manufacturer_code", t::uint16},
                                     {"number_of_commands", t::uint8},
                                     field{"command_ids", t::uint8}.each_of("number_of_commands")};
constexpr field get_notified[] = {
    scheme, {"notification_flag_attribute_id", t::attribute_id}, {"notification_flags", t::bitmap32}};
constexpr field supply_status_response[] = {
    provider, issuer, {"implementation_date_time", t::utc_time}, {"supply_status_after_implementation", t::enum8}};
constexpr field start_sampling_response[] = {{"sample_id", t::uint16}};

constexpr command_spec received[] = {
    {0x00, "GetProfile", get_profile},
    {0x01, "RequestMirrorResponse", mirror_endpoint},
    {0x02, "MirrorRemoved", mirror_endpoint},
    {0x03, "RequestFastPollMode", fast_poll},
    {0x04, "ScheduleSnapshot", schedule_snapshot},
    {0x05, "TakeSnapshot", take_snapshot},
    {0x06, "GetSnapshot", get_snapshot},
    {0x07, "StartSampling", start_sampling},
    {0x08, "GetSampledData", get_sampled_data},
    {0x09, "MirrorReportAttributeResponse", mirror_report_response},
    {0x0A, "ResetLoadLimitCounter", reset_load_limit_counter},
    {0x0B, "ChangeSupply", change_supply},
    {0x0C, "LocalChangeSupply", local_change_supply},
    {0x0D, "SetSupplyStatus", set_supply_status},
    {0x0E, "SetUncontrolledFlowThreshold", set_uncontrolled_flow},
};
constexpr command_spec generated[] = {
    {0x00, "GetProfileResponse", profile_response},
    {0x01, "RequestMirror", {}},
    {0x02, "RemoveMirror", {}},
    {0x03, "RequestFastPollModeResponse", fast_poll_response},
    {0x04, "ScheduleSnapshotResponse", schedule_snapshot_response},
    {0x05, "TakeSnapshotResponse", take_snapshot_response},
    {0x06, "PublishSnapshot", publish_snapshot},
    {0x07, "GetSampledDataResponse", sampled_data_response},
    {0x08, "ConfigureMirror", configure_mirror},
    {0x09, "ConfigureNotificationScheme", configure_scheme},
    {0x0A, "ConfigureNotificationFlags", configure_flags},
    {0x0B, "GetNotifiedMessage", get_notified},
    {0x0C, "SupplyStatusResponse", supply_status_response},
    {0x0D, "StartSamplingResponse", start_sampling_response},
};

constexpr cluster_spec cluster{cluster_id::metering, "Metering", true, attributes, {}, received, generated};
static_assert(in_order(cluster));

} // namespace metering_rows

cluster_spec metering() { return metering_rows::cluster; }

} // namespace devices::zcl::tables
