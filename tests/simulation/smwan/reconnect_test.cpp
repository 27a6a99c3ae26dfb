#include "smwan_world.hpp"

namespace sim::smwan {
namespace {

using namespace test;

constexpr duration change = 24h;

/// A hub that has been online under smso-a for a day when its SIM moves to dcc-foc.
struct moved : world {
    hub& h;
    explicit moved(reconnect_plan plan) : h(add_hub(plan))
    {
        h.radio.power_on();
        run(change);
        told.lines.clear();
        set_profile("dcc-foc");
    }
    instants online() const { return told.times("wan.online"); }
};

TEST_CASE("after the change the hub believes in its old context until its weekly restart, then has the new APN")
{
    moved w(plan_of(reconnect_cause::weekly_restart));
    auto restart = next_weekly_restart(weekly_restart_phase(w.sim.dice, "tri-1"), time_point(change));
    CHECK(w.h.schedule.due() == restart);
    CHECK(w.h.radio.wan_state() == "online");
    CHECK(w.h.radio.wan_context() == "stale");
    CHECK(w.h.radio.apn() == "smso-a.apn");
    CHECK(w.operators.contexts() == 0);
    REQUIRE(w.told.of("wan.context_orphaned").size() == 1);
    CHECK(w.told.of("wan.context_orphaned")[0].text("old_context") == "black_hole");
    w.run(restart.time_since_epoch() - 1ns);
    CHECK(w.h.radio.wan_context() == "stale");
    CHECK(w.h.went_offline.empty());
    w.run(restart.time_since_epoch() + to_online);
    CHECK(w.online() == instants{restart + to_online});
    CHECK(w.h.radio.apn() == "dcc-foc.apn");
    CHECK(w.h.radio.address() == "127.20.0.1");
    CHECK(w.h.radio.wan_context() == "live");
    CHECK(w.h.schedule.due() == restart + 168h);
}

TEST_CASE("a hub restarts every week, change or no change")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::weekly_restart));
    auto first = next_weekly_restart(weekly_restart_phase(w.sim.dice, "tri-1"), time_point());
    REQUIRE(first > time_point(1h));
    h.radio.power_on();
    w.run(3 * 168h);
    CHECK(w.told.times("wan.online") ==
          instants{time_point(to_online), first + to_online, first + 168h + to_online, first + 336h + to_online});
}

TEST_CASE("over a black hole a dial ends after its time-out, and an open connection hears nothing")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    h.radio.power_on();
    w.run(1min);
    world::dialled before, after;
    w.dial(h, before);
    w.run(2min);
    REQUIRE(before.stream);
    std::uint8_t octet{};
    std::optional<error_code> heard;
    before.stream->read_some({&octet, 1}, [&](error_code ec, std::size_t) { heard = ec; });
    w.set_profile("dcc-foc");
    w.dial(h, after);
    w.run(2min + 63s - 1ns);
    CHECK_FALSE(after.error);
    w.run(2min + 63s);
    REQUIRE(after.error);
    CHECK(after.error->message() == "Connection timed out");
    w.run(24h);
    CHECK_FALSE(heard);
    CHECK(w.at_s1sp.empty());
    CHECK(w.at_smso.size() == 1);
}

TEST_CASE("a refused old context resets what is open and refuses what is new after a round trip")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never, old_context::refused));
    h.radio.power_on();
    w.run(1min);
    world::dialled before, after;
    w.dial(h, before);
    w.run(2min);
    REQUIRE(before.stream);
    std::uint8_t octet{};
    std::optional<error_code> heard;
    before.stream->read_some({&octet, 1}, [&](error_code ec, std::size_t) { heard = ec; });
    w.set_profile("dcc-foc");
    CHECK(h.radio.wan_context() == "stale");
    CHECK(h.radio.wan_state() == "online");
    w.dial(h, after);
    w.run(2min + 1s);
    REQUIRE(heard);
    CHECK(heard->message() == "Connection reset by peer");
    REQUIRE(after.error);
    CHECK(after.error->message() == "Connection refused");
    CHECK(after.at == time_point(2min + 1s));
}

