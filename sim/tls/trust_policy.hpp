// Whom one end of a connection believes: trust anchors, the name that the peer must have, and a rule of the caller's.
//
// A policy is immutable and owned: handshakes judge by it on other threads, while the world goes on changing its trust
// stores. A changed trust store makes a new policy.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/certificate.hpp"
#include "sim/crypto/digest.hpp"
#include "sim/tls/alert.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sim::tls {

struct rejection {
    alert description;
    std::string reason; ///< a sentence for people
};

class trust_policy {
public:
    /// Judges the peer's own certificate when everything else holds. It runs on any thread, perhaps on two at once: it
    /// must be a function of its argument and of what it owns. An exception counts as a rejection.
    using rule = std::function<std::optional<rejection>(const crypto::certificate_info& peer)>;

    /// `anchors`: DER of the CAs to trust, or of peers' own certificates, whoever issued them; none trusts
    /// nobody. `expected_name`: what the certificate's DNS names (or
    /// its common name, when it has none) must match, and the server name that a client asks for; empty: any.
    /// Throws crypto::setup_error for an anchor that cannot be read.
    static std::shared_ptr<const trust_policy> make(std::vector<bytes> anchors, std::string expected_name = {},
                                                    rule extra = {});

    const std::vector<bytes>& anchors() const { return anchors_; }
    const std::string& expected_name() const { return expected_name_; }
    /// None: nothing against it.
    std::optional<rejection> judge(const crypto::certificate_info& peer) const;
    /// Of anchors and name. A session made under another policy is not resumed.
    const crypto::sha256_digest& digest() const { return digest_; }

private:
    trust_policy(std::vector<bytes> anchors, std::string expected_name, rule extra);

    std::vector<bytes> anchors_;
    std::string expected_name_;
    rule extra_;
    crypto::sha256_digest digest_;
};

} // namespace sim::tls
