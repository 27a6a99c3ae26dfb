// Real sockets under the model. They never decide anything: they move bytes and confirm tickets.
//
// For sim/transport only. All calls and callbacks are on the world's thread; callbacks for outside peers come while the
// wire is polled and may only enqueue.
#pragma once
#include "sim/transport/stream.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace sim::transport {

/// One end of a real connection.
class tcp_wire {
public:
    virtual ~tcp_wire() = default;

    virtual void send(byte_view data) = 0;
    /// FIN after what was sent. The second FIN between our own ends goes out as RST, so that no port waits in
    /// TIME_WAIT.
    virtual void finish() = 0;
    /// RST, but only after all that was sent has come through: the model decides what is lost.
    virtual void abort() = 0;
    /// Confirms `t` when the other end's bytes have come in up to the count `upto`.
    virtual void expect(std::uint64_t upto, ticket t) = 0;
    /// Confirms `t` when the other end's FIN or RST has come in.
    virtual void expect_end(ticket t) = 0;
    /// Removes up to `count` received bytes; valid until the wire is polled again.
    virtual byte_view take(std::size_t count) = 0;

    /// For outside peers: called with what came in, and at the end (eof or connection_reset).
    struct outside_events {
        std::function<void(byte_view)> received;
        std::function<void(error_code)> ended;
        std::function<void()> drained{}; ///< the socket has taken what it had to leave waiting
    };
    virtual void watch_outside(outside_events events) = 0;
    /// For outside peers: whether more is read from the socket. As made it is.
    virtual void read_on(bool on) = 0;
    /// What `send` was given and the socket has not taken.
    virtual std::size_t waiting() const = 0;
};

/// A listening socket.
class tcp_door {
public:
    virtual ~tcp_door() = default;
    virtual endpoint local() const = 0;
    /// Connects from `source`. `syn` is confirmed when the connection has been accepted, `ack` when it is established.
    struct pair {
        std::shared_ptr<tcp_wire> near, far;
    };
    /// Error: the source address cannot be bound.
    virtual result<pair> connect(address source, ticket syn, ticket ack) = 0;
};

using outside_accept = std::function<void(std::shared_ptr<tcp_wire> wire, endpoint from)>;
/// Error: the address is taken or not of this machine.
result<std::unique_ptr<tcp_door>> open_tcp_door(kernel& k, endpoint at, outside_accept on_outside);

} // namespace sim::transport
