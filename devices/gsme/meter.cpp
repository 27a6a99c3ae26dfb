#include "devices/gsme/meter.hpp"

#include <algorithm>

namespace devices::gsme {

meter::meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed)
    : metering::meter({metering::domestic_gas, false, who.model, who.firmware, metering::thirteen_months_of_half_hours,
                       metering::half_hour_length},
                      dice, name, installed),
      who_(std::move(who)),
      battery_(dice, name, this->installed())
{}

sim::error_code meter::set_conversion(conversion values, sim::time_point t)
{
    if (!ready(t)) return metering::supply_errc::no_power;
    const auto prices = values.per_dm3(*given_prices());
    if (!values.fault().empty() || !prices.fault().empty()) return metering::account_errc::invalid;
    conversion_ = values;
    price_anew(t);
    return {};
}

std::vector<metering::reading> meter::network_data(sim::time_point now) const
{
    const auto newest = now - now.time_since_epoch() % network_data_step;
    std::vector<metering::reading> out;
    for (auto back = static_cast<int>(network_data_samples); back-- > 0;)
        if (const auto at = newest - back * network_data_step; at >= installed()) out.push_back({at, total(at)});
    return out;
}

sim::error_code meter::disable_on_depletion(bool on, sim::time_point t)
{
    if (!ready(t)) return metering::supply_errc::no_power;
    disable_on_depletion_ = on;
    touch();
    return {};
}

void meter::replace_battery(sim::time_point t)
{
    settle(t);
    battery_.replace(t);
    touch();
    if (!powered()) restore_power(t);
    raise(metering::alert_code::battery_capacity_reset, t);
}

void meter::spend_battery(sim::duration life, sim::time_point t)
{
    if (!ready(t)) return;
    battery_.spend(life);
    touch();
    settle(t);
}

void meter::age_battery(std::int64_t days_left, sim::time_point t)
{
    if (!ready(t)) return;
    battery_.set_left(days_left, t);
    touch();
    settle(t);
}

std::string meter::fault_of(const metering::tariff& t) const
{
    if (auto wrong = t.fault(); !wrong.empty()) return wrong;
    if (t.table.days.size() > most_gas_day_plans) return "gas has at most 4 day profiles";
    if (t.table.special.size() > most_gas_special_days) return "gas has at most 20 special days";
    for (const auto& plan : t.table.days) {
        if (plan.size() > 1) return "gas has one rate a day";
        if (plan.front().rate >= (t.thresholds.empty() ? most_gas_rates : 1))
            return "gas has 4 rates, or blocks of one";
    }
    return {};
}

std::shared_ptr<const metering::price_list>
meter::per_unit(const std::shared_ptr<const metering::price_list>& given) const
{
    if (given->free()) return given; // nothing to convert, and nothing more to keep
    return std::make_shared<const metering::price_list>(conversion_.per_dm3(*given));
}

std::optional<sim::time_point> meter::next_of_fuel(sim::time_point, sim::time_point) const
{
    return battery_.told() ? battery_.empty_from() : battery_.low_from();
}

void meter::run_of_fuel(sim::time_point t)
{
    if (battery_.told()) {
        if (disable_on_depletion_)
            change_supply(metering::supply_state::disabled, metering::supply_cause::depletion, t);
        return go_dark(t);
    }
    battery_.tell();
    raise(metering::alert_code::low_battery, t);
}

void meter::save_fuel(sim::writer& out) const
{
    out.u32(conversion_.calorific_value).u32(conversion_.correction);
    battery_.save(out);
    out.u8(disable_on_depletion_);
}

void meter::restore_fuel(sim::reader& in)
{
    conversion_.calorific_value = in.u32();
    conversion_.correction = in.u32();
    if (in.ok() && !conversion_.fault().empty()) in.fail(sim::codec_errc::out_of_range);
    battery_.restore(in);
    disable_on_depletion_ = in.u8() != 0;
}

} // namespace devices::gsme
