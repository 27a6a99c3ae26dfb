// What the meters of both fuels have in common: what flows, whether it may, and under which tariff it is counted.
//
// Units: the smallest of the register (Wh, dm³). Half-hours and midnights are UTC.
#pragma once
#include "devices/metering/prices.hpp"
#include "devices/metering/readings.hpp"
#include "devices/metering/supply.hpp"
#include "devices/metering/tariff_registers.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

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
    const price_list& prices() const { return *prices_; }
    const std::shared_ptr<const price_list>& shared_prices() const { return prices_; }
    /// The registers go on from where they stand, blocks begin anew; the prices stay. `next` must be without fault, `t`
    /// not before the last change.
    void change_tariff(tariff next, sim::time_point t);
    void change_tariff(std::shared_ptr<const tariff> next, sim::time_point t);
    /// The registers and blocks go on from where they stand.
    void change_prices(price_list next, sim::time_point t);
    void change_prices(std::shared_ptr<const price_list> next, sim::time_point t);
    /// So much later than its table says does the tariff change rates: the randomised offset. From `t` on; 0 as made.
    std::chrono::seconds late() const { return late_; }
    void change_lateness(std::chrono::seconds late, sim::time_point t);
    /// The rate in force at `t`, counted from 0. Not for instants before `in_force_since`.
    std::uint8_t rate(sim::time_point t) const { return tariff_->table.rate(t - late_); }
    /// By rate and block; also for instants under one of the tariffs before, not before `remembered_since`.
    tally registers(sim::time_point t) const;
    sim::time_point remembered_since() const { return past_.empty() ? since_.at : past_.front().from; }
    /// What the energy has cost since the tariff or prices in force came into it.
    money cost(sim::time_point t) const;
    /// The registers at each of the instants, in the order of time and none before `remembered_since`, and what the
    /// energy since the first of them has cost under the tariffs and prices of its time: one walk for all.
    using register_visitor = std::function<void(const tally& registers, money cost)>;
    void visit(std::span<const sim::time_point> instants, const register_visitor& each) const;
    /// Standing charges of a span: (from, to].
    money standing_charges(sim::time_point from, sim::time_point to) const;
    /// The first whole second in (from, limit] at which the energy since `from` and what `daily` has added up by then
    /// come to `room` or more; empty when there is none. `daily(t)` only grows, at midnights; `room` is above what it
    /// is at `from`. The tariff in force must hold at `from`.
    std::optional<sim::time_point> when_cost(sim::time_point from, money room, sim::time_point limit,
                                             const std::function<money(sim::time_point)>& daily) const;

    /// What outlives a power cut.
    void save(sim::writer& out) const;
    void restore(sim::reader& in);

protected:
    counter& counted() { return flow_; }

private:
    /// A tariff that was in force once, with the registers at its beginning.
    struct epoch {
        sim::time_point from;
        std::shared_ptr<const tariff> under;
        std::shared_ptr<const price_list> prices;
        sim::bytes registers; ///< the lateness, and a tally without its zeros
    };
    static constexpr std::size_t most_epochs = 16; ///< more than the billing log can name
    void begin_epoch(sim::time_point t, bool new_blocks);
    /// As the epoch that holds `t` began, and what was in force in it; past_.size() stands for the present.
    std::size_t epoch_of(sim::time_point t) const;
    tally beginning(std::size_t index) const;
    const tariff& under(std::size_t index) const;
    const price_list& prices_of(std::size_t index) const;
    std::chrono::seconds late_in(std::size_t index) const;

    counter flow_;
    supply valve_;
    std::shared_ptr<const tariff> tariff_;
    std::shared_ptr<const price_list> prices_;
    std::vector<epoch> past_;
    std::chrono::seconds late_{0};
    tally since_;                           ///< the registers when the tariff came into force
    mutable std::unique_ptr<tally> latest_; ///< where the latest answer stood, so that later ones have a short way
};

} // namespace devices::metering
