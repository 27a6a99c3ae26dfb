// What makes a hub call out of turn: alarms of its meters, and messages that wake it.
#include "tests/support/hub_world.hpp"

#include "devices/call_home/payloads.hpp"
#include "devices/families/trilliant/urgency.hpp"

namespace tests {
namespace {

using devices::metering::alert_code;

/// A hub that has called once and is at rest.
struct bench {
    hub_world w;
    explicit bench(hub_world::options o = {}) : w(std::move(o))
    {
        w.hub->power_restore();
        w.run_to("hub.called_home");
        w.run(1h);
    }
    void alert(alert_code code)
    {
        auto* client = static_cast<trilliant::call_home_client*>(w.hub->running());
        client->on_alert(w.electricity.who().eui64, {code, w.sim.time.now()});
    }
    void wake() { w.hub->running()->on_wake_up(); }
    std::size_t calls() const { return w.told.count("tls.connecting"); }
    call_home::call_reason last_reason() const { return w.smso.calls.back().hello.reason; }
};

TEST_CASE("an alarm that can wait is brought by the next call")
{
    bench b;
    b.alert(alert_code::low_credit);
    b.w.run(2h);
    CHECK(b.calls() == 1);
    b.w.run_for(24h);
    std::size_t alarms = 0;
    for (const auto& [sequence, e] : b.w.smso.envelopes) alarms += e.code == call_home::header_code::alarm;
    CHECK(alarms == 1);
}

TEST_CASE("an urgent alarm makes the hub call ten seconds later, with whose it is and when it was")
{
    bench b;
    b.alert(alert_code::terminal_cover_removed);
    b.w.run_to("hub.called_home");
    CHECK(b.w.told.times("tls.connecting")[1] == hub_world::start + 1h + 10s);
    CHECK(b.last_reason() == call_home::call_reason::alarm);
    const auto& e = b.w.smso.calls.back().envelopes[0];
    CHECK(e.code == call_home::header_code::alarm);
    CHECK(e.device == b.w.electricity.who().eui64);
    CHECK(e.time == hub_world::start + 1h);
    CHECK(sim::to_hex(e.payload) == "8F7604"
                                    "2738AE10");
}

TEST_CASE("a storm of alarms makes a call every five minutes, and each brings what there is")
{
    bench b;
    for (int i = 0; i < 60; ++i) {
        b.alert(alert_code::strong_magnetic_field);
        b.w.run_for(10s);
    }
    b.w.run_for(6min);
    auto calls = b.w.told.times("tls.connecting");
    REQUIRE(calls.size() == 4); // the boot's; at 10 s, 5 min 10 s, 10 min 10 s
    CHECK(calls[2] - calls[1] == 5min);
    CHECK(calls[3] - calls[2] == 5min);
    std::size_t alarms = 0;
    for (const auto& [sequence, e] : b.w.smso.envelopes) alarms += e.code == call_home::header_code::alarm;
    CHECK(alarms == 60);
}

TEST_CASE("an alarm goes with the call that is open, or has one of its own when it was too late for that")
{
    bench b;
    std::size_t bringer = 0;
    SUBCASE("before the first batch")
    {
        b.w.hub->running()->call_home();
        b.w.run_for(100ms); // it dials
        bringer = 1;
    }
    SUBCASE("after it, while the head-end has more to say")
    {
        b.w.smso.settings = {call_home::set_schedule{86400, {}, 0}};
        b.w.hub->running()->call_home();
        b.w.run_to("tls.established");
        bringer = 1;
    }
    SUBCASE("after it, when the head-end has nothing more to say")
    {
        b.w.hub->running()->call_home();
        b.w.run_to("tls.established");
        bringer = 2;
    }
    b.alert(alert_code::strong_magnetic_field);
    b.w.run(2h);
    REQUIRE(b.w.smso.calls.size() == bringer + 1);
    bool brought = false;
    for (const auto& e : b.w.smso.calls[bringer].envelopes) brought |= e.code == call_home::header_code::alarm;
    CHECK(brought);
}

TEST_CASE("an alarm without a context waits for one")
{
    hub_world::options o;
    o.plan = {{sim::smwan::reconnect_cause::network_cancel, {}, {}}, {}};
    bench b(o);
    b.w.set_profile("dcc-foc");
    b.w.run_for(60s + 3s);
    REQUIRE_FALSE(b.w.hub->modem().context());
    b.alert(alert_code::strong_magnetic_field);
    b.w.run_to("hub.called_home");
    CHECK(b.calls() == 2);
}

TEST_CASE("covers, magnets, a lost supply and a dying battery are urgent; credit and clocks are not")
{
    using trilliant::calls_at_once;
    for (auto code : {alert_code::meter_cover_removed, alert_code::supply_interrupted, alert_code::low_battery,
                      alert_code::three_lost_gsme_searches, alert_code::unauthorised_access})
        CHECK(calls_at_once(code));
    for (auto code : {alert_code::low_credit, alert_code::clock_adjusted, alert_code::billing_data_log_updated,
                      alert_code::supply_armed})
        CHECK_FALSE(calls_at_once(code));
}

TEST_CASE("one wake-up message makes the hub call at once")
{
    bench b;
    b.wake();
    CHECK(b.calls() == 2);
    b.w.run_to("hub.called_home");
    CHECK(b.last_reason() == call_home::call_reason::wake_up);
}

TEST_CASE("where two messages are needed the first only registers, and the second must come within its window")
{
    hub_world::options o;
    o.chf.call_home.wake_up_messages = 2;
    bench b(o);
    b.wake();
    b.w.run_for(10min + 1s);
    CHECK(b.calls() == 1);
    b.wake(); // too late for the first: it is a first one itself
    CHECK(b.calls() == 1);
    b.w.run_for(10min);
    b.wake();
    CHECK(b.calls() == 2);
    b.w.run_to("hub.called_home");
    CHECK(b.last_reason() == call_home::call_reason::wake_up);
    b.wake(); // and the count begins anew
    CHECK(b.calls() == 2);
    words messages;
    for (const auto& l : b.w.told.of("hub.woken")) messages.push_back(l.text("message"));
    CHECK(messages == words{"1", "1", "2", "1"});
}

} // namespace
} // namespace tests
