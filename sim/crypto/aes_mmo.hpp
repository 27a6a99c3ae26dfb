// The hash function of ZigBee, and what is made of it: Matyas-Meyer-Oseas over AES-128 (ZigBee specification, annexes
// B.1.3 and B.6), and its keyed form HMAC (B.1.4). Both give 16 octets, the size of a key, since keys are what they
// make.
#pragma once
#include "sim/core/bytes.hpp"

#include <array>
#include <initializer_list>

namespace sim::crypto {

/// A secret of 128 bits: a network key, a link key, what is derived from them.
using aes_key = std::array<std::uint8_t, 16>;
using mmo_digest = std::array<std::uint8_t, 16>;

/// The hash of the parts, one behind the other. Together they may have 2^29 octets.
mmo_digest mmo_hash(std::initializer_list<byte_view> parts);
inline mmo_digest mmo_hash(byte_view data) { return mmo_hash({data}); }
/// HMAC (FIPS 198) with a key of one block.
mmo_digest mmo_hmac(const aes_key& key, byte_view data);

} // namespace sim::crypto
