// Clients outside of the model that reach a hub through a port forwarding.
#include "tests/integration/transport/descriptors.hpp"
#include "tests/integration/transport/plain_client.hpp"
#include "tests/support/diary.hpp"

#include "sim/kernel/simulation.hpp"
#include "sim/transport/network.hpp"

#include <boost/system/system_error.hpp>

#include <doctest/doctest.h>

#include <thread>

using namespace sim;
using namespace sim::transport;
using sim::test::diary;
using sim::test::lines;
using sim::test::plain_client;
using condition = path::condition;

namespace {

const endpoint any_loopback_port{{0x7F000001}, 0};

/// A hub that echoes on port 4059, 20 ms from the fixed network each way.
struct forward_world {
    explicit forward_world(network_kind kind = network_kind::memory)
        : s(7, {.settle = std::chrono::milliseconds(50)}), net(s.time, s.dice, kind), hub(make_path())
    {
        listen();
        way_in = net.forward(any_loopback_port, "hub", 4059, [this] { return hub; });
        s.time.external(true);
    }
    static std::shared_ptr<path> make_path()
    {
        return std::make_shared<path>("hub", *address::parse("127.40.0.1"), link_shape{{20ms, 0, 0}, {20ms, 0, 0}});
    }
    void listen()
    {
        door = net.listen(hub, 4059, {"hub", {}}, [this](std::unique_ptr<stream> accepted) {
            d.note("accepted");
            line = std::move(accepted);
            read();
        });
    }
    void read()
    {
        line->read_some(buffer, [this](error_code ec, std::size_t n) {
            d.lines.push_back("read " + (ec ? ec.message() : as_text(byte_view(buffer).first(n))));
            if (ec) return line->close();
            line->write(byte_view(buffer).first(n), [](error_code, std::size_t) {});
            read();
        });
    }
    template <class F>
    void run(duration until, F story)
    {
        plain_client client(way_in->real().value());
        REQUIRE(client.connected);
        std::jthread other([&] { story(client); });
        s.time.run_until(s.time.now() + until);
        s.time.external(false);
    }

    simulation s;
    network net;
    diary d{s.time};
    std::shared_ptr<path> hub;
    std::unique_ptr<listener> door, way_in;
    std::unique_ptr<stream> line;
    bytes buffer = bytes(100);
};

} // namespace

TEST_CASE("a client outside reaches the hub over its link, in memory and over tcp, and its bytes take their time")
{
    for (auto kind : {network_kind::memory, network_kind::tcp}) {
        forward_world w(kind);
        std::string echo, end;
        std::chrono::nanoseconds took{};
        w.run(24h, [&](plain_client& c) {
            auto start = std::chrono::steady_clock::now();
            c.send("hello");
            echo = c.receive(5);
            took = std::chrono::steady_clock::now() - start;
            c.finish();
            end = c.receive();
        });
        CHECK(echo == "hello");
        CHECK(end.empty());
        CHECK(took >= 40ms); // time flows with the wall while the session is not quiet
        REQUIRE(w.d.lines.size() == 3);
        CHECK(w.d.lines[1] == "read hello");
        CHECK(w.d.lines[2] == "read End of file");
    }
}

TEST_CASE("a client is reset where nobody is at home: no path, no listener, a path that is down or refuses")
{
    forward_world w;
    SUBCASE("no path") { w.hub = nullptr; }
    SUBCASE("no listener") { w.door.reset(); }
    SUBCASE("down") { w.hub->set_state(condition::down); }
    SUBCASE("refused") { w.hub->set_state(condition::refused); }
    std::string answer;
    w.run(1min, [&](plain_client& c) { answer = c.receive(); });
    CHECK(answer == "error");
    CHECK(w.d.lines.empty());
}

TEST_CASE("a client that calls a hub on a dead context is connected to nobody")
{
    forward_world w;
    w.hub->set_state(condition::black_hole);
    bool sent = false;
    w.run(1h, [&](plain_client& c) { sent = c.send("anybody?"); });
    CHECK(sent);
    CHECK(w.d.lines.empty());
}

TEST_CASE("a client's connection is reset when the hub's context goes down, and is dead when it becomes a black hole")
{
    for (auto state : {condition::down, condition::refused}) {
        forward_world w;
        w.s.time.at(time_point(12h), "test", [&] { w.hub->set_state(state); });
        std::string first, answer;
        w.run(24h, [&](plain_client& c) {
            c.send("hello");
            first = c.receive(5);
            answer = c.receive();
        });
        CHECK(first == "hello");
        CHECK(answer == "error");
        REQUIRE(w.d.lines.size() == 3);
        CHECK(w.d.lines[2] != "read End of file");
    }
    forward_world w;
    w.s.time.at(time_point(12h), "test", [&] {
        w.hub->set_state(condition::black_hole);
        w.line->write(as_bytes("lost"), [](error_code, std::size_t) {});
    });
    std::string first;
    bool sent = false;
    w.run(24h, [&](plain_client& c) {
        c.send("hello");
        first = c.receive(5);
        std::this_thread::sleep_for(300ms); // long after the world has leapt
        sent = c.send("still there?");
    });
    CHECK(first == "hello");
    CHECK(sent);
    CHECK(w.d.lines.size() == 2);
}

TEST_CASE("a forwarding follows the hub to its next context, and its real port stays")
{
    forward_world w;
    auto real = w.way_in->real();
    w.door.reset();
    w.hub->set_state(condition::down);
    w.hub = std::make_shared<path>("hub again", *address::parse("127.41.0.1"), link_shape{});
    w.listen();
    std::string echo;
    w.run(1h, [&](plain_client& c) {
        c.send("hello");
        echo = c.receive(5);
    });
    CHECK(echo == "hello");
    CHECK(w.way_in->real() == real);
    CHECK(w.way_in->local() == endpoint{*address::parse("127.41.0.1"), 4059});
}

TEST_CASE("a real endpoint is forwarded once, and is free again when the forwarding ends")
{
    auto before = open_descriptors();
    {
        forward_world w;
        auto real = w.way_in->real().value();
        CHECK_THROWS_AS(w.net.forward(real, "other", 1, [] { return nullptr; }), boost::system::system_error);
        w.way_in.reset();
        CHECK(w.net.forward(real, "other", 1, [] { return nullptr; })->real() == real);
    }
    CHECK(open_descriptors() == before);
}
