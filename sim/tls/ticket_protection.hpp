// Seals session tickets (RFC 5077 4) with keys that nobody has to share or rotate: the key of an epoch of virtual time
// is a function of the server's secret and the epoch's number. A ticket opens in its own epoch and in the next.
//
// Layout of a ticket: epoch (8 octets), nonce (12), sealed session, tag (16); AES-256-GCM, the epoch authenticated too.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/digest.hpp"
#include "sim/crypto/random.hpp"
#include "sim/kernel/time.hpp"

#include <optional>

namespace sim::tls {

class ticket_protection {
public:
    /// `epoch` is at least a minute and counts from 1970.
    explicit ticket_protection(const crypto::sha256_digest& secret, duration epoch = std::chrono::hours(12));

    bytes seal(byte_view content, time_point now, crypto::random_source& random) const;
    /// None: not ours, tampered with, or too old.
    std::optional<bytes> open(byte_view ticket, time_point now) const;
    /// For how long at least a ticket of now will open.
    duration lifetime() const { return epoch_; }

private:
    std::uint64_t epoch_at(time_point now) const;
    crypto::sha256_digest key_of(std::uint64_t epoch) const;

    crypto::sha256_digest secret_;
    duration epoch_;
};

} // namespace sim::tls
