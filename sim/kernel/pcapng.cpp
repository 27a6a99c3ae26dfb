#include "sim/kernel/pcapng.hpp"

#include "sim/core/check.hpp"

namespace sim {
namespace pcapng {
namespace {

constexpr std::uint32_t section_header_block = 0x0A0D0D0A;
constexpr std::uint32_t interface_description_block = 1;
constexpr std::uint32_t enhanced_packet_block = 6;
constexpr std::uint32_t decryption_secrets_block = 0x0000000A;
constexpr std::uint32_t byte_order_magic = 0x1A2B3C4D;
constexpr std::uint32_t tls_key_log = 0x544C534B;
constexpr std::uint64_t unknown_length = 0xFFFFFFFFFFFFFFFF;

constexpr std::uint16_t option_end = 0;
constexpr std::uint16_t option_user_application = 4; // of the section header
constexpr std::uint16_t option_interface_name = 2;
constexpr std::uint16_t option_time_resolution = 9;
constexpr std::uint8_t nanoseconds = 9; // 10^-9 s

/// Blocks, options and their contents are padded to 32 bits with zeros.
void pad(writer& out)
{
    while (out.size() % 4) out.u8(0);
}

void option(writer& out, std::uint16_t code, byte_view content)
{
    check(content.size() <= 0xFFFF, "a pcapng option is longer than its length field can say");
    out.u16_le(code).u16_le(static_cast<std::uint16_t>(content.size())).raw(content);
    pad(out);
}

void end_of_options(writer& out) { out.u16_le(option_end).u16_le(0); }

bytes block(std::uint32_t type, byte_view body)
{
    constexpr std::size_t overhead = 12;
    check(body.size() <= 0xFFFFFFFF - overhead, "a pcapng block is longer than its length field can say");
    auto length = static_cast<std::uint32_t>(body.size() + overhead);
    writer out;
    out.u32_le(type).u32_le(length).raw(body).u32_le(length);
    return out.take();
}

} // namespace

bytes section_header(std::string_view application)
{
    writer body;
    body.u32_le(byte_order_magic).u16_le(1).u16_le(0).u64_le(unknown_length);
    option(body, option_user_application, as_bytes(application));
    end_of_options(body);
    return block(section_header_block, body.data());
}

bytes interface_description(link_type link, std::string_view name)
{
    constexpr std::uint32_t no_snap_length = 0;
    writer body;
    body.u16_le(static_cast<std::uint16_t>(link)).u16_le(0).u32_le(no_snap_length);
    option(body, option_interface_name, as_bytes(name));
    option(body, option_time_resolution, byte_view(&nanoseconds, 1));
    end_of_options(body);
    return block(interface_description_block, body.data());
}

void enhanced_packet(writer& out, std::uint32_t interface, time_point time, byte_view frame)
{
    constexpr std::size_t fixed = 32; // header and trailer of the block, interface, time, two lengths
    const auto padding = (4 - frame.size() % 4) % 4;
    check(frame.size() <= 0xFFFFFFFF - fixed - padding, "a pcapng block is longer than its length field can say");
    const auto block_length = static_cast<std::uint32_t>(fixed + frame.size() + padding);
    const auto length = static_cast<std::uint32_t>(frame.size());
    const auto count = static_cast<std::uint64_t>(time.time_since_epoch().count());
    out.u32_le(enhanced_packet_block).u32_le(block_length).u32_le(interface);
    out.u32_le(static_cast<std::uint32_t>(count >> 32)).u32_le(static_cast<std::uint32_t>(count));
    out.u32_le(length).u32_le(length).raw(frame);
    for (std::size_t i = 0; i < padding; ++i) out.u8(0);
    out.u32_le(block_length);
}

bytes tls_secrets(std::string_view key_log)
{
    writer body;
    body.u32_le(tls_key_log).u32_le(static_cast<std::uint32_t>(key_log.size())).raw(as_bytes(key_log));
    pad(body);
    return block(decryption_secrets_block, body.data());
}

} // namespace pcapng

pcapng_file::pcapng_file(const std::string& path, std::string_view application) : file_(path, file_access::owner_only)
{
    file_.write(pcapng::section_header(application));
}

std::uint32_t pcapng_file::add_interface(link_type link, std::string_view name)
{
    file_.write(pcapng::interface_description(link, name));
    return interfaces_++;
}

bool pcapng_file::packet(std::uint32_t interface, time_point time, byte_view frame)
{
    check(interface < interfaces_, "a packet of an interface that the capture does not describe");
    ++packets_;
    packet_.clear();
    pcapng::enhanced_packet(packet_, interface, time, frame);
    return file_.write(packet_.data());
}

bool pcapng_file::secrets(std::string_view key_log) { return file_.write(pcapng::tls_secrets(key_log)); }

} // namespace sim
