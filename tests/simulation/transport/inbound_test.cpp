// Connections from the fixed network to whoever listens at the near end of a path. Linked with memory and with real
// sockets.
#include "tests/simulation/transport/net_world.hpp"

#include <boost/system/system_error.hpp>

#include <doctest/doctest.h>

using namespace sim;
using namespace sim::transport;
using namespace sim::transport::test;
using condition = path::condition;

namespace {

/// 300 ms up at one octet in two milliseconds, 100 ms down at one octet per millisecond: a SYN is at the hub after
/// 140 ms, the answer is back after another 380 ms.
link_shape uneven_link() { return {{300ms, 4000, 0}, {100ms, 8000, 0}}; }

struct inbound_world : net_world {
    explicit inbound_world(network_kind kind = tested_kind) : net_world(uneven_link(), kind) {}
    void listen(std::uint16_t port = 4059)
    {
        door = net.listen(hub, port, {"hub", {}}, [this](std::unique_ptr<stream> s) {
            d.note("accepted from " + s->remote().host.to_string());
            near = std::make_unique<talker>(d, "hub", std::move(s));
            near->read_on();
        });
    }
    void dial(std::uint16_t port = 4059)
    {
        net.dial(server.host, hub, port, [this](error_code ec, std::unique_ptr<stream> s) {
            d.note("dialled: " + short_name(ec));
            if (!s) return;
            far = std::make_unique<talker>(d, "head-end", std::move(s));
            far->read_on();
        });
    }
    void connect()
    {
        listen();
        dial();
        go(520ms);
        CHECK(d.lines == lines{"140ms accepted from 127.0.0.1", "520ms dialled: good"});
        d.lines.clear();
    }
};

} // namespace

TEST_CASE("a hub that does not listen refuses after a round trip, on another port too")
{
    inbound_world w;
    w.dial();
    w.at(1s, [&] {
        w.listen(443);
        w.dial();
    });
    w.go(1h);
    CHECK(w.d.lines == lines{"400ms dialled: Connection refused", "1s400ms dialled: Connection refused"});
}

TEST_CASE("what a head-end dials and sends travels down the hub's link, and answers travel up")
{
    inbound_world w;
    w.connect();
    w.far->say("ping");
    w.at(1s, [&] { w.near->say("pong"); });
    w.at(2s, [&] { w.far->line().close(); });
    w.at(3s, [&] { w.near->line().close(); });
    w.go(1h);
    CHECK(w.d.lines == lines{
                           "520ms head-end wrote 4: good",
                           "624ms hub read ping",
                           "1s hub wrote 4: good",
                           "1s308ms head-end read pong",
                           "2s head-end read: Operation canceled",
                           "2s100ms hub read: End of file",
                       });
    CHECK(w.near->line().local() == endpoint{w.hub->source(), 4059});
    CHECK(w.near->line().remote().host == w.server.host);
}

TEST_CASE("over a black hole, and to a hub whose context is gone, a head-end's dial times out")
{
    for (auto state : {condition::black_hole, condition::down}) {
        inbound_world w;
        w.listen();
        w.hub->set_state(state);
        w.dial();
        w.go(1h);
        CHECK(w.d.lines == lines{"1m3s dialled: Connection timed out"});
    }
}

TEST_CASE("a network that refuses answers a head-end's dial for the hub")
{
    inbound_world w;
    w.listen();
    w.hub->set_state(condition::refused);
    w.dial();
    w.go(1h);
    CHECK(w.d.lines == lines{"400ms dialled: Connection refused"});
}

TEST_CASE("a head-end's dial that is pending when the hub's context goes times out")
{
    for (auto when : {139ms, 141ms, 519ms}) {
        CAPTURE(when.count());
        inbound_world w;
        w.listen();
        w.dial();
        w.at(when, [&] { w.hub->set_state(condition::down); });
        w.go(1h);
        CHECK(w.d.lines.back() == "1m3s dialled: Connection timed out");
    }
}

TEST_CASE("a context that goes down aborts the hub's end at once, and the head-end hears nothing")
{
    inbound_world w;
    w.connect();
    w.far->say("under way");
    w.at(1s, [&] { w.hub->set_state(condition::down); });
    w.at(2s, [&] { w.far->say("in vain"); });
    w.go(24h);
    CHECK(w.d.lines == lines{
                           "520ms head-end wrote 9: good",
                           "629ms hub read under way",
                           "1s hub read: Network is down",
                           "2s head-end wrote 7: good",
                       });
}

TEST_CASE("a black hole swallows both ways and tells nobody; a network that refuses resets both ends")
{
    inbound_world w;
    w.connect();
    w.hub->set_state(condition::black_hole);
    w.far->say("lost");
    w.near->say("lost");
    w.at(1h, [&] { w.hub->set_state(condition::refused); });
    w.go(24h);
    CHECK(w.d.lines == lines{
                           "520ms head-end wrote 4: good",
                           "520ms hub wrote 4: good",
                           "1h hub read: Connection reset by peer",
                           "1h head-end read: Connection reset by peer",
                       });
}

TEST_CASE("a hub that stops listening refuses the SYN that is on its way")
{
    inbound_world w;
    w.listen();
    w.dial();
    w.at(100ms, [&] { w.door.reset(); });
    w.go(1h);
    CHECK(w.d.lines == lines{"520ms dialled: Connection refused"});
}

TEST_CASE("a path's port is listened on once at a time; a new path at the same address is listened on anew")
{
    inbound_world w;
    w.listen();
    CHECK_THROWS_AS(w.net.listen(w.hub, 4059, {"other", {}}, [](std::unique_ptr<stream>) {}),
                    boost::system::system_error);
    auto old = std::exchange(w.hub, net_world::make_path("hub again", "127.40.0.1", uneven_link()));
    auto old_door = std::move(w.door);
    w.listen();
    w.dial();
    w.at(1s, [&] { w.net.dial(w.server.host, old, 4059, [&](error_code ec, auto) { w.d.note(short_name(ec)); }); });
    w.go(1h);
    CHECK(w.d.lines == lines{"140ms accepted from 127.0.0.1", "520ms dialled: good", "1s400ms Connection refused"});
}

TEST_CASE("one hub does not reach what another listens on")
{
    inbound_world w;
    w.listen();
    auto other = net_world::make_path("other", "127.40.0.2", uneven_link());
    w.net_world::dial(other, {w.hub->source(), 4059});
    w.go(1h);
    CHECK(w.d.lines == lines{"400ms dialled: Connection refused"});
}

TEST_CASE("a hub is called and calls over one context at the same time")
{
    inbound_world w;
    std::unique_ptr<stream> called;
    auto door = w.net.listen(w.server, {"server", {}}, [&](std::unique_ptr<stream> s) {
        w.d.note("called");
        called = std::move(s);
    });
    w.listen();
    w.dial();
    std::unique_ptr<stream> calls;
    w.net.dial(w.hub, w.server, [&](error_code ec, std::unique_ptr<stream> s) {
        w.d.note("called back: " + short_name(ec));
        calls = std::move(s);
    });
    w.go(10s);
    // The call's SYN costs 80 ms and takes 300 ms; its answer 40 ms and 100 ms.
    CHECK(w.d.lines == lines{
                           "140ms accepted from 127.0.0.1",
                           "380ms called",
                           "520ms dialled: good",
                           "520ms called back: good",
                       });
}
