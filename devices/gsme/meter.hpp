// A gas meter, family-neutral: what all meters have (devices/metering/meter.hpp), and energy, battery and network data.
//
// Units: dm³ inside, m³ with three places (`sim::milli`) where shown. Half-hours and midnights are UTC. What the rest
// of the world sees of it comes through the hub's mirror; this is the meter itself. The values are a model choice.
// It runs on its battery: power cuts of the house do not reach it. With an empty battery it is without power: it counts
// nothing (model choice: an electronic index), answers nothing, and the valve stays where it is, or is closed with the
// battery's last strength where the depletion policy says so.
#pragma once
#include "devices/gsme/battery.hpp"
#include "devices/gsme/conversion.hpp"
#include "devices/metering/meter.hpp"
#include "sim/core/ids.hpp"
#include "sim/kernel/value.hpp"

#include <string>
#include <string_view>

namespace devices::gsme {

struct identity {
    sim::eui64 eui64;
    sim::mprn mprn;
    std::string serial;
    std::string manufacturer;
    std::string model;
    std::string firmware; ///< the version it is made with
};

/// Source: GSME limits of SMETS2: 1 × 4 TOU registers, 4 block counters, 4 day profiles of one point, 20 special days.
inline constexpr std::size_t most_gas_rates = 4, most_gas_day_plans = 4, most_gas_special_days = 20;

inline constexpr std::size_t network_data_samples = 41;
inline constexpr sim::duration network_data_step = std::chrono::minutes(6);

class meter : public metering::meter {
public:
    /// As metered_supply; the supply is never enabled from afar.
    meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed);

    /// The firmware is the one it was made with: `firmware()` is the one that runs.
    const identity& who() const { return who_; }
    /// The cumulative volume; 0 before the installation.
    std::int64_t volume_dm3(sim::time_point t) const { return total(t); }
    /// The same as it is shown, in m³.
    sim::milli volume_m3(sim::time_point t) const { return {total(t)}; }
    /// The whole volume as energy, by the values that are valid now.
    std::int64_t energy_wh(sim::time_point t) const { return conversion_.wh(total(t)); }

    const conversion& values() const { return conversion_; }
    /// From `t` on. Error: account_errc::invalid.
    sim::error_code set_conversion(conversion values, sim::time_point t);

    /// 41 readings, six minutes apart, over the four hours that ended last: at whole tenths of an hour.
    std::vector<metering::reading> network_data(sim::time_point now) const;

    const battery& cell() const { return battery_; }
    /// Also what brings a meter with an empty one back.
    void replace_battery(sim::time_point t);
    /// The radio cost that much of the battery's life beyond its routine.
    void spend_battery(sim::duration life, sim::time_point t);
    /// As if it had aged: 0 is empty at once. More than its whole life is its whole life.
    void age_battery(std::int64_t days_left, sim::time_point t);
    /// Whether the valve closes when the battery comes to its end; as made it stays. Source: SMETS2, "Supply Depletion
    /// State".
    bool disables_on_depletion() const { return disable_on_depletion_; }
    sim::error_code disable_on_depletion(bool on, sim::time_point t);

private:
    std::string fault_of(const metering::tariff& t) const override;
    std::shared_ptr<const metering::price_list>
    per_unit(const std::shared_ptr<const metering::price_list>& given) const override;
    std::optional<sim::time_point> next_of_fuel(sim::time_point from, sim::time_point limit) const override;
    void run_of_fuel(sim::time_point t) override;
    bool tells_of_outages() const override { return false; }
    void save_fuel(sim::writer& out) const override;
    void restore_fuel(sim::reader& in) override;

    identity who_;
    conversion conversion_;
    battery battery_;
    bool disable_on_depletion_{false};
};

} // namespace devices::gsme
