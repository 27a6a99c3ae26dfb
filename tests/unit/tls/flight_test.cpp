#include "engine_pair.hpp"

#include "sim/tls/flight.hpp"

using namespace tests;
using tls::look_at_flight;
using tls::look_at_offer;

namespace {

bytes record(std::uint8_t type, std::initializer_list<std::uint8_t> content)
{
    writer out;
    out.u8(type).u16(0x0303).block16(bytes(content));
    return out.take();
}

bytes operator+(bytes a, const bytes& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

constexpr std::uint8_t ccs = 20, alert = 21, handshake = 22, data = 23;

} // namespace

TEST_CASE("a flight is complete with its last message, and not one octet before")
{
    struct row {
        const char* name;
        bytes flight;
        bool heavy;
    };
    const row rows[] = {
        {"client hello", record(handshake, {1, 0, 0, 2, 9, 9}), true},
        {"server hello, certificate, done in records of their own",
         record(handshake, {2, 0, 0, 1, 9}) + record(handshake, {11, 0, 0, 2, 9, 9}) + record(handshake, {14, 0, 0, 0}),
         true},
        {"several messages in one record", record(handshake, {2, 0, 0, 1, 9, 11, 0, 0, 1, 9, 14, 0, 0, 0}), true},
        {"a message over two records",
         record(handshake, {2, 0, 0, 1, 9, 11, 0}) + record(handshake, {0, 3, 9, 9}) +
             record(handshake, {9, 14, 0, 0, 0}),
         true},
        {"abbreviated: server hello, change, finished",
         record(handshake, {2, 0, 0, 1, 9}) + record(ccs, {1}) + record(handshake, {9, 9, 9}), false},
        {"ticket, change, finished", record(handshake, {4, 0, 0, 1, 9}) + record(ccs, {1}) + record(handshake, {9, 9}),
         false},
        {"client key exchange, change, finished",
         record(handshake, {16, 0, 0, 1, 9}) + record(ccs, {1}) + record(handshake, {9}), true},
    };
    for (const auto& r : rows) {
        CAPTURE(r.name);
        for (std::size_t size = 0; size < r.flight.size(); ++size)
            CHECK_FALSE(look_at_flight(byte_view(r.flight).first(size)).complete);
        CHECK(look_at_flight(r.flight).complete);
        CHECK(look_at_flight(r.flight).heavy == r.heavy);
    }
}

TEST_CASE("what is no handshake is complete, for the engine to reject")
{
    CHECK(look_at_flight(as_bytes("GET / HTTP/1.1")).complete);
    CHECK(look_at_flight(record(alert, {2, 40})).complete);
    CHECK(look_at_flight(record(data, {1})).complete);
    CHECK(look_at_flight(record(handshake, {})).complete);
    CHECK(look_at_flight(bytes{handshake, 3, 3, 0xFF, 0xFF}).complete);
    CHECK(look_at_flight(record(handshake, {'h', 'e', 'l', 'l', 'o'})).complete);
    CHECK(look_at_flight(record(handshake, {1, 0xFF, 0xFF, 0xFF, 0})).complete);
    CHECK_FALSE(look_at_flight(record(handshake, {11, 0, 0x40, 0, 0})).complete);
    CHECK_FALSE(look_at_flight({}).complete);
}

TEST_CASE("the engine's own flights are understood, and the session that a hello offers is found")
{
    tls_world world;
    auto server = world.server_config();
    server.tickets.reset();
    auto options = usual(world);
    options.server = tls::config::make(std::move(server));
    engine_pair first(world, options);
    first.client.handshake(start);
    const auto hello = first.client.take_output();
    CHECK(look_at_flight(hello).complete);
    CHECK(look_at_offer(hello).session_id.empty());
    CHECK_FALSE(look_at_offer(hello).ticket);
    REQUIRE(!first.server.feed(hello));
    first.server.handshake(start);
    const auto answer = first.server.take_output();
    CHECK(look_at_flight(answer).complete);
    CHECK(look_at_flight(answer).heavy);
    CHECK_FALSE(look_at_flight(byte_view(answer).first(answer.size() - 1)).complete);

    engine_pair whole(world, options);
    whole.shake();
    options.offer = whole.client.result().resumption;
    engine_pair second(world, options);
    second.client.handshake(start);
    CHECK(look_at_offer(second.client.take_output()).session_id == options.offer->id());
}

TEST_CASE("a ticket in a hello is seen")
{
    tls_world world;
    auto options = usual(world);
    engine_pair first(world, options);
    first.shake();
    options.offer = first.client.result().resumption;
    engine_pair second(world, options);
    second.client.handshake(start);
    CHECK(look_at_offer(second.client.take_output()).ticket);
}

TEST_CASE("a hello cut anywhere offers nothing or what it offered, and harms nobody")
{
    tls_world world;
    engine_pair pair(world, usual(world));
    pair.client.handshake(start);
    const auto hello = pair.client.take_output();
    for (std::size_t size = 0; size < hello.size(); ++size)
        CHECK_FALSE(look_at_offer(byte_view(hello).first(size)).ticket);
}
