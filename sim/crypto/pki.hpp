// Making keys and certificates (X.509 v3, RFC 5280).
//
// With a simulated source all of it is a function of the source: key generation, serial numbers, and signatures
// (ECDSA as in RFC 6979).
#pragma once
#include "sim/crypto/identity.hpp"
#include "sim/crypto/random.hpp"
#include "sim/kernel/time.hpp"

#include <string>
#include <vector>

namespace sim::crypto {

/// What a certificate is good for. It decides basic constraints, key usage and extended key usage.
enum class certificate_purpose { authority, server, client, server_and_client };

struct validity {
    time_point not_before{};
    time_point not_after{}; ///< inclusive, RFC 5280 4.1.2.5; whole seconds
};

struct certificate_spec {
    std::string common_name;  ///< 1 to 64 octets of UTF-8 without control characters and backslashes
    std::string organization; ///< empty: none
    std::vector<std::string> dns_names;
    certificate_purpose purpose{certificate_purpose::client};
    validity valid;
};

/// Throws setup_error when the source fails.
private_key generate_key(random_source& random, key_type type = key_type::ecdsa_p256);

/// An authority that vouches for itself. Throws setup_error for a name that no certificate can carry, and
/// broken_invariant for a real key with a simulated source. `spec.purpose` must be authority.
identity make_authority(const certificate_spec& spec, private_key key, random_source& random);

/// A certificate for `key`, signed by `issuer`; the chain is complete but for the root. Throws as make_authority does.
identity issue(const identity& issuer, const certificate_spec& spec, private_key key, random_source& random);

} // namespace sim::crypto
