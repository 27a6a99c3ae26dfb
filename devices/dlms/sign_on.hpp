// How a field tool wakes a meter's optical port and asks for HDLC: the sign-on of mode E.
//
// Source: IEC 62056-21, protocol mode E: at 300 baud "/?ADDRESS!" CR LF; the meter identifies itself; the tool
// selects protocol, baud rate and mode with ACK V Z Y CR LF; the meter confirms with the same, and both go on in HDLC
// at the new rate. Characters have 7 bits and even parity: the eighth bit is cleared here whatever it says, so that a
// line without parity works too. Sans-I/O. Model choice: a tool that selects anything but HDLC gets no answer, since
// these meters have no data read-out.
#pragma once
#include "sim/core/bytes.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace devices::dlms {

struct sign_on_options {
    std::string manufacturer{"LGZ"}; ///< three letters (the FLAG association's)
    std::string identification;      ///< at most 16 characters, without '/' and '!'
    std::string address;             ///< at most 32 characters; a request without one is for every meter
    char baud{'5'};                  ///< the fastest: '0' (300) … '6' (19200)
};

class sign_on {
public:
    explicit sign_on(sign_on_options options) : options_(std::move(options)) {}

    struct outcome {
        sim::bytes send;                      ///< at the present baud rate
        std::optional<std::uint32_t> hdlc_at; ///< from then on HDLC, at this baud rate
    };
    outcome received(sim::byte_view octets);
    /// The tool has not selected in time, or the HDLC connection has ended: back to 300 baud.
    void timeout();

    static constexpr std::uint32_t initial_baud = 300;
    /// From the identification to the selection: twice the 1.5 s that the standard gives a reaction, for slow tools
    /// (model choice).
    static constexpr std::chrono::milliseconds selection_limit{3000};
    bool identified() const { return identified_; }

private:
    outcome line_ended(const std::string& line);

    sign_on_options options_;
    std::string line_;
    bool identified_{false};
};

/// '0' … '6'; empty for any other.
std::optional<std::uint32_t> baud_rate(char z);

} // namespace devices::dlms
