// The secondary station of an HDLC line: a meter that a client connects to, one APDU at a time each way.
//
// Source: IEC 62056-46 clause 6.4 (normal response mode, non-extended): the server speaks only after a poll. Sans-I/O:
// frames in, frames and APDUs out. The caller arms the inactivity time-out anew with every frame.
#pragma once
#include "devices/dlms/hdlc_frame.hpp"

#include <chrono>
#include <deque>
#include <vector>

namespace devices::dlms {

/// What both ends settle with SNRM and UA; the defaults are the standard's.
struct hdlc_parameters {
    std::uint16_t transmit_information{128}; ///< octets per frame: 32 … 2030
    std::uint16_t receive_information{128};
    std::uint8_t transmit_window{1}; ///< frames without acknowledgement: 1 … 7
    std::uint8_t receive_window{1};
    bool operator==(const hdlc_parameters&) const = default;
};
/// The information field of SNRM and UA, by the sender's view of the line.
sim::bytes encode(const hdlc_parameters& p);
/// Errors: codec_errc. What is not said has its default.
sim::result<hdlc_parameters> decode_hdlc_parameters(sim::byte_view information);

struct hdlc_server_options {
    std::uint16_t upper{1};          ///< logical device: the management logical device by default
    std::uint16_t also{0};           ///< another address of the same device; 0: none
    std::uint16_t lower{0};          ///< physical device; 0: the line has one, and its address is not looked at
    hdlc_parameters most{};          ///< the server's view; a client gets this or less
    std::size_t longest_apdu{65535}; ///< a longer one ends the connection
    /// Without a frame for so long, the connection is over (model choice).
    std::chrono::seconds inactivity{120};
};

class hdlc_server {
public:
    explicit hdlc_server(hdlc_server_options options) : options_(options) {}

    /// What comes out of a frame.
    struct outcome {
        sim::bytes send;                ///< for the line
        std::optional<sim::bytes> apdu; ///< a whole request
        bool connected{false};          ///< a client has connected (again): what was before is gone
        bool disconnected{false};       ///< the client has left
    };
    outcome received(const hdlc_frame& f);
    /// The answer to the request: mostly one APDU, several where general blocks stream, none to what is unconfirmed.
    /// What may be sent now; dropped when nobody is connected any more.
    sim::bytes answer(const std::vector<sim::bytes>& apdus);
    /// No frame for options().inactivity.
    void timeout() { reset(); }

    const hdlc_server_options& options() const { return options_; }
    bool connected() const { return connected_; }
    /// The client's address: says which association it wants.
    std::uint16_t client() const { return client_.upper; }
    const hdlc_parameters& agreed() const { return agreed_; }

private:
    bool for_us(const hdlc_frame& f) const;
    void reset();
    void connect(const hdlc_frame& f, outcome& out);
    void take(const hdlc_frame& f, outcome& out);
    void acknowledge(std::uint8_t receive);
    void deliver(outcome& out);
    void transmit(sim::bytes& line);
    void put(sim::bytes& line, hdlc_kind kind, sim::bytes information = {}, bool segmented = false, bool last = true);

    struct piece {
        sim::bytes octets;
        bool segmented; ///< its APDU goes on in the next one
    };

    hdlc_server_options options_;
    bool connected_{false};
    hdlc_address client_, own_; ///< as the client has addressed us
    hdlc_parameters agreed_;
    std::uint8_t next_send_{0}, next_receive_{0};
    sim::bytes request_;
    std::deque<piece> unsent_;
    std::deque<piece> unacknowledged_; ///< sent from next_send_ - size on
    bool may_send_{false};             ///< the client has polled
};

} // namespace devices::dlms
