// AES-128-CCM* as ZigBee uses it (ZigBee specification, annex A): a nonce of 13 octets, a tag of 4, thus lengths of two
// octets. With a tag, CCM* is CCM (NIST SP 800-38C); its form without one is not used, and not here.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/aead.hpp"
#include "sim/crypto/aes_mmo.hpp"

#include <memory>
#include <span>

namespace sim::crypto {

using ccm_nonce = std::array<std::uint8_t, 13>;
using ccm_tag = std::array<std::uint8_t, 4>;

/// One key, expanded once and wiped at the end. Not for two threads at the same time.
/// An object that has been moved from can be assigned to or destroyed, nothing else.
/// Data has up to 65 535 octets, additional data 65 279 (a programmer's error beyond); nothing is allocated per call.
class aes_ccm {
public:
    explicit aes_ccm(const aes_key& key);
    aes_ccm(aes_ccm&&) noexcept;
    aes_ccm& operator=(aes_ccm&&) noexcept;
    ~aes_ccm();

    /// Encrypts `data` where it stands. A tag alone (no encryption) is that of empty data.
    ccm_tag seal(const ccm_nonce& nonce, byte_view additional, std::span<std::uint8_t> data);
    /// Inverse of seal. Error: `aead_errc::wrong_tag`, and then `data` is zeros.
    error_code open(const ccm_nonce& nonce, byte_view additional, std::span<std::uint8_t> data, const ccm_tag& tag);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace sim::crypto
