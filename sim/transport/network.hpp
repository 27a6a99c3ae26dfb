// The modelled internet: who listens where, and what happens to a connection on its way.
//
// `memory` keeps all in this process; `tcp` moves the same bytes through real loopback sockets, which only confirm what
// the model has decided (tickets), so order, times and read sizes are equal in both.
#pragma once
#include "sim/transport/shaping.hpp"
#include "sim/transport/stream.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace sim::transport {

enum class network_kind { memory, tcp };

/// Sees every segment at its virtual time: captures are written from here, not sniffed.
class wire_tap {
public:
    enum class segment { syn, syn_ack, data, fin, rst };
    virtual ~wire_tap() = default;
    /// `time` is when the segment arrives. Calls come in the order of sending, not of arrival.
    virtual void on_segment(time_point time, const endpoint& from, const endpoint& to, segment kind,
                            byte_view data) = 0;
};

/// A way through the network: one PDP context's, say. Its near end is the device's: from there connections are dialled
/// over it, and there it is listened on. Either kind lives and dies with it.
class path {
public:
    enum class condition {
        up,         ///< carries traffic
        black_hole, ///< packets vanish both ways; nobody is told
        refused,    ///< the network resets what is open and refuses what is new
        down,       ///< the near end has torn it down: its connections are aborted at once; the far end hears nothing
    };
    path(std::string name, address source, link_shape shape);
    path(const path&) = delete;
    path& operator=(const path&) = delete;
    ~path();

    const std::string& name() const { return name_; }
    address source() const { return source_; }
    const link_shape& shape() const { return shape_; }
    condition state() const { return state_; }
    void set_state(condition next);

private:
    friend class network;
    struct impl;
    std::string name_;
    address source_;
    link_shape shape_;
    condition state_{condition::up};
    std::unique_ptr<impl> impl_;
};

class listener {
public:
    virtual ~listener() = default; ///< stops listening; later dials are refused
    virtual endpoint local() const = 0;
    /// The real endpoint that an outside peer can connect to; empty in memory.
    virtual std::optional<endpoint> real() const = 0;
};

struct listen_options {
    std::string owner;              ///< named in holds and diagnostics
    std::optional<endpoint> real{}; ///< a real address to listen on instead of the modelled one with port 0; peers from
                                    ///< outside are then welcome. Not for what listens on a path: `forward` to it.
};

class network {
public:
    using accept_handler = std::function<void(std::unique_ptr<stream>)>;
    using dial_handler = unique_function<void(error_code, std::unique_ptr<stream>)>;

    network(kernel& k, const rng& dice, network_kind kind);
    network(const network&) = delete;
    network& operator=(const network&) = delete;
    ~network();

    network_kind kind() const;
    void set_tap(wire_tap* tap);

    /// Throws boost::system::system_error when the modelled or the real endpoint is taken.
    std::unique_ptr<listener> listen(endpoint at, listen_options options, accept_handler on_accept);
    /// Errors: connection_refused; timed_out after `connect_timeout` over a black hole; network_down.
    void dial(const std::shared_ptr<path>& over, endpoint to, dial_handler handler);

    /// Listens at the near end of a path, on its source address. A new path at the same address is listened on anew.
    /// Throws boost::system::system_error when that path's port is taken.
    std::unique_ptr<listener> listen(const std::shared_ptr<path>& on, std::uint16_t port, listen_options options,
                                     accept_handler on_accept);
    /// Dials from the fixed network, from `source`, through a path to its near end. What is sent travels in the path's
    /// `down` direction. Errors: connection_refused after a round trip (nobody listens, or the path refuses); timed_out
    /// after `connect_timeout` over a black hole, and where the near end has gone (down): a dialler in the fixed
    /// network is not told.
    void dial(address source, const std::shared_ptr<path>& into, std::uint16_t port, dial_handler handler);
    /// Who is at the near end now; null: nobody, and connections are reset.
    using path_finder = std::function<std::shared_ptr<path>()>;
    /// Opens a real endpoint for peers from outside, which leads through the path that `into` names to whoever listens
    /// at its near end on `port` at that time: a port forwarding of the fixed network. Model choice: an outside peer's
    /// connection is reset when the path goes down.
    /// Throws boost::system::system_error when the real endpoint is taken.
    std::unique_ptr<listener> forward(endpoint real, std::string owner, std::uint16_t port, path_finder into);

    /// Time until a connection attempt over a black hole gives up: model choice, as Linux with tcp_syn_retries = 5.
    static constexpr duration connect_timeout = std::chrono::seconds(63);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace sim::transport
