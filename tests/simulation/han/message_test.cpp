#include "tests/support/han_home.hpp"

namespace sim::han {
namespace {

using namespace test;

constexpr mode both[] = {mode::lazy, mode::full};

TEST_CASE("what cannot be sent says why")
{
    for (auto how : both) {
        home h(7, how);
        h.add("esme", esme_address, device_kind::mains, false);
        h.add("gsme", gsme_address, device_kind::sleepy);
        h.power_all();
        h.send_to(h["esme"], "to a stranger");
        h.send_to(h["gsme"], std::string(max_message + 1, 'x'));
        CHECK(h.notes.empty()); // not from inside the call
        h.run(1s);
        CHECK(h.noted("to a stranger not_joined"));
        CHECK(h.noted("xx too_long"));
    }
}

TEST_CASE("a message reaches a meter within milliseconds, and the acknowledgement is the completion")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        auto& esme = *h["esme"].self;
        h.run(esme.routine().ends(esme.routine().first_from(h.sim.time.now())) - h.sim.time.now() + 1s);
        auto before = h.sim.time.now();
        h.send_to(h["esme"], "hello", true);
        h.run(1s);
        REQUIRE(h.notes.size() == 2);
        CHECK(h.notes[0].ends_with("esme: got hello"));
        CHECK(h.notes[1].ends_with("esme: hello delivered"));
        // 6 + 67 octets of 32 us, at most 7 back-offs of 320 us, and an acknowledgement; the link is a good one.
        auto at = parse_rfc3339(h.notes[0].substr(0, h.notes[0].find(' '))).value();
        CHECK(at - before > 2ms);
        CHECK(at - before < 6ms);
    }
}

TEST_CASE("messages of any length up to the limit arrive whole, in order, secured by the link or not")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        std::vector<std::string> sent;
        for (std::size_t size : {0U, 1U, 4U, 5U, 72U, 73U, 74U, 82U, 83U, 128U, 129U, 1500U})
            for (bool link_secured : {false, true}) {
                std::string text(size, 'a');
                for (std::size_t i = 0; i < size; ++i) text[i] = "abcdefghijklmnopqrstuvwxyz"[i % 26];
                h.send_to(h["esme"], text, link_secured);
                sent.push_back(text);
            }
        h.run(10s);
        std::vector<std::string> got;
        for (const auto& n : h.notes)
            if (auto at = n.find("esme: got "); at != std::string::npos) got.push_back(n.substr(at + 10));
        REQUIRE(got.size() == sent.size());
        for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == sent[i]);
    }
}

TEST_CASE("while a meter reports, everything else waits")
{
    std::vector<std::string> told[2];
    for (auto how : both) {
        home h(7, how);
        h.usual();
        auto& esme = *h["esme"].self;
        auto k = esme.routine().first_from(h.sim.time.now() + 1min);
        REQUIRE(h.sim.time.run_until(esme.routine().begins(k) - 100ms));
        h.net.send(end::device, esme, say(std::string(1500, '.')));
        REQUIRE(h.sim.time.run_until(esme.routine().ends(k)));
        CHECK(h.notes.empty()); // half of it is over
        h.run(1s);
        CHECK(h.notes.size() == 1);
        CHECK(h.count("han.replay_refused") == 0);
        told[static_cast<std::size_t>(how)] = h.notes;
    }
    CHECK(told[0] == told[1]);
}

TEST_CASE("a message to a meter without power is not acknowledged")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        h.net.power(*h["esme"].self, false);
        h.send_to(h["esme"], "hello");
        h.run(1s);
        CHECK(h.noted("hello no_ack"));
        CHECK_FALSE(h.noted("got hello"));
    }
}

TEST_CASE("a frame that a fault takes is not acknowledged, and nothing else is lost")
{
    home h(7, mode::full);
    h.usual();
    h.run(1h);
    REQUIRE_FALSE(h.sim.faults.arm("han.frame_lost", {.id = "gone", .nth = 1}));
    h.send_to(h["esme"], "first");
    h.send_to(h["esme"], "second");
    h.run(1s);
    CHECK(h.noted("first no_ack"));
    CHECK(h.noted("second delivered"));
}

