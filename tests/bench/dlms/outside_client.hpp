// The client side of the benches: plain sockets on a thread of their own, outside of the world, each with one request
// under way. The same program asks the simulator and the bare echo (bare_echo.hpp), so what it costs weighs on both.
#pragma once
#include "sim/tls/engine.hpp"
#include "sim/transport/stream.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bench {

/// What a client says on one connection. Throws std::runtime_error when the answer is not what it should be.
class talker {
public:
    virtual ~talker() = default;
    talker() = default;
    talker(const talker&) = delete;
    talker& operator=(const talker&) = delete;

    /// Opens the next exchange: what is sent.
    virtual sim::bytes next() = 0;
    /// Octets came. True: the exchange is over. What it goes on with is left in `send`.
    virtual bool received(sim::byte_view octets, sim::bytes& send) = 0;
};

/// One message there and its answer, in octets on the socket.
struct leg {
    std::size_t there{0}, back{0};
};

struct played {
    std::chrono::nanoseconds took{};
    std::vector<std::chrono::nanoseconds> latencies; ///< of each exchange, ascending
    std::vector<leg> legs;                           ///< of the first connection's first exchange
    std::size_t connections{0};
    std::string failure; ///< empty: none

    double per_second() const;
    /// Microseconds that `percent` of the exchanges stayed below.
    double microseconds(std::size_t percent) const;
};

class outside_clients {
public:
    outside_clients();
    outside_clients(const outside_clients&) = delete;
    outside_clients& operator=(const outside_clients&) = delete;
    ~outside_clients();

    /// Connects; a kernel takes connections that nobody has accepted yet. With `secure`, the first exchange begins with
    /// its handshake. Throws std::system_error.
    void connect(sim::transport::endpoint to, std::unique_ptr<sim::tls::engine> secure = nullptr);
    std::size_t size() const { return lines_.size(); }

    /// Plays `exchanges` in all over the first connections, one per talker, on a thread of its own; meanwhile `pump`
    /// runs the other side, again and again. `date`: for certificates.
    played play(std::vector<std::unique_ptr<talker>>& talkers, std::size_t exchanges, const std::function<void()>& pump,
                sim::time_point date = {});

private:
    struct line;
    class game;
    std::vector<std::unique_ptr<line>> lines_;
};

/// As many files as the process may have open.
void raise_descriptor_limit();

} // namespace bench
