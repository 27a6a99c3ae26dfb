// What one handshake leaves for the next: a session to resume, by its id (RFC 5246 7.3) or by a ticket (RFC 5077).
//
// An abbreviated handshake shows no certificates. So a session carries how long the certificates behind it are valid,
// and under which trust policy they were accepted; it is resumed only while both still hold.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/digest.hpp"
#include "sim/kernel/time.hpp"

#include <memory>
#include <optional>

namespace sim::tls {

class trust_policy;

/// Immutable. Holds the master secret: it is wiped when it dies, and never written to a journal.
class session {
public:
    struct content {
        bytes id;    ///< empty when only a ticket can resume it
        bytes saved; ///< the library's own form
        crypto::sha256_digest policy{};
        time_point established{};
        time_point valid_from{}, valid_to{}; ///< of all certificates of the peer's chain together
    };
    explicit session(content c) : content_(std::move(c)) {}
    session(const session&) = delete;
    session& operator=(const session&) = delete;
    ~session();

    const bytes& id() const { return content_.id; }
    const bytes& saved() const { return content_.saved; }
    const content& all() const { return content_; }
    /// Same policy, certificates still valid, not older than `lifetime`.
    bool resumable(const trust_policy& trust, time_point now) const;

    /// What goes into a ticket.
    bytes encode() const;
    /// Errors: codec_errc.
    static result<std::shared_ptr<const session>> decode(byte_view data);

    /// RFC 5246 F.1.4 suggests an upper limit of 24 hours.
    static constexpr duration lifetime = std::chrono::hours(24);

private:
    content content_;
};

} // namespace sim::tls
