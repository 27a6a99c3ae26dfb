// Prices and payment through the Price and Prepayment clusters: what the meter charges and holds afterwards.
#include "bench.hpp"

namespace {

using namespace tests;
using metering::from_pence;
using metering::money;
constexpr auto price = cluster_id::price, prepayment = cluster_id::prepayment;
constexpr auto client_side = direction::to_client;
constexpr std::uint64_t kwh = 0, pounds = 826;

struct published {
    std::uint64_t tier{1}, price{15'000}, digits{5}, start{0}, minutes{0xFFFF}, unit{kwh}, currency{pounds}, control{0};
};
zcl::fields publish(const published& p)
{
    auto f = to_client(price, "PublishPrice");
    f.add("provider_id", 1).add("rate_label", "day").add("issuer_event_id", 2).add("current_time", 0);
    f.add("unit_of_measure", p.unit).add("currency", p.currency);
    f.add("trailing_digit_and_price_tier", p.digits << 4 | p.tier);
    f.add("number_of_price_tiers_and_register_tier", 2U << 4 | p.tier).add("start_time", p.start);
    f.add("duration_in_minutes", p.minutes).add("price", p.price);
    if (!p.control) return f;
    f.add("price_ratio", 0xFF).add("generation_price", 0xFFFFFFFF).add("generation_price_ratio", 0xFF);
    f.add("alternate_cost_delivered", 0xFFFFFFFF).add("alternate_cost_unit", 0xFF);
    f.add("alternate_cost_trailing_digit", 0xFF).add("number_of_block_thresholds", 0);
    return f.add("price_control", p.control);
}

zcl::fields tariff(std::uint64_t thresholds, std::uint64_t start = 0)
{
    auto f = to_client(price, "PublishTariffInformation");
    f.add("provider_id", 1).add("issuer_event_id", 2).add("issuer_tariff_id", 77).add("start_time", start);
    f.add("tariff_type_and_charging_scheme", 0).add("tariff_label", "Green 2").add("number_of_price_tiers", 2);
    f.add("number_of_block_thresholds", thresholds).add("unit_of_measure", kwh).add("currency", pounds);
    f.add("price_trailing_digit", 4U << 4).add("standing_charge", 2'500).add("tier_block_mode", 0);
    return f.add("block_threshold_multiplier", 1).add("block_threshold_divisor", 10);
}

zcl::fields matrix(std::uint64_t control, std::initializer_list<std::pair<int, int>> prices, std::uint64_t id = 77)
{
    auto f = to_client(price, "PublishPriceMatrix");
    f.add("provider_id", 1).add("issuer_event_id", 3).add("start_time", 0).add("issuer_tariff_id", id);
    f.add("command_index", 0).add("total_number_of_commands", 1).add("sub_payload_control", control);
    for (const auto& [which, what] : prices)
        f.add("tier_block_id", static_cast<std::uint64_t>(which)).add("price", static_cast<std::uint64_t>(what));
    return f;
}

zcl::fields thresholds(const char* octets)
{
    auto f = to_client(price, "PublishBlockThresholds");
    f.add("provider_id", 1).add("issuer_event_id", 3).add("start_time", 0).add("issuer_tariff_id", 77);
    f.add("command_index", 0).add("total_number_of_commands", 1).add("sub_payload_control", 1);
    return f.add("thresholds", sim::byte_view(zcl::hex(octets)));
}

} // namespace

TEST_CASE("a price that is not in pounds per kWh, or for a rate that there is not, is refused")
{
    electricity_bench e;
    const auto before = e.meter.given_prices();
    CHECK(e.client.order(price, "PublishPrice", publish({.unit = 1}), client_side) == status::invalid_value);
    CHECK(e.client.order(price, "PublishPrice", publish({.currency = 978}), client_side) == status::invalid_value);
    CHECK(e.client.order(price, "PublishPrice", publish({.price = 0xFFFFFFFF, .digits = 0}), client_side) ==
          status::invalid_value);
    CHECK(e.meter.given_prices() == before);
    gas_bench g;
    CHECK(g.client.order(price, "PublishPrice", publish({.tier = 5}), client_side) == status::invalid_value);
    // Gas has one rate a day.
    CHECK(g.client.order(price, "PublishPrice", publish({.tier = 2, .minutes = 60}), client_side) ==
          status::invalid_value);
}

TEST_CASE("a published price is what the meter charges, whatever its digits")
{
    for (auto [number, digits] : {std::pair{15'000ULL, 5ULL}, {150'000ULL, 6ULL}, {15ULL, 2ULL}}) {
        electricity_bench b;
        CHECK(b.client.order(price, "PublishPrice", publish({.price = number, .digits = digits}), client_side) ==
              status::success);
        CHECK(b.meter.given_prices()->rates.at(0) == money{15'000}); // 15 p per kWh, in micropence per Wh
        CHECK(b.client.number(price, "Tier#Block#Price") == 15'000);
        CHECK(b.client.number(price, "NoTierBlock#Price") == 15'000);
        const auto asked = b.client.ask(price, "GetCurrentPrice",
                                        to_server(price, "GetCurrentPrice").add("command_options", 0), "PublishPrice");
        CHECK(asked.number("price") == 15'000);
        CHECK(asked.number("trailing_digit_and_price_tier") == 0x51);
        CHECK(asked.number("duration_in_minutes") == 0xFFFF);
        CHECK(asked.number("currency") == pounds);
        const auto from = b.client.now, to = from + 24h;
        const auto used = b.meter.import_wh(to) - b.meter.import_wh(from);
        const auto cost = b.meter.cost(to) - b.meter.cost(from);
        CHECK(cost.micropence == 15'000 * used);
    }
}

TEST_CASE("prices for spans of the day are rates that switch every day")
{
    electricity_bench b;
    const auto midnight = utc(at("2020-11-07T00:00:00Z"));
    CHECK(b.client.order(price, "PublishPrice", publish({.tier = 2, .price = 20'000}), client_side) == status::success);
    CHECK(b.client.order(price, "PublishPrice",
                         publish({.tier = 1, .price = 8'000, .start = midnight + 1800, .minutes = 420}),
                         client_side) == status::success);
    CHECK(b.client.number(price, "NumberOfPriceTiersInUse") == 2);
    b.client.now = at("2020-11-10T00:29:59Z");
    CHECK(b.client.number(cluster_id::metering, "ActiveRegisterTierDelivered") == 2);
    b.client.now = at("2020-11-10T00:30:00Z");
    CHECK(b.client.number(cluster_id::metering, "ActiveRegisterTierDelivered") == 1);
    const auto now = b.client.ask(price, "GetCurrentPrice",
                                  to_server(price, "GetCurrentPrice").add("command_options", 0), "PublishPrice");
    CHECK(now.number("price") == 8'000);
    CHECK(now.number("duration_in_minutes") == 420);
    b.client.now = at("2020-11-10T07:30:00Z");
    CHECK(b.client.number(cluster_id::metering, "ActiveRegisterTierDelivered") == 2);

    auto f = to_server(price, "GetScheduledPrices");
    const auto scheduled = b.client.run(price, "GetScheduledPrices", f.add("start_time", 0).add("number_of_events", 3));
    REQUIRE(scheduled.size() == 3);
    const std::uint64_t expected[][3] = {{utc(at("2020-11-10T07:30:00Z")), 1020, 20'000},
                                         {utc(at("2020-11-11T00:30:00Z")), 420, 8'000},
                                         {utc(at("2020-11-11T07:30:00Z")), 1020, 20'000}};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto& p = std::get<zcl::fields>(scheduled[i].content);
        CHECK(p.number("start_time") == expected[i][0]);
        CHECK(p.number("duration_in_minutes") == expected[i][1]);
        CHECK(p.number("price") == expected[i][2]);
    }
}

TEST_CASE("a price for later waits, and is acknowledged when that is asked for")
{
    electricity_bench b;
    const auto start = at("2020-12-01T00:00:00Z");
    CHECK(b.client.order(price, "PublishPrice", publish({.start = utc(start)}), client_side) == status::success);
    CHECK(b.meter.given_prices()->rates.empty());
    b.device.settle(start);
    CHECK(b.meter.given_prices()->rates.at(0) == money{15'000});
    CHECK(b.meter.in_force_since() == start);
    b.client.now = start + 1h;
    const auto said = b.client.ask(price, "PublishPrice", publish({.price = 16'000, .control = 1}),
                                   "PriceAcknowledgement", client_side);
    CHECK(said.number("issuer_event_id") == 2);
    CHECK(said.number("price_ack_time") == utc(b.client.now));
}

TEST_CASE("the same price again changes nothing, so that no block begins anew")
{
    electricity_bench b;
    b.client.order(price, "PublishPrice", publish({}), client_side);
    const auto since = b.meter.in_force_since();
    b.client.now += 24h;
    CHECK(b.client.order(price, "PublishPrice", publish({}), client_side) == status::success);
    CHECK(b.meter.in_force_since() == since);
}

TEST_CASE("a tariff with blocks comes in three parts")
{
    electricity_bench b;
    CHECK(b.client.order(price, "PublishPriceMatrix", matrix(0, {{0x10, 100}}), client_side) == status::not_found);
    CHECK(b.client.order(price, "PublishTariffInformation", tariff(4), client_side) == status::invalid_value);
    CHECK(b.client.order(price, "PublishTariffInformation", tariff(2), client_side) == status::success);
    CHECK(b.meter.given_prices()->standing_charge == from_pence(25));
    CHECK(b.client.number(price, "StandingCharge") == 25'000);
    CHECK(b.client.read(price, "TariffLabel")->as_text() == "Green 2");
    // 100.0 and 200.0 kWh; the list is for all rates.
    CHECK(b.client.order(price, "PublishBlockThresholds", thresholds("02 E80300000000 D00700000000"), client_side) ==
          status::success);
    CHECK(b.meter.in_force().thresholds == std::vector<std::int64_t>{100'000, 200'000});
    CHECK(b.client.number(price, "Block#Threshold", 2) == 200'000);
    CHECK(!b.client.read(price, "Block#Threshold", 3));
    CHECK(b.client.order(price, "PublishBlockThresholds", thresholds("02 E80300000000"), client_side) ==
          status::malformed_command);
    CHECK(b.client.order(price, "PublishPriceMatrix", matrix(0, {{0x10, 1'500}, {0x11, 1'400}, {0x12, 1'300}}),
                         client_side) == status::success);
    for (std::uint16_t block = 1; block <= 3; ++block)
        CHECK(b.client.number(price, "Tier#Block#Price", block, 1) == 16'000 - 1'000 * block);
    CHECK(b.client.order(price, "PublishPriceMatrix", matrix(0, {{0x14, 1}}), client_side) == status::invalid_value);
    CHECK(b.client.order(price, "PublishPriceMatrix", matrix(1, {{49, 1}}), client_side) == status::invalid_value);
    CHECK(b.client.order(price, "PublishPriceMatrix", matrix(1, {{2, 1'700}}), client_side) == status::success);
    CHECK(b.meter.given_prices()->rates.at(1) == money{17'000});
    auto f = to_server(price, "GetTariffInformation");
    f.add("earliest_start_time", 0).add("min_issuer_event_id", 0xFFFFFFFF).add("number_of_commands", 1);
    const auto said = b.client.ask(price, "GetTariffInformation", f.add("tariff_type", 0), "PublishTariffInformation");
    CHECK(said.number("issuer_tariff_id") == 77);
    CHECK(said.number("number_of_block_thresholds") == 2);
    CHECK(said.number("standing_charge") == 25'000);
}

TEST_CASE("a gas meter is told what its gas is worth")
{
    gas_bench b;
    auto cv = [](std::uint64_t value, std::uint64_t unit = 1) {
        auto f = to_client(price, "PublishCalorificValue");
        f.add("issuer_event_id", 1).add("start_time", 0).add("calorific_value", value);
        return f.add("calorific_value_unit", unit).add("trailing_digit", 2U << 4);
    };
    CHECK(b.client.order(price, "PublishCalorificValue", cv(3'920, 2), client_side) == status::invalid_value);
    CHECK(b.client.order(price, "PublishCalorificValue", cv(100), client_side) == status::invalid_value);
    CHECK(b.client.order(price, "PublishCalorificValue", cv(3'920), client_side) == status::success);
    CHECK(b.meter.values().calorific_value == 392);
    auto f = to_client(price, "PublishConversionFactor");
    f.add("issuer_event_id", 1).add("start_time", 0).add("conversion_factor", 10'220).add("trailing_digit", 4U << 4);
    CHECK(b.client.order(price, "PublishConversionFactor", f, client_side) == status::success);
    CHECK(b.meter.values().correction == 102'200);
    CHECK(b.client.number(price, "CalorificValue") == 392);
    CHECK(b.client.number(price, "ConversionFactor") == 102'200);
    electricity_bench e;
    CHECK(e.client.order(price, "PublishConversionFactor", f, client_side) == status::unsupported_cluster_command);
}

// ---- payment

namespace {

zcl::fields mode(bool prepay, std::int64_t cut_off = 0)
{
    auto f = to_server(prepayment, "ChangePaymentMode");
    f.add("provider_id", 1).add("issuer_event_id", 2).add("implementation_date_time", 0);
    f.add("proposed_payment_control_configuration", prepay ? 0x0003 : 0x0000);
    return f.add("cut_off_value", static_cast<std::uint64_t>(cut_off));
}

zcl::fields top_up(const std::string& code)
{
    return to_server(prepayment, "ConsumerTopUp").add("originating_device", 2).add("top_up_code", code);
}

template <class Bench>
void prepay(Bench& b)
{
    b.client.ask(prepayment, "ChangePaymentMode", mode(true), "ChangePaymentModeResponse");
}

} // namespace

TEST_CASE("a top-up is taken once, and what is none is refused with its reason")
{
    electricity_bench b;
    prepay(b);
    const auto code = b.meter.tokens().issue({1'000, 1});
    struct row {
        const char* what;
        std::string code;
        std::uint64_t result;
        std::uint16_t alarm;
    };
    const row bad[] = {
        {"no digits", "hello", 1, 0x0008},
        {"another meter's", gas_bench().meter.tokens().issue({1'000, 1}), 1, 0x0008},
        {"too much at once", b.meter.tokens().issue({25'001, 2}), 6, 0x0000},
    };
    for (const row& r : bad) {
        CAPTURE(r.what);
        const auto said = b.client.ask(prepayment, "ConsumerTopUp", top_up(r.code), "ConsumerTopUpResponse");
        CHECK(said.number("result_type") == r.result);
        CHECK(said.number("top_up_value") == 0);
        CHECK((b.client.number(prepayment, "PrepaymentAlarmStatus") & 0x000E) == r.alarm);
    }
    CHECK(!b.client.read(prepayment, "TopUpAmount#", 1));
    const auto before = b.client.number(prepayment, "CreditRemaining");
    auto said = b.client.ask(prepayment, "ConsumerTopUp", top_up(code), "ConsumerTopUpResponse");
    CHECK(said.number("result_type") >= 0x10);
    CHECK(said.signed_number("top_up_value") == 1'000'000);
    CHECK(said.signed_number("credit_remaining") == b.client.number(prepayment, "CreditRemaining"));
    CHECK(b.client.number(prepayment, "CreditRemaining") == before + 1'000'000);
    CHECK(b.client.number(prepayment, "TotalCreditAdded") == 1'000'000);
    CHECK(b.client.read(prepayment, "TopUpCode#", 1)->as_text() == code);
    CHECK(b.client.number(prepayment, "TopUpAmount#", 1) == 1'000'000);
    CHECK(b.client.number(prepayment, "TopUpOriginatingDevice#", 1) == 2);
    said = b.client.ask(prepayment, "ConsumerTopUp", top_up(code), "ConsumerTopUpResponse");
    CHECK(said.number("result_type") == 2);
    CHECK(b.client.number(prepayment, "CreditRemaining") == before + 1'000'000);

    auto log = to_server(prepayment, "GetTopUpLog");
    const auto shown =
        b.client.ask(prepayment, "GetTopUpLog", zcl::fields(log).add("latest_end_time", 0).add("number_of_records", 0),
                     "PublishTopUpLog");
    REQUIRE(shown.count("top_up_code") == 1);
    CHECK(shown.text("top_up_code") == code);
    CHECK(shown.signed_number("top_up_amount") == 1'000'000);
    CHECK(b.client.order(prepayment, "GetTopUpLog", log.add("latest_end_time", 1).add("number_of_records", 0)) ==
          status::not_found);
}

TEST_CASE("the newest five top-ups are shown")
{
    electricity_bench b;
    prepay(b);
    for (std::uint32_t i = 1; i <= 6; ++i) {
        b.client.now += 1h;
        b.client.ask(prepayment, "ConsumerTopUp", top_up(b.meter.tokens().issue({100 * i, i})),
                     "ConsumerTopUpResponse");
    }
    for (std::uint16_t n = 1; n <= 5; ++n) CHECK(b.client.number(prepayment, "TopUpAmount#", n) == 100'000 * (7 - n));
    CHECK(b.device.kept().top_ups.size() == 5);
}

TEST_CASE("the payment mode changes, and its bits say so")
{
    electricity_bench b;
    CHECK((b.client.number(prepayment, "PaymentControlConfiguration") & 0x0002) == 0);
    const auto said =
        b.client.ask(prepayment, "ChangePaymentMode", mode(true, -2'000'000), "ChangePaymentModeResponse");
    CHECK(said.number("friendly_credit") == 0);
    CHECK(said.number("emergency_credit_limit") == 0);
    CHECK(b.meter.credit().mode() == metering::payment_mode::prepayment);
    CHECK((b.client.number(prepayment, "PaymentControlConfiguration") & 0x0003) == 0x0003);
    CHECK(b.client.number(prepayment, "CutOffValue") == -2'000'000);
    b.client.ask(prepayment, "ChangePaymentMode", mode(false), "ChangePaymentModeResponse");
    CHECK(b.meter.credit().mode() == metering::payment_mode::credit);
}

TEST_CASE("emergency credit is set up, offered, selected, and seen")
{
    electricity_bench b;
    prepay(b);
    auto setup = to_server(prepayment, "EmergencyCreditSetup");
    setup.add("issuer_event_id", 1).add("start_time", 0).add("emergency_credit_limit", 500'000);
    CHECK(b.client.order(prepayment, "EmergencyCreditSetup", setup.add("emergency_credit_threshold", 100'000)) ==
          status::success);
    CHECK(b.client.number(prepayment, "EmergencyCreditLimitAllowance") == 500'000);
    CHECK(b.client.number(prepayment, "EmergencyCreditThreshold") == 100'000);
    auto select = to_server(prepayment, "SelectAvailableEmergencyCredit");
    select.add("command_issue_date_time", 0).add("originating_device", 2);
    CHECK((b.client.number(prepayment, "CreditStatus") & 0x0C) == 0x0C);
    CHECK((b.client.number(prepayment, "PrepaymentAlarmStatus") & 0x0040) == 0x0040);
    CHECK(b.client.order(prepayment, "SelectAvailableEmergencyCredit", select) == status::success);
    CHECK(b.client.number(prepayment, "EmergencyCreditRemaining") == 500'000);
    CHECK((b.client.number(prepayment, "CreditStatus") & 0x10) == 0x10);
    CHECK(b.client.order(prepayment, "SelectAvailableEmergencyCredit", select) == status::action_denied);
}

TEST_CASE("debts are set and added to, two by time and one by a share of top-ups")
{
    electricity_bench b;
    auto change = [&](std::uint64_t type, std::int64_t debt, std::uint64_t method = 0, std::uint64_t frequency = 2,
                      std::uint64_t percentage = 0) {
        auto f = to_server(prepayment, "ChangeDebt");
        f.add("issuer_event_id", 1).add("debt_label", "arrears").add("debt_amount", static_cast<std::uint64_t>(debt));
        f.add("debt_recovery_method", method).add("debt_amount_type", type).add("debt_recovery_start_time", 0);
        f.add("debt_recovery_collection_time", 0).add("debt_recovery_frequency", frequency);
        f.add("debt_recovery_amount", 50'000).add("debt_recovery_balance_percentage", percentage);
        return b.client.order(prepayment, "ChangeDebt", f);
    };
    CHECK(change(6, 1) == status::invalid_value);
    CHECK(change(0, 1, 1) == status::invalid_value);
    CHECK(change(4, 1, 0) == status::invalid_value);
    CHECK(change(0, 1, 0, 3) == status::invalid_value);
    CHECK(change(0, 1'000'000) == status::success);
    CHECK(change(1, 200'000, 0, 1) == status::success);
    CHECK(change(2, 300'000) == status::success);
    CHECK(change(4, 400'000, 1, 0xFF, 2'500) == status::success);
    CHECK(b.client.number(prepayment, "DebtAmount#", 1) == 1'200'000);
    CHECK(b.client.number(prepayment, "DebtAmount#", 2) == 300'000);
    CHECK(b.client.number(prepayment, "DebtAmount#", 3) == 400'000);
    CHECK(b.client.number(prepayment, "DebtRecoveryFrequency#", 1) == 1);
    CHECK(b.client.number(prepayment, "DebtRecoveryFrequency#", 2) == 2);
    CHECK(b.client.number(prepayment, "DebtRecoveryAmount#", 1) == 50'000);
    CHECK(b.client.number(prepayment, "DebtRecoveryMethod#", 3) == 1);
    CHECK(b.client.number(prepayment, "DebtRecoveryTopUpPercentage#", 3) == 2'500);
    CHECK(b.client.number(prepayment, "AccumulatedDebt") == 1'900'000);
    const auto held = b.meter.balance(b.client.now);
    CHECK(held.time_debts[0].balance == from_pence(1'200));
    CHECK(held.on_payment.share_per_mille == 250);
}

TEST_CASE("a debt that takes longer than time lasts has no end")
{
    electricity_bench b;
    prepay(b);
    auto f = to_server(prepayment, "ChangeDebt");
    f.add("issuer_event_id", 1).add("debt_label", "").add("debt_amount", 2'000'000'000);
    f.add("debt_recovery_method", 0).add("debt_amount_type", 0).add("debt_recovery_start_time", 0);
    f.add("debt_recovery_collection_time", 0).add("debt_recovery_frequency", 2).add("debt_recovery_amount", 106'309);
    CHECK(b.client.order(prepayment, "ChangeDebt", f.add("debt_recovery_balance_percentage", 0)) == status::success);
    const auto next = b.meter.next_event();
    CHECK((!next || *next > b.client.now));
}

TEST_CASE("limits and warnings are the account's settings")
{
    electricity_bench b;
    auto low = to_server(prepayment, "SetLowCreditWarningLevel");
    CHECK(b.client.order(prepayment, "SetLowCreditWarningLevel", low.add("low_credit_warning_level", 200'000)) ==
          status::success);
    CHECK(b.client.number(prepayment, "LowCreditWarning") == 200'000);
    CHECK((b.client.number(prepayment, "CreditStatus") & 0x02) == 0x02);
    auto limit = to_server(prepayment, "SetMaximumCreditLimit");
    limit.add("provider_id", 1).add("issuer_event_id", 1).add("implementation_date_time", 0);
    limit.add("maximum_credit_level", 30'000'000).add("maximum_credit_per_top_up", 5'000'000);
    CHECK(b.client.order(prepayment, "SetMaximumCreditLimit", limit) == status::success);
    CHECK(b.client.number(prepayment, "MaxCreditLimit") == 30'000'000);
    CHECK(b.client.number(prepayment, "MaxCreditPerTopUp") == 5'000'000);
    CHECK(b.meter.credit().settings().most_credit == from_pence(5'000));
    auto adjust = to_server(prepayment, "CreditAdjustment");
    adjust.add("issuer_event_id", 1).add("start_time", 0);
    CHECK(b.client.order(prepayment, "CreditAdjustment",
                         zcl::fields(adjust).add("credit_adjustment_type", 2).add("credit_adjustment_value", 1)) ==
          status::invalid_value);
    b.client.order(prepayment, "CreditAdjustment",
                   zcl::fields(adjust).add("credit_adjustment_type", 1).add("credit_adjustment_value", 700'000));
    CHECK(b.client.number(prepayment, "CreditRemaining") == 700'000);
    b.client.order(
        prepayment, "CreditAdjustment",
        zcl::fields(adjust).add("credit_adjustment_type", 0).add("credit_adjustment_value", ~std::uint64_t{99'999}));
    CHECK(b.client.number(prepayment, "CreditRemaining") == 600'000);
    const auto written = zcl::of(zcl::data_type::uint32, 42);
    CHECK(b.client.write(prepayment, "IHDLowCreditWarning", written) == status::success);
    CHECK(b.client.number(prepayment, "IHDLowCreditWarning") == 42);
    CHECK(b.client.write(prepayment, "PrepayEventAlarmMask", zcl::of(zcl::data_type::bitmap16, 0x1234)) ==
          status::success);
    CHECK(b.client.number(prepayment, "PrepayEventAlarmMask") == 0x1234);
    CHECK(b.client.number(prepayment, "PrepaySwitchAlarmMask") == 0xFFFF);
}

TEST_CASE("costs are those of the meter's history")
{
    electricity_bench b;
    b.client.order(price, "PublishPrice", publish({}), client_side);
    b.client.now += 24h * 10;
    const auto days = b.meter.history(metering::calendar_span::day, b.client.now);
    CHECK(b.client.number(prepayment, "PreviousDay#CostConsumptionDelivered", 3) ==
          metering::to_millipence(days[days.size() - 4].cost));
    CHECK(b.client.number(prepayment, "PreviousDay#CostConsumptionDelivered", 3) > 0);
    CHECK(b.client.number(prepayment, "CurrentDayCostConsumptionDelivered") ==
          metering::to_millipence(days.back().cost));
}

TEST_CASE("what the account held is shown as it was when the billing data log was written")
{
    electricity_bench b;
    prepay(b);
    b.client.ask(prepayment, "ConsumerTopUp", top_up(b.meter.tokens().issue({1'000, 1})), "ConsumerTopUpResponse");
    b.meter.bill_now(b.client.now);
    const auto entries = b.meter.billing_balances(b.client.now);
    REQUIRE(!entries.empty());
    auto f = to_server(prepayment, "GetPrepaySnapshot");
    f.add("earliest_start_time", 0).add("latest_end_time", 0xFFFFFFFF).add("snapshot_offset", entries.size() - 1);
    const auto shown =
        b.client.ask(prepayment, "GetPrepaySnapshot", f.add("snapshot_cause", 0xFFFFFFFF), "PublishPrepaySnapshot");
    CHECK(shown.number("total_snapshots_found") == entries.size());
    sim::reader in(shown.octets("snapshot_payload"));
    for (int i = 0; i < 5; ++i) in.u32_le();
    CHECK(static_cast<std::int32_t>(in.u32_le()) == entries.back()[metering::balance_of::meter]);
    CHECK(entries.back()[metering::balance_of::meter] == 1'000'000);
    CHECK(!in.finish());
}
