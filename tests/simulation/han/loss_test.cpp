#include "tests/support/han_home.hpp"

namespace sim::han {
namespace {

using namespace test;

constexpr mode both[] = {mode::lazy, mode::full};

void reach(home& h, const std::string& device, bool yes)
{
    auto s = h.net.link_of(*h[device].self);
    s.reachable = yes;
    h.net.set_link(*h[device].self, s);
}

TEST_CASE("as made, devices are members at once, without frames and without memory")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        CHECK(h["esme"].self->state() == member_state::joined);
        CHECK(h.net.members() == 2);
        h.run(6h);
        CHECK(h.sim.memory.size() == 0);
        CHECK(h.told.story("han.", "tri-1").empty());
    }
}

TEST_CASE("an electricity meter and its hub miss each other after ten exchanges")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        h.run(1h);
        auto k = h["esme"].self->routine().first_from(h.sim.time.now());
        reach(h, "esme", false);
        h.run(1h);
        auto tenth = h["esme"].self->routine().ends(k + 9);
        CHECK(h.told.times("han.network_lost") == std::vector{tenth});
        CHECK(h.told.times("han.lost") == std::vector{tenth});
        CHECK(h.told.of("han.lost")[0].text("missed") == "10");
        CHECK(h.net.is_lost(*h["esme"].self));
        CHECK(h.noted("hub: lost esme"));
    }
}

TEST_CASE("a gas meter that was out of reach for 25 h is back with its next search")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        h.run(1h);
        auto& gas = *h["gsme"].self;
        auto k = gas.routine().first_from(h.sim.time.now());
        REQUIRE_FALSE(h.sim.names.invoke("han.lose", "tri-1", {{"device", std::string("gsme")}}));
        h.run(25h);
        // Three wakes missed, then three searches of the hub's, one at each wake.
        CHECK(h.told.times("han.lost") == std::vector{gas.routine().ends(k + 2)});
        REQUIRE(h.count("han.search_failed") == 2);
        CHECK(h.told.of("han.search_failed")[0].text("by") == "device");
        CHECK(h.told.of("han.search_failed")[1].text("by") == "hub");
        CHECK(h.told.of("han.search_failed")[1].at == gas.routine().ends(k + 5));
        CHECK(h.noted("hub: cannot find gsme"));
        CHECK(h.noted("gsme: three searches failed"));
        CHECK(to_text(h.sim.names.get("han.lost_members", "tri-1").value()) == "1");
        CHECK(to_text(h.sim.names.get("han.gsme", "tri-1").value()) == "searching");
        REQUIRE_FALSE(h.sim.names.invoke("han.restore", "tri-1", {{"device", std::string("gsme")}}));
        auto next = gas.routine().begins(gas.routine().first_from(h.sim.time.now()));
        h.run(4h);
        REQUIRE(h.count("han.rejoined") == 1);
        auto back = h.told.of("han.rejoined")[0];
        CHECK(back.text("how") == "orphan_scan");
        CHECK(back.at > next);
        CHECK(back.at < next + 1s);
        CHECK(h.noted("hub: found gsme"));
        CHECK_FALSE(h.net.is_lost(gas));
    }
}

TEST_CASE("after a day of searching a gas meter spares its battery: every sixth wake")
{
    home h;
    h.usual();
    reach(h, "gsme", false);
    h.run(72h);
    auto before = h.sim.time.events_fired();
    h.run(24h);
    // Eight searches, each with a handful of events.
    CHECK(h.sim.time.events_fired() - before < 100);
    reach(h, "gsme", true);
    h.run(3h);
    CHECK(h.count("han.rejoined") == 1);
}

TEST_CASE("a hub without power is missed, and takes its devices back from its memory")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        auto key = h.net.network_key();
        auto id = h.net.id();
        h.run(1h);
        h.net.power_hub(false);
        h.run(2h);
        CHECK(h.count("han.network_lost") == 2);
        CHECK(h.count("han.lost") == 0); // the hub sees nothing
        h.net.power_hub(true);
        h.run(4h);
        CHECK(h.count("han.rejoined") == 2);
        CHECK(h.net.network_key() == key);
        CHECK(h.net.id() == id);
        CHECK(h.net.members() == 2);
    }
}

TEST_CASE("a short power cut of the hub is not noticed by a meter that sleeps through it")
{
    home h;
    h.usual();
    h.run(1h);
    h.net.power_hub(false);
    h.run(10min);
    h.net.power_hub(true);
    h.run(4h);
    for (const auto& l : h.told.of("han.network_lost")) CHECK(l.part != "gsme");
}

