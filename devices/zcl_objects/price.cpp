// The Price cluster at a meter. As a client it takes what is published and charges by it; as a server it shows what it
// charges.
//
// Smart Energy 1.x has no calendar: which price holds when follows from published prices alone. Model choice: a price
// with a duration of less than a day holds every day in that span; longer, all day; the register tier names the rate.
// Tariff information, price matrix and block thresholds set blocks, prices and the standing charge. All of it takes
// effect at its start time; what is published for kWh and in pounds is taken, nothing else.
#include "devices/zcl_objects/parts.hpp"

#include <algorithm>

namespace devices::zcl_objects {

namespace {

using metering::money;
using std::chrono::minutes;

constexpr std::uint64_t day_minutes = 1440, all_ones_16 = 0xFFFF;

// ---- what is published

/// A published number of pounds with so many digits behind the point, in thousandths of a penny, the meter's own unit.
std::int64_t scaled(std::uint64_t number, std::uint64_t digits)
{
    auto v = static_cast<std::int64_t>(number);
    for (auto d = digits; d < money_digits; ++d) v *= 10;
    for (auto d = digits; d > money_digits; --d) v /= 10;
    return v;
}

/// Prices per kWh in millipence are micropence per Wh.
money price_of(std::uint64_t number, std::uint64_t digits) { return {scaled(number, digits)}; }

bool in_our_units(const fields& f)
{
    return f.number("unit_of_measure") == kilowatt_hours && f.number("currency") == pound_sterling;
}

/// A plan in which a rate holds for a span of the day.
metering::day_plan with_span(const metering::day_plan& plan, std::uint64_t from, std::uint64_t length,
                             std::uint8_t rate)
{
    std::array<std::uint8_t, day_minutes> rates{};
    for (const auto& point : plan) std::fill(rates.begin() + point.at.count(), rates.end(), point.rate);
    for (std::uint64_t m = 0; m < std::min(length, day_minutes); ++m) rates[(from + m) % day_minutes] = rate;
    metering::day_plan out;
    for (std::size_t m = 0; m < rates.size(); ++m)
        if (out.empty() || out.back().rate != rates[m]) out.push_back({minutes(m), rates[m]});
    return out;
}

/// Puts both into force now, unless nothing would change: then no blocks begin anew.
status put_into_force(const call& c, metering::tariff next, metering::price_list prices)
{
    auto& m = meter(c);
    if (next == m.in_force() && prices == *m.given_prices()) return status::success;
    return status_of(m.set_tariff(std::move(next), std::move(prices), c.now, c.now));
}

void set_price(metering::price_list& prices, std::size_t rate, money price)
{
    if (prices.rates.size() <= rate) prices.rates.resize(rate + 1);
    prices.rates[rate] = price;
}

std::uint64_t register_tier(const fields& f)
{
    constexpr std::uint64_t refer_to_extended = 0x0F;
    const auto tier = f.number("number_of_price_tiers_and_register_tier") & 0x0F;
    const auto extended = f.number("extended_register_tier");
    const bool extends = tier == refer_to_extended && extended && extended != 0xFF;
    return std::max<std::uint64_t>(extends ? refer_to_extended + extended : tier, 1);
}

std::uint64_t minute_of_day(sim::time_point t)
{
    constexpr std::int64_t day_seconds = 86'400, minute_seconds = 60;
    return static_cast<std::uint64_t>(sim::to_unix_seconds(t) % day_seconds / minute_seconds);
}

answer take_price(const call& c, const fields& f)
{
    constexpr std::uint64_t acknowledgement_required = 0x01;
    const auto rate = static_cast<std::uint8_t>(register_tier(f) - 1);
    const auto most = device(c).gas() ? gsme::most_gas_rates : metering::most_rates;
    if (!in_our_units(f) || rate >= most) return status::invalid_value;
    if (auto kept = later(c, f, "start_time")) return *kept;
    auto next = meter(c).in_force();
    auto prices = *meter(c).given_prices();
    set_price(prices, rate, price_of(f.number("price"), f.number("trailing_digit_and_price_tier") >> 4));
    const auto start = f.number("start_time");
    const auto from = minute_of_day(start ? zcl::from_utc(static_cast<std::uint32_t>(start)) : c.now);
    const auto length = f.number("duration_in_minutes");
    const bool all_day = length == all_ones_16 || length >= day_minutes;
    for (auto& plan : next.table.days) plan = with_span(plan, all_day ? 0 : from, all_day ? day_minutes : length, rate);
    const auto done = put_into_force(c, std::move(next), std::move(prices));
    if (done != status::success || !(f.number("price_control") & acknowledgement_required)) return done;
    auto said = c.arguments("PriceAcknowledgement");
    said.add("provider_id", f.number("provider_id")).add("issuer_event_id", f.number("issuer_event_id"));
    said.add("price_ack_time", utc(c.now)).add("price_control", f.number("price_control"));
    return {"PriceAcknowledgement", std::move(said)};
}

answer take_tariff(const call& c, const fields& f)
{
    const auto thresholds = f.number("number_of_block_thresholds");
    if (!in_our_units(f) || thresholds >= metering::most_blocks) return status::invalid_value;
    if (auto kept = later(c, f, "start_time")) return *kept;
    auto next = meter(c).in_force();
    auto prices = *meter(c).given_prices();
    next.thresholds.resize(std::min<std::size_t>(next.thresholds.size(), thresholds));
    prices.standing_charge = from_amount(scaled(f.number("standing_charge"), f.number("price_trailing_digit") >> 4));
    const auto done = put_into_force(c, std::move(next), std::move(prices));
    if (done != status::success) return done;
    auto& kept = device(c).change();
    kept.tariff = static_cast<std::uint32_t>(f.number("issuer_tariff_id"));
    kept.tariff_label = f.text("tariff_label");
    kept.price_digits = static_cast<std::uint8_t>(f.number("price_trailing_digit") >> 4);
    kept.multiplier = std::max(static_cast<std::uint32_t>(f.number("block_threshold_multiplier")), 1U);
    kept.divisor = std::max(static_cast<std::uint32_t>(f.number("block_threshold_divisor")), 1U);
    return status::success;
}

/// Prices of tiers (bit 0 of the control), or of a tier's blocks, with the digits of the tariff information.
answer take_price_matrix(const call& c, const fields& f)
{
    constexpr std::uint64_t by_tier = 0x01;
    if (f.number("issuer_tariff_id") != device(c).kept().tariff) return status::not_found;
    if (auto kept = later(c, f, "start_time")) return *kept;
    auto prices = *meter(c).given_prices();
    for (std::size_t row = 0; row < f.count("price"); ++row) {
        const auto id = f.number("tier_block_id", row);
        const auto price = price_of(f.number("price", row), device(c).kept().price_digits);
        if (f.number("sub_payload_control") & by_tier) {
            if (id == 0 || id > metering::most_rates) return status::invalid_value;
            set_price(prices, id - 1, price);
            continue;
        }
        const auto block = id & 0x0F, tier = std::max<std::uint64_t>(id >> 4, 1);
        if (block >= metering::most_blocks || tier > metering::most_block_rates) return status::invalid_value;
        auto& of_block = prices.blocks[block];
        if (of_block.size() < tier) of_block.resize(tier);
        of_block[tier - 1] = price;
    }
    return put_into_force(c, meter(c).in_force(), std::move(prices));
}

answer take_block_thresholds(const call& c, const fields& f)
{
    const auto& kept = device(c).kept();
    if (f.number("issuer_tariff_id") != kept.tariff) return status::not_found;
    sim::reader in(f.octets("thresholds"));
    std::vector<std::int64_t> thresholds;
    // The meter counts all rates in the same blocks: the first list is for all.
    const std::size_t count = in.u8() & 0x0F;
    for (std::size_t i = 0; i < count; ++i) {
        const auto units = in.u48_le() * kept.multiplier;
        thresholds.push_back(static_cast<std::int64_t>(units * divisor / kept.divisor));
    }
    if (!in.ok()) return status::malformed_command;
    if (auto kept_for_later = later(c, f, "start_time")) return *kept_for_later;
    auto next = meter(c).in_force();
    next.thresholds = std::move(thresholds);
    return put_into_force(c, std::move(next), *meter(c).given_prices());
}

// ---- what a gas meter needs to know of its gas

/// A published number with so many digits behind the point, with `wanted` of them.
std::uint32_t with_digits(std::uint64_t number, std::uint64_t digits, std::uint64_t wanted)
{
    for (; digits < wanted; ++digits) number *= 10;
    for (; digits > wanted; --digits) number /= 10;
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(number, 0xFFFFFFFF));
}

constexpr std::uint64_t conversion_digits = 5, calorific_digits = 1, megajoule_per_cubic_metre = 1;

answer take_conversion_factor(const call& c, const fields& f)
{
    if (auto kept = later(c, f, "start_time")) return *kept;
    auto values = device(c).gas()->values();
    values.correction = with_digits(f.number("conversion_factor"), f.number("trailing_digit") >> 4, conversion_digits);
    return status_of(device(c).gas()->set_conversion(values, c.now));
}

answer take_calorific_value(const call& c, const fields& f)
{
    if (f.number("calorific_value_unit") != megajoule_per_cubic_metre) return status::invalid_value;
    if (auto kept = later(c, f, "start_time")) return *kept;
    auto values = device(c).gas()->values();
    values.calorific_value =
        with_digits(f.number("calorific_value"), f.number("trailing_digit") >> 4, calorific_digits);
    return status_of(device(c).gas()->set_conversion(values, c.now));
}

// ---- what is shown

std::size_t tiers_in_use(const metering::meter& m)
{
    std::uint8_t most = 0;
    for (const auto& plan : m.in_force().table.days)
        for (const auto& point : plan) most = std::max(most, point.rate);
    return most + 1U;
}

std::uint64_t price_per_kwh(const metering::meter& m, std::size_t block, std::size_t rate)
{
    const auto& given = *m.given_prices();
    const auto& list = m.in_force().thresholds.empty() ? given.rates : given.blocks[block];
    return rate < list.size() ? static_cast<std::uint64_t>(list[rate].micropence) : 0;
}

std::size_t block_now(const metering::meter& m, sim::time_point t)
{
    const auto& thresholds = m.in_force().thresholds;
    const auto used = m.registers(t).in_period;
    return static_cast<std::size_t>(
        std::count_if(thresholds.begin(), thresholds.end(), [&](auto from) { return used >= from; }));
}

/// The price that holds from `start` for `length` (0xFFFF: until another one).
fields price_from(const call& c, sim::time_point start, std::uint64_t length)
{
    const auto& m = meter(c);
    const auto rate = current_rate(m, start);
    const auto tiers = std::min<std::size_t>(tiers_in_use(m), 15), tier = std::min<std::size_t>(rate + 1U, 15);
    auto said = c.arguments("PublishPrice");
    said.add("provider_id", 0).add("rate_label", device(c).kept().tariff_label);
    said.add("issuer_event_id", utc(start)).add("current_time", utc(c.now));
    said.add("unit_of_measure", kilowatt_hours).add("currency", pound_sterling);
    said.add("trailing_digit_and_price_tier", money_digits << 4 | tier);
    said.add("number_of_price_tiers_and_register_tier", tiers << 4 | tier);
    said.add("start_time", utc(start)).add("duration_in_minutes", length);
    said.add("price", price_per_kwh(m, block_now(m, c.now), rate));
    return said;
}

std::uint64_t minutes_to(sim::time_point from, sim::time_point to)
{
    return static_cast<std::uint64_t>(
        std::clamp<std::int64_t>(std::chrono::duration_cast<minutes>(to - from).count(), 0, all_ones_16 - 1));
}

/// When the rate changes after `t`; never with one rate.
std::optional<sim::time_point> next_change(const metering::meter& m, sim::time_point t)
{
    if (m.in_force().table.uniform()) return {};
    const auto rate = current_rate(m, t);
    constexpr int most_steps = 400; // a table may have a rate for a season alone
    for (int i = 0; i < most_steps; ++i) {
        t = m.in_force().table.next_switch(t - m.random_offset()) + m.random_offset();
        if (current_rate(m, t) != rate) return t;
    }
    return {};
}

answer get_current_price(const call& c, const fields&)
{
    const auto change = next_change(meter(c), c.now);
    return {"PublishPrice", price_from(c, c.now, change ? minutes_to(c.now, *change) : all_ones_16)};
}

answer get_scheduled_prices(const call& c, const fields& f)
{
    constexpr std::uint64_t most_events = 5;
    const auto asked = f.number("number_of_events");
    auto at = std::max(c.now, zcl::from_utc(static_cast<std::uint32_t>(f.number("start_time"))));
    answer said = status::success;
    for (auto left = asked == 0 ? most_events : std::min(asked, most_events); left > 0; --left) {
        const auto change = next_change(meter(c), at);
        said.add("PublishPrice", price_from(c, at, change ? minutes_to(at, *change) : all_ones_16));
        if (!change) break;
        at = *change;
    }
    return said;
}

answer get_tariff(const call& c, const fields&)
{
    const auto& m = meter(c);
    const auto& kept = device(c).kept();
    auto said = c.arguments("PublishTariffInformation");
    said.add("provider_id", 0).add("issuer_event_id", utc(m.in_force_since())).add("issuer_tariff_id", kept.tariff);
    said.add("start_time", utc(m.in_force_since())).add("tariff_type_and_charging_scheme", 0);
    said.add("tariff_label", kept.tariff_label).add("number_of_price_tiers", tiers_in_use(m));
    said.add("number_of_block_thresholds", m.in_force().thresholds.size());
    said.add("unit_of_measure", kilowatt_hours).add("currency", pound_sterling);
    said.add("price_trailing_digit", money_digits << 4);
    said.add("standing_charge", unsigned_amount(m.given_prices()->standing_charge));
    said.add("tier_block_mode", 0).add("block_threshold_multiplier", 1).add("block_threshold_divisor", divisor);
    return {"PublishTariffInformation", std::move(said)};
}

void add_labels(cluster_side& c)
{
    c.attribute("TariffLabel", [](const call& a) { return device(a).kept().tariff_label; });
    c.attribute("NumberOfPriceTiersInUse", [](const call& a) { return tiers_in_use(meter(a)); });
    c.attribute("NumberOfBlockThresholdsInUse", [](const call& a) { return meter(a).in_force().thresholds.size(); });
    c.attribute("UnitOfMeasure", [](const call&) { return kilowatt_hours; });
    c.attribute("Currency", [](const call&) { return pound_sterling; });
    c.attribute("PriceTrailingDigit", [](const call&) { return money_digits << 4; });
}

} // namespace

