#include "sim/crypto/digest.hpp"

#include "sim/core/check.hpp"

#include <mbedtls/md.h>

namespace sim::crypto {

sha256_digest sha256(byte_view data)
{
    sha256_digest out{};
    const auto* md = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    check(mbedtls_md(md, data.data(), data.size(), out.data()) == 0, "SHA-256 is there");
    return out;
}

sha256_digest hmac_sha256(byte_view key, byte_view data)
{
    sha256_digest out{};
    const auto* md = mbedtls_md_info_from_type(MBEDTLS_MD_SHA256);
    check(mbedtls_md_hmac(md, key.data(), key.size(), data.data(), data.size(), out.data()) == 0,
          "HMAC with SHA-256 is there");
    return out;
}

} // namespace sim::crypto
