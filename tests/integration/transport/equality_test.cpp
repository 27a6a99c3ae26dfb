// The same program over memory and over real sockets: what happens, when, in which order and in which pieces is equal.
#include "tests/integration/transport/descriptors.hpp"
#include "tests/support/diary.hpp"

#include "sim/kernel/simulation.hpp"
#include "sim/transport/network.hpp"

#include <boost/asio/error.hpp>

#include <doctest/doctest.h>

#include <array>
#include <deque>
#include <memory>

using namespace sim;
using namespace sim::transport;
using sim::test::diary;
using sim::test::lines;

namespace {

const endpoint head_end{*address::parse("127.0.0.1"), 4059};

/// One end that reads on and on into a small buffer, and does what it is told with what it reads.
struct end {
    using reader = std::function<void(end&, error_code, std::size_t)>;
    end(diary& in, std::string called, std::unique_ptr<stream> s, std::size_t room, reader then)
        : d(in), name(std::move(called)), line(std::move(s)), buffer(room), on_read(std::move(then))
    {
        read();
    }
    void read()
    {
        line->read_some(buffer, [this](error_code ec, std::size_t n) {
            total += n;
            d.note(name + " read " + std::to_string(n) + " " + ec.message());
            on_read(*this, ec, n);
            if (!ec && line) read();
        });
    }
    void write(std::size_t n)
    {
        line->write(bytes(n, static_cast<std::uint8_t>(n)), [this](error_code ec, std::size_t sent) {
            d.note(name + " wrote " + std::to_string(sent) + " " + ec.message());
        });
    }
    diary& d;
    std::string name;
    std::unique_ptr<stream> line;
    bytes buffer;
    reader on_read;
    std::size_t total{0};
};

/// Forty hubs call at the same instants, every hour, and part in every way there is; meanwhile the head-end calls every
/// third of them, which listens.
struct hourly_world {
    static constexpr int hubs = 40;
    hourly_world(network_kind kind, unsigned threads) : s(7, {.threads = threads}), net(s.time, s.dice, kind)
    {
        door = net.listen(head_end, {"head-end", {}}, [this](std::unique_ptr<stream> line) { serve(std::move(line)); });
        for (int hub = 0; hub < hubs; ++hub) {
            // Some links are equal, so that much happens at equal instants; some lose segments.
            link_shape shape{{100ms, 20'000, hub % 4 ? 0u : 100'000u}, {100ms, 20'000, hub % 4 ? 0u : 100'000u}};
            paths.push_back(std::make_shared<path>("hub-" + std::to_string(hub),
                                                   address{0x7F320001u + static_cast<std::uint32_t>(hub)}, shape));
            if (hub % 3 == 0)
                hub_doors.push_back(net.listen(paths.back(), 4059, {paths.back()->name(), {}},
                                               [this](std::unique_ptr<stream> line) { serve(std::move(line)); }));
        }
    }
    /// From the head-end, to a hub that may be listening.
    void call_in(int hub, int hour)
    {
        net.dial(
            head_end.host, paths[static_cast<std::size_t>(hub)], 4059,
            [this, name = "to hub-" + std::to_string(hub), hub, hour](error_code ec, std::unique_ptr<stream> line) {
                d.note(name + " dialled " + ec.message());
                if (!ec) talk(calls_in[static_cast<std::size_t>(hub)], name, std::move(line), hub + 1, hour);
            });
    }
    void serve(std::unique_ptr<stream> line)
    {
        auto name = "server of " + line->remote().to_string();
        d.note(name + " accepted");
        served.push_back(
            std::make_unique<end>(d, name, std::move(line), 100, [this](end& e, error_code ec, std::size_t) {
                if (ec == boost::asio::error::eof) e.line->close();
                if (ec || e.total < 300) return;
                if (e.total % 7 == 0) return e.line->reset();
                e.write(500);
                s.time.jobs().submit(
                    50ms, "sign", "head-end", [] {}, d.noting(e.name + " signed"));
                e.total = 0;
            }));
    }
    void call(int hub, int hour)
    {
        auto name = "hub-" + std::to_string(hub);
        net.dial(paths[static_cast<std::size_t>(hub)], head_end,
                 [this, name, hub, hour](error_code ec, std::unique_ptr<stream> line) {
                     d.note(name + " dialled " + ec.message());
                     if (!ec) talk(calls[static_cast<std::size_t>(hub)], name, std::move(line), hub, hour);
                 });
    }
    void talk(std::unique_ptr<end>& who, const std::string& name, std::unique_ptr<stream> line, int hub, int hour)
    {
        who = std::make_unique<end>(d, name, std::move(line), 64, [hub, hour](end& me, error_code failed, std::size_t) {
            if (failed || me.total < 500) return;
            switch ((hub + hour) % 4) {
            case 0: return me.line->close();
            case 1: return me.line->reset();
            case 2: return me.line->shutdown_send();
            default: return; // goes on reading until it is dropped
            }
        });
        who->write(static_cast<std::size_t>(300 + hub % 9));
    }
    lines run(int hours)
    {
        for (int hour = 0; hour < hours; ++hour) {
            s.time.at(time_point(hour * 1h), "calls", [this, hour] {
                served.clear();
                for (int hub = 0; hub < hubs; ++hub) call(hub, hour);
                for (int hub = 0; hub < hubs; ++hub) call_in(hub, hour);
            });
            s.time.at(time_point(hour * 1h + 35min), "calls during the outage", [this, hour] {
                call_in(hour % hubs, hour);
                call_in((hour + 1) % hubs, hour);
            });
            s.time.at(time_point(hour * 1h + 30min), "outage", [this, hour] {
                paths[static_cast<std::size_t>(hour % hubs)]->set_state(path::condition::down);
                paths[static_cast<std::size_t>((hour + 1) % hubs)]->set_state(path::condition::refused);
            });
            s.time.at(time_point(hour * 1h + 50min), "outage is over", [this] {
                for (auto& p : paths) p->set_state(path::condition::up);
            });
        }
        s.time.run_until(time_point(hours * 1h));
        return std::move(d.lines);
    }