TEST_CASE("a hub that loses its power forgets what it was sending")
{
    home h;
    h.usual();
    h.send_to(h["gsme"], "waits");
    h.send_to(h["esme"], std::string(1000, '.'));
    h.run(5ms);
    h.net.power_hub(false);
    h.net.power_hub(true);
    h.run(2h);
    CHECK(h.notes.empty());
    CHECK(h.net.queued(*h["gsme"].self) == 0);
}

TEST_CASE("a message waits for the gas meter's next wake")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        h.run(1h);
        auto& gas = *h["gsme"].self;
        auto k = gas.routine().first_from(h.sim.time.now());
        h.send_to(h["gsme"], "one");
        h.send_to(h["gsme"], "two");
        CHECK(h.net.queued(gas) == 2);
        REQUIRE(h.sim.time.run_until(gas.routine().ends(k)));
        CHECK(h.net.queued(gas) == 2);
        CHECK(h.noted("gsme: awake"));
        h.run(1s);
        CHECK(h.net.queued(gas) == 0);
        CHECK(h.noted("gsme: got one"));
        CHECK(h.noted("gsme: two delivered"));
        CHECK(h.net.awake(gas));
        h.run(10s);
        CHECK_FALSE(h.net.awake(gas));
    }
}

TEST_CASE("what is one message too many for the queue is refused and told")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        for (int i = 0; i < 9; ++i) h.send_to(h["gsme"], std::to_string(i));
        h.run(1ms);
        CHECK(h.noted("gsme: 8 queue_full"));
        REQUIRE(h.count("han.message_dropped") == 1);
        CHECK(h.told.of("han.message_dropped")[0].text("reason") == "queue_full");
        CHECK(h.told.of("han.message_dropped")[0].text("cluster") == "0702");
    }
}

TEST_CASE("a message that is not fetched in a day expires")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        h.net.power(*h["gsme"].self, false);
        h.send_to(h["gsme"], "old news");
        h.run(24h - 1ns);
        CHECK_FALSE(h.noted("old news"));
        h.run(1ns);
        CHECK(h.noted("old news expired"));
        CHECK(h.told.of("han.message_dropped")[0].text("reason") == "expired");
    }
}

TEST_CASE("a gas meter kept awake fetches within a second, for a quarter of an hour at most")
{
    for (auto how : both) {
        home h(7, how);
        h.usual();
        auto& gas = *h["gsme"].self;
        h.net.stay_awake(gas, 1h);
        h.run(14min);
        h.send_to(h["gsme"], "quick");
        h.run(3s); // the window of a wake may be in the way
        CHECK(h.noted("gsme: got quick"));
        h.run(1min - 3s);
        CHECK_FALSE(h.net.awake(gas));
        h.net.stay_awake(gas, 1min);
        CHECK(h.net.awake(gas));
        h.net.stay_awake(gas, 0s);
        CHECK_FALSE(h.net.awake(gas));
    }
}

TEST_CASE("a gas meter that has something to say at its next wake is called then, in both modes at the same time")
{
    std::vector<std::string> told[2];
    for (auto how : both) {
        home h(7, how);
        h.usual();
        h["gsme"].say_when_awake = {"mirror, please"};
        h.net.want_wake(*h["gsme"].self);
        h.run(31min);
        CHECK(h.noted("gsme: awake"));
        CHECK(h.noted("hub: mirror, please from gsme"));
        told[static_cast<std::size_t>(how)] = h.notes;
    }
    CHECK(told[0] == told[1]);
}

TEST_CASE("without anything to do a lazy home costs no events")
{
    home h;
    h.usual();
    h.run(1h);
    auto before = h.sim.time.events_fired();
    h.run(7 * 24h);
    CHECK(h.sim.time.events_fired() - before <= 2);
}

} // namespace
} // namespace sim::han
