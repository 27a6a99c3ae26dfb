#include "smwan_world.hpp"

namespace sim::smwan {
namespace {

using namespace test;

TEST_CASE("without a context nothing is dialled")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    world::dialled d;
    w.dial(h, d);
    CHECK_FALSE(d.error);
    w.run(0s);
    REQUIRE(d.error);
    CHECK(*d.error == smwan_errc::no_context);
    CHECK(h.radio.resolve("hes.smso-a.example").error() == smwan_errc::no_context);
}

TEST_CASE("a name that the APN does not know is not found")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    h.radio.power_on();
    w.run(1min);
    world::dialled d;
    w.dial(h, d, "hes.dcc.example");
    w.run(1min);
    REQUIRE(d.error);
    CHECK(*d.error == smwan_errc::unknown_name);
    CHECK(d.role.empty());
}

TEST_CASE("a dial reaches who the context's profile says, after a round trip, from the hub's address")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    h.radio.power_on();
    w.run(1min);
    world::dialled d;
    w.dial(h, d, "HES.smso-a.example", 9999);
    w.run(1min + 2s);
    REQUIRE(d.stream);
    CHECK(d.role == "smso");
    // The route's own port stands, whatever was asked for; two segments of 40 octets take 16 ms up and 6.4 ms down.
    CHECK(d.stream->remote() == world::smso);
    CHECK(d.at == time_point(1min + 1s + 16ms + 6400us));
    CHECK(d.stream->local().host.to_string() == "127.16.0.1");
    REQUIRE(w.at_smso.size() == 1);
}

TEST_CASE("a route without a port keeps the port that was asked for")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    CHECK_FALSE(w.directory.set_route("smso-a", "any.example", {{world::smso.host, 0}, "smso"}));
    h.radio.power_on();
    w.run(1min);
    world::dialled right, wrong;
    w.dial(h, right, "any.example", 443);
    w.dial(h, wrong, "any.example", 444);
    w.run(2min);
    CHECK(right.stream);
    REQUIRE(wrong.error);
    CHECK(wrong.error->message() == "Connection refused");
    CHECK(wrong.role == "smso");
}

TEST_CASE("a dial that is under way when the context goes fails, and finds the modem without one")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    h.radio.power_on();
    w.run(1min);
    std::optional<error_code> heard;
    bool had_context = true;
    h.radio.dial("hes.smso-a.example", 443, [&](error_code ec, auto, auto) {
        heard = ec;
        had_context = h.radio.context() != nullptr;
    });
    w.run(1min + 100ms);
    h.radio.power_off();
    w.run(1h);
    REQUIRE(heard);
    CHECK(*heard);
    CHECK_FALSE(had_context);
}

TEST_CASE("a modem that dies drops the handlers of its dials")
{
    bool called = false;
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    h.radio.power_on();
    w.run(1min);
    for (auto name : {"hes.smso-a.example", "unknown.example"})
        h.radio.dial(name, 443, [&](error_code, auto, auto) { called = true; });
    w.hubs.clear();
    w.run(1h);
    CHECK_FALSE(called);
    CHECK(w.operators.contexts() == 0);
}

} // namespace
} // namespace sim::smwan
