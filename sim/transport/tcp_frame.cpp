#include "sim/transport/tcp_frame.hpp"

#include "sim/core/check.hpp"

namespace sim::transport {
namespace {

constexpr std::size_t ip_header_length = 20;
constexpr std::uint8_t protocol_tcp = 6;
constexpr std::uint8_t time_to_live = 64;
constexpr std::uint16_t dont_fragment = 0x4000;
constexpr std::uint16_t ethertype_ipv4 = 0x0800;
constexpr std::uint8_t option_mss = 2;

/// Adds 16-bit words for the Internet checksum (RFC 1071); an odd last octet is padded with zero.
std::uint32_t add_words(std::uint32_t sum, byte_view data)
{
    for (std::size_t i = 0; i + 1 < data.size(); i += 2) sum += static_cast<std::uint32_t>(data[i] << 8 | data[i + 1]);
    if (data.size() % 2) sum += static_cast<std::uint32_t>(data.back() << 8);
    return sum;
}

std::uint16_t fold(std::uint32_t sum)
{
    while (sum >> 16) sum = (sum & 0xFFFF) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

bytes tcp_segment(const tcp_frame& frame, byte_view payload)
{
    std::size_t header = frame.maximum_segment_size ? 24 : 20;
    writer out;
    out.u16(frame.from.port).u16(frame.to.port).u32(frame.sequence).u32(frame.acknowledgement);
    out.u8(static_cast<std::uint8_t>(header / 4 << 4)).u8(frame.flags).u16(tcp_frame::window);
    auto checksum_at = out.size();
    out.u16(0).u16(0); // checksum, urgent pointer
    if (frame.maximum_segment_size) out.u8(option_mss).u8(4).u16(frame.maximum_segment_size);
    out.raw(payload);

    writer pseudo_header;
    pseudo_header.u32(frame.from.host.value).u32(frame.to.host.value).u8(0).u8(protocol_tcp);
    pseudo_header.u16(static_cast<std::uint16_t>(out.size()));
    out.patch_u16(checksum_at, fold(add_words(add_words(0, pseudo_header.data()), out.data())));
    return out.take();
}

void ip_header(writer& out, const tcp_frame& frame, std::size_t segment_length)
{
    constexpr std::uint8_t version_4_header_of_5_words = 0x45;
    writer header;
    header.u8(version_4_header_of_5_words).u8(0).u16(static_cast<std::uint16_t>(ip_header_length + segment_length));
    header.u16(frame.identification).u16(dont_fragment).u8(time_to_live).u8(protocol_tcp);
    auto checksum_at = header.size();
    header.u16(0).u32(frame.from.host.value).u32(frame.to.host.value);
    header.patch_u16(checksum_at, fold(add_words(0, header.data())));
    out.raw(header.data());
}

void ethernet_address(writer& out, address of)
{
    constexpr std::uint16_t locally_administered = 0x0200;
    out.u16(locally_administered).u32(of.value);
}

} // namespace

bytes encode(const tcp_frame& frame, byte_view payload, link_type link)
{
    check(link == link_type::raw_ip || link == link_type::ethernet, "TCP frames need raw IP or Ethernet");
    check(payload.size() <= tcp_frame::longest_payload, "a TCP segment is longer than a frame");
    auto segment = tcp_segment(frame, payload);
    writer out;
    if (link == link_type::ethernet) {
        ethernet_address(out, frame.to.host);
        ethernet_address(out, frame.from.host);
        out.u16(ethertype_ipv4);
    }
    ip_header(out, frame, segment.size());
    out.raw(segment);
    return out.take();
}

} // namespace sim::transport
