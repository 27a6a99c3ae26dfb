// What a meter has counted: its consumption, less what could not flow because the supply was off.
//
// Consumption is a pure function of time; all that is stored is when the supply was off and when the household was made
// to draw something else than its habits say. So the register at any instant and the entry of any half-hour take one
// search, and the entries add up to the register exactly.
#pragma once
#include "devices/metering/consumption.hpp"
#include "sim/core/bytes.hpp"

#include <vector>

namespace devices::metering {

/// The supply was off from `from` until `to`.
struct outage {
    sim::time_point from, to; ///< `to` is time_point::max() while it lasts
    std::int64_t before;      ///< what all outages before this one have kept from flowing
    bool operator==(const outage&) const = default;
};

/// From `from` until `to` the household draws just this, whatever its habits.
struct steady_draw {
    sim::time_point from, to; ///< `to` is time_point::max() while no end is known
    std::int64_t per_hour;    ///< in the register's smallest unit: 0 … most_per_hour
    std::int64_t before;      ///< all that had been drawn when it began, outages aside
    std::int64_t after;       ///< what it and those before it add to the habits' draw once it is over; may be negative
    bool operator==(const steady_draw&) const = default;
};

class counter {
public:
    /// Everything before `installed`, rounded down to a half-hour, is not counted.
    counter(const consumption& load, sim::time_point installed);

    sim::time_point installed() const { return installed_; }
    /// Since the installation, in the register's smallest unit; 0 before it.
    std::int64_t total(sim::time_point t) const;
    /// What was counted from one instant to a later one.
    std::int64_t between(sim::time_point from, sim::time_point to) const { return total(to) - total(from); }
    /// What the household's habits ask for in the half-hour that holds `t`, and in all of a day.
    std::int64_t demand(sim::time_point t) const { return load_.half_hour(t); }
    day_profile demand_of(std::chrono::sys_days date) const { return load_.day(date); }
    /// What would flow at `t`, by the hour, if nothing kept it from flowing: habits or a steady draw.
    std::int64_t per_hour(sim::time_point t) const;
    /// The profile's entry for the half-hour that holds `t`.
    std::int64_t half_hour(sim::time_point t) const;
    /// The 48 entries of a day at little more than the price of one.
    day_profile day(std::chrono::sys_days date) const;
    /// The first whole second at which `amount` more than at `from` has been counted, if the supply stays as it is;
    /// `limit` when that is not before it.
    sim::time_point when(sim::time_point from, std::int64_t amount, sim::time_point limit) const;

    // ---- the supply; calls come in the order of time. Repeating what is so already does nothing.
    void stop(sim::time_point t);
    void resume(sim::time_point t);
    bool flowing() const { return outages_.empty() || outages_.back().to != sim::time_point::max(); }
    const std::vector<outage>& outages() const { return outages_; }

    // ---- exceptions to the household's habits; calls come in the order of time
    static constexpr std::int64_t most_per_hour = 1'000'000;
    /// From `t` until `until`, which is later: 0 … most_per_hour. What was to go on beyond `t` ends there.
    void draw(std::int64_t per_hour, sim::time_point t, sim::time_point until);
    /// Habits again, from `t` on. Does nothing when they rule already.
    void draw_as_usual(sim::time_point t);
    /// The span that holds `t`; null: habits.
    const steady_draw* drawn_at(sim::time_point t) const;
    /// Where the next of them begins or ends after `t`; time_point::max(): nowhere.
    sim::time_point next_draw_edge(sim::time_point t) const;
    /// Older ones are forgotten as outages are.
    static constexpr std::size_t most_draws = 200;

    /// The 13 months that a profile spans must be exact; older outages are forgotten one by one once
    /// more than this many are stored, which moves nothing but the oldest entries.
    static constexpr std::size_t most_outages = 1000;

    /// What has to be kept in non-volatile memory: nothing while there was no outage.
    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    std::int64_t missing(sim::time_point t) const;
    /// Everything up to `t` if the supply had always been on.
    std::int64_t wanted(sim::time_point t) const;
    void end_last_draw(sim::time_point t);
    void forget_oldest_draw();

    consumption load_;
    sim::time_point installed_;
    std::int64_t at_installation_;
    std::int64_t forgotten_{0}; ///< of outages that are not stored any more
    std::vector<outage> outages_;
    std::int64_t forgotten_draws_{0}; ///< what those that are not stored any more have added
    std::vector<steady_draw> draws_;
};

} // namespace devices::metering
