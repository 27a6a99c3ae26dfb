// What flows through a meter, as a pure function of (seed, device, time): nothing is stored, nothing is simulated.
//
// The total is split downwards — years, months, days, half-hours — by named dice, each level by prefix sums in
// integers: share(i) = floor(total × weight before i+1 / all weight) − floor(total × weight before i / all weight). So
// the parts of every split add up to it by construction, and the register at any half-hour equals the sum of all
// entries before it. One query costs 12 + 31 + 48 dice, whatever the time: constant, and free of allocation. The
// half-hour that was asked for last is remembered, since registers are read many times within one: for one thread.
//
// Units: the smallest of the register (Wh, dm³). Time: years 1970 to 2200 in UTC; profiles follow British civil time.
#pragma once
#include "devices/metering/load_shape.hpp"
#include "sim/kernel/rng.hpp"
#include "sim/kernel/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>

namespace devices::metering {

inline constexpr sim::duration half_hour_length = std::chrono::minutes(30);

using day_profile = std::array<std::int64_t, half_hours_per_day>;

/// The start of the half-hour that holds `t`.
sim::time_point half_hour_start(sim::time_point t);

class consumption {
public:
    /// `shape` must outlive the object. One `name` and seed, one course of dice: name each meter.
    consumption(const load_shape& shape, const sim::rng& dice, std::string_view name);

    /// Everything since 1970 up to `t`: monotonic; linear, rounded down, within a half-hour.
    std::int64_t cumulative(sim::time_point t) const;
    /// What flows in the half-hour that holds `t`.
    std::int64_t half_hour(sim::time_point t) const;
    /// The 48 half-hours of a day (UTC) at the price of one: for reading long profiles.
    day_profile day(std::chrono::sys_days date) const;
    /// This household's average year.
    std::int64_t annual() const { return annual_; }

private:
    struct slice {
        std::int64_t before; ///< everything up to its start
        std::int64_t amount;
    };
    using day_weights = std::array<std::uint32_t, half_hours_per_day>;

    slice year_slice(std::chrono::year y) const;
    slice month_slice(std::chrono::year_month_day day) const;
    slice day_slice(std::chrono::year_month_day day) const;
    slice half_hour_slice(sim::time_point start) const;
    day_weights half_hour_weights(std::chrono::sys_days date) const;
    std::uint32_t season(unsigned month, unsigned day, unsigned length) const;
    std::uint32_t half_hour_weight(std::int64_t day, std::uint32_t index, bool weekend, std::uint32_t summer_hours,
                                   std::uint32_t winter_share) const;

    const load_shape* shape_;
    sim::random_stream years_, months_, days_, half_hours_, weather_;
    std::int64_t annual_;
    struct remembered {
        sim::time_point start{sim::time_point::min()};
        slice whole{};
    };
    mutable remembered last_;
};

/// When a meter was put on the wall (model choice): at midnight, 14 months to about five years before the world begins,
/// so that thirteen months of profile always exist.
sim::time_point installation_date(const sim::rng& dice, std::string_view name, sim::time_point world_start);

} // namespace devices::metering
