// What becomes of connections when the way through the network changes. Linked with memory and with real sockets.
#include "tests/simulation/transport/net_world.hpp"

#include <boost/system/system_error.hpp>

#include <doctest/doctest.h>

using namespace sim;
using namespace sim::transport;
using namespace sim::transport::test;
using condition = path::condition;

TEST_CASE("a dial to nobody is refused after one round trip")
{
    net_world w;
    w.dial();
    w.go(1h);
    CHECK(w.d.lines == lines{"200ms dialled: Connection refused"});
}

TEST_CASE("a dial over a black hole times out after 63 seconds, to the nanosecond")
{
    net_world w;
    w.listen();
    w.hub->set_state(condition::black_hole);
    w.dial();
    w.go(1h);
    CHECK(w.d.lines == lines{"1m3s dialled: Connection timed out"});
}

TEST_CASE("a dial over a path that refuses is refused, one over a path that is down fails at once")
{
    net_world w;
    w.listen();
    w.hub->set_state(condition::refused);
    w.dial();
    w.go(1s);
    w.hub->set_state(condition::down);
    w.dial();
    CHECK(w.d.lines.size() == 1); // not inside the call
    w.go(1h);
    CHECK(w.d.lines == lines{"200ms dialled: Connection refused", "1s dialled: Network is down"});
}

TEST_CASE("a SYN that is lost times out, though the path comes back")
{
    net_world w;
    w.listen();
    w.dial();
    w.at(139ms, [&] { w.hub->set_state(condition::black_hole); });
    w.at(141ms, [&] { w.hub->set_state(condition::up); });
    w.go(1h);
    CHECK(w.d.lines == lines{"1m3s dialled: Connection timed out"});
}

TEST_CASE("a SYN-ACK that is lost times out, and the server waits in vain")
{
    net_world w;
    w.listen();
    w.dial();
    w.at(200ms, [&] { w.hub->set_state(condition::black_hole); });
    w.go(1h);
    CHECK(w.d.lines == lines{"140ms accepted", "1m3s dialled: Connection timed out"});
}

TEST_CASE("a path that begins to refuse while the SYN is on its way refuses it")
{
    net_world w;
    w.listen();
    w.dial();
    w.at(100ms, [&] { w.hub->set_state(condition::refused); });
    w.go(1h);
    CHECK(w.d.lines == lines{"280ms dialled: Connection refused"});
}

TEST_CASE("a dial that is pending when the path goes down fails at once, over any path")
{
    for (auto duration_before : {50ms, 139ms, 141ms, 279ms}) {
        CAPTURE(duration_before.count());
        net_world w;
        w.listen();
        w.dial();
        w.at(duration_before, [&] { w.hub->set_state(condition::down); });
        w.go(1h);
        auto when = std::to_string(duration_before.count()) + "ms dialled: Network is down";
        CHECK(w.d.lines == (duration_before < 140ms ? lines{when} : lines{"140ms accepted", when}));
    }
    net_world hole;
    hole.hub->set_state(condition::black_hole);
    hole.dial();
    hole.at(30s, [&] { hole.hub->set_state(condition::down); });
    hole.go(1h);
    CHECK(hole.d.lines == lines{"30s dialled: Network is down"});
}

TEST_CASE("a listener that is destroyed refuses the SYN that is on its way")
{
    net_world w;
    w.listen();
    w.dial();
    w.at(100ms, [&] { w.door.reset(); });
    w.at(1s, [&] { w.dial(); });
    w.go(1h);
    CHECK(w.d.lines == lines{"280ms dialled: Connection refused", "1s200ms dialled: Connection refused"});
}

TEST_CASE("an endpoint is listened on once at a time")
{
    net_world w;
    w.listen();
    CHECK_THROWS_AS(w.net.listen(w.server, {"other", {}}, [](std::unique_ptr<stream>) {}), boost::system::system_error);
    w.door.reset();
    w.listen();
    w.dial();
    w.go(1s);
    CHECK(w.d.lines == lines{"140ms accepted", "280ms dialled: good"});
}

TEST_CASE("a black hole swallows what is sent and what is under way, and tells nobody")
{
    net_world w;
    w.connect();
    w.near->read_on();
    w.near->say("under way");
    w.at(300ms, [&] { w.hub->set_state(condition::black_hole); });
    w.at(1s, [&] {
        w.near->say("lost");
        w.far->say("lost too");
    });
    w.at(2s, [&] { w.far->line().close(); });
    w.go(24h);
    CHECK(w.d.lines == lines{
                           "280ms hub wrote 9: good",
                           "1s hub wrote 4: good",
                           "1s server wrote 8: good",
                           "2s server read: Operation canceled",
                       });
}

