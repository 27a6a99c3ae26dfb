// Prepayment.
#include "devices/zcl/tables.hpp"

namespace devices::zcl::tables {

// Named, since sources are compiled in batches.
namespace prepayment_rows {

// Money is in units of Currency × CurrencyScalingFactor.
constexpr std::string_view money = "Currency × CurrencyScalingFactor";

constexpr attribute_spec attributes[] = {
    {0x0000, "PaymentControlConfiguration", t::bitmap16, r, true},
    {0x0001, "CreditRemaining", t::int32, r, true, money},
    {0x0002, "EmergencyCreditRemaining", t::int32, r, true, money},
    {0x0003, "CreditStatus", t::bitmap8, r, true},
    {0x0004, "CreditRemainingTimeStamp", t::utc_time, r, false},
    {0x0005, "AccumulatedDebt", t::int32, r, true, money},
    {0x0006, "OverallDebtCap", t::int32, r, false, money},
    {0x0010, "EmergencyCreditLimitAllowance", t::uint32, r, false, money},
    {0x0011, "EmergencyCreditThreshold", t::uint32, r, false, money},
    {0x0020, "TotalCreditAdded", t::uint48, r, true, money},
    {0x0021, "MaxCreditLimit", t::uint32, r, false, money},
    {0x0022, "MaxCreditPerTopUp", t::uint32, r, false, money},
    {0x0030, "FriendlyCreditWarning", t::uint8, r, false, "min"},
    {0x0031, "LowCreditWarning", t::uint32, r, false, money},
    {0x0032, "IHDLowCreditWarning", t::uint32, rw, false, money},
    {0x0033, "InterruptSuspendTime", t::uint8, r, false, "min"},
    {0x0034, "RemainingFriendlyCreditTime", t::uint16, r, false, "min"},
    {0x0035, "NextFriendlyCreditPeriod", t::utc_time, r, false},
    {0x0040, "CutOffValue", t::int32, r, false, money},
    {0x0080, "TokenCarrierID", t::octet_string, rw, false},
    {0x0100, "TopUpDateTime#", t::utc_time, r, false, {}, 5, 16},
    {0x0101, "TopUpAmount#", t::int32, r, false, money, 5, 16},
    {0x0102, "TopUpOriginatingDevice#", t::enum8, r, false, {}, 5, 16},
    {0x0103, "TopUpCode#", t::octet_string, r, false, {}, 5, 16},
    {0x0210, "DebtLabel#", t::octet_string, r, false, {}, 3, 16},
    {0x0211, "DebtAmount#", t::uint32, r, true, money, 3, 16},
    {0x0212, "DebtRecoveryMethod#", t::enum8, r, false, {}, 3, 16},
    {0x0213, "DebtRecoveryStartTime#", t::utc_time, r, false, {}, 3, 16},
    {0x0214, "DebtRecoveryCollectionTime#", t::uint16, r, false, "min", 3, 16},
    {0x0216, "DebtRecoveryFrequency#", t::enum8, r, false, {}, 3, 16},
    {0x0217, "DebtRecoveryAmount#", t::uint32, r, false, money, 3, 16},
    {0x0219, "DebtRecoveryTopUpPercentage#", t::uint16, r, false, "0.01 %", 3, 16},
    {0x0400, "PrepaymentAlarmStatus", t::bitmap16, r, true},
    {0x0401, "PrepayGenericAlarmMask", t::bitmap16, rw, false},
    {0x0402, "PrepaySwitchAlarmMask", t::bitmap16, rw, false},
    {0x0403, "PrepayEventAlarmMask", t::bitmap16, rw, false},
    {0x0500, "HistoricalCostConsumptionFormatting", t::bitmap8, r, false},
    {0x0501, "ConsumptionUnitOfMeasurement", t::enum8, r, false},
    {0x0502, "CurrencyScalingFactor", t::enum8, r, false},
    {0x0503, "Currency", t::uint16, r, false},
    {0x051C, "CurrentDayCostConsumptionDelivered", t::uint48, r, true, money},
    {0x051E, "PreviousDayCostConsumptionDelivered", t::uint48, r, true, money},
    {0x0520, "PreviousDay#CostConsumptionDelivered", t::uint48, r, true, money, 7, 2, 1, 0, 2},
    {0x0530, "CurrentWeekCostConsumptionDelivered", t::uint48, r, true, money},
    {0x0532, "PreviousWeekCostConsumptionDelivered", t::uint48, r, true, money},
    {0x0534, "PreviousWeek#CostConsumptionDelivered", t::uint48, r, true, money, 4, 2, 1, 0, 2},
    {0x0540, "CurrentMonthCostConsumptionDelivered", t::uint48, r, true, money},
    {0x0542, "PreviousMonthCostConsumptionDelivered", t::uint48, r, true, money},
    {0x0544, "PreviousMonth#CostConsumptionDelivered", t::uint48, r, true, money, 12, 2, 1, 0, 2},
    {0x055C, "HistoricalFreezeTime", t::uint16, r, false},
};

constexpr field provider{"provider_id", t::uint32}, issuer{"issuer_event_id", t::uint32},
    implementation{"implementation_date_time", t::utc_time}, start{"start_time", t::utc_time},
    latest_end{"latest_end_time", t::utc_time}, number_of_records{"number_of_records", t::uint8},
    command_index{"command_index", t::uint8}, total_commands{"total_number_of_commands", t::uint8},
    originating_device{"originating_device", t::enum8};

constexpr field select_emergency_credit[] = {{"command_issue_date_time", t::utc_time}, originating_device};
constexpr field change_debt[] = {issuer,
                                 {"debt_label", t::octet_string},
                                 {"debt_amount", t::int32},
                                 {"debt_recovery_method", t::enum8},
                                 {"debt_amount_type", t::enum8},
                                 {"debt_recovery_start_time", t::utc_time},
                                 {"debt_recovery_collection_time", t::uint16},
                                 {"debt_recovery_frequency", t::enum8},
                                 {"debt_recovery_amount", t::int32},
                                 {"debt_recovery_balance_percentage", t::uint16}};
constexpr field emergency_credit_setup[] = {
    issuer, start, {"emergency_credit_limit", t::uint32}, {"emergency_credit_threshold", t::uint32}};
constexpr field consumer_top_up[] = {originating_device, {"top_up_code", t::octet_string}};
constexpr field credit_adjustment[] = {
    issuer, start, {"credit_adjustment_type", t::enum8}, {"credit_adjustment_value", t::int32}};
constexpr field change_payment_mode[] = {provider,
                                         issuer,
                                         implementation,
                                         {"proposed_payment_control_configuration", t::bitmap16},
                                         {"cut_off_value", t::int32}};
constexpr field get_snapshot[] = {
    {"earliest_start_time", t::utc_time}, latest_end, {"snapshot_offset", t::uint8}, {"snapshot_cause", t::bitmap32}};
constexpr field get_top_up_log[] = {latest_end, number_of_records};
constexpr field set_low_credit_warning[] = {{"low_credit_warning_level", t::uint32}};
constexpr field get_debt_log[] = {latest_end, number_of_records, {"debt_type", t::enum8}};
constexpr field set_maximum_credit[] = {
    provider, issuer, implementation, {"maximum_credit_level", t::uint32}, {"maximum_credit_per_top_up", t::uint32}};
constexpr field set_debt_cap[] = {provider, issuer, implementation, {"overall_debt_cap", t::int32}};

constexpr field publish_snapshot[] = {{"snapshot_id", t::uint32},
                                      {"snapshot_time", t::utc_time},
                                      {"total_snapshots_found", t::uint8},
                                      command_index,
                                      total_commands,
                                      {"snapshot_cause", t::bitmap32},
                                      {"snapshot_payload_type", t::enum8},
                                      rest("snapshot_payload")};
constexpr field payment_mode_response[] = {{"friendly_credit", t::bitmap8},
                                           {"friendly_credit_calendar_id", t::uint32},
                                           {"emergency_credit_limit", t::uint32},
                                           {"emergency_credit_threshold", t::uint32}};
constexpr field top_up_response[] = {{"result_type", t::enum8},
                                     {"top_up_value", t::int32},
                                     {"source_of_top_up", t::enum8},
                                     {"credit_remaining", t::int32}};
constexpr field publish_top_up_log[] = {
    command_index, total_commands, field{"top_up_code", t::octet_string}.each_left(),
    field{"top_up_amount", t::int32}.each_left(), field{"top_up_time", t::utc_time}.each_left()};
constexpr field publish_debt_log[] = {command_index,
                                      total_commands,
                                      field{"collection_time", t::utc_time}.each_left(),
                                      field{"amount_collected", t::int32}.each_left(),
                                      field{"debt_type", t::enum8}.each_left(),
                                      field{"outstanding_debt", t::uint32}.each_left()};

constexpr command_spec received[] = {
    {0x00, "SelectAvailableEmergencyCredit", select_emergency_credit},
    {0x02, "ChangeDebt", change_debt},
    {0x03, "EmergencyCreditSetup", emergency_credit_setup},
    {0x04, "ConsumerTopUp", consumer_top_up},
    {0x05, "CreditAdjustment", credit_adjustment},
    {0x06, "ChangePaymentMode", change_payment_mode},
    {0x07, "GetPrepaySnapshot", get_snapshot},
    {0x08, "GetTopUpLog", get_top_up_log},
    {0x09, "SetLowCreditWarningLevel", set_low_credit_warning},
    {0x0A, "GetDebtRepaymentLog", get_debt_log},
    {0x0B, "SetMaximumCreditLimit", set_maximum_credit},
    {0x0C, "SetOverallDebtCap", set_debt_cap},
};
constexpr command_spec generated[] = {
    {0x01, "PublishPrepaySnapshot", publish_snapshot}, {0x02, "ChangePaymentModeResponse", payment_mode_response},
    {0x03, "ConsumerTopUpResponse", top_up_response},  {0x05, "PublishTopUpLog", publish_top_up_log},
    {0x06, "PublishDebtLog", publish_debt_log},
};

constexpr cluster_spec cluster{cluster_id::prepayment, "Prepayment", true, attributes, {}, received, generated};
static_assert(in_order(cluster));

} // namespace prepayment_rows

cluster_spec prepayment() { return prepayment_rows::cluster; }

} // namespace devices::zcl::tables
