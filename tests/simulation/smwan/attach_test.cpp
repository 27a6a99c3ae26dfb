#include "smwan_world.hpp"

#include "sim/smwan/states.hpp"

namespace sim::smwan {
namespace {

using namespace test;

TEST_CASE("a hub is online when search, attach and activation have taken their times")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    CHECK(h.radio.wan_state() == "off");
    h.radio.power_on();
    CHECK(h.radio.wan_state() == "searching");
    w.run(10s);
    CHECK(h.radio.wan_state() == "attaching");
    w.run(13s);
    CHECK(h.radio.wan_state() == "activating");
    w.run(15s - 1ns);
    CHECK(h.radio.wan_context() == "none");
    w.run(15s);
    CHECK(h.radio.wan_state() == "online");
    CHECK(h.radio.wan_context() == "live");
    CHECK(h.radio.address() == "127.16.0.1");
    CHECK(h.radio.apn() == "smso-a.apn");
    CHECK(h.went_online == std::vector<std::string>{"smso-a.apn"});
    CHECK(w.told.times("wan.attached") == instants{time_point(13s)});
    REQUIRE(w.told.times("wan.online") == instants{time_point(15s)});
    auto online = w.told.of("wan.online")[0];
    CHECK(online.text("profile") == "smso-a");
    CHECK(online.text("apn") == "smso-a.apn");
    CHECK(online.text("address") == "127.16.0.1");
    CHECK(w.told.times("wan.context_active") == instants{time_point(15s)});
}

TEST_CASE("the times of each device come out of streams of its own name")
{
    auto online_of_second = [](std::uint64_t seed, bool first_too) {
        world w(seed, {});
        for (int i = 0; i < 2; ++i) w.add_hub(plan_of(reconnect_cause::never), {});
        if (first_too) w.hubs[0].radio.power_on();
        w.hubs[1].radio.power_on();
        w.run(1h);
        auto& dice = w.sim.dice;
        auto signalling = dice.stream("tri-2/wan/signalling");
        auto expected = draw_between(dice.stream("tri-2/wan/cell_search"), 0, 5s, 15s) +
                        draw_between(signalling, 0, 2s, 4s) + draw_between(signalling, 1, 1s, 3s);
        auto lines = w.told.of("wan.online", "tri-2");
        REQUIRE(lines.size() == 1);
        CHECK(lines[0].at == time_point(expected));
        const auto& shape = w.hubs[1].radio.context()->over->shape();
        CHECK(shape.up.latency == shape.down.latency);
        CHECK(shape.up.latency >= 300ms);
        CHECK(shape.up.latency <= 600ms);
        return lines[0].at;
    };
    CHECK(online_of_second(7, false) == online_of_second(7, true));
    CHECK(online_of_second(7, false) != online_of_second(8, false));
}

TEST_CASE("a SIM may have a link of its own")
{
    world w;
    auto ideal = std::make_shared<const link_model>(link_model::ideal());
    auto* card =
        w.directory
            .add_sim(
                {.identity = identity(99), .installation = "tri-1", .profile = "smso-a", .plan = {}, .link = ideal})
            .value();
    auto& h = w.hubs.emplace_back(w, *card, modem_settings{{10s, 10s}, false});
    h.radio.power_on();
    w.run(1min);
    REQUIRE(h.radio.context());
    CHECK(h.radio.context()->over->shape().up.latency == 0s);
    CHECK(h.radio.context()->over->shape().down.bits_per_second == 0);
}

TEST_CASE("power off takes the context at once, and power on makes a new one")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    h.radio.power_on();
    w.run(1min);
    auto before = h.radio.context()->over;
    h.radio.power_off();
    CHECK(h.radio.wan_state() == "off");
    CHECK(h.radio.address().empty());
    CHECK(h.went_offline == std::vector<std::string>{"power off"});
    CHECK(before->state() == transport::path::condition::down);
    CHECK(w.operators.contexts() == 0);
    CHECK_FALSE(w.operators.attached(w.card()));
    for (auto event : {"wan.detached", "wan.context_lost", "wan.offline"}) {
        REQUIRE(w.told.of(event).size() == 1);
        CHECK(w.told.of(event)[0].text("reason") == "power off");
    }
    h.radio.power_off();
    CHECK(w.told.of("wan.offline").size() == 1);
    h.radio.power_on();
    w.run(1min + to_online);
    CHECK(h.radio.wan_state() == "online");
    CHECK(h.radio.address() == "127.16.0.1");
}

