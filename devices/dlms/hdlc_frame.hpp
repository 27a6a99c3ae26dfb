// HDLC frames of format type 3, as DLMS uses them on optical ports and serial lines.
//
// Source: IEC 62056-46 clause 6.4 (ISO/IEC 13239 annex H.4): flag, format with segmentation bit and length,
// destination, source, control, HCS, information, FCS, flag. No octet is escaped: the length finds the closing flag.
// The checks are CRC-16 of X.25, least octet first.
#pragma once
#include "sim/core/bytes.hpp"

#include <cstdint>
#include <optional>

namespace devices::dlms {

/// CRC-16/X.25: reflected 0x1021, from 0xFFFF, complemented.
std::uint16_t hdlc_crc(sim::byte_view data);

/// A station. On the wire each octet has 7 bits; a server's address has one octet (upper), two (upper, lower) or four.
struct hdlc_address {
    std::uint16_t upper{0}; ///< 0 … 0x3FFF; a client's only part
    std::uint16_t lower{0}; ///< 0 … 0x3FFF; of the physical device
    std::uint8_t octets{1}; ///< 1, 2 or 4
    bool operator==(const hdlc_address&) const = default;
};

enum class hdlc_kind : std::uint8_t {
    information,       ///< I: numbered, carries a piece of an APDU
    receive_ready,     ///< RR: acknowledges
    receive_not_ready, ///< RNR
    connect,           ///< SNRM: set normal response mode
    disconnect,        ///< DISC
    acknowledge,       ///< UA: unnumbered acknowledgement
    disconnected,      ///< DM: disconnected mode
    reject,            ///< FRMR: frame reject
    unnumbered,        ///< UI: unnumbered information
};

struct hdlc_frame {
    hdlc_address destination, source;
    hdlc_kind kind{hdlc_kind::information};
    bool poll_final{true};
    std::uint8_t send{0};    ///< N(S) of I: 0 … 7
    std::uint8_t receive{0}; ///< N(R) of I, RR and RNR: 0 … 7
    bool segmented{false};   ///< more of the same APDU follows
    sim::bytes information;
    bool operator==(const hdlc_frame&) const = default;
};

/// Longest frame between its flags, and so what information fits.
inline constexpr std::size_t most_hdlc_octets = 0x7FF, most_hdlc_information = 2030;

/// With both flags. Error: `too_long` for more information than fits, `out_of_range` for an address that does not fit
/// its octets.
sim::result<sim::bytes> encode(const hdlc_frame& f);

/// Finds the frames in the octets of a line. What is no frame is passed over, a frame with a wrong check is dropped:
/// the line's other end will send it again.
class hdlc_deframer {
public:
    void feed(sim::byte_view data);
    /// The next whole frame; empty: none yet.
    std::optional<hdlc_frame> next();
    /// Frames that were dropped for a wrong HCS or FCS, or for what stood in them.
    std::size_t dropped() const { return dropped_; }

private:
    sim::bytes waiting_;
    std::size_t dropped_{0};
};

} // namespace devices::dlms
