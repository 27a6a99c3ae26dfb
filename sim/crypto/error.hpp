// What can be wrong with keys and certificates that come from outside.
#pragma once
#include "sim/core/error.hpp"

#include <stdexcept>

namespace sim::crypto {

enum class crypto_errc {
    malformed_key = 1,
    malformed_certificate,
    unsupported_key, ///< neither ECDSA P-256 or P-384 nor RSA of 2048 bits or more
};
const boost::system::error_category& crypto_category() noexcept;
error_code make_error_code(crypto_errc e) noexcept;

/// A key or a certificate cannot be made from what was asked for: an error of set-up, so it throws.
struct setup_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace sim::crypto

template <>
struct boost::system::is_error_code_enum<sim::crypto::crypto_errc> : std::true_type {};
