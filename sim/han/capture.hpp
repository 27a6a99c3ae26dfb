// han.pcapng: every frame on the air of every HAN, at its virtual time, for Wireshark (link type IEEE 802.15.4 with
// FCS). How a reader gets the keys: docs/han.md.
#pragma once
#include "sim/core/ids.hpp"
#include "sim/crypto/aes_mmo.hpp"
#include "sim/han/identifiers.hpp"
#include "sim/kernel/pcapng.hpp"

#include <string>
#include <string_view>

namespace sim::han {

/// One capture for all installations of a run, an interface for each.
class capture {
public:
    capture(const std::string& path, std::string_view application) : file_(path, application) {}

    /// `name` is the installation's ("tri-1").
    std::uint32_t add_network(std::string_view name)
    {
        return file_.add_interface(link_type::ieee802_15_4_with_fcs, name);
    }
    /// In the order of time. `time` is when the frame's last octet was on the air. False when the file has failed.
    bool frame(std::uint32_t network, time_point time, byte_view octets) { return file_.packet(network, time, octets); }

    std::uint64_t frames() const { return file_.packets(); }
    error_code close() { return file_.close(); }
    error_code error() const { return file_.error(); }

private:
    pcapng_file file_;
};

enum class logged_key { network, link };

/// A line for keys.log that tells a HAN key, without the line feed. It begins with '#', so that readers of TLS secrets
/// pass over it.
std::string key_log_line(std::string_view installation, logged_key kind, const crypto::aes_key& key);

} // namespace sim::han
