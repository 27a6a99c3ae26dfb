// One TCP segment as a frame: IPv4 (RFC 791) and TCP (RFC 9293) headers with their checksums, for captures.
#pragma once
#include "sim/kernel/pcapng.hpp"
#include "sim/transport/stream.hpp"

namespace sim::transport {

/// Control bits of the TCP header (RFC 9293 3.1).
namespace tcp_flag {
inline constexpr std::uint8_t fin = 0x01, syn = 0x02, rst = 0x04, psh = 0x08, ack = 0x10;
}

struct tcp_frame {
    endpoint from, to;
    std::uint32_t sequence{0};
    std::uint32_t acknowledgement{0};
    std::uint8_t flags{0};
    std::uint16_t identification{0};                     ///< of the IPv4 header
    std::uint16_t maximum_segment_size{0};               ///< sent as an option; 0: absent
    static constexpr std::uint16_t window = 0xFFFF;      ///< without scaling
    static constexpr std::size_t longest_payload = 1460; ///< what fits an Ethernet frame with these headers
};

/// The frame for `link`, which must be `raw_ip` or `ethernet`; Ethernet addresses are made from the IPv4 ones, locally
/// administered (02-00-a-b-c-d). `payload` is at most `tcp_frame::longest_payload` octets.
bytes encode(const tcp_frame& frame, byte_view payload, link_type link);

} // namespace sim::transport
