// Private keys, and identities: a key with the certificates that vouch for it.
//
// All is kept as DER and parsed on use: a parsed key and certificate cost kilobytes, and a fleet parks a hundred
// thousand of them.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/error.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sim::crypto {

class random_source;

enum class key_type { ecdsa_p256, ecdsa_p384, rsa };
std::string_view to_string(key_type type);

/// Where a key comes from. A simulated key is a function of a scenario's seed; everybody may know it.
/// A real one came from outside or from the operating system's entropy, and must not meet a seeded generator.
enum class key_origin { simulated, real };

class private_key {
public:
    /// SEC 1, PKCS#1 or PKCS#8 without a password. What is read from outside counts as real.
    /// Errors: malformed_key, unsupported_key.
    static result<private_key> from_der(byte_view der);
    static result<private_key> from_pem(std::string_view pem);

    private_key(const private_key&) = default;
    private_key(private_key&&) noexcept = default;
    private_key& operator=(const private_key&) = default;
    private_key& operator=(private_key&&) noexcept = default;
    ~private_key();

    key_type type() const { return type_; }
    key_origin origin() const { return origin_; }
    /// SEC 1 (RFC 5915) or PKCS#1.
    const bytes& der() const { return der_; }
    std::string to_pem() const;
    /// SubjectPublicKeyInfo, RFC 5280 4.1.2.7.
    bytes public_der() const;

private:
    friend private_key generate_key(random_source& random, key_type type);
    private_key(bytes der, key_type type, key_origin origin);
    static result<private_key> parse(byte_view data);

    bytes der_;
    key_type type_;
    key_origin origin_;
};

/// Throws broken_invariant when a real key is about to be used with a simulated source.
void check_source(const private_key& key, const random_source& random);

struct identity {
    private_key key;
    std::vector<bytes> chain; ///< DER; the identity's own certificate first, then its issuers, without the root

    const bytes& certificate() const { return chain.front(); }
    /// The chain in its order; the key is exported on its own.
    std::string certificates_pem() const;
    /// Errors: malformed_key, unsupported_key, malformed_certificate.
    static result<identity> from_pem(std::string_view certificates, std::string_view key);
    /// Whether the key is the certificate's. Not enforced anywhere: a device with the wrong key is a case to simulate.
    bool key_matches() const;
};

} // namespace sim::crypto
