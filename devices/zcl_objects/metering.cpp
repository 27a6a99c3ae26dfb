// The Metering cluster's attributes: registers, supply, battery, history.
#include "devices/zcl_objects/parts.hpp"

#include <algorithm>

namespace devices::zcl_objects {

namespace {

using metering::calendar_span;

constexpr std::uint8_t digits_right = 3, digits_left_electricity = 6, digits_left_gas = 5;
constexpr std::uint8_t formatting(std::uint8_t left, std::uint8_t right)
{
    return static_cast<std::uint8_t>(0x80 | left << 3 | right); // without leading zeros
}

std::uint8_t supply_status(const call& c)
{
    constexpr std::uint8_t off = 0, armed = 1, on = 2;
    switch (meter(c).valve().state()) {
    case metering::supply_state::disabled: return off;
    case metering::supply_state::armed: return armed;
    case metering::supply_state::enabled: return on;
    }
    return off;
}

std::uint8_t status_bits(const call& c)
{
    constexpr std::uint8_t low_battery = 0x02, tamper = 0x04, power_failure = 0x08, disconnected = 0x40;
    const auto* gas = device(c).gas();
    std::uint8_t bits = 0;
    if (gas && gas->cell().low(c.now)) bits |= low_battery;
    if (meter(c).tampers()) bits |= tamper;
    if (!gas && !meter(c).powered()) bits |= power_failure;
    if (meter(c).valve().state() != metering::supply_state::enabled) bits |= disconnected;
    return bits;
}

std::int64_t block(const call& c, std::size_t which)
{
    const auto registers = meter(c).registers(c.now);
    std::int64_t sum = 0;
    for (auto of_rate : registers.blocks[which]) sum += of_rate;
    return sum;
}

/// 0 without blocks; else from 1 on.
std::uint8_t current_block(const call& c)
{
    const auto& thresholds = meter(c).in_force().thresholds;
    if (thresholds.empty()) return 0;
    const auto used = meter(c).registers(c.now).in_period;
    const auto passed = std::count_if(thresholds.begin(), thresholds.end(), [&](auto from) { return used >= from; });
    return static_cast<std::uint8_t>(1 + passed);
}

/// What the `back`th span before the current one has brought; none while there was none yet.
std::optional<std::int64_t> consumed(const call& c, calendar_span span, std::size_t back)
{
    const auto spans = meter(c).history(span, c.now);
    if (back >= spans.size()) return {};
    return spans[spans.size() - 1 - back].amount;
}

/// The standard's word for a value that there is not.
auto history(calendar_span span, std::size_t back)
{
    return [span, back](const call& c, const attribute_place& p) {
        // Series begin with the second one before the current.
        const auto amount = consumed(c, span, p.spec->count > 1 ? p.number : back);
        return amount ? zcl::of(p.spec->type, static_cast<std::uint64_t>(*amount)) : zcl::non_value(p.spec->type);
    };
}

void add_registers(cluster_side& c, fuel of)
{
    const bool gas = of == fuel::gas;
    c.attribute("CurrentSummationDelivered", [](const call& a) { return meter(a).total(a.now); });
    c.attribute("ReadingSnapshotTime", [](const call& a) { return utc(a.now); });
    c.attribute("CurrentBlockPeriodConsumptionDelivered",
                [](const call& a) { return meter(a).registers(a.now).in_period; });
    c.attribute("CurrentBlock", current_block);
    c.attribute("ActiveRegisterTierDelivered", [](const call& a) { return current_rate(meter(a), a.now) + 1; });
    const auto rates = static_cast<std::uint16_t>(gas ? gsme::most_gas_rates : metering::most_rates);
    c.attribute(
        "CurrentTier#SummationDelivered",
        [](const call& a, const attribute_place& p) { return meter(a).registers(a.now).rates[p.number - 1U]; }, rates);
    c.attribute(
        "CurrentNoTierBlock#SummationDelivered",
        [](const call& a, const attribute_place& p) { return block(a, p.number - 1U); }, metering::most_blocks);
    if (!gas)
        c.attribute(
            "CurrentTier#Block#SummationDelivered",
            [](const call& a, const attribute_place& p) {
                return meter(a).registers(a.now).blocks[p.number - 1U][p.outer - 1U];
            },
            metering::most_blocks, metering::most_block_rates);
}

void add_profile(cluster_side& c)
{
    c.attribute("ProfileIntervalPeriod", [](const call& a) {
        constexpr std::uint8_t hour = 1, half_hour = 2;
        return meter(a).import_profile().step() == std::chrono::hours(1) ? hour : half_hour;
    });
    c.attribute("CurrentPartialProfileIntervalStartTimeDelivered",
                [](const call& a) { return utc(meter(a).import_profile().at(a.now, a.now).start); });
    c.attribute("CurrentPartialProfileIntervalValueDelivered",
                [](const call& a) { return meter(a).import_profile().at(a.now, a.now).amount; });
}

void add_history(cluster_side& c)
{
    c.attribute("CurrentDayConsumptionDelivered", history(calendar_span::day, 0));
    c.attribute("PreviousDayConsumptionDelivered", history(calendar_span::day, 1));
    c.attribute("PreviousDay#ConsumptionDelivered", history(calendar_span::day, 2));
    c.attribute("CurrentWeekConsumptionDelivered", history(calendar_span::week, 0));
    c.attribute("PreviousWeekConsumptionDelivered", history(calendar_span::week, 1));
    c.attribute("PreviousWeek#ConsumptionDelivered", history(calendar_span::week, 2));
    c.attribute("CurrentMonthConsumptionDelivered", history(calendar_span::month, 0));
    c.attribute("PreviousMonthConsumptionDelivered", history(calendar_span::month, 1));
    c.attribute("PreviousMonth#ConsumptionDelivered", history(calendar_span::month, 2));
}

void add_labels(cluster_side& c, fuel of)
{
    const bool gas = of == fuel::gas;
    c.attribute("UnitOfMeasure", [gas](const call&) { return gas ? cubic_metres : kilowatt_hours; });
    c.attribute("Multiplier", [](const call&) { return 1; });
    c.attribute("Divisor", [](const call&) { return divisor; });
    const auto shape = formatting(gas ? digits_left_gas : digits_left_electricity, digits_right);
    for (const char* name : {"SummationFormatting", "DemandFormatting", "HistoricalConsumptionFormatting"})
        c.attribute(name, [shape](const call&) { return shape; });
    c.attribute("MeteringDeviceType", [gas](const call&) { return gas ? 1 : 0; });
    c.attribute("SiteID", [](const call& a) { return device(a).kept().site; });
    c.attribute("MeterSerialNumber", [](const call& a) { return device(a).serial(); });
    c.attribute("CustomerIDNumber", [](const call& a) { return device(a).kept().customer; });
    auto keep = [](std::string meter_device::memory::*where, std::size_t most) {
        return [where, most](const call& a, const attribute_place&, const zcl::value& v) {
            if (v.octets.size() > most) return status::invalid_value;
            device(a).change().*where = v.as_text();
            return status::success;
        };
    };
    c.write("SiteID", keep(&meter_device::memory::site, 32));
    c.write("CustomerIDNumber", keep(&meter_device::memory::customer, 24));
}

void add_electricity(cluster_side& c)
{
    constexpr std::uint8_t update_period_s = 30, fast_period_s = 5;
    c.attribute("DefaultUpdatePeriod", [](const call&) { return update_period_s; });
    c.attribute("FastPollUpdatePeriod", [](const call&) { return fast_period_s; });
    c.attribute("CurrentSummationReceived", [](const call& a) { return device(a).electricity()->export_wh(a.now); });
    c.attribute("InstantaneousDemand", [](const call& a) {
        const auto& m = *device(a).electricity();
        return m.power_w(a.now) - m.export_power_w(a.now);
    });
    // 0: there is no limit.
    c.attribute("DemandLimit", [](const call& a) { return device(a).electricity()->limit().threshold_w; });
    c.attribute("DemandLimitArmDuration", [](const call& a) {
        return std::min<std::int64_t>(device(a).electricity()->limit().restoration.count(), 0xFFFE);
    });
    c.attribute("LoadLimitSupplyState", [](const call& a) {
        switch (device(a).electricity()->limit().action) {
        case esme::load_limit_action::none: break;
        case esme::load_limit_action::arm: return becomes_armed;
        case esme::load_limit_action::disable: return becomes_off;
        }
        return stays_unchanged;
    });
    c.attribute("LoadLimitCounter",
                [](const call& a) { return std::min<std::uint32_t>(device(a).electricity()->limit_count(), 0xFE); });
}

void add_gas(cluster_side& c)
{
    c.attribute("SupplyDepletionState",
                [](const call& a) { return device(a).gas()->disables_on_depletion() ? becomes_off : stays_unchanged; });
    c.attribute("RemainingBatteryLife",
                [](const call& a) { return device(a).gas()->cell().per_mille_left(a.now) / 10; });
    c.attribute("RemainingBatteryLifeInDays", [](const call& a) { return device(a).gas()->cell().days_left(a.now); });
}

} // namespace

cluster_side meter_metering(fuel of)
{
    cluster_side c(cluster_id::metering, direction::to_server);
    add_registers(c, of);
    c.attribute("SupplyStatus", supply_status);
    c.attribute("Status", status_bits);
    c.attribute("SupplyTamperState",
                [](const call& a) { return meter(a).disabling_tampers() ? becomes_off : stays_unchanged; });
    add_profile(c);
    add_history(c);
    add_labels(c, of);
    if (of == fuel::electricity)
        add_electricity(c);
    else
        add_gas(c);
    add_metering_commands(c, of);
    return c;
}

} // namespace devices::zcl_objects
