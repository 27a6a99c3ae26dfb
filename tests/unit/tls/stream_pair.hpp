// Two TLS streams over a scripted connection, in a kernel of their own.
#pragma once
#include "engine_pair.hpp"

#include "sim/kernel/compute.hpp"
#include "sim/tls/stream.hpp"
#include "tests/support/scripted_stream.hpp"

namespace tests {

inline constexpr tls::handshake_cost cost{1ms, 10ms};

class stream_pair {
public:
    explicit stream_pair(tls_world& world, pair_options options, kernel_options speed = {start, {}, 1}) : clock(speed)
    {
        auto [c, s] = make_scripted_pair(clock, client_script, server_script);
        sessions = std::make_shared<tls::session_cache>();
        behind_client = c.get();
        client = std::make_unique<tls::stream>(std::move(c), client_options(world, options));
        server = std::make_unique<tls::stream>(std::move(s), server_options(world, options));
    }

    static std::unique_ptr<crypto::random_source> dice(const tls_world& world, const pair_options& o, const char* end)
    {
        return std::make_unique<crypto::simulation_random>(world.dice.stream(o.connection).child(end));
    }
    tls::stream_options client_options(const tls_world& world, const pair_options& o)
    {
        tls::stream_options options{{o.client, o.client_trust, dice(world, o, "client"), o.offer}};
        options.cost = cost;
        options.key_log = [this](std::string_view line) { log.emplace_back(line); };
        return options;
    }
    tls::stream_options server_options(const tls_world& world, const pair_options& o)
    {
        tls::stream_options options{{o.server, o.server_trust, dice(world, o, "server")}};
        options.cost = cost;
        options.sessions = sessions;
        return options;
    }

    /// Starts both handshakes; what came of them is told in `client_done` and `server_done`.
    void start_handshakes()
    {
        client->handshake([this](error_code ec) { client_done.emplace_back(ec, elapsed()); });
        server->handshake([this](error_code ec) { server_done.emplace_back(ec, elapsed()); });
    }
    void shake()
    {
        start_handshakes();
        run(1s);
        REQUIRE(client_done.size() == 1);
        REQUIRE(server_done.size() == 1);
    }
    void run(duration d) { REQUIRE(clock.run_until(clock.now() + d)); }
    /// Puts octets on the line that the client's TLS knows nothing of.
    void inject_to_server(const bytes& data)
    {
        behind_client->write(data, [](error_code, std::size_t) {});
    }
    duration elapsed() const { return clock.now() - start; }

    kernel clock;
    std::shared_ptr<stream_script> client_script{std::make_shared<stream_script>()};
    std::shared_ptr<stream_script> server_script{std::make_shared<stream_script>()};
    std::shared_ptr<tls::session_cache> sessions;
    std::unique_ptr<tls::stream> client, server;
    scripted_stream* behind_client{nullptr}; ///< while the client lives
    std::vector<std::pair<error_code, duration>> client_done, server_done;
    std::vector<std::string> log;
};

/// The result of one read or write: error and size, once it has completed.
struct io_result {
    int calls{0};
    error_code error{};
    std::size_t size{0};
    transport::io_handler handler()
    {
        return [this](error_code ec, std::size_t n) {
            ++calls;
            error = ec;
            size = n;
        };
    }
};

} // namespace tests
