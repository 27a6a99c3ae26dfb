// The Tunneling cluster: another protocol's data between two devices, here DLMS/COSEM between a hub and its meters.
//
// A client asks for a tunnel and gets its number; then both send. Data longer than the other end takes at once goes in
// several transfers, a stream without boundaries. With flow control each transfer waits for the acknowledgement of the
// one before. Source: ZigBee Smart Energy profile (075356), Tunneling cluster. Limits and the time-out are a model
// choice.
#pragma once
#include "devices/zcl/client.hpp"
#include "sim/core/ids.hpp"

#include <deque>

namespace devices::zcl {

enum class tunnel_id : std::uint16_t {};

/// Protocols of a tunnel; the manufacturer is `no_manufacturer` for those of the standard.
inline constexpr std::uint8_t dlms_cosem = 0;
inline constexpr std::uint16_t no_manufacturer = 0xFFFF;

enum class tunnel_status : std::uint8_t {
    success = 0,
    busy = 1,
    no_more_tunnel_ids = 2,
    protocol_not_supported = 3,
    flow_control_not_supported = 4,
};
std::string_view to_string(tunnel_status s);
enum class transfer_status : std::uint8_t { no_such_tunnel = 0, wrong_device = 1, data_overflow = 2 };

/// Who is at the other end.
struct tunnel_peer {
    sim::eui64 device;
    endpoint_id endpoint;
    bool operator==(const tunnel_peer&) const = default;
};

enum class tunnel_end : std::uint8_t {
    by_client, ///< CloseTunnel
    by_server, ///< TunnelClosureNotification
    timed_out, ///< nothing has come for the time-out
    unknown,   ///< the other end says that there is no such tunnel
};

struct tunnel_opened {
    tunnel_id id;
    tunnel_peer peer;
    bool operator==(const tunnel_opened&) const = default;
};
struct tunnel_refused {
    tunnel_status why;
    bool operator==(const tunnel_refused&) const = default;
};
struct tunnel_data {
    tunnel_id id;
    sim::bytes octets;
    bool operator==(const tunnel_data&) const = default;
};
struct tunnel_closed {
    tunnel_id id;
    tunnel_end why;
    bool operator==(const tunnel_closed&) const = default;
};
using tunnel_event = std::variant<tunnel_opened, tunnel_refused, tunnel_data, tunnel_closed>;

struct tunnel_step {
    struct outgoing {
        tunnel_peer to;
        sim::bytes frame;
    };
    std::vector<outgoing> send;
    std::vector<tunnel_event> events;
};

/// What has to be sent through one tunnel.
class tunnel_pipe {
public:
    static constexpr std::size_t most_waiting = 65'536; ///< octets

    tunnel_pipe(std::size_t at_once, bool flow_control) : at_once_(at_once), flow_control_(flow_control) {}
    /// False: too much waits already; nothing is taken.
    bool push(sim::byte_view data);
    /// The next transfers that may go now, each once.
    std::vector<sim::bytes> take();
    /// The other end has room for so much, as AckTransferData and ReadyData say; 0: until it says more.
    void acknowledge(std::size_t room);
    bool flow_control() const { return flow_control_; }

private:
    std::size_t at_once_;
    bool flow_control_;
    bool blocked_{false};
    std::size_t waiting_octets_{0};
    std::deque<sim::bytes> waiting_;
};

struct tunnel_settings {
    std::uint16_t largest_transfer{1500};
    std::size_t most_tunnels{4};
    std::chrono::seconds close_after{0xFFFF}; ///< the attribute CloseTunnelTimeout
    bool flow_control{false};                 ///< whether it is supported
};

/// The end with the cluster's server.
class tunnel_server {
public:
    explicit tunnel_server(tunnel_settings settings) : settings_(settings) {}

    /// A frame of the cluster's client; what is none is passed over.
    tunnel_step on_frame(const tunnel_peer& from, sim::byte_view frame, sim::time_point now);
    /// Nothing is sent through a tunnel that is not open.
    tunnel_step send(tunnel_id id, sim::byte_view data, sim::time_point now);
    /// Closes what has rested for too long.
    tunnel_step expire(sim::time_point now);
    std::optional<sim::time_point> next_expiry() const;
    /// As a power cut does: nobody is told.
    void forget_all() { tunnels_.clear(); }

    const tunnel_settings& settings() const { return settings_; }
    std::size_t open() const { return tunnels_.size(); }

private:
    struct tunnel {
        tunnel_id id;
        tunnel_peer peer;
        tunnel_pipe pipe;
        sim::time_point last;
    };
    tunnel* find(tunnel_id id);
    tunnel_step request(const tunnel_peer& from, std::uint8_t sequence, const fields& f, sim::time_point now);
    tunnel_step list_protocols(const tunnel_peer& from, std::uint8_t sequence, const fields& f) const;
    std::optional<tunnel_id> free_id();
    void flush(tunnel& t, tunnel_step& step);
    void close(tunnel_id id);

    tunnel_settings settings_;
    std::vector<tunnel> tunnels_;
    std::uint16_t next_id_{1};
    std::uint8_t sequence_{0};
};

/// The end with the cluster's client: one tunnel to one server.
class tunnel_client {
public:
    tunnel_client(tunnel_peer server, tunnel_settings settings) : server_(server), settings_(settings) {}

    /// Asks for a tunnel; what was open is forgotten.
    tunnel_step request(std::uint8_t protocol = dlms_cosem, std::uint16_t manufacturer = no_manufacturer);
    tunnel_step on_frame(sim::byte_view frame);
    /// Nothing is sent while no tunnel is open.
    tunnel_step send(sim::byte_view data);
    tunnel_step close();

    std::optional<tunnel_id> id() const { return id_; }

private:
    sim::bytes frame(std::string_view command, const fields& f, bool quiet);
    tunnel_step to_server(sim::bytes frame) const;
    tunnel_step ended(tunnel_end why);
    void flush(tunnel_step& step);
    bool ours(const fields& f) const { return id_ && tunnel_id(f.number("tunnel_id")) == *id_; }

    tunnel_peer server_;
    tunnel_settings settings_;
    std::optional<tunnel_id> id_;
    std::optional<tunnel_pipe> pipe_;
    bool asked_{false};
    std::uint8_t sequence_{0};
};

} // namespace devices::zcl
