// Price.
#include "devices/zcl/tables.hpp"

namespace devices::zcl::tables {

// Named, since sources are compiled in batches.
namespace price_rows {

constexpr attribute_spec attributes[] = {
    {0x0000, "Tier#PriceLabel", t::octet_string, rw, false, {}, 48},
    {0x0100, "Block#Threshold", t::uint48, r, false, {}, 15},
    {0x010F, "BlockThresholdCount", t::uint8, r, false},
    {0x0200, "StartOfBlockPeriod", t::utc_time, r, false},
    {0x0201, "BlockPeriodDuration", t::uint24, r, false, "min"},
    {0x0202, "ThresholdMultiplier", t::uint24, r, false},
    {0x0203, "ThresholdDivisor", t::uint24, r, false},
    {0x0204, "BlockPeriodDurationType", t::bitmap8, r, false},
    {0x0300, "CommodityType", t::enum8, r, false},
    {0x0301, "StandingCharge", t::uint32, r, false},
    {0x0302, "ConversionFactor", t::uint32, r, false},
    {0x0303, "ConversionFactorTrailingDigit", t::bitmap8, r, false},
    {0x0304, "CalorificValue", t::uint32, r, false},
    {0x0305, "CalorificValueUnit", t::enum8, r, false},
    {0x0306, "CalorificValueTrailingDigit", t::bitmap8, r, false},
    {0x0400, "NoTierBlock#Price", t::uint32, r, false, {}, 16},
    {0x0410, "Tier#Block#Price", t::uint32, r, false, {}, 16, 1, 15, 16},
    {0x0610, "TariffLabel", t::octet_string, r, false},
    {0x0611, "NumberOfPriceTiersInUse", t::uint8, r, false},
    {0x0612, "NumberOfBlockThresholdsInUse", t::uint8, r, false},
    {0x0613, "TierBlockMode", t::enum8, r, false},
    {0x0615, "UnitOfMeasure", t::enum8, r, false},
    {0x0616, "Currency", t::uint16, r, false},
    {0x0617, "PriceTrailingDigit", t::bitmap8, r, false},
    {0x0619, "TariffResolutionPeriod", t::enum8, r, false},
    {0x0700, "CurrentBillingPeriodStart", t::utc_time, r, false},
    {0x0701, "CurrentBillingPeriodDuration", t::uint24, r, false, "min"},
};
constexpr attribute_spec client_attributes[] = {
    {0x0000, "PriceIncreaseRandomizeMinutes", t::uint8, rw, false, "min"},
    {0x0001, "PriceDecreaseRandomizeMinutes", t::uint8, rw, false, "min"},
    {0x0002, "CommodityType", t::enum8, r, false},
};

constexpr field provider{"provider_id", t::uint32}, issuer{"issuer_event_id", t::uint32},
    tariff_id{"issuer_tariff_id", t::uint32}, start{"start_time", t::utc_time},
    earliest{"earliest_start_time", t::utc_time}, least_issuer{"min_issuer_event_id", t::uint32},
    number_of_commands{"number_of_commands", t::uint8}, tariff_type{"tariff_type", t::bitmap8},
    command_index{"command_index", t::uint8}, total_commands{"total_number_of_commands", t::uint8},
    currency{"currency", t::uint16}, unit{"unit_of_measure", t::enum8}, trailing{"trailing_digit", t::bitmap8};

constexpr field options[] = {{"command_options", t::bitmap8}};
constexpr field get_scheduled[] = {start, {"number_of_events", t::uint8}};
constexpr field acknowledgement[] = {provider, issuer, {"price_ack_time", t::utc_time}, {"price_control", t::bitmap8}};
constexpr field get_block_periods[] = {start, {"number_of_events", t::uint8}, tariff_type.if_left()};
constexpr field get_by_issuer[] = {earliest, least_issuer, number_of_commands};
constexpr field get_by_type[] = {earliest, least_issuer, number_of_commands, tariff_type};
constexpr field get_by_tariff[] = {tariff_id};
constexpr field cpp_response[] = {issuer, {"cpp_auth", t::enum8}};
constexpr field get_credit_payment[] = {{"latest_end_time", t::utc_time}, {"number_of_records", t::uint8}};

constexpr field publish_price[] = {
    provider,
    {"rate_label", t::octet_string},
    issuer,
    {"current_time", t::utc_time},
    unit,
    currency,
    {"trailing_digit_and_price_tier", t::bitmap8},
    {"number_of_price_tiers_and_register_tier", t::bitmap8},
    start,
    {"duration_in_minutes", t::uint16},
    {"price", t::uint32},
    field{"price_ratio", t::uint8}.if_left(),
    field{"generation_price", t::uint32}.if_left(),
    field{"generation_price_ratio", t::uint8}.if_left(),
    field{"alternate_cost_delivered", t::uint32}.if_left(),
    field{"alternate_cost_unit", t::enum8}.if_left(),
    field{"alternate_cost_trailing_digit", t::bitmap8}.if_left(),
    field{"number_of_block_thresholds", t::uint8}.if_left(),
    field{"price_control", t::bitmap8}.if_left(),
    field{"number_of_generation_tiers", t::uint8}.if_left(),
    field{"generation_tier", t::enum8}.if_left(),
    field{"extended_number_of_price_tiers", t::uint8}.if_left(),
    field{"extended_price_tier", t::uint8}.if_left(),
    field{"extended_register_tier", t::uint8}.if_left(),
};
constexpr field publish_block_period[] = {provider,
                                          issuer,
                                          {"block_period_start_time", t::utc_time},
                                          {"block_period_duration", t::uint24},
                                          {"block_period_control", t::bitmap8},
                                          field{"block_period_duration_type", t::bitmap8}.if_left(),
                                          tariff_type.if_left(),
                                          field{"tariff_resolution_period", t::enum8}.if_left()};
constexpr field publish_conversion_factor[] = {issuer, start, {"conversion_factor", t::uint32}, trailing};
constexpr field publish_calorific_value[] = {
    issuer, start, {"calorific_value", t::uint32}, {"calorific_value_unit", t::enum8}, trailing};
constexpr field publish_tariff[] = {provider,
                                    issuer,
                                    tariff_id,
                                    start,
                                    {"tariff_type_and_charging_scheme", t::bitmap8},
                                    {"tariff_label", t::octet_string},
                                    {"number_of_price_tiers", t::uint8},
                                    {"number_of_block_thresholds", t::uint8},
                                    unit,
                                    currency,
                                    {"price_trailing_digit", t::bitmap8},
                                    {"standing_charge", t::uint32},
                                    {"tier_block_mode", t::enum8},
                                    {"block_threshold_multiplier", t::uint24},
                                    {"block_threshold_divisor", t::uint24}};
constexpr field publish_price_matrix[] = {provider,
                                          issuer,
                                          start,
                                          tariff_id,
                                          command_index,
                                          total_commands,
                                          {"sub_payload_control", t::bitmap8},
                                          field{"tier_block_id", t::uint8}.each_left(),
                                          field{"price", t::uint32}.each_left()};
// Behind the control: a tier and a count in one octet, then as many thresholds of six octets; and so on.
constexpr field publish_block_thresholds[] = {
    provider,          issuer, start, tariff_id, command_index, total_commands, {"sub_payload_control", t::bitmap8},
    rest("thresholds")};
constexpr field publish_co2[] = {
    provider, issuer, start, tariff_type, {"co2_value", t::uint32}, {"co2_value_unit", t::enum8}, trailing};
constexpr field publish_tier_labels[] = {provider,
                                         issuer,
                                         tariff_id,
                                         command_index,
                                         total_commands,
                                         {"number_of_labels", t::uint8},
                                         field{"tier_id", t::uint8}.each_of("number_of_labels"),
                                         field{"tier_label", t::octet_string}.each_of("number_of_labels")};
constexpr field publish_billing_period[] = {provider,
                                            issuer,
                                            {"billing_period_start_time", t::utc_time},
                                            {"billing_period_duration", t::uint24},
                                            {"billing_period_duration_type", t::bitmap8},
                                            tariff_type};
constexpr field publish_bill[] = {provider,
                                  issuer,
                                  {"billing_period_start_time", t::utc_time},
                                  {"billing_period_duration", t::uint24},
                                  {"billing_period_duration_type", t::bitmap8},
                                  tariff_type,
                                  {"consolidated_bill", t::uint32},
                                  currency,
                                  {"bill_trailing_digit", t::bitmap8}};
constexpr field publish_cpp_event[] = {provider,
                                       issuer,
                                       start,
                                       {"duration_in_minutes", t::uint16},
                                       tariff_type,
                                       {"cpp_price_tier", t::enum8},
                                       {"cpp_auth", t::enum8}};
constexpr field publish_credit_payment[] = {provider,
                                            issuer,
                                            {"credit_payment_due_date", t::utc_time},
                                            {"credit_payment_overdue_amount", t::uint32},
                                            {"credit_payment_status", t::enum8},
                                            {"credit_payment", t::uint32},
                                            {"credit_payment_date", t::utc_time},
                                            {"credit_payment_ref", t::octet_string}};
constexpr field publish_currency_conversion[] = {provider,
                                                 issuer,
                                                 start,
                                                 {"old_currency", t::uint16},
                                                 {"new_currency", t::uint16},
                                                 {"conversion_factor", t::uint32},
                                                 trailing,
                                                 {"currency_change_control_flags", t::bitmap32}};
constexpr field cancel_tariff[] = {provider, tariff_id, tariff_type};

constexpr command_spec received[] = {
    {0x00, "GetCurrentPrice", options},
    {0x01, "GetScheduledPrices", get_scheduled},
    {0x02, "PriceAcknowledgement", acknowledgement},
    {0x03, "GetBlockPeriods", get_block_periods},
    {0x04, "GetConversionFactor", get_by_issuer},
    {0x05, "GetCalorificValue", get_by_issuer},
    {0x06, "GetTariffInformation", get_by_type},
    {0x07, "GetPriceMatrix", get_by_tariff},
    {0x08, "GetBlockThresholds", get_by_tariff},
    {0x09, "GetCO2Value", get_by_type},
    {0x0A, "GetTierLabels", get_by_tariff},
    {0x0B, "GetBillingPeriod", get_by_type},
    {0x0C, "GetConsolidatedBill", get_by_type},
    {0x0D, "CPPEventResponse", cpp_response},
    {0x0E, "GetCreditPayment", get_credit_payment},
    {0x0F, "GetCurrencyConversion", {}},
    {0x10, "GetTariffCancellation", {}},
};
constexpr command_spec generated[] = {
    {0x00, "PublishPrice", publish_price},
    {0x01, "PublishBlockPeriod", publish_block_period},
    {0x02, "PublishConversionFactor", publish_conversion_factor},
    {0x03, "PublishCalorificValue", publish_calorific_value},
    {0x04, "PublishTariffInformation", publish_tariff},
    {0x05, "PublishPriceMatrix", publish_price_matrix},
    {0x06, "PublishBlockThresholds", publish_block_thresholds},
    {0x07, "PublishCO2Value", publish_co2},
    {0x08, "PublishTierLabels", publish_tier_labels},
    {0x09, "PublishBillingPeriod", publish_billing_period},
    {0x0A, "PublishConsolidatedBill", publish_bill},
    {0x0B, "PublishCPPEvent", publish_cpp_event},
    {0x0C, "PublishCreditPayment", publish_credit_payment},
    {0x0D, "PublishCurrencyConversion", publish_currency_conversion},
    {0x0E, "CancelTariff", cancel_tariff},
};

constexpr cluster_spec cluster{cluster_id::price, "Price", true, attributes, client_attributes, received, generated};
static_assert(in_order(cluster));

} // namespace price_rows

cluster_spec price() { return price_rows::cluster; }

} // namespace devices::zcl::tables
