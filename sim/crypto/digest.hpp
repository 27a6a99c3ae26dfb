// SHA-256 and its HMAC.
#pragma once
#include "sim/core/bytes.hpp"

#include <array>

namespace sim::crypto {

using sha256_digest = std::array<std::uint8_t, 32>;

/// FIPS 180-4.
sha256_digest sha256(byte_view data);
/// RFC 2104 over SHA-256.
sha256_digest hmac_sha256(byte_view key, byte_view data);

} // namespace sim::crypto
