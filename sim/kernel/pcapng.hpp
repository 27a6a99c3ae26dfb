// Capture files in the pcapng format (IETF draft-ietf-opsawg-pcapng), one writer for WAN and HAN.
//
// The blocks are pure functions, little endian, with time stamps in nanoseconds of virtual UTC; the file is a thin
// shell over them. Nothing of the machine (host name, wall time) goes in, so equal runs write equal files.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/output_file.hpp"
#include "sim/kernel/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace sim {

/// LINKTYPE_ values of the tcpdump registry.
enum class link_type : std::uint16_t {
    ethernet = 1,
    raw_ip = 101, ///< IPv4 or IPv6 without a link layer
    ieee802_15_4_with_fcs = 195,
    ieee802_15_4_no_fcs = 230,
};

namespace pcapng {

/// Begins a section of unknown length. `application` is shown by readers as the capturing program.
bytes section_header(std::string_view application);
/// Describes the next interface, numbered 0, 1, … in the order of description. Resolution: 1 ns. No snap length.
bytes interface_description(link_type link, std::string_view name);
/// Appends one frame. `time` must not be before 1970.
void enhanced_packet(writer& out, std::uint32_t interface, time_point time, byte_view frame);
/// TLS secrets in the NSS key log format. A reader uses them for the packets that follow.
bytes tls_secrets(std::string_view key_log);

} // namespace pcapng

/// Mode 0600: a capture holds what went over the air, and may hold secrets.
class pcapng_file {
public:
    /// Creates or empties the file. Failure is kept in error().
    pcapng_file(const std::string& path, std::string_view application);

    /// The interface's number, for packet().
    std::uint32_t add_interface(link_type link, std::string_view name);
    /// Frames go into the file as they come: callers keep the order of time. False when the file has failed.
    bool packet(std::uint32_t interface, time_point time, byte_view frame);
    bool secrets(std::string_view key_log);

    std::uint64_t packets() const { return packets_; }
    /// The first error there was.
    error_code close() { return file_.close(); }
    error_code error() const { return file_.error(); }

private:
    output_file file_;
    writer packet_; ///< its room is kept from packet to packet
    std::uint32_t interfaces_{0};
    std::uint64_t packets_{0};
};

} // namespace sim
