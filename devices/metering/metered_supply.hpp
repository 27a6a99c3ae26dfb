// What the meters of both fuels have in common: what flows, whether it may, and under which tariff it is counted.
//
// Units: the smallest of the register (Wh, dm³). Half-hours and midnights are UTC.
#pragma once
#include "devices/metering/readings.hpp"
#include "devices/metering/supply.hpp"
#include "devices/metering/tariff_registers.hpp"

#include <memory>
#include <string_view>

namespace devices::metering {

class metered_supply {
public:
    /// `name` ("tri-3.esme") picks the dice. The register is 0 at `installed`, rounded down to a half-hour.
    /// `remote_enable`: whether a command alone may enable the supply.
    metered_supply(const load_shape& shape, const sim::rng& dice, std::string_view name, sim::time_point installed,
                   bool remote_enable);
    metered_supply(const metered_supply&) = delete;
    metered_supply& operator=(const metered_supply&) = delete;

    sim::time_point installed() const { return flow_.installed(); }
    const counter& flow() const { return flow_; }
    supply& valve() { return valve_; }
    const supply& valve() const { return valve_; }

    /// The cumulative register; 0 before the installation.
    std::int64_t total(sim::time_point t) const { return flow_.total(t); }
    /// The profile's entry for the half-hour that holds `t`; 0 before the installation.
    interval half_hour(sim::time_point t) const { return {half_hour_start(t), flow_.half_hour(t)}; }
    /// The daily read log's newest entry: the register at the last midnight that is not after `t`.
    reading daily_read(sim::time_point t) const;

    const tariff& in_force() const { return *tariff_; }
    /// When it came into force; the installation at first.
    sim::time_point in_force_since() const { return since_.at; }
    /// The registers go on from where they stand. `next` must be without fault, `t` not before the last change.
    void change_tariff(tariff next, sim::time_point t);
    /// By rate and block, not before the tariff in force.
    tally registers(sim::time_point t) const;

    /// What outlives a power cut.
    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    counter flow_;
    supply valve_;
    std::shared_ptr<const tariff> tariff_;
    tally since_;                           ///< the registers when the tariff came into force
    mutable std::unique_ptr<tally> latest_; ///< where the last answer stood, so that the next has a short way
};

} // namespace devices::metering
