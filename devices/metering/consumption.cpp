#include "devices/metering/consumption.hpp"

#include "devices/metering/civil_time.hpp"
#include "sim/core/check.hpp"

#include <algorithm>
#include <array>

namespace devices::metering {
namespace {

using namespace std::chrono;

constexpr std::uint32_t per_mille = 1000;
/// How far the turn of a year may move against the average, so that no two years are alike.
constexpr std::int64_t year_swing_divisor = 16;

/// Splits `total` by `weights` and returns part `index` and what lies before it. Totals are below 2^40 and sums of
/// weights below 2^23, so the products fit into 63 bits.
template <std::size_t N>
std::pair<std::int64_t, std::int64_t> split(std::int64_t total, const std::array<std::uint32_t, N>& weights,
                                            std::size_t index)
{
    std::int64_t sum = 0, before = 0;
    for (std::size_t i = 0; i < N; ++i) {
        if (i == index) before = sum;
        sum += weights[i];
    }
    std::int64_t from = total * before / sum;
    std::int64_t to = total * (before + weights[index]) / sum;
    return {from, to - from};
}

/// 1000 ± swing.
std::uint32_t swing(const sim::random_stream& dice, std::uint64_t index, std::uint32_t per_mille_swing)
{
    return per_mille - per_mille_swing + static_cast<std::uint32_t>(dice.below(index, 2 * per_mille_swing + 1));
}

unsigned days_in(year y, unsigned month_number)
{
    constexpr std::array<unsigned, 12> common{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return common[month_number - 1] + (month_number == 2 && y.is_leap());
}

/// Years, months and days as non-negative numbers that name their dice.
std::uint64_t year_index(year y) { return static_cast<std::uint64_t>(static_cast<int>(y)); }
std::uint64_t month_index(year y, unsigned month) { return year_index(y) * 12 + month - 1; }

std::int64_t household_annual(const load_shape& shape, const sim::random_stream& dice)
{
    // The mean of three throws: most households lie in the middle of the range.
    std::uint64_t range = shape.household_high_percent - shape.household_low_percent;
    std::uint64_t throws = dice.below(0, range * 100) + dice.below(1, range * 100) + dice.below(2, range * 100);
    auto hundredths = static_cast<std::int64_t>(shape.household_low_percent * 100 + throws / 3);
    return std::max<std::int64_t>(shape.annual * hundredths / 10'000, 1);
}

} // namespace

sim::time_point half_hour_start(sim::time_point t)
{
    auto since = t.time_since_epoch();
    return sim::time_point(since - since % half_hour_length);
}

consumption::consumption(const load_shape& shape, const sim::rng& dice, std::string_view name)
    : shape_(&shape),
      years_(dice.stream(name).child("year")),
      months_(dice.stream(name).child("month")),
      days_(dice.stream(name).child("day")),
      half_hours_(dice.stream(name).child("half_hour")),
      weather_(dice.stream("metering/weather")),
      annual_(household_annual(shape, dice.stream(name).child("household")))
{}

consumption::slice consumption::year_slice(year y) const
{
    // The turn of every year has a dice of its own; a year is the distance between two turns. So the sum of any number
    // of years needs no loop.
    auto range = static_cast<std::uint64_t>(annual_ / year_swing_divisor + 1);
    auto turn = [&](year at) {
        auto number = static_cast<std::int64_t>(static_cast<int>(at) - 1970);
        return annual_ * number + static_cast<std::int64_t>(years_.below(year_index(at), range));
    };
    std::int64_t before = turn(y);
    return {before, turn(y + years(1)) - before};
}

consumption::slice consumption::month_slice(year_month_day day) const
{
    constexpr std::uint32_t month_swing = 80;
    std::array<std::uint32_t, 12> weights{};
    for (unsigned m = 1; m <= weights.size(); ++m) {
        unsigned length = days_in(day.year(), m);
        weights[m - 1] =
            length * shape_->month[m - 1] * swing(months_, month_index(day.year(), m), month_swing) / 100 + 1;
    }
    slice whole = year_slice(day.year());
    auto [before, amount] = split(whole.amount, weights, static_cast<unsigned>(day.month()) - 1);
    return {whole.before + before, amount};
}

std::uint32_t consumption::season(unsigned month, unsigned day, unsigned length) const
{
    // Between the middles of two months the season moves in a straight line, so that no month begins with a step.
    unsigned position = 2 * day - 1; // of 2 × length
    bool first_half = position < length;
    std::uint32_t here = shape_->month[month - 1];
    std::uint32_t neighbour = shape_->month[(month + (first_half ? 10 : 0)) % 12];
    std::uint32_t distance = first_half ? length - position : position - length;
    return (here * (2 * length - distance) + neighbour * distance) * 10 / (2 * length);
}

consumption::slice consumption::day_slice(year_month_day day) const
{
    std::array<std::uint32_t, 31> weights{};
    auto month_number = static_cast<unsigned>(day.month());
    unsigned length = days_in(day.year(), month_number);
    sys_days first(day.year() / day.month() / 1);
    auto index = static_cast<std::uint64_t>(first.time_since_epoch().count());
    unsigned day_of_week = weekday(first).c_encoding();
    for (unsigned d = 1; d <= length; ++d, ++index, day_of_week = day_of_week == 6 ? 0 : day_of_week + 1) {
        std::uint32_t weight = season(month_number, d, length) * shape_->weekday[day_of_week] / 10;
        weight = weight * swing(weather_, index, shape_->weather_per_mille) / per_mille;
        weights[d - 1] = weight * swing(days_, index, shape_->day_per_mille) / per_mille + 1;
    }
    slice whole = month_slice(day);
    auto [before, amount] = split(whole.amount, weights, static_cast<unsigned>(day.day()) - 1);
    return {whole.before + before, amount};
}

std::uint32_t consumption::half_hour_weight(std::int64_t day, std::uint32_t index, bool weekend,
                                            std::uint32_t summer_hours, std::uint32_t winter_share) const
{
    // People live by the clock on the wall; at weekends the first half of their day comes later.
    auto local = static_cast<std::uint32_t>((index + 2 * summer_hours) % half_hours_per_day);
    std::uint32_t habit = local;
    if (weekend && local < half_hours_per_day / 2)
        habit = local >= shape_->weekend_lie_in ? local - shape_->weekend_lie_in : 0;
    std::uint32_t expected =
        shape_->winter[habit] * winter_share + shape_->summer[habit] * (per_mille - winter_share); // × 1000

    // The square of a throw: most half-hours are quiet, a few hold the oven, the kettle or the bath.
    auto throws = static_cast<std::uint32_t>(
        half_hours_.below(static_cast<std::uint64_t>(day) * half_hours_per_day + index, per_mille));
    std::uint32_t occurs =
        shape_->steady_per_mille + (per_mille - shape_->steady_per_mille) * throws / per_mille * 3 * throws / per_mille;
    return expected / 100 * occurs / per_mille + 1;
}

consumption::day_weights consumption::half_hour_weights(sys_days date) const
{
    auto [least, most] = std::minmax_element(shape_->month.begin(), shape_->month.end());
    auto month_number = static_cast<unsigned>(year_month_day(date).month());
    std::uint32_t winter_share = (shape_->month[month_number - 1] - *least) * per_mille / std::max(*most - *least, 1U);
    auto name_of_day = weekday(date);
    bool weekend = name_of_day == Saturday || name_of_day == Sunday;

    // Summer time begins and ends at 01:00 UTC: the first two half-hours may differ from the rest.
    constexpr std::uint32_t change = 2;
    std::uint32_t early = summer_time(midnight(date));
    std::uint32_t late = summer_time(midnight(date) + 1h);
    std::int64_t number = date.time_since_epoch().count();
    day_weights weights{};
    for (std::uint32_t i = 0; i < weights.size(); ++i)
        weights[i] = half_hour_weight(number, i, weekend, i < change ? early : late, winter_share);
    return weights;
}

consumption::slice consumption::half_hour_slice(sim::time_point start) const
{
    if (last_.start == start) return last_.whole;
    sys_days date = day_of(start);
    slice whole = day_slice(date);
    auto index = static_cast<std::size_t>((start - midnight(date)) / half_hour_length);
    auto [before, amount] = split(whole.amount, half_hour_weights(date), index);
    last_ = {start, {whole.before + before, amount}};
    return last_.whole;
}

day_profile consumption::day(sys_days date) const
{
    day_weights weights = half_hour_weights(date);
    slice whole = day_slice(date);
    day_profile profile{};
    for (std::size_t i = 0; i < profile.size(); ++i) profile[i] = split(whole.amount, weights, i).second;
    return profile;
}

std::int64_t consumption::cumulative(sim::time_point t) const
{
    sim::time_point start = half_hour_start(t);
    slice part = half_hour_slice(start);
    return part.before + part.amount * (t - start).count() / half_hour_length.count();
}

std::int64_t consumption::half_hour(sim::time_point t) const { return half_hour_slice(half_hour_start(t)).amount; }

sim::time_point installation_date(const sim::rng& dice, std::string_view name, sim::time_point world_start)
{
    constexpr std::int64_t least = 426; // 14 months in days
    constexpr std::uint64_t range = 1400;
    auto extra = static_cast<std::int64_t>(dice.stream(name).child("installed").below(0, range));
    return midnight(day_of(world_start) - std::chrono::days(least + extra));
}

} // namespace devices::metering
