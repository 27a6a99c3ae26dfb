// What needs too many connections for real sockets.
#include "tests/simulation/transport/net_world.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace sim;
using namespace sim::transport;
using namespace sim::transport::test;

TEST_CASE("source ports come round again, within the dynamic range")
{
    net_world w({}, network_kind::memory);
    w.listen();
    std::set<std::uint16_t> ports;
    std::vector<std::uint16_t> order;
    for (int i = 0; i < 16385; ++i) {
        w.net.dial(w.hub, w.server, [&](error_code, std::unique_ptr<stream> s) {
            ports.insert(s->local().port);
            order.push_back(s->local().port);
        });
        w.go(0s);
    }
    CHECK(ports.size() == 16384);
    CHECK(*ports.begin() == 49152);
    CHECK(*ports.rbegin() == 65535);
    CHECK(order.back() == 49152);
}

TEST_CASE("a hub's losses do not depend on who else is on the network")
{
    link_shape lossy{{10ms, 0, 300'000}, {10ms, 0, 300'000}};
    auto run = [&](bool crowd) {
        net_world w(lossy, network_kind::memory);
        w.listen();
        auto other = net_world::make_path("other", "127.40.0.2", lossy);
        for (int hour = 0; hour < 20; ++hour) {
            if (crowd) w.net.dial(other, {w.server.host, 1}, [](error_code, std::unique_ptr<stream>) {});
            if (crowd) w.net.dial(other, w.server, [](error_code, std::unique_ptr<stream>) {});
            w.go(hour * 1h + 30min);
            w.d.lines.clear();
            w.dial();
            w.go(hour * 1h + 40min);
        }
        return w.d.lines;
    };
    CHECK(run(true) == run(false));
}

TEST_CASE("each connection of a path has losses of its own")
{
    link_shape lossy{{10ms, 0, 500'000}, {10ms, 0, 500'000}};
    net_world w(lossy, network_kind::memory);
    w.listen();
    std::set<duration> took;
    for (int hour = 0; hour < 20; ++hour) {
        auto start = w.base.time.now();
        w.net.dial(w.hub, w.server,
                   [&](error_code, std::unique_ptr<stream>) { took.insert(w.base.time.now() - start); });
        w.go((hour + 1) * 1h);
    }
    CHECK(took.size() > 2);
}

TEST_CASE("a parked read that owns its stream dies with the network, and with the kernel")
{
    struct ring {
        std::unique_ptr<stream> own;
        std::array<std::uint8_t, 10> buffer{};
    };
    for (bool network_first : {true, false}) {
        CAPTURE(network_first);
        std::weak_ptr<ring> seen;
        {
            simulation s(7);
            auto net = std::make_unique<network>(s.time, s.dice, network_kind::memory);
            endpoint at{*address::parse("127.0.0.1"), 1};
            auto hub = net_world::make_path("hub", "127.40.0.1", {});
            std::vector<std::unique_ptr<stream>> accepted;
            auto door = net->listen(at, {"server", {}},
                                    [&](std::unique_ptr<stream> line) { accepted.push_back(std::move(line)); });
            net->dial(hub, at, [&seen](error_code, std::unique_ptr<stream> line) {
                auto r = std::make_shared<ring>();
                r->own = std::move(line);
                auto& own = *r->own;
                own.read_some(r->buffer, [r](error_code, std::size_t) {});
                seen = r;
            });
            CHECK(s.time.run_until(time_point{}));
            CHECK_FALSE(seen.expired());
            door.reset();
            if (network_first) {
                net.reset();
                CHECK(seen.expired());
            } else {
                s.time.shut_down();
                CHECK(seen.expired());
            }
        }
    }
}
