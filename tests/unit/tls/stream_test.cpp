#include "stream_pair.hpp"

#include "sim/core/check.hpp"

#include <boost/asio/error.hpp>

#include <array>
#include <functional>

using namespace tests;
namespace error = boost::asio::error;

namespace {

/// Reads until an error, and keeps all.
struct drain {
    explicit drain(tls::stream& s) : from(s) { next(); }
    void next()
    {
        from.read_some(buffer, [this](error_code ec, std::size_t n) {
            data.append(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(n));
            if (ec)
                end = ec;
            else
                next();
        });
    }
    tls::stream& from;
    std::array<std::uint8_t, 1500> buffer;
    std::string data;
    error_code end;
};

} // namespace

TEST_CASE("a rejection's alert reaches the peer, and both know who rejected whom")
{
    tls_world world;
    auto options = usual(world);
    options.server_trust = tls::trust_policy::make({});
    stream_pair pair(world, std::move(options));
    pair.shake();
    CHECK(pair.server_done[0].first == tls::tls_errc::rejected_by_us);
    CHECK(pair.client_done[0].first == tls::tls_errc::rejected_by_peer);
    CHECK(pair.server->result().failure->reason == "no trusted CA vouches for the certificate");
    CHECK(pair.client->result().failure->description == tls::alert::unknown_ca);
    io_result read, write;
    std::array<std::uint8_t, 8> buffer;
    pair.client->read_some(buffer, read.handler());
    pair.client->write(as_bytes("x"), write.handler());
    CHECK(read.calls + write.calls == 0); // never inside the call
    pair.run(1s);
    CHECK(read.error == tls::tls_errc::rejected_by_peer); // errors stay
    CHECK(write.error == tls::tls_errc::rejected_by_peer);
    CHECK(write.size == 0);
}

TEST_CASE("a peer that vanishes during the handshake ends it early, at either end")
{
    tls_world world;
    stream_pair pair(world, usual(world));
    pair.start_handshakes();
    SUBCASE("the client vanishes")
    {
        pair.run(5ms);
        pair.client.reset();
        pair.run(1s);
        CHECK(pair.client_done.empty());
        REQUIRE(pair.server_done.size() == 1);
        CHECK(pair.server_done[0].first == tls::tls_errc::ended_early);
        CHECK(pair.server->result().failure->by == tls::party::transport);
    }
    SUBCASE("the server resets")
    {
        pair.server->reset();
        pair.run(1s);
        REQUIRE(pair.client_done.size() == 1);
        CHECK(pair.client_done[0].first == error::connection_reset);
        REQUIRE(pair.server_done.size() == 1);
        CHECK(pair.server_done[0].first == error::operation_aborted);
    }
}

TEST_CASE("a handshake takes the modelled time of its flights, whatever the pieces they come in and the threads")
{
    for (const unsigned threads : {1U, 2U})
        for (const std::size_t piece : {std::size_t{1}, std::size_t{1000000}}) {
            CAPTURE(threads);
            CAPTURE(piece);
            tls_world world;
            stream_pair pair(world, usual(world), {start, {}, threads});
            pair.client_script->latency = pair.server_script->latency = 5ms;
            pair.client_script->largest_read = pair.server_script->largest_read = piece;
            pair.shake();
            // Hello 1, line 5, answer 10, line 5, proof 10, line 5, and the server's 10.
            CHECK(pair.server_done[0] == std::pair<error_code, duration>({}, 46ms));
            CHECK(pair.client_done[0] == std::pair<error_code, duration>({}, 52ms));
            CHECK(pair.clock.jobs().submitted() == 5);
            CHECK(pair.client->result().peer->subject_common_name == "hes.smso-a.example");
            CHECK(pair.server->result().peer->subject_common_name == "tri-1.chf");
        }
}

TEST_CASE("the octets on the line and the key log are the same with any number of threads")
{
    std::array<std::vector<std::string>, 2> logs;
    std::array<std::size_t, 2> octets{};
    for (unsigned threads = 1; threads <= 2; ++threads) {
        tls_world world;
        stream_pair pair(world, usual(world), {start, {}, threads});
        pair.shake();
        logs[threads - 1] = pair.log;
        octets[threads - 1] = pair.client_script->octets_written * 100000 + pair.server_script->octets_written;
    }
    CHECK(logs[0].size() == 1);
    CHECK(logs[0] == logs[1]);
    CHECK(octets[0] == octets[1]);
}

TEST_CASE("a resumed handshake is a light one")
{
    for (const bool tickets : {true, false}) {
        CAPTURE(tickets);
        tls_world world;
        auto server = world.server_config();
        if (!tickets) server.tickets.reset();
        auto options = usual(world);
        options.server = tls::config::make(std::move(server));
        stream_pair first(world, options);
        first.shake();
        CHECK(first.sessions->size() == (tickets ? 0 : 1));
        options.offer = first.client->result().resumption;
        options.connection = "second";
        stream_pair second(world, options, {first.clock.now(), {}, 1});
        if (!tickets) second.sessions->insert(first.sessions->find(options.offer->id(), start));
        second.shake();
        CHECK(second.client->result().resumed);
        CHECK(second.server->result().resumed);
        CHECK(second.client_done[0] == std::pair<error_code, duration>({}, 1s + 3ms));
        CHECK(second.server_done[0] == std::pair<error_code, duration>({}, 1s + 4ms));
        CHECK(second.log.size() == 1);
    }
}

