// Tunnels: what is refused, what goes through, and when it ends.
#include "devices/zcl/tunneling.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

using namespace devices::zcl;
using std::chrono::seconds;

namespace {

const tunnel_peer hub{sim::eui64(0x70B3D50000000001), endpoint_id(1)},
    meter{sim::eui64(0x70B3D50000000002), endpoint_id(1)}, other{sim::eui64(0x70B3D50000000003), endpoint_id(1)};
constexpr sim::time_point start{};

template <class Event>
std::vector<Event> all(const tunnel_step& step)
{
    std::vector<Event> found;
    for (const auto& e : step.events)
        if (const auto* one = std::get_if<Event>(&e)) found.push_back(*one);
    return found;
}

sim::bytes joined(const std::vector<tunnel_data>& parts)
{
    sim::bytes whole;
    for (const auto& p : parts) whole.insert(whole.end(), p.octets.begin(), p.octets.end());
    return whole;
}

struct pair {
    explicit pair(tunnel_settings s = {}, tunnel_settings c = {}) : server(s), client(meter, c) {}

    /// To the server and back until it is quiet; all that happened at each end.
    void carry(tunnel_step from_client)
    {
        note(at_client, from_client);
        for (const auto& out : from_client.send) {
            CHECK(out.to == meter);
            answer(server.on_frame(hub, out.frame, now));
        }
    }
    void answer(tunnel_step from_server)
    {
        note(at_server, from_server);
        for (const auto& out : from_server.send) {
            CHECK(out.to == hub);
            carry(client.on_frame(out.frame));
        }
    }
    static void note(std::vector<tunnel_event>& where, const tunnel_step& step)
    {
        where.insert(where.end(), step.events.begin(), step.events.end());
    }
    template <class Event>
    static std::vector<Event> all(const std::vector<tunnel_event>& events)
    {
        return ::all<Event>(tunnel_step{{}, events});
    }

    tunnel_server server;
    tunnel_client client;
    sim::time_point now{start};
    std::vector<tunnel_event> at_client, at_server;
};

sim::bytes octets(std::size_t n)
{
    sim::bytes v(n);
    for (std::size_t i = 0; i < n; ++i) v[i] = static_cast<std::uint8_t>(i * 7);
    return v;
}

std::string said(const tunnel_step& step)
{
    std::string text;
    for (const auto& out : step.send) text += (text.empty() ? "" : "/") + sim::to_hex(out.frame);
    return text;
}

} // namespace

TEST_CASE("a tunnel that there cannot be is refused, with the reason")
{
    SUBCASE("another protocol")
    {
        pair p;
        p.carry(p.client.request(1));
        CHECK(all<tunnel_refused>({{}, p.at_client}) ==
              std::vector{tunnel_refused{tunnel_status::protocol_not_supported}});
    }
    SUBCASE("a manufacturer's protocol")
    {
        pair p;
        p.carry(p.client.request(dlms_cosem, 0x1063));
        CHECK(all<tunnel_refused>({{}, p.at_client}) ==
              std::vector{tunnel_refused{tunnel_status::protocol_not_supported}});
    }
    SUBCASE("flow control where there is none")
    {
        tunnel_settings with;
        with.flow_control = true;
        pair p({}, with);
        p.carry(p.client.request());
        CHECK(all<tunnel_refused>({{}, p.at_client}) ==
              std::vector{tunnel_refused{tunnel_status::flow_control_not_supported}});
    }
    SUBCASE("more than there may be")
    {
        tunnel_settings one;
        one.most_tunnels = 1;
        pair p(one);
        p.carry(p.client.request());
        REQUIRE(p.client.id().has_value());
        p.carry(p.client.request());
        CHECK(all<tunnel_refused>({{}, p.at_client}) == std::vector{tunnel_refused{tunnel_status::no_more_tunnel_ids}});
        CHECK(!p.client.id());
    }
}

TEST_CASE("data for a tunnel that is not the sender's, is not there, or takes too much is an error")
{
    tunnel_settings small;
    small.largest_transfer = 4;
    tunnel_server server(small);
    tunnel_client client(meter, {});
    const auto opened = server.on_frame(hub, client.request().send[0].frame, start);
    client.on_frame(opened.send[0].frame);
    REQUIRE(client.id() == tunnel_id(1));
    CHECK(said(server.on_frame(hub, hex("11 09 02 0200 AA"), start)) == "190902"
                                                                        "0200"
                                                                        "00");
    CHECK(said(server.on_frame(other, hex("11 09 02 0100 AA"), start)) == "190902"
                                                                          "0100"
                                                                          "01");
    CHECK(said(server.on_frame(hub, hex("11 09 02 0100 AABBCCDDEE"), start)) == "190902"
                                                                                "0100"
                                                                                "02");
    CHECK(said(server.on_frame(hub, hex("01 09 01 0200"), start)) == "18090B018B");
    CHECK(said(server.on_frame(other, hex("01 09 01 0100"), start)) == "18090B018B");
    CHECK(said(server.on_frame(hub, hex("01 09"), start)).empty());
    CHECK(said(server.on_frame(hub, hex("09 09 01 0100"), start)).empty());
    CHECK(server.open() == 1);
    // The client forgets a tunnel of which the server knows nothing.
    CHECK(all<tunnel_closed>(client.on_frame(hex("19 09 02 0200 00"))).empty());
    CHECK(all<tunnel_closed>(client.on_frame(hex("19 09 02 0100 00"))) ==
          std::vector{tunnel_closed{tunnel_id(1), tunnel_end::unknown}});
    CHECK(!client.id());
    CHECK(client.send(octets(3)).send.empty());
}

