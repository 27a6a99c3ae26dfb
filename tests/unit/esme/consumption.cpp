#include "devices/metering/consumption.hpp"

#include "devices/metering/civil_time.hpp"
#include "heap_count.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace devices::metering;
using namespace std::chrono_literals;

namespace {
constexpr std::uint64_t half_hours_in_13_months = 19'056;
const sim::time_point autumn_2020 = sim::parse_rfc3339("2020-11-07T00:00:00Z").value();

struct named_shape {
    const char* name;
    const load_shape& shape;
};
const named_shape shapes[] = {{"electricity", domestic_electricity}, {"gas", domestic_gas}};

std::int64_t between(const consumption& load, const char* from, const char* to)
{
    return load.cumulative(sim::parse_rfc3339(to).value()) - load.cumulative(sim::parse_rfc3339(from).value());
}
} // namespace

TEST_CASE("the register is the sum of the profile over random windows of thirteen months, for many devices")
{
    sim::rng dice(7);
    auto windows = dice.stream("test/windows");
    for (const auto& [what, shape] : shapes) {
        for (std::uint64_t device = 0; device < 3; ++device) {
            CAPTURE(what);
            CAPTURE(device);
            consumption load(shape, dice, "tri-" + std::to_string(device) + "/load");
            sim::time_point start =
                half_hour_start(autumn_2020 - std::chrono::hours(24 * static_cast<int>(windows.below(device, 2000))));
            std::int64_t sum = load.cumulative(start);
            bool agrees = true;
            for (std::uint64_t i = 0; i < half_hours_in_13_months; ++i, start += half_hour_length) {
                std::int64_t entry = load.half_hour(start);
                agrees = agrees && entry >= 0 && load.cumulative(start) == sum;
                sum += entry;
            }
            CHECK(agrees);
            CHECK(load.cumulative(start) == sum);
        }
    }
}

TEST_CASE("the parts of every year agree at the turn of months and years, leap years and changes of the clock too")
{
    consumption load(domestic_gas, sim::rng(3), "tri-1.gsme");
    for (const char* text : {"1970-01-01T00:30:00Z", "2000-02-29T23:30:00Z", "2020-02-29T00:00:00Z",
                             "2020-03-29T01:00:00Z", "2020-10-25T01:00:00Z", "2020-12-31T23:30:00Z",
                             "2021-01-01T00:00:00Z", "2100-03-01T00:00:00Z", "2199-12-31T00:00:00Z"}) {
        CAPTURE(text);
        auto t = sim::parse_rfc3339(text).value();
        CHECK(load.cumulative(t - half_hour_length) + load.half_hour(t - half_hour_length) == load.cumulative(t));
        CHECK(load.cumulative(t) + load.half_hour(t) == load.cumulative(t + half_hour_length));
    }
}

TEST_CASE("a day's profile holds the entries that its half-hours have one by one")
{
    consumption load(domestic_electricity, sim::rng(3), "tri-1.esme");
    for (const char* text : {"2020-03-29T00:00:00Z", "2020-07-05T00:00:00Z", "2020-12-31T00:00:00Z"}) {
        auto start = sim::parse_rfc3339(text).value();
        day_profile profile = load.day(day_of(start));
        for (std::size_t i = 0; i < profile.size(); ++i)
            CHECK(profile[i] == load.half_hour(start + static_cast<int>(i) * half_hour_length));
    }
}

TEST_CASE("10 000 random instants are monotonic and interpolate their half-hour")
{
    sim::rng dice(11);
    auto random = dice.stream("test/instants");
    constexpr auto thirteen_months = static_cast<std::uint64_t>(std::chrono::nanoseconds(half_hour_length).count() *
                                                                static_cast<std::int64_t>(half_hours_in_13_months));
    for (const auto& [what, shape] : shapes) {
        CAPTURE(what);
        consumption load(shape, dice, "tri-2/load");
        bool monotonic = true, exact = true;
        for (std::uint64_t i = 0; i < 10'000; ++i) {
            auto t = autumn_2020 - sim::duration(static_cast<std::int64_t>(random.below(2 * i, thirteen_months)));
            auto later = t + sim::duration(static_cast<std::int64_t>(random.below(2 * i + 1, 7'200'000'000'000)));
            monotonic = monotonic && load.cumulative(t) <= load.cumulative(later);
            auto start = half_hour_start(t);
            auto expected = load.cumulative(start) + load.half_hour(t) * (t - start).count() / half_hour_length.count();
            exact = exact && load.cumulative(t) == expected;
        }
        CHECK(monotonic);
        CHECK(exact);
    }
}

