// What all connections of one role and identity share: the versions, suites, curves and hashes, and the parsed
// identity.
//
// Everything is explicit, since the library's defaults offer static ECDH, CBC, Camellia and P-521: TLS 1.2 only,
// ECDHE with AES-GCM or ChaCha20-Poly1305, P-256 then P-384, SHA-256 and SHA-384, extended master secret (RFC 7627),
// no renegotiation. Immutable, so that handshakes on several threads may share it.
#pragma once
#include "sim/crypto/identity.hpp"
#include "sim/tls/ticket_protection.hpp"

#include <memory>
#include <optional>

struct mbedtls_ssl_config;

namespace sim::tls {

enum class role { client, server };

struct config_options {
    tls::role role{role::client};
    /// Null: a client without a certificate. A server needs one.
    std::shared_ptr<const crypto::identity> own;
    /// A server asks for a certificate and insists on it. A client always does.
    bool authenticate_peer{true};
    /// A client asks for tickets and offers them. A server seals them with this.
    bool use_tickets{true};
    std::optional<ticket_protection> tickets{};
    /// A server keeps sessions by id. (Whoever takes a ticket is given no id.)
    bool use_session_ids{true};
};

class config {
public:
    /// Throws crypto::setup_error when the identity cannot be parsed, broken_invariant for a server without one.
    static std::shared_ptr<const config> make(config_options options);
    config(const config&) = delete;
    config& operator=(const config&) = delete;
    ~config();

    tls::role role() const;
    const config_options& options() const;
    /// For sim/tls only.
    const mbedtls_ssl_config& native() const;

private:
    struct impl;
    explicit config(config_options options);
    std::unique_ptr<impl> impl_;
};

} // namespace sim::tls