    simulation s;
    network net;
    diary d{s.time};
    std::unique_ptr<listener> door;
    std::vector<std::shared_ptr<path>> paths;
    std::vector<std::unique_ptr<listener>> hub_doors;
    std::vector<std::unique_ptr<end>> served;
    std::array<std::unique_ptr<end>, hubs> calls, calls_in;
};

/// Sixteen hubs send a mebibyte each, all at once, through a link of 10 Mbit/s, in pieces as they are taken.
lines bulk(network_kind kind)
{
    simulation s(7);
    network net(s.time, s.dice, kind);
    diary d(s.time);
    std::deque<end> served, hubs;
    auto door = net.listen(head_end, {"head-end", {}}, [&](std::unique_ptr<stream> line) {
        auto name = "server of " + line->remote().to_string();
        served.emplace_back(d, name, std::move(line), 4096, [](end&, error_code, std::size_t) {});
    });
    for (std::uint32_t i = 0; i < 16; ++i) {
        auto name = "hub-" + std::to_string(i);
        auto way = std::make_shared<path>(name, address{0x7F3C0001u + i},
                                          link_shape{{20ms, 10'000'000, 0}, {20ms, 10'000'000, 0}});
        net.dial(way, head_end, [&d, &hubs, name, i](error_code, std::unique_ptr<stream> line) {
            auto& e = hubs.emplace_back(d, name, std::move(line), 4096, [](end&, error_code, std::size_t) {});
            if (i % 2) {
                e.write(1 << 20);
                e.line->shutdown_send();
                return;
            }
            auto left = std::make_shared<int>(64);
            auto next = std::make_shared<unique_function<void()>>();
            *next = [&e, left, n = std::weak_ptr(next)] {
                e.line->write(bytes(16384), [&e, left, n = n.lock()](error_code ec, std::size_t sent) {
                    e.d.note(e.name + " wrote " + std::to_string(sent) + " " + ec.message());
                    if (--*left)
                        (*n)();
                    else
                        e.line->shutdown_send();
                });
            };
            (*next)();
        });
    }
    s.time.run_until(time_point(1h));
    std::size_t received = 0;
    for (auto& e : served) received += e.total;
    CHECK(received == 16 << 20);
    return d.lines;
}

} // namespace

TEST_CASE("three days of forty hubs over real sockets are those in memory, with one thread and with two")
{
    constexpr int hours = 72;
    auto before = open_descriptors();
    auto in_memory = hourly_world(network_kind::memory, 1).run(hours);
    CHECK(in_memory.size() > 40 * 72 * 10);
    CHECK(hourly_world(network_kind::memory, 2).run(hours) == in_memory);
    CHECK(open_descriptors() == before); // memory needs no sockets
    CHECK(hourly_world(network_kind::tcp, 1).run(hours) == in_memory);
    CHECK(hourly_world(network_kind::tcp, 2).run(hours) == in_memory);
    CHECK(open_descriptors() == before);
}

TEST_CASE("sixteen mebibytes over real sockets come in the pieces and at the times of memory")
{
    auto before = open_descriptors();
    auto in_memory = bulk(network_kind::memory);
    CHECK(in_memory.size() > 16 * 256);
    CHECK(bulk(network_kind::tcp) == in_memory);
    CHECK(open_descriptors() == before);
}

TEST_CASE("the sockets of connections that ended are closed while the world runs on")
{
    hourly_world w(network_kind::tcp, 1);
    w.s.time.run_until(time_point(1ns));
    auto idle = open_descriptors();
    w.run(5);
    w.served.clear();
    for (auto* calls : {&w.calls, &w.calls_in})
        for (auto& c : *calls) c.reset();
    w.hub_doors.clear();
    // Nobody waits for the wire any more, and the kernel looks at it now and then only: give it a reason.
    auto held = w.s.time.gate().flow("test", "so that time passes", 10s);
    w.s.time.run_until(w.s.time.now() + 200ms);
    CHECK(open_descriptors() == idle);
}
