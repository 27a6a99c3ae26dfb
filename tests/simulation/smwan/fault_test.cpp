#include "smwan_world.hpp"

namespace sim::smwan {
namespace {

using namespace test;

fault_rule always(std::string id, std::int64_t cause = 0)
{
    fault_rule rule;
    rule.id = std::move(id);
    if (cause) rule.parameters.emplace("cause", cause);
    return rule;
}

instants from(time_point start, std::initializer_list<duration> offsets)
{
    instants out;
    for (auto d : offsets) out.push_back(start + d);
    return out;
}

TEST_CASE("five rejected attaches, then nothing for 12 min 0 s, then online")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    auto rule = always("bad");
    rule.until = time_point(2min);
    REQUIRE_FALSE(w.sim.faults.arm("wan.attach_reject", rule));
    h.radio.power_on();
    w.run(1h);
    // Each request is answered after 3 s, and the next one goes out 15 s after the answer.
    auto rejects = w.told.of("wan.attach_rejected");
    CHECK(w.told.times("wan.attach_rejected") == from(time_point(13s), {0s, 18s, 36s, 54s, 72s}));
    CHECK(rejects[0].text("code") == "17");
    CHECK(rejects[0].text("meaning") == "the network failed");
    CHECK(rejects[4].text("attempt") == "5");
    CHECK(w.told.times("wan.attached") == instants{time_point(85s + 12min + 3s)});
    CHECK(w.sim.faults.evidence("bad")->fired == 5);
}

TEST_CASE("five unanswered attaches, then nothing for 12 min 0 s, then online")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    auto rule = always("deaf");
    rule.until = time_point(2min);
    REQUIRE_FALSE(w.sim.faults.arm("wan.no_answer", rule));
    h.radio.power_on();
    w.run(1h);
    CHECK(w.told.times("wan.request_timed_out") == from(time_point(10s), {15s, 30s, 45s, 60s, 75s}));
    CHECK(w.told.of("wan.request_timed_out")[0].text("request") == "attach");
    CHECK(w.told.times("wan.attached") == instants{time_point(85s + 12min + 3s)});
}

TEST_CASE("congestion brings a T3346 between 15 and 30 min")
{
    world w;
    for (int i = 0; i < 50; ++i) w.add_hub(plan_of(reconnect_cause::never)).radio.power_on();
    auto rule = always("storm", 22);
    rule.until = time_point(1min);
    REQUIRE_FALSE(w.sim.faults.arm("wan.attach_reject", rule));
    w.run(2h);
    auto attached = w.told.times("wan.attached");
    REQUIRE(attached.size() == 50);
    CHECK(attached.front() >= time_point(13s + 15min + 3s));
    CHECK(attached.back() <= time_point(13s + 30min + 3s));
    CHECK(attached.back() - attached.front() > 5min);
}

TEST_CASE("a permanent reject keeps the hub away until it restarts")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::pinned, old_context::black_hole, 48h));
    auto rule = always("once", 7);
    rule.nth = 1;
    REQUIRE_FALSE(w.sim.faults.arm("wan.attach_reject", rule));
    h.radio.power_on();
    w.run(1min);
    CHECK(h.radio.wan_state() == "refused");
    w.set_profile("dcc-foc");
    w.run(100h);
    CHECK(w.told.times("wan.online") == instants{time_point(1min + 48h + to_online)});
}

TEST_CASE("a refused activation backs off 12 min, and a restart meanwhile starts that anew")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never));
    auto rule = always("unsubscribed", 33);
    rule.nth = 1;
    REQUIRE_FALSE(w.sim.faults.arm("wan.pdp_reject", rule));
    h.radio.power_on();
    SUBCASE("left alone")
    {
        w.run(1h);
        CHECK(w.told.times("wan.online") == instants{time_point(15s + 12min + 2s)});
    }
    SUBCASE("restarted")
    {
        w.run(10min);
        h.radio.power_off();
        h.radio.power_on();
        w.run(1h);
        CHECK(w.told.times("wan.online") == instants{time_point(10min + 13s + 12min + 2s)});
    }
    CHECK(w.told.times("wan.pdp_rejected") == instants{time_point(15s)});
}

TEST_CASE("an update that is not answered is seen where updates are made to happen")
{
    world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never), {{10s, 10s}, true});
    h.radio.power_on();
    w.run(1min);
    REQUIRE_FALSE(w.sim.faults.arm("wan.no_answer", always("deaf")));
    w.run(13s + 54min + 75s);
    CHECK(w.told.times("wan.request_timed_out") == from(time_point(13s + 54min), {15s, 30s, 45s, 60s, 75s}));
    CHECK(w.told.of("wan.request_timed_out")[0].text("request") == "update");
    CHECK(h.radio.wan_state() == "online");
}

} // namespace
} // namespace sim::smwan