TEST_CASE("a reading allocates nothing")
{
    consumption load(domestic_electricity, sim::rng(1), "tri-1.esme");
    std::uint64_t before = allocations;
    std::int64_t sum = 0;
    for (int i = 0; i < 1'000; ++i)
        sum += load.cumulative(autumn_2020 + i * 7h) + load.half_hour(autumn_2020 + i * 11h);
    CHECK(allocations == before);
    CHECK(sum > 0);
    CHECK(std::string(100, 'x').size() == 100);
    CHECK(allocations > before); // the counter counts
}

TEST_CASE("a reading depends on seed, name and time, and on nothing else")
{
    consumption load(domestic_electricity, sim::rng(7), "tri-1.esme");
    consumption same(domestic_electricity, sim::rng(7), "tri-1.esme");
    consumption other_name(domestic_electricity, sim::rng(7), "tri-2.esme");
    consumption other_seed(domestic_electricity, sim::rng(8), "tri-1.esme");
    same.cumulative(autumn_2020 + 1000h); // what was asked before does not matter
    CHECK(load.cumulative(autumn_2020) == same.cumulative(autumn_2020));
    CHECK(load.cumulative(autumn_2020) != other_name.cumulative(autumn_2020));
    CHECK(load.cumulative(autumn_2020) != other_seed.cumulative(autumn_2020));
}

TEST_CASE(
    "a fleet consumes like Great Britain: 3 100 kWh and 1 070 m³ a year, gas in winter, electricity in the evening")
{
    constexpr int fleet = 60;
    sim::rng dice(5);
    struct total {
        std::int64_t year, january, july, night, evening, least, most;
    };
    auto measure = [&](const load_shape& shape) {
        total sum{0, 0, 0, 0, 0, INT64_MAX, 0};
        for (int i = 0; i < fleet; ++i) {
            consumption load(shape, dice, "gb-" + std::to_string(i));
            auto year = between(load, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z");
            sum.year += year;
            sum.least = std::min(sum.least, year);
            sum.most = std::max(sum.most, year);
            sum.january += between(load, "2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z");
            sum.july += between(load, "2020-07-01T00:00:00Z", "2020-08-01T00:00:00Z");
            sum.night += between(load, "2020-01-15T02:00:00Z", "2020-01-15T04:00:00Z");
            sum.evening += between(load, "2020-01-15T17:00:00Z", "2020-01-15T19:00:00Z");
        }
        return sum;
    };
    auto electricity = measure(domestic_electricity);
    CHECK(electricity.year / fleet > 2'900'000);
    CHECK(electricity.year / fleet < 3'700'000);
    CHECK(electricity.january > electricity.july * 12 / 10);
    CHECK(electricity.january < electricity.july * 17 / 10);
    CHECK(electricity.evening > 3 * electricity.night);
    auto gas = measure(domestic_gas);
    CHECK(gas.year / fleet > 950'000);
    CHECK(gas.year / fleet < 1'300'000);
    CHECK(gas.january > 6 * gas.july);
    CHECK(gas.evening > 5 * gas.night);
    CHECK(gas.most > 2 * gas.least);
    CHECK(electricity.most > 2 * electricity.least);
}

TEST_CASE("households have summer nights without gas and half-hours with much of it")
{
    consumption load(domestic_gas, sim::rng(5), "tri-1.gsme");
    auto summer = sim::parse_rfc3339("2020-07-01T00:00:00Z").value();
    int without = 0;
    for (int i = 0; i < 31 * 48; ++i) without += load.half_hour(summer + i * half_hour_length) == 0;
    CHECK(without > 300);
    CHECK(without < 1'000);
}

TEST_CASE("a meter is installed at a midnight that leaves thirteen months of profile before the world begins")
{
    sim::rng dice(9);
    for (int i = 0; i < 500; ++i) {
        auto t = installation_date(dice, "tri-" + std::to_string(i), autumn_2020 + 13h);
        CHECK(t == midnight(day_of(t)));
        CHECK(t <= autumn_2020 - half_hour_length * half_hours_in_13_months);
        CHECK(t > autumn_2020 - std::chrono::hours(24 * 1830));
    }
}
