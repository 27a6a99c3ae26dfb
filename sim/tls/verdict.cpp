#include "sim/tls/verdict.hpp"

#include "sim/crypto/mbedtls_support.hpp"

#include <mbedtls/oid.h>

#include <algorithm>

namespace sim::tls {

namespace {

constexpr std::uint32_t dates = MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE;
constexpr std::uint32_t weak = MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK | MBEDTLS_X509_BADCERT_BAD_KEY;

bool good_for(const mbedtls_x509_crt& certificate, role own)
{
    const std::string_view client{MBEDTLS_OID_CLIENT_AUTH, MBEDTLS_OID_SIZE(MBEDTLS_OID_CLIENT_AUTH)};
    const std::string_view server{MBEDTLS_OID_SERVER_AUTH, MBEDTLS_OID_SIZE(MBEDTLS_OID_SERVER_AUTH)};
    const auto wanted = own == role::client ? server : client;
    return mbedtls_x509_crt_check_extended_key_usage(&certificate, wanted.data(), wanted.size()) == 0 &&
           mbedtls_x509_crt_check_key_usage(&certificate, MBEDTLS_X509_KU_DIGITAL_SIGNATURE) == 0;
}

/// The finding for which the library sends this alert.
std::uint32_t finding_for(alert description)
{
    switch (description) {
    case alert::unknown_ca: return MBEDTLS_X509_BADCERT_NOT_TRUSTED;
    case alert::certificate_expired: return MBEDTLS_X509_BADCERT_EXPIRED;
    case alert::bad_certificate: return MBEDTLS_X509_BADCERT_CN_MISMATCH;
    case alert::unsupported_certificate: return MBEDTLS_X509_BADCERT_EXT_KEY_USAGE;
    case alert::certificate_revoked: return MBEDTLS_X509_BADCERT_REVOKED;
    case alert::access_denied: return MBEDTLS_X509_BADCERT_OTHER;
    default: return MBEDTLS_X509_BADCERT_FUTURE; // certificate_unknown: what the library says of all the rest
    }
}

} // namespace

std::optional<rejection> chain_judge::judge(const mbedtls_x509_crt& own, time_point now) const
{
    if (findings_ & MBEDTLS_X509_BADCERT_NOT_TRUSTED)
        return rejection{alert::unknown_ca, "no trusted CA vouches for the certificate"};
    if (findings_ & MBEDTLS_X509_BADCERT_REVOKED)
        return rejection{alert::certificate_revoked, "the certificate is revoked"};
    if (now > valid_to_)
        return rejection{alert::certificate_expired, "the certificate has expired on " + to_text(valid_to_)};
    if (now < valid_from_) // RFC 5246 7.2.2: expired "or is not currently valid"
        return rejection{alert::certificate_expired, "the certificate is not valid before " + to_text(valid_from_)};
    if (findings_ & MBEDTLS_X509_BADCERT_CN_MISMATCH)
        return rejection{alert::bad_certificate, "the certificate is not for the name " + trust_.expected_name()};
    if (!good_for(own, own_))
        return rejection{alert::unsupported_certificate, own_ == role::client ? "the certificate is not a server's"
                                                                              : "the certificate is not a client's"};
    if (findings_ & weak)
        return rejection{alert::unsupported_certificate, "the certificate's cryptography is not allowed"};
    if (findings_) return rejection{alert::certificate_unknown, "the certificate is not acceptable"};
    return peer_ ? trust_.judge(*peer_) : std::nullopt;
}

void chain_judge::look(const mbedtls_x509_crt& certificate, int depth, std::uint32_t& flags, time_point now)
{
    findings_ |= flags & ~dates;
    flags = 0;
    valid_from_ = std::max(valid_from_, crypto::to_time_point(certificate.valid_from));
    valid_to_ = std::min(valid_to_, crypto::to_time_point(certificate.valid_to));
    if (depth > 0) return;
    peer_certificate_.assign(certificate.raw.p, certificate.raw.p + certificate.raw.len);
    // The library trusts a peer's own certificate only when it is self-issued; an anchor is trusted whoever issued it.
    const auto& anchors = trust_.anchors();
    if (std::find(anchors.begin(), anchors.end(), peer_certificate_) != anchors.end())
        findings_ &= ~static_cast<std::uint32_t>(MBEDTLS_X509_BADCERT_NOT_TRUSTED);
    if (auto info = crypto::inspect(peer_certificate_)) peer_ = std::move(*info);
    rejected_ = judge(certificate, now);
    if (!rejected_) return;
    flags = finding_for(rejected_->description);
    const bool library_has_it = flags != MBEDTLS_X509_BADCERT_FUTURE;
    if (!library_has_it) rejected_->description = alert::certificate_unknown;
}

} // namespace sim::tls
