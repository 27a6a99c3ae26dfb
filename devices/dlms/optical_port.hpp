// A meter's optical port: the sign-on of mode E, then HDLC, and back again when the tool leaves.
//
// Source: IEC 62056-21 mode E, IEC 62056-46. Sans-I/O: octets of the line in, octets for the line and APDUs out.
// Model choice: HDLC without a sign-on is taken too, at the fastest rate, as field tools and meters of our days do it:
// a flag, which no sign-on has, begins it.
#pragma once
#include "devices/dlms/hdlc_server.hpp"
#include "devices/dlms/sign_on.hpp"

namespace devices::dlms {

class optical_port {
public:
    optical_port(sign_on_options signing, hdlc_server_options station);

    struct outcome {
        sim::bytes send;                ///< at `send_baud`
        std::uint32_t send_baud{0};     ///< bits per second
        std::optional<sim::bytes> apdu; ///< a whole request of `client()`
        bool connected{false};          ///< a client has connected (again): what was before is gone
        bool disconnected{false};       ///< the client has left
    };
    /// What the octets bring, step by step: requests must be answered in this order. No clock: the caller calls
    /// `timeout` when the line was silent for `patience()`.
    std::vector<outcome> received(sim::byte_view octets);
    /// The answer to the request, as the station's; octets for the line, at `baud()`.
    sim::bytes answer(const std::vector<sim::bytes>& apdus) { return station_.answer(apdus); }
    /// Silence: the sign-on or the connection is over. True: a client was connected.
    bool timeout();

    /// How long the line may be silent now; empty: as long as it likes.
    std::optional<std::chrono::milliseconds> patience() const;
    /// Bits per second at which the line runs now.
    std::uint32_t baud() const { return baud_; }
    /// The address of whoever is connected.
    std::uint16_t client() const { return station_.client(); }
    bool connected() const { return station_.connected(); }

private:
    void sign(sim::byte_view octets, std::vector<outcome>& out);
    void frames(sim::byte_view octets, std::vector<outcome>& out);
    void wait_for_sign_on();

    sign_on signing_;
    hdlc_server station_;
    hdlc_deframer line_;
    std::uint32_t fastest_, baud_{sign_on::initial_baud};
    bool in_hdlc_{false};
};

} // namespace devices::dlms
