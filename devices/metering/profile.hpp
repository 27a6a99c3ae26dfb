// Profiles: what flowed in each half-hour, with the state of the slot, as a view on what is a function of time.
//
// Nothing is stored but exceptions: when the meter had no power, when its clock was moved. That the supply was off
// follows from the counter. Slots are those of true UTC whatever the meter's clock shows (model choice: so the entries
// add up to the register exactly; a moved clock marks the slot that holds the instant).
#pragma once
#include "devices/metering/counter.hpp"

#include <optional>

namespace devices::metering {

/// Bits of a slot's status.
enum class slot_status : std::uint8_t {
    valid = 0,
    power_failure = 0x01,   ///< the meter had no power for a part of it
    clock_adjusted = 0x02,  ///< the clock was moved within it
    supply_disabled = 0x04, ///< nothing could flow for a part of it
    incomplete = 0x08,      ///< not over yet
};
constexpr slot_status operator|(slot_status a, slot_status b)
{
    return static_cast<slot_status>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(slot_status all, slot_status bit)
{
    return (static_cast<unsigned>(all) & static_cast<unsigned>(bit)) != 0;
}

struct slot {
    sim::time_point start;
    std::int64_t amount;
    slot_status status;
    bool operator==(const slot&) const = default;
};

/// The exceptions of one meter. Calls come in the order of time.
class slot_marks {
public:
    struct span {
        sim::time_point from, to; ///< `to` is time_point::max() while it lasts
        bool operator==(const span&) const = default;
    };
    /// Thirteen months matter; of more than this many of a kind the oldest are forgotten.
    static constexpr std::size_t most = 200;

    void power_lost(sim::time_point t);
    void power_restored(sim::time_point t);
    bool powered() const { return power_.empty() || power_.back().to != sim::time_point::max(); }
    void clock_moved(sim::time_point t);
    /// Whether it was without power at any instant of [from, to].
    bool unpowered_within(sim::time_point from, sim::time_point to) const;

    const std::vector<span>& power_failures() const { return power_; }
    const std::vector<sim::time_point>& clock_moves() const { return clock_; }
    /// For [from, to). `counted`: whose supply it is.
    slot_status status(const counter& counted, sim::time_point from, sim::time_point to) const;

    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    std::vector<span> power_;
    std::vector<sim::time_point> clock_;
};

inline constexpr std::size_t thirteen_months_of_half_hours = 19'056, three_months_of_half_hours = 4'464;

class profile_range;

/// A register with its profile. A cheap view: valid as long as its meter.
class profile {
public:
    /// `flow` null: always zero, from `installed` on. The amounts are `per_mille` of the flow's register, rounded down
    /// at each instant, so that the entries still add up to the register. `step` is 30 or 60 minutes.
    profile(const counter* flow, std::uint32_t per_mille, const slot_marks& marks, const counter& supply,
            std::size_t most_entries, sim::duration step = half_hour_length)
        : flow_(flow), supply_(&supply), marks_(&marks), per_mille_(per_mille), most_entries_(most_entries), step_(step)
    {}

    sim::duration step() const { return step_; }
    /// The cumulative register; 0 before the installation.
    std::int64_t total(sim::time_point t) const;
    /// How many complete entries the meter still holds at `now`.
    std::size_t entries(sim::time_point now) const;
    /// The start of the oldest of them; of the current one when there is none.
    sim::time_point oldest(sim::time_point now) const;
    /// The entry that holds `t`, as it stands at `now`; O(1).
    slot at(sim::time_point t, sim::time_point now) const;

    /// Complete entries held at `now` that start in [from, to).
    profile_range read(sim::time_point from, sim::time_point to, sim::time_point now) const;

private:
    friend class profile_range;
    sim::time_point step_start(sim::time_point t) const;
    /// Where the first entry of all begins.
    sim::time_point first() const;

    const counter* flow_;
    const counter* supply_;
    const slot_marks* marks_;
    std::uint32_t per_mille_;
    std::size_t most_entries_;
    sim::duration step_;
};

/// Reads on and on, a day at a time: `while (auto s = range.next()) …`. Valid as long as the meter.
class profile_range {
public:
    /// The next complete entry; empty at the end.
    std::optional<slot> next();
    /// How many are left.
    std::size_t left() const;

private:
    friend class profile;
    profile_range(const profile& of, sim::time_point from, sim::time_point to) : of_(of), at_(from), end_(to) {}
    void fill();

    profile of_;
    sim::time_point at_, end_;
    sim::time_point cached_{sim::time_point::min()}; ///< midnight of the day in cache_
    day_profile cache_{};
    bool marked_{false}; ///< whether a slot of that day may have a status
};

} // namespace devices::metering