TEST_CASE("both ends send, and what is longer than the other takes goes in parts")
{
    tunnel_settings s, c;
    s.largest_transfer = 10;
    c.largest_transfer = 7;
    for (bool flow_control : {false, true}) {
        CAPTURE(flow_control);
        s.flow_control = c.flow_control = flow_control;
        pair p(s, c);
        p.carry(p.client.request());
        REQUIRE(p.client.id().has_value());
        CHECK(all<tunnel_opened>({{}, p.at_server}) == std::vector{tunnel_opened{tunnel_id(1), hub}});
        p.carry(p.client.send(octets(25)));
        const auto up = all<tunnel_data>({{}, p.at_server});
        CHECK(up.size() == 3);
        CHECK(joined(up) == octets(25));
        p.answer(p.server.send(tunnel_id(1), octets(25), p.now));
        const auto down = all<tunnel_data>({{}, p.at_client});
        CHECK(down.size() == 4);
        CHECK(joined(down) == octets(25));
    }
}

TEST_CASE("with flow control the next transfer waits until there is room")
{
    tunnel_pipe pipe(10, true);
    CHECK(pipe.push(octets(25)));
    CHECK(pipe.take().size() == 1);
    CHECK(pipe.take().empty());
    pipe.acknowledge(0);
    CHECK(pipe.take().empty());
    pipe.acknowledge(9);
    CHECK(pipe.take().empty());
    pipe.acknowledge(10);
    CHECK(pipe.take().size() == 1);
    pipe.acknowledge(5);
    const auto whole = octets(25);
    const auto last = pipe.take();
    REQUIRE(last.size() == 1);
    CHECK(last[0] == sim::bytes(whole.begin() + 20, whole.end()));
    CHECK(pipe.take().empty());
}

TEST_CASE("no more waits than there is memory for")
{
    tunnel_pipe pipe(1000, true);
    CHECK(pipe.push(octets(tunnel_pipe::most_waiting)));
    CHECK(!pipe.push(octets(1)));
    pipe.take();
    CHECK(pipe.push(octets(1000)));
    CHECK(!pipe.push(octets(1)));
}

TEST_CASE("a tunnel ends when its client closes it, and the number is not given again soon")
{
    pair p;
    p.carry(p.client.request());
    p.carry(p.client.close());
    CHECK(all<tunnel_closed>({{}, p.at_client}) == std::vector{tunnel_closed{tunnel_id(1), tunnel_end::by_client}});
    CHECK(all<tunnel_closed>({{}, p.at_server}) == std::vector{tunnel_closed{tunnel_id(1), tunnel_end::by_client}});
    CHECK(p.server.open() == 0);
    p.carry(p.client.request());
    CHECK(p.client.id() == tunnel_id(2));
    CHECK(p.client.close().send.size() == 1);
    CHECK(p.client.close().send.empty());
}

TEST_CASE("a tunnel that rests for too long is closed, and its client is told")
{
    tunnel_settings s;
    s.close_after = seconds(60);
    pair p(s);
    CHECK(!p.server.next_expiry());
    p.carry(p.client.request());
    CHECK(p.server.next_expiry() == start + seconds(60));
    p.now += seconds(50);
    p.carry(p.client.send(octets(1)));
    CHECK(p.server.next_expiry() == start + seconds(110));
    CHECK(p.server.expire(start + seconds(109)).send.empty());
    p.answer(p.server.expire(start + seconds(110)));
    CHECK(all<tunnel_closed>({{}, p.at_server}) == std::vector{tunnel_closed{tunnel_id(1), tunnel_end::timed_out}});
    CHECK(all<tunnel_closed>({{}, p.at_client}) == std::vector{tunnel_closed{tunnel_id(1), tunnel_end::by_server}});
}

TEST_CASE("after a power cut the server knows no tunnel, and the client finds out when it sends")
{
    pair p;
    p.carry(p.client.request());
    p.server.forget_all();
    p.carry(p.client.send(octets(3)));
    CHECK(all<tunnel_closed>({{}, p.at_client}) == std::vector{tunnel_closed{tunnel_id(1), tunnel_end::unknown}});
}

TEST_CASE("a server says which protocols it has")
{
    tunnel_server server{tunnel_settings{}};
    CHECK(said(server.on_frame(hub, hex("11 09 06 00"), start)) == "190905"
                                                                   "01"
                                                                   "01"
                                                                   "FFFF"
                                                                   "00");
    CHECK(said(server.on_frame(hub, hex("11 09 06 01"), start)) == "190905"
                                                                   "01"
                                                                   "00");
}

TEST_CASE("an answer that was not asked for opens nothing")
{
    tunnel_client client(meter, {});
    CHECK(client.on_frame(hex("19 09 00 0100 00 DC05")).events.empty());
    CHECK(!client.id());
}