TEST_CASE("a served old context still reaches the old head-end, until the restart")
{
    moved w(plan_of(reconnect_cause::pinned, old_context::served, 48h));
    CHECK(w.h.radio.wan_context() == "live");
    CHECK(w.operators.contexts() == 1);
    world::dialled before, after;
    w.dial(w.h, before);
    w.run(change + 1h);
    CHECK(before.role == "smso");
    CHECK(before.stream);
    w.run(change + 49h);
    w.dial(w.h, after);
    w.run(change + 50h);
    CHECK(after.role == "s1sp");
    CHECK(after.stream);
    CHECK(w.at_s1sp.size() == 1);
}

TEST_CASE("network_cancel detaches the hub within minutes, and it is back under the new profile at once")
{
    moved w(plan_of(reconnect_cause::network_cancel));
    auto delay = network_cancel_delay(w.sim.dice, "tri-1", 1, 30s, 5min);
    CHECK(delay >= 30s);
    CHECK(delay <= 5min);
    CHECK_FALSE(w.h.schedule.due());
    w.run(change + delay + 5s);
    CHECK(w.told.times("wan.detached") == instants{time_point(change + delay)});
    CHECK(w.h.went_offline == std::vector<std::string>{"detached by the network"});
    CHECK(w.online() == instants{time_point(change + delay + 5s)});
    CHECK(w.h.radio.apn() == "dcc-foc.apn");
    w.run(change + 1000h);
    CHECK(w.online().size() == 1);
}

TEST_CASE("network_cancel leaves a hub alone that has come back by itself before")
{
    moved w(plan_of(reconnect_cause::network_cancel));
    w.h.radio.power_off();
    w.h.radio.power_on();
    w.run(change + 1h);
    CHECK(w.online() == instants{time_point(change + to_online)});
    CHECK(w.told.of("wan.detached").size() == 1);
}

TEST_CASE("a pinned restart comes exactly then, once")
{
    moved w(plan_of(reconnect_cause::pinned, old_context::black_hole, 168h));
    w.run(change + 168h - 1ns);
    CHECK(w.online().empty());
    w.run(change + 2000h);
    CHECK(w.online() == instants{time_point(change + 168h + to_online)});
    CHECK_FALSE(w.h.schedule.due());
}

TEST_CASE("a hub that never restarts stays on its old context for ever")
{
    moved w(plan_of(reconnect_cause::never));
    w.run(change + 10'000h);
    CHECK(w.online().empty());
    CHECK(w.h.radio.wan_state() == "online");
    CHECK(w.h.radio.wan_context() == "stale");
}

TEST_CASE("a change back supersedes the pinned restart and follows the rollback policy")
{
    auto plan = plan_of(reconnect_cause::pinned, old_context::black_hole, 192h + 1min);
    plan.rollback = reconnect_policy{reconnect_cause::network_cancel, old_context::black_hole, {}};
    moved w(plan);
    w.run(change + 192h);
    w.set_profile("smso-a");
    CHECK_FALSE(w.h.schedule.due());
    auto delay = network_cancel_delay(w.sim.dice, "tri-1", 2, 30s, 5min);
    w.run(change + 1000h);
    CHECK(w.online() == instants{time_point(change + 192h + delay + 5s)});
    CHECK(w.h.radio.apn() == "smso-a.apn");
    CHECK(w.h.radio.address() == "127.16.0.1");
}

TEST_CASE("without a policy of its own the way back takes as long again")
{
    moved w(plan_of(reconnect_cause::pinned, old_context::black_hole, 168h));
    w.run(change + 170h);
    w.set_profile("smso-a");
    CHECK(w.h.radio.wan_context() == "stale");
    w.run(change + 1000h);
    CHECK(w.online() == instants{time_point(change + 168h + to_online), time_point(change + 170h + 168h + to_online)});
}

TEST_CASE("a second change while the network cancel is due replaces it")
{
    auto plan = plan_of(reconnect_cause::network_cancel);
    plan.rollback = reconnect_policy{reconnect_cause::never, old_context::black_hole, {}};
    moved w(plan);
    w.run(change + 1s);
    w.set_profile("smso-a");
    w.run(change + 1000h);
    CHECK(w.online().empty());
    CHECK(w.h.radio.wan_context() == "stale");
}

TEST_CASE("a context that was served all along is of the right profile again after the way back, and nobody cancels it")
{
    moved w(plan_of(reconnect_cause::network_cancel, old_context::served));
    w.run(change + 1s);
    w.set_profile("smso-a");
    w.run(change + 1000h);
    CHECK(w.told.of("wan.offline").empty());
    CHECK(w.h.radio.wan_context() == "live");
}

TEST_CASE("a change while the hub is away or still activating needs no cause: the next activation has the new profile")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    SUBCASE("off")
    {
        w.run(1h);
        w.set_profile("dcc-foc");
        h.radio.power_on();
        w.run(1h + to_online);
    }
    SUBCASE("activating")
    {
        h.radio.power_on();
        w.run(14s);
        w.set_profile("dcc-foc");
        w.run(to_online);
    }
    CHECK(h.radio.apn() == "dcc-foc.apn");
    CHECK(h.radio.wan_context() == "live");
    CHECK(w.told.of("wan.context_orphaned").empty());
}

