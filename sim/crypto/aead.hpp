// AES-128 in Galois/Counter Mode (NIST SP 800-38D): authenticated encryption, and GMAC.
#pragma once
#include "sim/core/bytes.hpp"

#include <array>
#include <memory>
#include <span>

namespace sim::crypto {

enum class aead_errc {
    too_short = 1, ///< the data has no room for its tag
    wrong_tag,     ///< the data, or what is authenticated beside it, is not what was sealed
};
const boost::system::error_category& aead_category() noexcept;
error_code make_error_code(aead_errc e) noexcept;

/// Octets of the tag: 12 in DLMS (IEC 62056-5-3, security suite 0), 16 elsewhere.
enum class gcm_tag : std::size_t { twelve = 12, sixteen = 16 };

/// The initialization vector. One that is used twice with a key gives both messages away: callers count.
using gcm_vector = std::array<std::uint8_t, 12>;

/// One key, expanded once (about 0.7 KiB) and wiped at the end. Not for two threads at the same time.
/// An object that has been moved from can be assigned to or destroyed, nothing else.
/// Data and additional data: each up to 2^31 octets; callers have far lower limits.
class aes_gcm {
public:
    explicit aes_gcm(std::span<const std::uint8_t, 16> key);
    aes_gcm(aes_gcm&&) noexcept;
    aes_gcm& operator=(aes_gcm&&) noexcept;
    ~aes_gcm();

    /// The ciphertext, as long as `plain`, and the tag behind it.
    bytes seal(const gcm_vector& vector, byte_view additional, byte_view plain, gcm_tag tag);
    /// Inverse of seal. Errors: too_short; wrong_tag, and then nothing of the plain text is given out.
    result<bytes> open(const gcm_vector& vector, byte_view additional, byte_view sealed, gcm_tag tag);

    /// The tag alone, of data that stays plain (GMAC).
    bytes authenticate(const gcm_vector& vector, byte_view data, gcm_tag tag);
    /// Compares in constant time. Error: wrong_tag, also for a tag of another length.
    error_code verify(const gcm_vector& vector, byte_view data, byte_view expected, gcm_tag tag);

    /// Encryption without a tag, as DLMS has it; its own inverse up to the direction. Nothing shows a changed octet.
    bytes encrypt(const gcm_vector& vector, byte_view plain);
    bytes decrypt(const gcm_vector& vector, byte_view cipher);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// Takes the same time wherever the first difference is. The lengths are no secret.
bool equal_in_constant_time(byte_view a, byte_view b);

/// Overwrites a secret with zeros, which the compiler may not leave out.
void wipe(std::span<std::uint8_t> secret);

} // namespace sim::crypto

template <>
struct boost::system::is_error_code_enum<sim::crypto::aead_errc> : std::true_type {};
