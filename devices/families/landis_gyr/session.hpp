// One connection of a client to the hub's server, from its acceptance to its end. For dlms_server.cpp and session.cpp.
#pragma once
#include "devices/families/landis_gyr/dlms_server.hpp"
#include "sim/tls/stream.hpp"

#include <array>

namespace devices::families::landis_gyr {

class dlms_server::session {
public:
    session(dlms_server& owner, std::unique_ptr<sim::transport::stream> stream, std::string role);
    session(const session&) = delete;
    session& operator=(const session&) = delete;
    ~session();

    void start(std::string_view number);
    /// The context has gone.
    void lost();
    const std::string& role() const { return role_; }
    /// A TLS session stands.
    bool secure() const { return secure_; }
    std::size_t associations() const { return clients_.associations(); }

private:
    void begin_tls(std::string_view number);
    void secured(sim::error_code ec);
    void read();
    void received(sim::byte_view octets);
    void serve(connection::outcome out);
    void write();
    void hold_time();
    void allow(sim::duration time);
    void timed_out();
    /// `why`: none, when this end closes.
    void end(sim::error_code why, std::string_view reason = {});
    void tell_of_end(sim::error_code why, std::string_view reason);
    sim::simulation& world() const { return owner_.world(); }

    dlms_server& owner_;
    std::unique_ptr<sim::transport::stream> stream_;
    sim::tls::stream* tls_{nullptr}; ///< the same, where it is
    std::string role_;
    connection clients_;
    sim::time_point deadline_; ///< of the handshake, and then of the next octet
    sim::timer limit_;         ///< not after it
    sim::timer overdue_block_; ///< of a general block transfer
    sim::hold patience_;
    sim::bytes outgoing_;
    std::array<std::uint8_t, 2048> buffer_{};
    sim::event_id ending_;
    bool secure_{false}, reading_{false}, writing_{false}, over_{false};
};

} // namespace devices::families::landis_gyr
