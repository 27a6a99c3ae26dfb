// When a hub calls home.
#include "tests/support/hub_world.hpp"

namespace tests {
namespace {

/// When each call began, since the start of the world.
std::vector<sim::duration> began(const hub_world& w)
{
    std::vector<sim::duration> out;
    for (auto t : w.told.times("tls.connecting")) out.push_back(t - hub_world::start);
    return out;
}

words reasons(const hub_world& w, std::string_view event)
{
    words out;
    for (const auto& l : w.told.of(event)) out.push_back(l.text("reason"));
    return out;
}

void black_hole(hub_world& w)
{
    w.hub->modem().context()->over->set_state(sim::transport::path::condition::black_hole);
}

constexpr auto dial_limit = sim::transport::network::connect_timeout;

TEST_CASE("a hub calls five seconds after it has come online, and says that it has booted")
{
    hub_world w;
    w.hub->power_restore();
    auto online = w.run_to("wan.online");
    w.run_to("hub.called_home");
    CHECK(w.told.times("tls.connecting") == std::vector{online + 5s});
    REQUIRE(w.smso.calls.size() == 1);
    const auto& call = w.smso.calls[0];
    CHECK(call.hello.hub == w.hub->eui64());
    CHECK(call.hello.reason == call_home::call_reason::boot);
    CHECK(call.hello.model == "T100");
    CHECK(call.hello.firmware == "2.1");
    CHECK(call.hello.queue == 9);
    CHECK(call.hello.token.empty());
    const auto told = w.told.of("hub.called_home")[0];
    CHECK(told.text("reason") == "boot");
    CHECK(told.text("peer") == "smso");
    CHECK(told.text("name") == hub_world::smso_name);
    CHECK(told.text("envelopes") == "9");
    CHECK(told.text("acknowledged") == "9");
}

TEST_CASE("scheduled calls come once a day at the hub's own phase, to the second")
{
    hub_world w;
    w.hub->power_restore();
    w.run(4 * 24h);
    auto phase = static_cast<std::int64_t>(w.sim.dice.stream("tri.chf/call_home").below(0, 86400));
    auto calls = w.told.times("tls.connecting");
    REQUIRE(calls.size() == 5); // the boot's and one a day
    for (std::size_t i = 1; i < calls.size(); ++i) {
        CHECK((sim::to_unix_seconds(calls[i]) - phase) % 86400 == 0);
        CHECK(calls[i] == std::chrono::floor<std::chrono::seconds>(calls[i]));
    }
    CHECK(calls[1] - calls[0] <= 24h);
    CHECK(calls[2] - calls[1] == 24h);
    CHECK(reasons(w, "hub.called_home") == words{"boot", "scheduled", "scheduled", "scheduled", "scheduled"});
}

TEST_CASE("two hubs of different seeds have different phases")
{
    std::vector<sim::duration> second;
    for (std::uint64_t seed : {std::uint64_t{1}, std::uint64_t{2}}) {
        hub_world::options o;
        o.seed = seed;
        hub_world w(o);
        w.hub->power_restore();
        w.run(24h + 1min);
        REQUIRE(w.told.count("tls.connecting") >= 2);
        second.push_back(began(w)[1]);
    }
    CHECK(second[0] != second[1]);
}

TEST_CASE("a hub calls back at the time that an ACK or a BYE has named, to the second")
{
    hub_world w;
    auto at = hub_world::start + 1h + 17s;
    SUBCASE("ACK")
    {
        w.smso.answer = [&](const call_home::envelopes& m) {
            call_home::ack_plan plan;
            plan.ranges = call_home::everything_in(m);
            plan.control = call_home::ack_control::call_back;
            plan.call_back_at = at;
            return plan;
        };
    }
    SUBCASE("BYE") { w.smso.farewell = call_home::bye{call_home::bye_reason::complete, at}; }
    w.hub->power_restore();
    w.run_to("hub.called_home");
    w.smso.answer = nullptr;
    w.smso.farewell.reset();
    w.run(2h);
    REQUIRE(w.told.count("tls.connecting") == 2);
    CHECK(w.told.times("tls.connecting")[1] == at);
    CHECK(w.smso.calls[1].hello.reason == call_home::call_reason::call_back);
}

TEST_CASE("a time to call back that has passed means at once")
{
    hub_world w;
    w.smso.farewell = call_home::bye{call_home::bye_reason::complete, hub_world::start + 1s};
    w.hub->power_restore();
    auto first = w.run_to("hub.called_home");
    w.smso.farewell.reset();
    w.run_to("hub.called_home");
    CHECK(w.told.times("tls.connecting")[1] == first);
}

TEST_CASE("a head-end that is busy may say when to come again; one that does not is tried like any that failed")
{
    hub_world w;
    w.smso.dismissal = call_home::bye{call_home::bye_reason::busy, {}};
    sim::duration wait = 15min;
    SUBCASE("without a time") {}
    SUBCASE("with a time")
    {
        wait = 40s;
        w.smso.dismissal->call_back_at = hub_world::start + 2min;
    }
    w.hub->power_restore();
    auto failed = w.run_to("hub.call_failed");
    CHECK(w.told.of("hub.call_failed")[0].text("error") ==
          "the peer ended the session for another reason than completion");
    w.smso.dismissal.reset();
    w.run_to("hub.called_home");
    if (wait == 15min)
        CHECK(w.told.times("tls.connecting")[1] == failed + 15min);
    else
        CHECK(began(w)[1] == 2min);
}

TEST_CASE("a call that fails is tried three times more, a quarter of an hour apart, and then waits for the schedule")
{
    hub_world w;
    w.hub->power_restore();
    w.run_to("wan.online");
    black_hole(w);
    w.run(30h);
    auto calls = began(w);
    REQUIRE(calls.size() >= 8);
    for (std::size_t i = 1; i < 4; ++i) CHECK(calls[i] - calls[i - 1] == dial_limit + 15min);
    // Then the schedule, and the same again.
    auto phase = static_cast<std::int64_t>(w.sim.dice.stream("tri.chf/call_home").below(0, 86400));
    CHECK((sim::to_unix_seconds(hub_world::start + calls[4]) - phase) % 86400 == 0);
    for (std::size_t i = 5; i < 8; ++i) CHECK(calls[i] - calls[i - 1] == dial_limit + 15min);
    CHECK(w.told.of("hub.call_failed")[0].text("error") == "the connection timed out");
    auto all = reasons(w, "hub.call_failed");
    CHECK(words(all.begin(), all.begin() + 8) ==
          words{"boot", "boot", "boot", "boot", "scheduled", "scheduled", "scheduled", "scheduled"});
    CHECK(w.told.count("tls.failed") == w.told.count("tls.connecting"));
    CHECK(w.told.of("tls.failed")[0].text("by") == "transport");
    CHECK(w.smso.calls.empty());
}

TEST_CASE("how often and how soon a call is tried again is the family's")
{
    hub_world::options o;
    o.chf.call_home.retries = 1;
    o.chf.call_home.retry_after = 1min;
    o.chf.call_home.interval = 1h;
    o.chf.call_home.after_online = 0s;
    hub_world w(o);
    w.hub->power_restore();
    auto online = w.run_to("wan.online");
    CHECK(w.told.times("tls.connecting") == std::vector{online}); // at once, too fast for the black hole
    black_hole(w);
    w.run(3h);
    auto calls = began(w);
    REQUIRE(calls.size() >= 6);
    CHECK(calls[3] - calls[2] == dial_limit + 1min);
    CHECK(calls[4] - calls[2] == 1h);
}

TEST_CASE("a refused connection is told as one, and a name that the network does not know too")
{
    hub_world w;
    w.hub->power_restore();
    w.run_to("wan.online");
    SUBCASE("refused")
    {
        w.hub->modem().context()->over->set_state(sim::transport::path::condition::refused);
        w.run_to("hub.call_failed");
        CHECK(w.told.of("hub.call_failed")[0].text("error") == "the connection was refused");
    }
    SUBCASE("unknown name")
    {
        w.hub->set_head_end({"nowhere.example", 4433});
        w.run_to("hub.call_failed");
        CHECK(w.told.of("hub.call_failed")[0].text("error") == "the APN's name service does not know the name");
        CHECK(w.told.of("tls.connecting")[0].text("peer") == "");
    }
    CHECK(w.told.of("tls.failed")[0].text("reason") == w.told.of("hub.call_failed")[0].text("error"));
}

TEST_CASE("a hub that is told to calls at once; while it calls already nothing more happens")
{
    hub_world w;
    w.hub->power_restore();
    w.run_to("hub.called_home");
    w.run(1h);
    w.hub->running()->call_home();
    w.hub->running()->call_home();
    CHECK(began(w).back() == 1h);
    w.run_to("hub.called_home");
    CHECK(w.told.count("tls.connecting") == 2);
    CHECK(w.smso.calls[1].hello.reason == call_home::call_reason::wake_up);
    w.run(49h); // and the schedule goes on
    CHECK(w.told.count("tls.connecting") >= 3);
}

TEST_CASE("a hub that is offline does not call, and calls when it is back")
{
    hub_world::options o;
    o.plan = {{sim::smwan::reconnect_cause::network_cancel, {}, {}}, {}};
    hub_world w(o);
    w.hub->power_restore();
    w.run(1h);
    w.set_profile("dcc-foc");
    w.run(1h + 60s + 3s);
    CHECK_FALSE(w.hub->modem().context());
    w.hub->running()->call_home(); // nothing to call over
    CHECK(w.told.count("tls.connecting") == 1);
    auto back = w.run_to("wan.online");
    w.run_to("hub.called_home");
    CHECK(w.told.times("tls.connecting") == std::vector{w.told.times("tls.connecting")[0], back + 5s});
    CHECK(w.smso.calls[1].hello.reason == call_home::call_reason::scheduled);
}

TEST_CASE("the state tls.peer is the role of the head-end while there is a session")
{
    hub_world w;
    words seen;
    auto watch = w.sim.names.watch_state(
        "tls.peer", "", [&](std::string_view) { seen.emplace_back(w.hub->running() ? w.hub->running()->peer() : ""); });
    w.hub->power_restore();
    w.run(1h);
    CHECK(seen == words{"smso", ""});
    w.hub->running()->call_home();
    w.run_to("tls.established");
    w.hub->power_cut();
    w.run(2h);
    CHECK(seen == words{"smso", "", "smso", ""});
    CHECK(w.told.of("tls.closed").back().text("clean") == "false");
}

} // namespace
} // namespace tests
