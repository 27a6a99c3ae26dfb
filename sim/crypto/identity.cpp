#include "sim/crypto/identity.hpp"

#include "sim/core/check.hpp"
#include "sim/crypto/certificate.hpp"
#include "sim/crypto/mbedtls_support.hpp"

#include <mbedtls/pem.h>
#include <mbedtls/platform_util.h>

#include <array>

namespace sim::crypto {

namespace {

/// Enough for the DER of an RSA key of 4096 bits.
constexpr std::size_t largest_key = 4096;

using write_function = int (*)(mbedtls_pk_context*, unsigned char*, std::size_t);

/// The library writes DER at the end of the buffer.
bytes write_der(const mbedtls_pk_context& key, write_function write)
{
    std::array<unsigned char, largest_key> buffer;
    const int size = write(const_cast<mbedtls_pk_context*>(&key), buffer.data(), buffer.size());
    check(size > 0, "a parsed key can be written");
    bytes der(buffer.end() - size, buffer.end());
    mbedtls_platform_zeroize(buffer.data(), buffer.size());
    return der;
}

int write_private(mbedtls_pk_context* key, unsigned char* out, std::size_t size)
{
    return mbedtls_pk_write_key_der(key, out, size);
}
int write_public(mbedtls_pk_context* key, unsigned char* out, std::size_t size)
{
    return mbedtls_pk_write_pubkey_der(key, out, size);
}

} // namespace

std::string_view to_string(key_type type)
{
    switch (type) {
    case key_type::ecdsa_p256: return "ECDSA P-256";
    case key_type::ecdsa_p384: return "ECDSA P-384";
    case key_type::rsa: return "RSA";
    }
    return {};
}

private_key::private_key(bytes der, key_type type, key_origin origin)
    : der_(std::move(der)), type_(type), origin_(origin)
{}

private_key::~private_key() { mbedtls_platform_zeroize(der_.data(), der_.size()); }

result<private_key> private_key::parse(byte_view data)
{
    pk_object key;
    if (auto ec = parse_key(data, key)) return ec;
    return private_key(write_der(*key, write_private), type_of(*key).value(), key_origin::real);
}

result<private_key> private_key::from_der(byte_view der) { return parse(der); }

result<private_key> private_key::from_pem(std::string_view pem)
{
    const std::string terminated(pem); // the library counts the terminating zero of a PEM text
    return parse({reinterpret_cast<const std::uint8_t*>(terminated.c_str()), terminated.size() + 1});
}

std::string private_key::to_pem() const
{
    const bool rsa = type_ == key_type::rsa;
    const auto* header = rsa ? "-----BEGIN RSA PRIVATE KEY-----\n" : "-----BEGIN EC PRIVATE KEY-----\n";
    const auto* footer = rsa ? "-----END RSA PRIVATE KEY-----\n" : "-----END EC PRIVATE KEY-----\n";
    std::array<unsigned char, 2 * largest_key> buffer;
    std::size_t size = 0;
    const int failure =
        mbedtls_pem_write_buffer(header, footer, der_.data(), der_.size(), buffer.data(), buffer.size(), &size);
    check(failure == 0, "a key fits the buffer");
    std::string pem(reinterpret_cast<const char*>(buffer.data()));
    mbedtls_platform_zeroize(buffer.data(), buffer.size());
    return pem;
}

bytes private_key::public_der() const
{
    pk_object key;
    check(!parse_key(der_, key), "a key that exists can be parsed");
    return write_der(*key, write_public);
}

void check_source(const private_key& key, const random_source& random)
{
    check(key.origin() == key_origin::simulated || !random.simulated(),
          "a real private key is never used with a simulated random source");
}

std::string identity::certificates_pem() const
{
    std::string all;
    for (const auto& der : chain) all += certificate_to_pem(der);
    return all;
}

result<identity> identity::from_pem(std::string_view certificates, std::string_view key)
{
    auto chain = certificates_from_pem(certificates);
    if (!chain) return chain.error();
    auto parsed = private_key::from_pem(key);
    if (!parsed) return parsed.error();
    return identity{std::move(*parsed), std::move(*chain)};
}

bool identity::key_matches() const
{
    certificate_object parsed;
    if (append_certificate(certificate(), parsed)) return false;
    return write_der(parsed->pk, write_public) == key.public_der();
}

} // namespace sim::crypto
