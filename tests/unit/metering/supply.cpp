#include "devices/metering/supply.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::metering;
using namespace std::chrono_literals;

const auto start = sim::parse_rfc3339("2019-03-01T00:00:00Z").value();

struct fixture {
    counter flow{consumption(domestic_gas, sim::rng(1), "g"), start};
    supply valve{flow, false};
};

TEST_CASE("after a remote restore the register stands still until a person presses the button")
{
    fixture f;
    const auto off = start + 100h;
    f.valve.disable(off);
    const auto stood_at = f.flow.total(off);
    CHECK(f.valve.state() == supply_state::disabled);
    CHECK(f.valve.since() == off);
    CHECK(f.valve.press_button(off + 1h) == supply_errc::not_armed);
    CHECK_FALSE(f.valve.arm(off + 2h));
    CHECK(f.valve.state() == supply_state::armed);
    CHECK(f.flow.total(off + 50h) == stood_at);
    CHECK_FALSE(f.valve.press_button(off + 50h));
    CHECK(f.valve.state() == supply_state::enabled);
    CHECK(f.flow.total(off + 50h) == stood_at);
    CHECK(f.flow.total(off + 74h) > stood_at);
}

TEST_CASE("an armed supply can be disabled again, and then no button helps")
{
    fixture f;
    f.valve.disable(start + 1h);
    REQUIRE_FALSE(f.valve.arm(start + 2h));
    REQUIRE_FALSE(f.valve.arm(start + 3h));
    CHECK(f.valve.since() == start + 2h);
    f.valve.disable(start + 4h);
    CHECK(f.valve.press_button(start + 5h) == supply_errc::not_armed);
    CHECK(f.flow.outages().size() == 1);
}

TEST_CASE("what flows cannot be armed, and gas is never enabled from afar")
{
    fixture f;
    CHECK(f.valve.arm(start + 1h) == supply_errc::not_disabled);
    f.valve.disable(start + 1h);
    CHECK(f.valve.enable(start + 2h) == supply_errc::never_from_afar);
    supply switched(f.flow, true);
    switched.disable(start + 3h);
    CHECK_FALSE(switched.enable(start + 4h));
    CHECK(switched.state() == supply_state::enabled);
    CHECK(f.flow.flowing());
}

TEST_CASE("the state outlives a power cut, and a damaged one is refused")
{
    fixture f, again;
    f.valve.disable(start + 1h);
    sim::writer out;
    f.flow.save(out);
    f.valve.save(out);
    sim::reader in(out.data());
    again.flow.restore(in);
    again.valve.restore(in);
    CHECK_FALSE(in.finish());
    CHECK(again.valve.state() == supply_state::disabled);
    CHECK(again.valve.since() == start + 1h);
    const std::uint8_t unknown[] = {3, 0, 0, 0, 0, 0, 0, 0, 0};
    sim::reader bad(unknown);
    again.valve.restore(bad);
    CHECK(bad.error() == sim::codec_errc::out_of_range);
}

} // namespace
