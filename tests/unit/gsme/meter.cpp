#include "devices/gsme/meter.hpp"

#include "devices/gsme/states.hpp"

#include <doctest/doctest.h>

using namespace devices;
using namespace std::chrono_literals;

namespace {
sim::time_point at(const char* text) { return sim::parse_rfc3339(text).value(); }

gsme::meter some_meter()
{
    gsme::identity who{sim::eui64(0x70B3D50000000002),
                       sim::mprn::parse("12345678" + sim::mprn_check_digits("12345678")).value(),
                       "G4K0000001",
                       "model choice",
                       "U6",
                       "1.0.7"};
    return {std::move(who), sim::rng(7), "tri-1.gsme", at("2018-05-17T10:44:10Z")};
}
} // namespace

TEST_CASE("the volume is 0 until the half-hour of the installation and grows from it")
{
    auto meter = some_meter();
    CHECK(meter.installed() == at("2018-05-17T10:30:00Z"));
    CHECK(meter.volume_dm3(meter.installed()) == 0);
    CHECK(meter.half_hour(meter.installed() - 1ns).amount == 0);
    CHECK(meter.volume_dm3(at("2019-05-17T10:30:00Z")) > 300'000);
}

TEST_CASE("register, profile and daily read of a gas meter tell the same story")
{
    auto meter = some_meter();
    auto midnight = at("2020-01-07T00:00:00Z");
    std::int64_t sum = meter.volume_dm3(midnight);
    for (auto t = midnight; t < midnight + 24h; t += 30min) {
        auto entry = meter.half_hour(t + 29min);
        CHECK(entry.start == t);
        sum += entry.amount;
    }
    CHECK(sum > meter.volume_dm3(midnight));
    CHECK(meter.volume_dm3(midnight + 24h) == sum);
    CHECK(meter.daily_read(midnight + 24h - 1ns) == metering::reading{midnight, meter.volume_dm3(midnight)});
    CHECK(meter.daily_read(midnight + 24h) == metering::reading{midnight + 24h, sum});
}

TEST_CASE("a gas meter shows m³ with three places")
{
    auto meter = some_meter();
    auto t = at("2020-11-07T12:00:00Z");
    CHECK(meter.volume_m3(t) == sim::milli{meter.volume_dm3(t)});
    CHECK(gsme::volume_m3.name == "gsme.volume_m3");
    CHECK(kind_of(sim::value(meter.volume_m3(t))) == gsme::volume_m3.kind);
}

TEST_CASE("two houses of one world burn differently")
{
    auto one = some_meter();
    gsme::meter other(one.who(), sim::rng(7), "tri-2.gsme", one.installed());
    CHECK(one.volume_dm3(at("2020-11-07T12:00:00Z")) != other.volume_dm3(at("2020-11-07T12:00:00Z")));
}