TEST_CASE("a direction that has lost something delivers nothing more: TCP keeps order")
{
    net_world w;
    w.connect();
    w.near->read_on();
    w.hub->set_state(condition::black_hole);
    w.near->say("lost");
    w.at(1s, [&] { w.hub->set_state(condition::up); });
    w.at(2s, [&] {
        w.near->say("behind it");
        w.far->say("still heard");
    });
    w.at(3s, [&] { w.near->line().close(); });
    w.go(24h);
    CHECK(w.d.lines == lines{
                           "280ms hub wrote 4: good",
                           "2s hub wrote 9: good",
                           "2s server wrote 11: good",
                           "2s111ms hub read still heard",
                           "3s hub read: Operation canceled",
                       });
}

TEST_CASE("a black hole that swallowed nothing has done nothing")
{
    net_world w;
    w.connect();
    w.hub->set_state(condition::black_hole);
    w.at(1h, [&] { w.hub->set_state(condition::up); });
    w.at(2h, [&] { w.near->say("hello"); });
    w.go(24h);
    CHECK(w.d.lines == lines{"2h hub wrote 5: good", "2h105ms server read hello"});
}

TEST_CASE("a path that refuses resets both ends of what is open")
{
    net_world w;
    w.connect();
    w.near->read_on();
    w.at(1s, [&] { w.hub->set_state(condition::refused); });
    w.go(1h);
    CHECK(w.d.lines == lines{"1s hub read: Connection reset by peer", "1s server read: Connection reset by peer"});
}

TEST_CASE(
    "a path that goes down aborts the near end at once, with all that it had pending, and the far end hears nothing")
{
    net_world w;
    w.connect();
    w.near->read_on();
    w.far->say("under way");
    w.near->say(std::string(20'000, 'x'));
    w.at(1s, [&] { w.hub->set_state(condition::down); });
    w.at(2s, [&] { w.near->say("more"); });
    w.at(3s, [&] { w.near.reset(); });
    w.go(24h);
    CHECK(w.d.lines == lines{
                           "280ms server wrote 9: good",
                           "389ms hub read under way",
                           "1s hub read: Network is down",
                           "1s hub wrote 0: Network is down",
                           "2s hub wrote 0: Network is down",
                       });
}

TEST_CASE("what had arrived unread is lost with a path that goes down")
{
    net_world w;
    w.connect();
    w.far->say("unread");
    w.at(1s, [&] { w.hub->set_state(condition::down); });
    w.at(2s, [&] { w.near->read_on(); });
    w.go(1h);
    CHECK(w.d.lines == lines{"280ms server wrote 6: good", "2s hub read: Network is down"});
}

TEST_CASE("connections over another path are not touched")
{
    net_world w;
    w.connect();
    auto other = net_world::make_path("other", "127.40.0.2", slow_link());
    other->set_state(condition::refused);
    other->set_state(condition::down);
    w.near->say("hello");
    w.go(1s);
    CHECK(w.d.lines == lines{"280ms hub wrote 5: good", "385ms server read hello"});
}

TEST_CASE("a tap sees every segment with the time of its arrival, in the order of sending")
{
    struct noting final : wire_tap {
        lines seen;
        void on_segment(time_point time, const endpoint& from, const endpoint& to, segment kind,
                        byte_view data) override
        {
            constexpr std::array names{"syn", "syn-ack", "data", "fin", "rst"};
            seen.push_back(to_text(time - time_point{}) + " " + std::to_string(from.port) + ">" +
                           std::to_string(to.port) + " " + names[static_cast<std::size_t>(kind)] +
                           (data.empty() ? "" : " " + as_text(data)));
        }
    } tap;
    net_world w;
    w.net.set_tap(&tap);
    w.connect();
    w.near->say("ping");
    w.far->say("pong");
    w.at(1s, [&] { w.near->line().close(); });
    w.at(2s, [&] { w.far->say("late"); });
    w.go(10s);
    CHECK(tap.seen == lines{
                          "140ms 49152>4059 syn",
                          "280ms 4059>49152 syn-ack",
                          "384ms 49152>4059 data ping",
                          "384ms 4059>49152 data pong",
                          "1s100ms 49152>4059 fin",
                          "2s104ms 4059>49152 data late",
                          "2s204ms 49152>4059 rst",
                      });
}
