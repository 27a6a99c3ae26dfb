// The Prepayment cluster of a meter: balances, debts, limits, top-ups.
#include "devices/zcl_objects/parts.hpp"

#include <algorithm>

namespace devices::zcl_objects {

namespace {

using metering::calendar_span;
using metering::money;

metering::balances balance(const call& c) { return meter(c).balance(c.now); }
const metering::account_settings& settings(const call& c) { return meter(c).credit().settings(); }

bool prepaid(const call& c) { return meter(c).credit().mode() == metering::payment_mode::prepayment; }

money all_debts(const metering::balances& b)
{
    return b.accumulated_debt + b.time_debts[0].balance + b.time_debts[1].balance + b.on_payment.balance;
}

// ---- bits

std::uint16_t control_configuration(const call& c)
{
    constexpr std::uint16_t disconnection_enabled = 0x0001, prepayment_enabled = 0x0002, credit_management = 0x0004,
                            credit_display = 0x0010, account_base = 0x0040, contactor_fitted = 0x0080,
                            standing_charge = 0x0100, debt = 0x0400;
    const std::uint16_t always = account_base | contactor_fitted | standing_charge;
    const std::uint16_t of_prepayment =
        disconnection_enabled | prepayment_enabled | credit_management | credit_display | debt;
    return prepaid(c) ? always | of_prepayment : always;
}

std::uint8_t credit_status(const call& c)
{
    constexpr std::uint8_t ok = 0x01, low = 0x02, emergency_enabled = 0x04, emergency_available = 0x08,
                           emergency_selected = 0x10, emergency_in_use = 0x20, exhausted = 0x40;
    const auto& account = meter(c).credit();
    std::uint8_t bits = 0;
    if (account.state() == metering::credit_state::sufficient) bits |= ok;
    if (balance(c).meter <= settings(c).low_credit) bits |= low;
    if (settings(c).emergency_limit > money{}) bits |= emergency_enabled;
    if (account.emergency_offered()) bits |= emergency_available;
    if (account.emergency_activated()) bits |= emergency_selected;
    if (account.state() == metering::credit_state::emergency) bits |= emergency_in_use;
    if (account.state() == metering::credit_state::exhausted) bits |= exhausted;
    return bits;
}

std::uint16_t alarm_status(const call& c)
{
    constexpr std::uint16_t low_credit = 0x0001, code_error = 0x0002, already_used = 0x0004, code_invalid = 0x0008,
                            friendly = 0x0010, emergency_available = 0x0040, off_for_credit = 0x0100,
                            off_for_tamper = 0x0200, off_by_head_end = 0x0400, physical_attack = 0x0800;
    std::uint16_t bits = 0;
    if (balance(c).meter <= settings(c).low_credit) bits |= low_credit;
    if (meter(c).credit().disablement_suspended()) bits |= friendly;
    if (meter(c).credit().emergency_offered()) bits |= emergency_available;
    if (meter(c).tampers()) bits |= physical_attack;
    switch (device(c).kept().last_result) {
    case top_up_result::invalid: bits |= code_invalid; break;
    case top_up_result::duplicate: bits |= already_used; break;
    case top_up_result::error: bits |= code_error; break;
    case top_up_result::max_credit_reached:
    case top_up_result::too_large:
    case top_up_result::accepted:
    case top_up_result::accepted_supply_enabled:
    case top_up_result::accepted_supply_disabled:
    case top_up_result::accepted_supply_armed: break;
    }
    if (meter(c).valve().state() != metering::supply_state::disabled) return bits;
    switch (meter(c).cause()) {
    case metering::supply_cause::credit: bits |= off_for_credit; break;
    case metering::supply_cause::tamper: bits |= off_for_tamper; break;
    case metering::supply_cause::command: bits |= off_by_head_end; break;
    default: break;
    }
    return bits;
}

// ---- debts: 1 and 2 by time, 3 by a share of top-ups

constexpr std::size_t payment_debt = 2;

std::size_t which(const attribute_place& p) { return p.number - 1U; }

money debt_amount(const call& c, const attribute_place& p)
{
    const auto b = balance(c);
    return which(p) == payment_debt ? b.on_payment.balance : b.time_debts[which(p)].balance;
}

std::uint64_t debt_frequency(const call& c, const attribute_place& p)
{
    if (which(p) == payment_debt) return no_frequency;
    return balance(c).time_debts[which(p)].period == metering::debt_period::day ? per_day : per_week;
}

void add_debts(cluster_side& c)
{
    c.attribute("DebtAmount#",
                [](const call& a, const attribute_place& p) { return unsigned_amount(debt_amount(a, p)); });
    c.attribute("DebtRecoveryMethod#", [](const call&, const attribute_place& p) {
        return which(p) == payment_debt ? percentage_based : time_based;
    });
    c.attribute("DebtRecoveryCollectionTime#", [](const call&, const attribute_place&) { return 0; });
    c.attribute("DebtRecoveryFrequency#", debt_frequency);
    c.attribute("DebtRecoveryAmount#", [](const call& a, const attribute_place& p) {
        return which(p) == payment_debt ? 0U : unsigned_amount(balance(a).time_debts[which(p)].rate);
    });
    c.attribute("DebtRecoveryTopUpPercentage#", [](const call& a, const attribute_place& p) {
        return which(p) == payment_debt ? balance(a).on_payment.share_per_mille * 10 : 0;
    });
}

// ---- top-ups

/// Empty slots are not there.
auto of_top_up(auto part)
{
    return [part](const call& c, const attribute_place& p) {
        const auto& list = device(c).kept().top_ups;
        using value_type = decltype(part(list.front()));
        return p.number <= list.size() ? std::optional<value_type>(part(list[p.number - 1U])) : std::nullopt;
    };
}

void add_top_ups(cluster_side& c)
{
    c.attribute("TopUpDateTime#", of_top_up([](const top_up& t) { return utc(t.at); }));
    c.attribute("TopUpAmount#", of_top_up([](const top_up& t) { return t.millipence; }));
    c.attribute("TopUpOriginatingDevice#", of_top_up([](const top_up& t) { return t.device; }));
    c.attribute("TopUpCode#", of_top_up([](const top_up& t) { return t.code; }));
}

// ---- what it has cost

auto cost(calendar_span span, std::size_t back)
{
    return [span, back](const call& c, const attribute_place& p) {
        const auto spans = meter(c).history(span, c.now);
        const std::size_t before = p.spec->count > 1 ? p.number : back;
        if (before >= spans.size()) return zcl::non_value(p.spec->type);
        return zcl::of(p.spec->type, unsigned_amount(spans[spans.size() - 1 - before].cost));
    };
}

void add_costs(cluster_side& c)
{
    constexpr std::uint8_t five_places = 0x80 | 4 << 3 | 5, hundred_thousandths = 1;
    c.attribute("HistoricalCostConsumptionFormatting", [](const call&) { return five_places; });
    c.attribute("ConsumptionUnitOfMeasurement", [](const call&) { return kilowatt_hours; });
    c.attribute("CurrencyScalingFactor", [](const call&) { return hundred_thousandths; });
    c.attribute("Currency", [](const call&) { return pound_sterling; });
    c.attribute("CurrentDayCostConsumptionDelivered", cost(calendar_span::day, 0));
    c.attribute("PreviousDayCostConsumptionDelivered", cost(calendar_span::day, 1));
    c.attribute("PreviousDay#CostConsumptionDelivered", cost(calendar_span::day, 2));
    c.attribute("CurrentWeekCostConsumptionDelivered", cost(calendar_span::week, 0));
    c.attribute("PreviousWeekCostConsumptionDelivered", cost(calendar_span::week, 1));
    c.attribute("PreviousWeek#CostConsumptionDelivered", cost(calendar_span::week, 2));
    c.attribute("CurrentMonthCostConsumptionDelivered", cost(calendar_span::month, 0));
    c.attribute("PreviousMonthCostConsumptionDelivered", cost(calendar_span::month, 1));
    c.attribute("PreviousMonth#CostConsumptionDelivered", cost(calendar_span::month, 2));
}

void add_limits(cluster_side& c)
{
    c.attribute("EmergencyCreditLimitAllowance",
                [](const call& a) { return unsigned_amount(settings(a).emergency_limit); });
    c.attribute("EmergencyCreditThreshold",
                [](const call& a) { return unsigned_amount(settings(a).emergency_threshold); });
    c.attribute("TotalCreditAdded", [](const call& a) { return unsigned_amount(balance(a).topped_up); });
    c.attribute("MaxCreditLimit", [](const call& a) { return unsigned_amount(settings(a).most_balance); });
    c.attribute("MaxCreditPerTopUp", [](const call& a) { return unsigned_amount(settings(a).most_credit); });
    c.attribute("LowCreditWarning", [](const call& a) { return unsigned_amount(settings(a).low_credit); });
    c.attribute("CutOffValue", [](const call& a) { return amount(settings(a).disablement); });
    c.attribute("IHDLowCreditWarning", [](const call& a) { return device(a).kept().display_low_credit; });
    c.write("IHDLowCreditWarning", [](const call& a, const attribute_place&, const zcl::value& v) {
        device(a).change().display_low_credit = static_cast<std::uint32_t>(v.number);
        return status::success;
    });
    c.attribute("TokenCarrierID", [](const call& a) { return device(a).kept().token_carrier; });
    c.write("TokenCarrierID", [](const call& a, const attribute_place&, const zcl::value& v) {
        constexpr std::size_t most = 20;
        if (v.octets.size() > most) return status::invalid_value;
        device(a).change().token_carrier = v.as_text();
        return status::success;
    });
    const char* masks[] = {"PrepayGenericAlarmMask", "PrepaySwitchAlarmMask", "PrepayEventAlarmMask"};
    for (std::size_t i = 0; i < std::size(masks); ++i) {
        c.attribute(masks[i], [i](const call& a) { return device(a).kept().alarm_masks[i]; });
        c.write(masks[i], [i](const call& a, const attribute_place&, const zcl::value& v) {
            device(a).change().alarm_masks[i] = static_cast<std::uint16_t>(v.number);
            return status::success;
        });
    }
}

} // namespace

cluster_side meter_prepayment()
{
    cluster_side c(cluster_id::prepayment, direction::to_server);
    c.attribute("PaymentControlConfiguration", control_configuration);
    c.attribute("CreditRemaining", [](const call& a) { return amount(balance(a).meter); });
    c.attribute("EmergencyCreditRemaining",
                [](const call& a) { return amount(meter(a).credit().emergency_left(balance(a))); });
    c.attribute("CreditStatus", credit_status);
    c.attribute("CreditRemainingTimeStamp", [](const call& a) { return utc(a.now); });
    c.attribute("AccumulatedDebt", [](const call& a) { return amount(all_debts(balance(a))); });
    add_limits(c);
    add_top_ups(c);
    add_debts(c);
    c.attribute("PrepaymentAlarmStatus", alarm_status);
    add_costs(c);
    add_prepayment_commands(c);
    return c;
}

} // namespace devices::zcl_objects