cluster_side meter_price_client(fuel of)
{
    cluster_side c(cluster_id::price, direction::to_client);
    const bool gas = of == fuel::gas;
    c.attribute("CommodityType", [gas](const call&) { return gas ? 1 : 0; });
    c.on("PublishPrice", take_price);
    c.on("PublishTariffInformation", take_tariff);
    c.on("PublishPriceMatrix", take_price_matrix);
    c.on("PublishBlockThresholds", take_block_thresholds);
    if (!gas) return c;
    c.on("PublishConversionFactor", take_conversion_factor);
    c.on("PublishCalorificValue", take_calorific_value);
    return c;
}

cluster_side meter_price_server(fuel of)
{
    cluster_side c(cluster_id::price, direction::to_server);
    const bool gas = of == fuel::gas;
    c.attribute(
        "Block#Threshold",
        [](const call& a, const attribute_place& p) {
            const auto& thresholds = meter(a).in_force().thresholds;
            return p.number <= thresholds.size() ? std::optional(thresholds[p.number - 1U]) : std::nullopt;
        },
        metering::most_blocks - 1);
    c.attribute("BlockThresholdCount", [](const call& a) { return meter(a).in_force().thresholds.size(); });
    c.attribute("ThresholdMultiplier", [](const call&) { return 1; });
    c.attribute("ThresholdDivisor", [](const call&) { return divisor; });
    c.attribute("CommodityType", [gas](const call&) { return gas ? 1 : 0; });
    c.attribute("StandingCharge",
                [](const call& a) { return unsigned_amount(meter(a).given_prices()->standing_charge); });
    c.attribute(
        "NoTierBlock#Price",
        [](const call& a, const attribute_place& p) { return price_per_kwh(meter(a), p.number - 1U, 0); },
        metering::most_blocks);
    // Without blocks every block of a tier has the tier's price.
    c.attribute(
        "Tier#Block#Price",
        [](const call& a, const attribute_place& p) { return price_per_kwh(meter(a), p.number - 1U, p.outer - 1U); },
        metering::most_blocks, gas ? gsme::most_gas_rates : metering::most_block_rates);
    add_labels(c);
    c.on("GetCurrentPrice", get_current_price);
    c.on("GetScheduledPrices", get_scheduled_prices);
    c.on("GetTariffInformation", get_tariff);
    if (!gas) return c;
    c.attribute("ConversionFactor", [](const call& a) { return device(a).gas()->values().correction; });
    c.attribute("ConversionFactorTrailingDigit", [](const call&) { return conversion_digits << 4; });
    c.attribute("CalorificValue", [](const call& a) { return device(a).gas()->values().calorific_value; });
    c.attribute("CalorificValueUnit", [](const call&) { return megajoule_per_cubic_metre; });
    c.attribute("CalorificValueTrailingDigit", [](const call&) { return calorific_digits << 4; });
    return c;
}

} // namespace devices::zcl_objects
