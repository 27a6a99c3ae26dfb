// The voltage at a meter, as a pure function of (seed, meter, time), in millivolts.
//
// Model choice: a mean of 230 … 250 V per house, some volts less when the street cooks, some noise; on few days one
// excursion of seconds to minutes. Nominal 230 V +10 % −6 % as in Great Britain (Electricity Safety, Quality and
// Continuity Regulations 2002).
#pragma once
#include "devices/metering/consumption.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace devices::esme {

struct voltage_excursion {
    sim::time_point from, to;
    std::int32_t millivolts; ///< as long as it lasts
    bool operator==(const voltage_excursion&) const = default;
};

struct voltage_statistics {
    std::int32_t average, lowest, highest;
    bool operator==(const voltage_statistics&) const = default;
};

class voltage_model {
public:
    voltage_model(const sim::rng& dice, std::string_view name);

    /// At an instant.
    std::int32_t millivolts(sim::time_point t) const;
    /// Over the half-hour that holds `t`: the noise of single seconds cancels out.
    voltage_statistics half_hour(sim::time_point t) const;
    /// Over a day (UTC).
    voltage_statistics day(std::chrono::sys_days date) const;
    /// At most one a day, wholly within it.
    std::optional<voltage_excursion> excursion(std::chrono::sys_days date) const;

private:
    std::int32_t level(sim::time_point half_hour_start) const;
    sim::random_stream levels_, noise_, excursions_;
    std::int32_t mean_;
};

/// What is looked for, and for how long it has to last.
struct voltage_limits {
    std::int32_t sag{207'000}, swell{253'000}, extreme_under{184'000}, extreme_over{276'000};
    std::chrono::seconds longer_than{5};
    bool operator==(const voltage_limits&) const = default;
    /// What is wrong with it, in words; empty: nothing.
    std::string fault() const;
};
enum class voltage_event : std::uint8_t { sag, swell, extreme_under, extreme_over };
/// Which of them an excursion is, by level and length; the extreme goes before.
std::optional<voltage_event> classify(const voltage_limits& limits, const voltage_excursion& e);

} // namespace devices::esme