TEST_CASE("much data goes both ways at once, with one reader and one writer at each end")
{
    tls_world world;
    stream_pair pair(world, usual(world));
    pair.client_script->write_time = pair.server_script->write_time = 3ms;
    pair.shake();
    drain at_client(*pair.client), at_server(*pair.server);
    std::string up, down;
    for (int i = 0; up.size() < 300000; ++i) up += std::to_string(i), down += std::to_string(7 * i);
    io_result sent_up, sent_down;
    pair.client->write(as_bytes(up), sent_up.handler());
    pair.server->write(as_bytes(down), sent_down.handler());
    CHECK_THROWS_AS(pair.client->write(as_bytes("x"), [](error_code, std::size_t) {}), broken_invariant);
    pair.run(1s);
    CHECK(sent_up.size == up.size());
    CHECK(sent_down.size == down.size());
    CHECK(at_server.data == up);
    CHECK(at_client.data == down);
}

TEST_CASE("closing is an end of file for the peer, and vanishing is a truncation")
{
    tls_world world;
    stream_pair pair(world, usual(world));
    pair.shake();
    drain at_server(*pair.server);
    io_result last;
    SUBCASE("closed")
    {
        pair.client->close();
        pair.client.reset(); // what close has sealed is on its way
        pair.run(1s);
        CHECK(at_server.end == error::eof);
    }
    SUBCASE("closed behind a write that is under way")
    {
        pair.client_script->write_time = 20ms;
        pair.client->write(as_bytes("the last words"), last.handler());
        pair.client->close();
        pair.run(1s);
        CHECK(at_server.data == "the last words");
        CHECK(at_server.end == error::eof);
        CHECK(last.error == error_code{});
        CHECK(last.calls == 1);
    }
    SUBCASE("vanished")
    {
        pair.client.reset();
        pair.run(1s);
        CHECK(at_server.end == tls::tls_errc::truncated);
        CHECK(pair.client_script->destroyed);
    }
    SUBCASE("reset")
    {
        pair.client->reset();
        pair.run(1s);
        CHECK(at_server.end == error::connection_reset);
        CHECK(pair.client_script->was_reset);
    }
}

TEST_CASE("shutting down one direction leaves the other, and waits for nobody")
{
    tls_world world;
    stream_pair pair(world, usual(world));
    pair.shake();
    drain at_server(*pair.server), at_client(*pair.client);
    pair.client->shutdown_send();
    pair.run(0s);
    CHECK(at_server.end == error::eof);
    CHECK(pair.client_script->sent_end);
    io_result refused, sent;
    pair.client->write(as_bytes("too late"), refused.handler());
    pair.server->write(as_bytes("still here"), sent.handler());
    pair.run(1s);
    CHECK(refused.error == error::broken_pipe);
    CHECK(at_client.data == "still here");
    pair.server->shutdown_send();
    pair.run(1s);
    CHECK(at_client.end == error::eof);
}

TEST_CASE("a cancelled read completes as aborted, and loses nothing")
{
    tls_world world;
    stream_pair pair(world, usual(world));
    pair.shake();
    std::array<std::uint8_t, 64> buffer;
    io_result waiting, ready, after;
    pair.server->read_some(buffer, waiting.handler());
    pair.run(1ms);
    pair.server->cancel();
    CHECK(waiting.calls == 0);
    pair.run(1ms);
    CHECK(waiting.calls == 1);
    CHECK(waiting.error == error::operation_aborted);
    pair.client->write(as_bytes("kept"), [](error_code, std::size_t) {});
    pair.run(1ms);
    pair.server->read_some(buffer, ready.handler());
    pair.server->cancel(); // before its event: what has arrived stays
    pair.run(1ms);
    CHECK(ready.error == error::operation_aborted);
    pair.server->read_some(buffer, after.handler());
    pair.run(1ms);
    CHECK(after.size == 4);
    CHECK(as_text(byte_view(buffer).first(4)) == "kept");
}

TEST_CASE("a cancelled write completes as aborted, and the records that follow are still in order")
{
    tls_world world;
    stream_pair pair(world, usual(world));
    pair.shake();
    drain at_server(*pair.server);
    pair.client_script->write_time = 20ms;
    io_result given_up, next;
    pair.client->write(as_bytes("one "), given_up.handler());
    pair.client->cancel();
    pair.run(1ms);
    CHECK(given_up.calls == 1);
    CHECK(given_up.error == error::operation_aborted);
    pair.client->write(as_bytes("two"), next.handler());
    pair.run(1s);
    CHECK(next.size == 3);
    CHECK(at_server.data == "one two");
}