TEST_CASE("power off while a request is out leaves nothing behind")
{
    for (auto when : {5s, 11s, 14s}) {
        world w;
        auto& h = w.add_hub(plan_of(reconnect_cause::never));
        h.radio.power_on();
        w.run(when);
        h.radio.power_off();
        w.run(24h);
        CHECK(h.radio.wan_state() == "off");
        CHECK(w.told.of("wan.online").empty());
        CHECK(w.operators.contexts() == 0);
        CHECK_FALSE(w.operators.attached(w.card()));
    }
}

TEST_CASE("a parked hub costs no event in a week, and its periodic updates are counted all the same")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    h.radio.power_on();
    w.run(1min);
    auto before = w.sim.time.events_fired();
    CHECK(w.sim.time.parked() == 0);
    w.run(13s + 168h);
    CHECK(w.sim.time.events_fired() == before);
    CHECK(h.radio.updates() == 168 * 60 / 54);
    h.radio.power_off();
    CHECK(h.radio.updates() == 0);
}

TEST_CASE("periodic updates that are made to happen change nothing while the network answers")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never), {{10s, 10s}, true});
    h.radio.power_on();
    w.run(13s + 168h + 1min);
    // Two events each: the timer and the answer.
    CHECK(w.sim.time.events_fired() == 3 + 2 * h.radio.updates());
    w.run(13s + 1000h);
    for (auto event : {"wan.attached", "wan.online"}) CHECK(w.told.of(event).size() == 1);
    for (auto event : {"wan.detached", "wan.request_timed_out"}) CHECK(w.told.of(event).empty());
    CHECK(h.radio.wan_state() == "online");
}

TEST_CASE("watchers are told of each state that the hub passes through")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    w.sim.names.bind(wan_state, [&](std::string_view) { return value(std::string(h.radio.wan_state())); });
    std::vector<std::string> seen;
    auto watch = w.sim.names.watch_state("wan.state", "tri-1", [&](std::string_view on) {
        seen.push_back(to_text(w.sim.names.get("wan.state", on).value()));
    });
    h.radio.power_on();
    w.run(1min);
    CHECK(seen == std::vector<std::string>{"searching", "attaching", "activating", "online"});
}

TEST_CASE("a suspended SIM loses its context and gets another one when its back-off ends after it is live again")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    h.radio.power_on();
    w.run(1h);
    w.directory.set_state(w.card(), sim_state::suspend);
    w.run(1h + 1s);
    CHECK(h.went_offline == std::vector<std::string>{"the operator bars the subscription"});
    CHECK(w.operators.attached(w.card()));
    w.run(1h + 12min + 2s);
    REQUIRE(w.told.of("wan.pdp_rejected").size() == 1);
    CHECK(w.told.of("wan.pdp_rejected")[0].text("code") == "8");
    w.directory.set_state(w.card(), sim_state::live);
    w.run(1h + 24min + 2s - 1ns);
    CHECK(h.radio.wan_state() == "back_off");
    w.run(1h + 24min + 4s);
    CHECK(h.radio.wan_state() == "online");
}

TEST_CASE("a stopped SIM is detached and stays away until the hub restarts")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    h.radio.power_on();
    w.run(1h);
    w.directory.set_state(w.card(), sim_state::stopped);
    w.run(2h);
    CHECK(h.radio.wan_state() == "refused");
    CHECK(w.operators.contexts() == 0);
    w.directory.set_state(w.card(), sim_state::live);
    w.run(1000h);
    CHECK(h.radio.wan_state() == "refused");
    h.radio.power_off();
    h.radio.power_on();
    w.run(1000h + to_online);
    CHECK(h.radio.wan_state() == "online");
}

TEST_CASE("a SIM for which the pool has no address is refused with cause 26")
{
    world w;
    w.add_profile("tiny", "127.24.0.0/30");
    for (int i = 0; i < 3; ++i)
        w.add_hub(plan_of(reconnect_cause::never), {{10s, 10s}, false}, "tiny").radio.power_on();
    w.run(1min);
    CHECK(w.hubs[0].radio.address() == "127.24.0.1");
    CHECK(w.hubs[1].radio.address() == "127.24.0.2");
    CHECK(w.hubs[2].radio.wan_state() == "back_off");
    REQUIRE(w.told.of("wan.pdp_rejected").size() == 1);
    CHECK(w.told.of("wan.pdp_rejected")[0].text("code") == "26");
}

} // namespace
} // namespace sim::smwan
