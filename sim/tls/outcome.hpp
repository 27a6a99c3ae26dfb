// What came of a handshake, for journals and for whoever asked for it.
#pragma once
#include "sim/crypto/certificate.hpp"
#include "sim/tls/alert.hpp"
#include "sim/tls/session.hpp"

#include <memory>
#include <optional>
#include <string>

namespace sim::tls {

/// Who ended a connection.
enum class party {
    us,
    peer,
    transport, ///< nobody: the bytes stopped coming
};
std::string_view to_string(party p);

struct failure {
    party by{party::us};
    std::optional<alert> description; ///< none: the connection ended without one
    std::string reason;               ///< our own words; of a peer's alert only its name is known
};

struct outcome {
    bool established{false};
    bool resumed{false};
    std::string suite;                            ///< IANA name
    std::optional<crypto::certificate_info> peer; ///< as soon as its certificate was read, accepted or not
    bytes peer_certificate;                       ///< DER
    std::shared_ptr<const session> resumption; ///< for a client to offer next time; null when there is nothing to offer
    std::optional<tls::failure> failure;       ///< also set when an established connection broke later
};

} // namespace sim::tls
