// Install codes: what is printed on a meter, and typed into the trust centre, so that both know a link key before they
// have met (ZigBee Smart Energy profile 1.x, 5.4.8.1).
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/aes_mmo.hpp"
#include "sim/han/error.hpp"

#include <string>
#include <string_view>

namespace sim::han {

/// The CRC that closes an install code: CRC-16/X-25 (ITU-T X.25), sent least significant octet first.
std::uint16_t install_code_crc(byte_view octets);

/// 6, 8, 12 or 16 octets, with their CRC behind them. A value that exists has the right CRC.
class install_code {
public:
    /// Hexadecimal, groups may be separated by single spaces, hyphens or colons; with the CRC at the end.
    /// Errors: malformed_install_code, wrong_install_code.
    static result<install_code> parse(std::string_view text);
    /// Adds the CRC. Error: malformed_install_code for another number of octets.
    static result<install_code> from_octets(byte_view without_crc);

    /// The CRC included.
    const bytes& octets() const { return octets_; }
    /// As on a label: groups of four digits, separated by spaces.
    std::string to_string() const;
    /// The pre-configured link key: the MMO hash of all octets, CRC included.
    crypto::aes_key link_key() const;
    bool operator==(const install_code&) const = default;

private:
    explicit install_code(bytes octets) : octets_(std::move(octets)) {}
    bytes octets_;
};

} // namespace sim::han
