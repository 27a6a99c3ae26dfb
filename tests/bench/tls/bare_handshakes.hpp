// The floor: the TLS library alone, two contexts in memory that feed each other, no layer of ours.
#pragma once
#include "sim/crypto/identity.hpp"

#include <chrono>

namespace bench {

struct parties {
    sim::crypto::identity server, client;
    sim::bytes anchor; ///< issued both
};

/// Mutual handshakes, TLS 1.2, ECDHE-ECDSA-AES128-GCM over P-256: `count` of them on `threads` threads. Returns wall
/// time.
std::chrono::nanoseconds bare_handshakes(const parties& who, int count, unsigned threads);

} // namespace bench
