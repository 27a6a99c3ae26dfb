// AES key wrap with a key-encrypting key of 128 bits (RFC 3394, NIST SP 800-38F KW).
#pragma once
#include "sim/core/bytes.hpp"

#include <span>

namespace sim::crypto {

enum class key_wrap_errc {
    wrong_size = 1,  ///< not a multiple of 8 octets, or outside of the limits
    wrong_integrity, ///< wrapped under another key, or changed since
};
const boost::system::error_category& key_wrap_category() noexcept;
error_code make_error_code(key_wrap_errc e) noexcept;

/// Key data in octets: RFC 3394 asks for two blocks at least; the most is our own limit, far above any key.
constexpr std::size_t min_key_data = 16;
constexpr std::size_t max_key_data = 512;
/// By so many octets the wrapped form is longer.
constexpr std::size_t key_wrap_overhead = 8;

/// Wraps with the default initial value A6A6A6A6A6A6A6A6 (RFC 3394 2.2.3.1). Error: wrong_size.
result<bytes> wrap_key_data(std::span<const std::uint8_t, 16> key_encrypting_key, byte_view key_data);
/// Inverse of wrap_key_data. Errors: wrong_size, wrong_integrity.
result<bytes> unwrap_key_data(std::span<const std::uint8_t, 16> key_encrypting_key, byte_view wrapped);

} // namespace sim::crypto

template <>
struct boost::system::is_error_code_enum<sim::crypto::key_wrap_errc> : std::true_type {};
