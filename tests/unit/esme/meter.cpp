#include "devices/esme/meter.hpp"

#include "devices/esme/states.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace devices;
using namespace std::chrono_literals;

namespace {
sim::time_point at(const char* text) { return sim::parse_rfc3339(text).value(); }

esme::identity some_identity()
{
    return {sim::eui64(0x70B3D50000000001),
            sim::mpan::parse(std::string("200000000001") + sim::mpan_check_digit("200000000001")).value(),
            "E20A000001",
            "model choice",
            "E470",
            "1.4.2"};
}
const auto installed = at("2018-05-17T10:44:10Z");
esme::meter some_meter() { return {some_identity(), sim::rng(7), "tri-1.esme", installed}; }
} // namespace

TEST_CASE("the register is 0 until the half-hour of the installation and grows from it")
{
    auto meter = some_meter();
    CHECK(meter.installed() == at("2018-05-17T10:30:00Z"));
    CHECK(meter.import_wh(at("1999-01-01T00:00:00Z")) == 0);
    CHECK(meter.import_wh(meter.installed()) == 0);
    CHECK(meter.half_hour(meter.installed() - 1ns).amount == 0);
    CHECK(meter.half_hour(meter.installed()).amount > 0);
    CHECK(meter.import_wh(at("2019-05-17T10:30:00Z")) > 1'000'000);
}

TEST_CASE("register, profile and daily read of an electricity meter tell the same story")
{
    auto meter = some_meter();
    auto midnight = at("2020-11-07T00:00:00Z");
    std::int64_t sum = meter.import_wh(midnight);
    for (auto t = midnight; t < midnight + 24h; t += 30min) {
        auto entry = meter.half_hour(t + 29min);
        CHECK(entry.start == t);
        sum += entry.amount;
    }
    CHECK(meter.import_wh(midnight + 24h) == sum);
    CHECK(meter.daily_read(midnight + 24h - 1ns) == metering::reading{midnight, meter.import_wh(midnight)});
    CHECK(meter.daily_read(midnight + 24h) == metering::reading{midnight + 24h, sum});
}

TEST_CASE("an electricity meter shows kWh with three places")
{
    auto meter = some_meter();
    auto t = at("2020-11-07T12:00:00Z");
    CHECK(meter.import_kwh(t) == sim::milli{meter.import_wh(t)});
    CHECK(esme::import_kwh.name == "esme.import_kwh");
    CHECK(kind_of(sim::value(meter.import_kwh(t))) == esme::import_kwh.kind);
}

TEST_CASE("an electricity meter's half-hours fit into the sixteen bits of a profile")
{
    sim::rng dice(7);
    for (const char* name : {"a", "b"}) {
        esme::meter meter(some_identity(), dice, name, installed);
        std::int64_t most = 0;
        for (auto t = installed; t < installed + 24h * 396; t += 30min)
            most = std::max(most, meter.half_hour(t).amount);
        CHECK(most > 500);
        CHECK(most < 20'000);
    }
}
