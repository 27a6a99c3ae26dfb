// The hub's clock: what it schedules and stamps by, and who sets it.
#include "tests/support/hub_world.hpp"

namespace tests {
namespace {

hub_world::options drifting()
{
    hub_world::options o;
    o.clock_ppm = 1000; // up to 86 s a day
    return o;
}

TEST_CASE("a hub calls at the times that its own clock shows, and stamps its envelopes by it")
{
    hub_world w(drifting());
    REQUIRE(std::abs(w.hub->clock().drift_ppb()) > 100'000);
    w.hub->power_restore();
    w.run_to("hub.called_home");
    auto phase = static_cast<std::int64_t>(w.sim.dice.stream("tri.chf/call_home").below(0, 86400));
    w.run(2 * 24h);
    auto calls = w.told.times("tls.connecting");
    REQUIRE(calls.size() >= 2);
    // Between two settings the clock is a line: it showed the phase when the call began.
    auto set = w.told.times("chf.clock_set");
    REQUIRE_FALSE(set.empty());
    CHECK((sim::to_unix_seconds(calls[1]) - phase) % 86400 != 0);
    const auto& e = w.smso.calls[1].envelopes[0];
    CHECK(e.time != std::chrono::floor<std::chrono::seconds>(calls[1]));
    CHECK((sim::to_unix_seconds(e.time) - phase) % 86400 == 0);
}

TEST_CASE("an acknowledgement sets a clock that is more than two seconds off, and the journal tells by how much")
{
    hub_world w;
    w.hub->power_restore();
    w.run_to("hub.called_home");
    CHECK(w.told.count("chf.clock_set") == 0); // it was right
    w.hub->clock().set(w.sim.time.now() + 1h, w.sim.time.now());
    w.hub->running()->call_home();
    w.run_to("hub.called_home");
    CHECK(*w.smso.calls[1].hello.clock - w.smso.calls[1].at > 59min);
    REQUIRE(w.told.count("chf.clock_set") == 1);
    CHECK(w.told.of("chf.clock_set")[0].text("moved").starts_with("-1h"));
    auto off = w.hub->clock().show(w.sim.time.now()) - w.sim.time.now();
    CHECK(off <= 2s);
    CHECK(off >= -2s);
}

TEST_CASE("local time comes with every acknowledgement, and the journal tells when it changes")
{
    hub_world w;
    w.smso.answer = [](const call_home::envelopes& m) {
        call_home::ack_plan plan;
        plan.ranges = call_home::everything_in(m);
        plan.civil_offset = 60min;
        return plan;
    };
    w.hub->power_restore();
    w.run(3 * 24h);
    CHECK(w.hub->clock().civil_offset() == 60min);
    REQUIRE(w.told.count("chf.clock_set") == 1);
    CHECK(w.told.of("chf.clock_set")[0].text("civil_offset") == "60");
}

TEST_CASE("a head-end at the ends of time takes nothing down, and cannot silence a hub for more than a month")
{
    hub_world w;
    auto last = sim::from_unix_seconds(946'684'800 + 0xFFFFFFFELL);
    w.smso.answer = [&](const call_home::envelopes& m) {
        call_home::ack_plan plan;
        plan.ranges = call_home::everything_in(m);
        plan.control = call_home::ack_control::call_back;
        plan.call_back_at = last;
        return plan;
    };
    w.hub->power_restore();
    w.run_to("hub.called_home");
    for (auto shown : {last, sim::from_unix_seconds(946'684'800)}) {
        w.hub->clock().set(shown, w.sim.time.now());
        w.hub->running()->call_home();
        w.run_to("hub.called_home");
    }
    auto before = w.told.times("tls.connecting").back();
    w.run_to("hub.called_home");
    auto after = w.told.times("tls.connecting").back();
    CHECK(after - before >= 31 * 24h);
    CHECK(after - before <= 31 * 24h + 1min);
    CHECK(w.smso.calls.back().hello.reason == call_home::call_reason::call_back);
}

} // namespace
} // namespace tests
