// The floor: a bare single-threaded Asio server that answers each message with as many octets as the simulator does.
//
// A request says in its first eight octets how long it is and how long its answer shall be: two u32, big endian.
#pragma once
#include "outside_client.hpp"

namespace bench {

class bare_echo {
public:
    /// Listens on 127.0.0.1.
    bare_echo();
    bare_echo(const bare_echo&) = delete;
    bare_echo& operator=(const bare_echo&) = delete;
    ~bare_echo();
    sim::transport::endpoint at() const;
    /// Serves for about ten milliseconds.
    void serve();

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// Exchanges of the same legs as `like`, with the echo: over as many connections, as many in all.
played play_with_echo(const std::vector<leg>& like, std::size_t connections, std::size_t exchanges);

} // namespace bench
