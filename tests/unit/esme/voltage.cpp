#include "devices/esme/voltage.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::esme;
using namespace std::chrono_literals;

const auto start = sim::parse_rfc3339("2020-11-07T00:00:00Z").value();
const auto first_day = std::chrono::sys_days(2020y / 11 / 7);

TEST_CASE("limits out of order are a fault")
{
    CHECK(voltage_limits{}.fault().empty());
    CHECK_FALSE(voltage_limits{.sag = 254'000}.fault().empty());
    CHECK_FALSE(voltage_limits{.extreme_under = 207'000}.fault().empty());
    CHECK_FALSE(voltage_limits{.extreme_over = 253'000}.fault().empty());
    CHECK_FALSE(voltage_limits{.longer_than = -1s}.fault().empty());
    CHECK_FALSE(voltage_limits{.longer_than = 3601s}.fault().empty());
}

TEST_CASE("an excursion counts by its level, the extreme first, and only when it is longer than the limit")
{
    const voltage_limits limits;
    auto kind = [&](std::int32_t millivolts, sim::duration length = 6s) {
        return classify(limits, {start, start + length, millivolts});
    };
    CHECK(kind(206'999) == voltage_event::sag);
    CHECK(kind(207'000) == std::nullopt);
    CHECK(kind(183'999) == voltage_event::extreme_under);
    CHECK(kind(253'001) == voltage_event::swell);
    CHECK(kind(276'001) == voltage_event::extreme_over);
    CHECK(kind(100'000, 5s) == std::nullopt);
}

TEST_CASE("the voltage is within the statistics of its half-hour, and usually within the law")
{
    const voltage_model v(sim::rng(3), "m");
    CHECK(v.millivolts(start) == voltage_model(sim::rng(3), "m").millivolts(start));
    CHECK(v.millivolts(start) != voltage_model(sim::rng(3), "n").millivolts(start));
    for (auto t = start; t < start + 30 * 24h; t += 617s) {
        const auto s = v.half_hour(t);
        CHECK(v.millivolts(t) >= s.lowest);
        CHECK(v.millivolts(t) <= s.highest);
        CHECK(s.average > 226'000);
        CHECK(s.average < 253'000);
    }
}

TEST_CASE("an excursion shows at each of its instants and in every statistic")
{
    const voltage_model v(sim::rng(3), "m");
    int seen = 0;
    for (int i = 0; i < 2'000; ++i) {
        const auto date = first_day + std::chrono::days(i);
        const auto e = v.excursion(date);
        if (!e) continue;
        ++seen;
        CHECK(e->from >= start + i * 24h);
        CHECK(e->to <= start + (i + 1) * 24h);
        CHECK(v.millivolts(e->from) == e->millivolts);
        CHECK(v.millivolts(e->to - 1ns) == e->millivolts);
        CHECK(v.millivolts(e->to) > 226'000);
        const auto day = v.day(date);
        CHECK((day.lowest == e->millivolts || day.highest == e->millivolts));
        const auto s = v.half_hour(e->from);
        CHECK((s.lowest == e->millivolts || s.highest == e->millivolts));
    }
    CHECK(seen > 60); // one day in twenty
    CHECK(seen < 140);
}

} // namespace