TEST_CASE("network_cancel leaves a hub alone that was still activating at the change")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::network_cancel));
    h.radio.power_on();
    w.run(14s);
    w.set_profile("dcc-foc");
    w.run(1h);
    CHECK(h.radio.apn() == "dcc-foc.apn");
    CHECK(w.told.of("wan.detached").empty());
}

/// A device that asks without ever leaving: what a modem would do that lost its memory.
struct forgetful final : terminal {
    void on_attach_accepted() override { ++attached; }
    void on_attach_rejected(gmm_cause, duration) override {}
    void on_update_accepted() override {}
    void on_context_accepted(std::shared_ptr<const bearer> context) override { contexts.push_back(std::move(context)); }
    void on_context_rejected(sm_cause) override {}
    void on_context_deactivated(sm_cause) override {}
    void on_detached(bool, gmm_cause) override {}
    void on_short_message(std::uint64_t) override {}
    int attached{0};
    std::vector<std::shared_ptr<const bearer>> contexts;
};

TEST_CASE("a device that asks again without leaving loses the context that it had")
{
    world w;
    w.add_hub(plan_of(reconnect_cause::never));
    forgetful device;
    w.operators.request_context(w.card());
    w.run(1min);
    CHECK(device.contexts.empty()); // not attached
    w.operators.request_attach(w.card(), device);
    w.run(2min);
    w.operators.request_context(w.card());
    w.run(3min);
    REQUIRE(device.contexts.size() == 1);
    SUBCASE("a context")
    {
        w.operators.request_context(w.card());
        w.run(4min);
        REQUIRE(device.contexts.size() == 2);
        CHECK(device.contexts[1]->live());
        CHECK(w.operators.contexts() == 1);
    }
    SUBCASE("an attach")
    {
        w.operators.request_attach(w.card(), device);
        w.run(4min);
        CHECK(device.attached == 2);
        CHECK(w.operators.contexts() == 0);
    }
    CHECK_FALSE(device.contexts[0]->live());
    w.operators.leave(w.card());
}

TEST_CASE("a SIM gets the same address whenever it is in the same profile")
{
    world w;
    w.add_hub(plan_of(reconnect_cause::never));
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    h.radio.power_on();
    for (auto name : {"dcc-foc", "smso-a", "dcc-foc"}) {
        w.set_profile(name, 1);
        h.radio.power_off();
        h.radio.power_on();
        w.run(w.sim.time.now().time_since_epoch() + 1h);
        CHECK(h.radio.address() == (std::string_view(name) == "smso-a" ? "127.16.0.2" : "127.20.0.2"));
    }
}

} // namespace
} // namespace sim::smwan
