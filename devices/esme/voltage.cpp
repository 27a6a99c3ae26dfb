#include "devices/esme/voltage.hpp"

#include "devices/metering/civil_time.hpp"

#include <algorithm>
#include <array>

namespace devices::esme {
namespace {

using metering::half_hour_length;
using metering::midnight;

constexpr std::int32_t noise_millivolts = 400;
/// How much the street's cooking and heating pull the voltage down, by half-hour of the day (UTC), in millivolts.
constexpr std::array<std::int32_t, metering::half_hours_per_day> street{
    0,    0,    0,    0,    0,    0,    0,    0,    100,  200,  300,  500,  900,  1400, 1900, 2200,
    2100, 1800, 1600, 1500, 1400, 1400, 1500, 1700, 1800, 1700, 1500, 1500, 1600, 1900, 2400, 3000,
    3800, 4500, 4900, 5000, 4800, 4400, 4000, 3500, 3100, 2600, 2200, 1700, 1200, 800,  400,  200};

std::int32_t throw_between(const sim::random_stream& dice, std::uint64_t index, std::int32_t least, std::int32_t most)
{
    const auto range = static_cast<std::uint64_t>(std::int64_t{most} - least + 1);
    return least + static_cast<std::int32_t>(dice.below(index, range));
}

/// Levels of excursions in volts, and how many in a hundred there are of each.
struct excursion_kind {
    std::uint64_t share;
    std::int32_t least, most;
};
constexpr std::array excursion_kinds{
    excursion_kind{60, 186, 206}, // sags
    excursion_kind{25, 254, 274}, // swells
    excursion_kind{12, 90, 183},  // deep ones
    excursion_kind{3, 277, 290},  // high ones
};

} // namespace

voltage_model::voltage_model(const sim::rng& dice, std::string_view name)
    : levels_(dice.stream(name).child("voltage")),
      noise_(dice.stream(name).child("voltage_noise")),
      excursions_(dice.stream(name).child("voltage_excursion")),
      mean_(throw_between(dice.stream(name).child("voltage_mean"), 0, 236'000, 247'000))
{}

std::int32_t voltage_model::level(sim::time_point half_hour_start) const
{
    constexpr std::int32_t swing = 1500;
    const auto number = static_cast<std::uint64_t>(half_hour_start.time_since_epoch() / half_hour_length);
    return mean_ - street[number % street.size()] + throw_between(levels_, number, -swing, swing);
}

std::optional<voltage_excursion> voltage_model::excursion(std::chrono::sys_days date) const
{
    constexpr std::uint64_t one_day_in = 20, throws = 8;
    constexpr std::int32_t longest_s = 120, seconds_of_day = 86'400;
    const auto index = static_cast<std::uint64_t>(date.time_since_epoch().count()) * throws;
    if (!excursions_.chance(index, 1, one_day_in)) return {};
    auto lot = excursions_.below(index + 1, 100);
    auto kind = excursion_kinds.begin();
    for (; lot >= kind->share; ++kind) lot -= kind->share;
    const auto from = std::chrono::seconds(throw_between(excursions_, index + 2, 0, seconds_of_day - longest_s));
    const auto length = std::chrono::seconds(throw_between(excursions_, index + 3, 1, longest_s));
    const auto start = midnight(date) + from;
    return voltage_excursion{start, start + length,
                             throw_between(excursions_, index + 4, kind->least * 1000, kind->most * 1000)};
}

std::int32_t voltage_model::millivolts(sim::time_point t) const
{
    if (const auto e = excursion(metering::day_of(t)); e && t >= e->from && t < e->to) return e->millivolts;
    const auto second = static_cast<std::uint64_t>(sim::to_unix_seconds(t));
    return level(metering::half_hour_start(t)) + throw_between(noise_, second, -noise_millivolts, noise_millivolts);
}

voltage_statistics voltage_model::half_hour(sim::time_point t) const
{
    const auto start = metering::half_hour_start(t), end = start + half_hour_length;
    const auto usual = level(start);
    voltage_statistics out{usual, usual - noise_millivolts, usual + noise_millivolts};
    const auto e = excursion(metering::day_of(t));
    if (!e || e->from >= end || e->to <= start) return out;
    const std::int64_t inside = (std::min(e->to, end) - std::max(e->from, start)).count();
    out.average += static_cast<std::int32_t>((e->millivolts - usual) * inside / half_hour_length.count());
    out.lowest = std::min(out.lowest, e->millivolts);
    out.highest = std::max(out.highest, e->millivolts);
    return out;
}

voltage_statistics voltage_model::day(std::chrono::sys_days date) const
{
    auto t = midnight(date);
    auto out = half_hour(t);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < street.size(); ++i, t += half_hour_length) {
        const auto part = half_hour(t);
        sum += part.average;
        out.lowest = std::min(out.lowest, part.lowest);
        out.highest = std::max(out.highest, part.highest);
    }
    out.average = static_cast<std::int32_t>(sum / static_cast<std::int64_t>(street.size()));
    return out;
}

std::string voltage_limits::fault() const
{
    if (extreme_under < 0 || extreme_under >= sag || sag >= swell || swell >= extreme_over)
        return "the limits are not in the order extreme under, sag, swell, extreme over";
    if (longer_than < std::chrono::seconds(0) || longer_than > std::chrono::hours(1))
        return "the period is not one of 0 seconds to an hour";
    return {};
}

std::optional<voltage_event> classify(const voltage_limits& limits, const voltage_excursion& e)
{
    if (e.to - e.from <= limits.longer_than) return {};
    if (e.millivolts < limits.extreme_under) return voltage_event::extreme_under;
    if (e.millivolts < limits.sag) return voltage_event::sag;
    if (e.millivolts > limits.extreme_over) return voltage_event::extreme_over;
    if (e.millivolts > limits.swell) return voltage_event::swell;
    return {};
}

} // namespace devices::esme
