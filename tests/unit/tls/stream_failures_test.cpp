// Every I/O step of a TLS session fails in turn.
#include "stream_pair.hpp"

#include <boost/asio/error.hpp>

#include <array>

using namespace tests;
namespace error = boost::asio::error;

namespace {

/// Handshake, one message each way, end: what a session does. Stops at the first error and lets its stream go.
class party {
public:
    party(std::unique_ptr<tls::stream> s, bool speaks_first) : stream_(std::move(s)), speaks_first_(speaks_first)
    {
        stream_->handshake([this](error_code ec) { took(ec, &party::begin); });
        ++started;
    }

    int started{0}, completed{0};
    bool finished{false};
    error_code failure;

private:
    void took(error_code ec, void (party::*next)())
    {
        ++completed;
        if (!ec) return (this->*next)();
        failure = ec;
        stream_.reset();
    }
    void begin() { speaks_first_ ? send() : listen(); }
    void send()
    {
        ++started;
        stream_->write(as_bytes("a message"),
                       [this](error_code ec, std::size_t) { took(ec, speaks_first_ ? &party::listen : &party::end); });
    }
    void listen()
    {
        ++started;
        stream_->read_some(
            buffer_, [this](error_code ec, std::size_t) { took(ec, speaks_first_ ? &party::end : &party::send); });
    }
    void end()
    {
        stream_->shutdown_send();
        ++started;
        stream_->read_some(
            buffer_, [this](error_code ec, std::size_t) { took(ec == error::eof ? error_code{} : ec, &party::done); });
    }
    void done()
    {
        finished = true;
        stream_.reset();
    }

    std::unique_ptr<tls::stream> stream_;
    bool speaks_first_;
    std::array<std::uint8_t, 64> buffer_;
};

struct session {
    session(std::size_t client_fails, std::size_t server_fails, error_code with) : pair(world, usual(world))
    {
        pair.client_script->fail_at = client_fails;
        pair.server_script->fail_at = server_fails;
        pair.client_script->failure = pair.server_script->failure = with;
        client = std::make_unique<party>(std::move(pair.client), true);
        server = std::make_unique<party>(std::move(pair.server), false);
        pair.run(10s);
    }
    tls_world world;
    stream_pair pair;
    std::unique_ptr<party> client, server;
};

} // namespace

TEST_CASE("each failing operation ends both ends in an error, every handler is called once, and nothing hangs")
{
    const session good(0, 0, {});
    REQUIRE(good.client->finished);
    REQUIRE(good.server->finished);
    const auto client_operations = good.pair.client_script->operations;
    const auto server_operations = good.pair.server_script->operations;
    REQUIRE(client_operations >= 8);
    REQUIRE(server_operations >= 8);
    const auto reset = make_error_code(error::connection_reset), ended = make_error_code(error::eof);
    for (const auto with : {reset, ended})
        for (const bool at_client : {true, false})
            for (std::size_t n = 1; n <= (at_client ? client_operations : server_operations); ++n) {
                CAPTURE(at_client);
                CAPTURE(n);
                const session s(at_client ? n : 0, at_client ? 0 : n, with);
                const auto& failing = at_client ? *s.client : *s.server;
                CHECK(s.client->completed == s.client->started);
                CHECK(s.server->completed == s.server->started);
                CHECK(s.pair.clock.parked() == 0);
                const auto& script = at_client ? *s.pair.client_script : *s.pair.server_script;
                CHECK(script.failed);
                CHECK(script.destroyed);
                // The very last operation is the end of the stream, after which nobody is left to be told.
                if (n < (at_client ? client_operations : server_operations)) CHECK(failing.failure);
            }
}
