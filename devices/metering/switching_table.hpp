// Which rate applies when: day profiles, weeks, seasons and special days.
//
// Source: SMETS2, "Tariff Switching Table": up to 16 day profiles of up to 48 switching points for electricity,
// 50 special days; gas has one rate a day. Times are UTC (GBCS), days those of UTC. A special day goes before its week.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace devices::metering {

inline constexpr std::size_t most_rates = 48, most_day_plans = 16, most_switch_points = 48, most_special_days = 50,
                             most_seasons = 12, most_weeks = 12;

struct switch_point {
    std::chrono::minutes at; ///< after midnight: 0 … 1439
    std::uint8_t rate;       ///< 0 … 47
    bool operator==(const switch_point&) const = default;
};
/// In the order of time; the first is at midnight.
using day_plan = std::vector<switch_point>;
/// Indices of day plans, Monday first.
using week_plan = std::array<std::uint8_t, 7>;

struct season {
    std::uint8_t month, day; ///< when it begins, every year
    std::uint8_t week;       ///< index of its week plan
    bool operator==(const season&) const = default;
};

struct special_day {
    std::optional<std::uint16_t> year; ///< empty: every year
    std::uint8_t month, day;
    std::uint8_t plan; ///< index of its day plan
    bool operator==(const special_day&) const = default;
};

struct switching_table {
    std::vector<day_plan> days{{{std::chrono::minutes(0), 0}}};
    std::vector<week_plan> weeks{week_plan{}};
    std::vector<season> seasons{{1, 1, 0}}; ///< in the order of the year
    std::vector<special_day> special;
    bool operator==(const switching_table&) const = default;

    /// What is wrong with it, in words; empty: nothing.
    std::string fault() const;
    /// The plan for a day. The table must be without fault, as for all that follows.
    const day_plan& plan(std::chrono::sys_days day) const;
    std::uint8_t rate(sim::time_point t) const;
    /// The first instant after `t` at which the rate may change.
    sim::time_point next_switch(sim::time_point t) const;
    /// Only one rate, whatever the day.
    bool uniform() const;
};

void encode(sim::writer& out, const switching_table& table);
switching_table decode(sim::reader& in, const switching_table*);

} // namespace devices::metering
