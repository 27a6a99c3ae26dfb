// The habits of a household as tables of relative weights. Only ratios matter: every split is scaled to its total.
#pragma once
#include <array>
#include <cstdint>

namespace devices::metering {

inline constexpr std::size_t half_hours_per_day = 48;
using day_shape = std::array<std::uint32_t, half_hours_per_day>;

/// Limits, so that products stay inside 63 bits: annual up to 2^32, weights of months, weekdays and half-hours up to
/// 300, swings up to 500 per mille, the steady share up to 1000 per mille.
struct load_shape {
    std::int64_t annual;                  ///< an average household's year, in the register's smallest unit
    std::uint32_t household_low_percent;  ///< the thriftiest household, of `annual`
    std::uint32_t household_high_percent; ///< the hungriest one; most lie in the middle
    std::array<std::uint32_t, 12> month;  ///< an average day of each month, January first
    std::array<std::uint32_t, 7> weekday; ///< Sunday first
    std::uint32_t weather_per_mille;      ///< largest day-to-day swing that all households share
    std::uint32_t day_per_mille;          ///< largest day-to-day swing of one household
    std::uint32_t steady_per_mille;       ///< share of a half-hour's expectation that always occurs; the rest is dice
    std::uint32_t weekend_lie_in;         ///< half-hours by which weekend mornings come later
    day_shape winter;                     ///< by local civil time, in the month with the largest weight
    day_shape summer;                     ///< in the month with the smallest
};

/// About 3 100 kWh a year in Wh: evening peak all year, higher and longer in winter.
extern const load_shape domestic_electricity;
/// About 12 000 kWh a year, 1 070 m³ in dm³: heating mornings and evenings in winter, hot water and cooking in summer.
extern const load_shape domestic_gas;
/// About 1 700 kWh a year in Wh that a house with solar panels does not use itself: bright hours, mostly of summer. A
/// watt-hour at night is what is left of rounding.
extern const load_shape domestic_solar_export;

} // namespace devices::metering
