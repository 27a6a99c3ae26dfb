#include "devices/metering/device_clock.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

namespace {

using namespace devices::metering;
using namespace std::chrono_literals;

const auto start = sim::parse_rfc3339("2019-03-01T10:00:00Z").value();

device_clock make(std::uint64_t seed = 1) { return {sim::rng(seed), "m", start}; }

TEST_CASE("a crystal is off by at most 20 ppm, one by more than the other")
{
    CHECK(make(1).drift_ppb() != make(2).drift_ppb());
    for (std::uint64_t seed = 0; seed < 200; ++seed) CHECK(std::abs(make(seed).drift_ppb()) <= 20'000);
}

TEST_CASE("a clock of 10 ppm is 36 ms off after an hour, and right again after the midnight at which it asks its hub")
{
    auto clock = make();
    clock.set_drift(10'000, start);
    CHECK(clock.error(start + 1h) == 36ms);
    CHECK(clock.error(start + 14h) == 0s);
    CHECK(clock.error(start + 400 * 24h) == 360ms); // 10:00
}

TEST_CASE("a clock that follows nobody drifts on and on, years long")
{
    auto clock = make();
    clock.set_drift(-20'000, start);
    clock.follow(false, start);
    CHECK(clock.error(start + 1000 * 24h) == -1728s);
    clock.follow(true, start + 1000 * 24h); // too far off to be adjusted in passing
    CHECK(clock.error(start + 1001 * 24h) == -1729'728ms);
    clock.set(start + 1001 * 24h, start + 1001 * 24h);
    CHECK(clock.error(start + 1001 * 24h) == 0s);
    CHECK(clock.error(start + 1002 * 24h) == -720ms);
}

TEST_CASE("a clock that was set wrong stays wrong, one that drifts wildly is never caught")
{
    auto clock = make();
    clock.set_drift(0, start);
    clock.set(start + 11s, start);
    CHECK(clock.error(start + 100 * 24h) == 11s);
    clock.set(start + 100 * 24h + 9s, start + 100 * 24h);
    CHECK(clock.error(start + 101 * 24h) == 0s);
    clock.set_drift(200'000, start + 101 * 24h);
    CHECK(clock.error(start + 111 * 24h) == 172'800ms);
}

TEST_CASE("summer time is what the clock itself says")
{
    auto clock = make();
    const auto change = sim::parse_rfc3339("2019-03-31T01:00:00Z").value();
    clock.set_drift(0, start);
    clock.set(start - 60s, start);
    CHECK(clock.deviation(change + 59s) == 0min);
    CHECK(clock.deviation(change + 60s) == 60min);
    sim::writer out;
    clock.save(out);
    auto again = make(9);
    sim::reader in(out.data());
    again.restore(in);
    CHECK_FALSE(in.finish());
    CHECK(again.show(change) == clock.show(change));
}

} // namespace