TEST_CASE("a cancelled handshake gives the connection up, at any moment")
{
    for (auto moment = 0ms; moment <= 45ms; moment += 1ms) {
        CAPTURE(moment.count());
        tls_world world;
        stream_pair pair(world, usual(world));
        pair.client_script->latency = pair.server_script->latency = 5ms;
        pair.start_handshakes();
        pair.run(moment);
        pair.client->cancel();
        CHECK(pair.client_done.empty());
        pair.run(0s);
        REQUIRE(pair.client_done.size() == 1);
        CHECK(pair.client_done[0].first == error::operation_aborted);
        CHECK_FALSE(pair.client->result().established);
        pair.client->close();
        pair.run(1s);
        CHECK(pair.server_done.size() == 1);
        CHECK(pair.client_done.size() == 1);
    }
}

TEST_CASE("a stream may be destroyed at any moment, and calls nobody afterwards")
{
    for (const unsigned threads : {1U, 2U})
        for (auto moment = 0ms; moment <= 60ms; moment += 1ms) {
            CAPTURE(moment.count());
            tls_world world;
            stream_pair pair(world, usual(world), {start, {}, threads});
            pair.client_script->latency = pair.server_script->latency = 5ms;
            pair.start_handshakes();
            pair.run(moment);
            const auto calls = pair.client_done.size();
            pair.client.reset();
            pair.run(1s);
            CHECK(pair.client_done.size() == calls);
            CHECK(pair.server_done.size() == 1);
        }
}

TEST_CASE("a handler may destroy its stream")
{
    tls_world world;
    stream_pair pair(world, usual(world));
    SUBCASE("when the handshake is done")
    {
        pair.client->handshake([&](error_code) { pair.client.reset(); });
        pair.server->handshake([&](error_code) { pair.server.reset(); });
    }
    SUBCASE("when a read and a write are done")
    {
        pair.shake();
        static std::array<std::uint8_t, 8> buffer;
        pair.client->write(as_bytes("x"), [&](error_code, std::size_t) { pair.client.reset(); });
        pair.server->read_some(buffer, [&](error_code, std::size_t) { pair.server.reset(); });
    }
    SUBCASE("when it is cancelled")
    {
        static std::array<std::uint8_t, 8> buffer;
        pair.shake();
        pair.client->read_some(buffer, [&](error_code, std::size_t) { pair.client.reset(); });
        pair.client->cancel();
        pair.server.reset();
    }
    pair.run(1s);
    CHECK_FALSE(pair.client);
    CHECK_FALSE(pair.server);
}

TEST_CASE("a session whose connection ended with a fatal alert is forgotten")
{
    tls_world world;
    auto server = world.server_config();
    server.tickets.reset();
    auto options = usual(world);
    options.server = tls::config::make(std::move(server));
    stream_pair pair(world, options);
    pair.shake();
    CHECK(pair.sessions->size() == 1);
    drain at_server(*pair.server);
    // A record that nobody sealed, put on the line behind the client's back.
    tls::engine forger({options.client, options.client_trust, stream_pair::dice(world, options, "x")});
    forger.handshake(start);
    pair.inject_to_server(forger.take_output());
    pair.run(1s);
    CHECK(at_server.end == tls::tls_errc::rejected_by_us);
    CHECK(pair.sessions->size() == 0);
}

TEST_CASE("nothing to read or write completes with nothing")
{
    tls_world world;
    stream_pair pair(world, usual(world));
    pair.shake();
    io_result read, write;
    pair.client->read_some({}, read.handler());
    pair.client->write({}, write.handler());
    CHECK(read.calls + write.calls == 0);
    pair.run(0s);
    CHECK(read.calls == 1);
    CHECK(write.calls == 1);
    CHECK_FALSE(read.error);
    CHECK_FALSE(write.error);
}

TEST_CASE("what the lower stream knows is passed on")
{
    tls_world world;
    stream_pair pair(world, usual(world));
    CHECK(pair.client->local() == transport::endpoint{{0x0A000001}, 1});
    CHECK(pair.client->remote() == transport::endpoint{{0x0A000002}, 2});
    CHECK(&pair.client->owner() == &pair.clock);
    CHECK(pair.clock.gate().holds().empty());
    const auto owed = pair.client->expect_reply("an acknowledgement", 1s);
    REQUIRE(pair.clock.gate().holds().size() == 1);
    CHECK(pair.clock.gate().holds()[0].reason == "an acknowledgement");
}

TEST_CASE("data before the handshake is a programmer's error, and so is a second handshake")
{
    tls_world world;
    stream_pair pair(world, usual(world));
    CHECK_THROWS_AS(pair.client->write(as_bytes("x"), [](error_code, std::size_t) {}), broken_invariant);
    CHECK_THROWS_AS(pair.client->read_some({}, [](error_code, std::size_t) {}), broken_invariant);
    pair.shake();
    CHECK_THROWS_AS(pair.client->handshake([](error_code) {}), broken_invariant);
}