TEST_CASE("frame counters never go back, whatever loses power")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        auto& esme = *h["esme"].self;
        std::uint32_t hub = 0, meter = 0;
        for (int i = 0; i < 5; ++i) {
            for (int n = 0; n < 30; ++n) h.send_to(h["esme"], "hello");
            h["esme"].answer = "hello";
            h.run(20s);
            auto now = h.sim.time.now();
            CHECK(h.net.frame_counter(now) > hub + 20);
            CHECK(h.net.frame_counter(esme, now) > meter + 20);
            hub = h.net.frame_counter(now);
            meter = h.net.frame_counter(esme, now);
            h.net.power_hub(false);
            h.net.power(esme, false);
            h.net.power_hub(true);
            h.net.power(esme, true);
            h.run(10s);
            CHECK(h.count("han.replay_refused") == 0);
        }
        CHECK(esme.state() == member_state::joined);
    }
}

TEST_CASE("a device that the hub has removed knows it at once, or at its next wake")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        h.run(1h);
        REQUIRE_FALSE(h.sim.names.invoke("han.unpair", "tri-1", {{"device", std::string("esme")}}));
        REQUIRE_FALSE(h.sim.names.invoke("han.unpair", "tri-1", {{"device", std::string("gsme")}}));
        CHECK(h.net.members() == 0);
        h.run(1s);
        CHECK(h["esme"].self->state() == member_state::unjoined);
        CHECK(h["gsme"].self->state() == member_state::joined);
        h.run(31min);
        CHECK(h["gsme"].self->state() == member_state::unjoined);
        CHECK(h.told.of("han.left")[1].text("reason") == "removed");
        CHECK(h.noted("gsme: left removed"));
    }
}

TEST_CASE("a device that was removed behind its back is not taken back")
{
    home h;
    h.usual();
    h.run(1h);
    reach(h, "esme", false);
    REQUIRE_FALSE(h.net.remove(*h["esme"].self));
    h.run(1h);
    reach(h, "esme", true);
    h.run(1h);
    CHECK(h.count("han.rejoin_refused") == 1);
    CHECK(h["esme"].self->state() == member_state::searching);
    REQUIRE_FALSE(h.net.leave(*h["esme"].self));
    REQUIRE_FALSE(h.sim.names.invoke("han.join", "tri-1", {{"device", std::string("esme")}}));
    h.run(10s);
    CHECK(h["esme"].self->state() == member_state::joined);
}

TEST_CASE("a device that leaves says so")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        REQUIRE_FALSE(h.net.leave(*h["esme"].self));
        h.run(2s);
        CHECK(h["esme"].self->state() == member_state::unjoined);
        CHECK(h.net.members() == 1);
        CHECK(h.noted("hub: left esme"));
        CHECK(h.net.leave(*h["esme"].self));
        // And its memory says so, too.
        h.net.power(*h["esme"].self, false);
        h.net.power(*h["esme"].self, true);
        CHECK(h["esme"].self->state() == member_state::unjoined);
    }
}

TEST_CASE("a new network key reaches all: those awake at once, one asleep when it wakes, one lost when it is back")
{
    for (auto how : both) {
        home h(7, how);
        h.add("esme", esme_address, device_kind::mains);
        h.add("gsme", gsme_address, device_kind::sleepy);
        h.add("ihd", ihd_address, device_kind::mains);
        h.power_all();
        h.net.power(*h["ihd"].self, false);
        h.run(1h);
        auto old = h.net.network_key();
        REQUIRE_FALSE(h.net.change_network_key());
        h.run(1h);
        CHECK(h.net.network_key() != old);
        CHECK(h.told.of("han.key_changed")[0].text("sequence") == "1");
        h.net.power(*h["ihd"].self, true);
        h.run(2h);
        CHECK(h.count("han.lost") == 0);
        REQUIRE(h.count("han.rejoined") == 1);
        CHECK(h.told.of("han.rejoined")[0].part == "ihd");
        CHECK(h.told.of("han.rejoined")[0].text("how") == "trust_centre_rejoin");
        for (const auto* name : {"esme", "ihd", "gsme"}) {
            h.send_to(h[name], "under the new key");
            h.run(31min);
            CHECK(h.noted(std::string(name) + ": got under the new key"));
        }
    }
}

TEST_CASE("a frame that comes twice is refused the second time")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        h["esme"].answer = "yes";
        REQUIRE_FALSE(h.sim.faults.arm("han.replay", {.id = "again", .nth = 1}));
        h.send_to(h["esme"], "pay");
        h.run(10s);
        CHECK(h.count("han.replay_refused") == 1);
        std::size_t got = 0;
        for (const auto& n : h.notes) got += n.find("esme: got pay") != std::string::npos;
        CHECK(got == 1);
    }
}

} // namespace
} // namespace sim::han
