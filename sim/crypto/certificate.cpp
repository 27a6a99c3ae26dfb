#include "sim/crypto/certificate.hpp"

#include "sim/core/check.hpp"
#include "sim/crypto/digest.hpp"
#include "sim/crypto/mbedtls_support.hpp"

#include <mbedtls/oid.h>
#include <mbedtls/pem.h>

#include <array>

namespace sim::crypto {

namespace {

constexpr char pem_header[] = "-----BEGIN CERTIFICATE-----\n";
constexpr char pem_footer[] = "-----END CERTIFICATE-----\n";

std::string text_of(const mbedtls_x509_buf& buffer) { return {reinterpret_cast<const char*>(buffer.p), buffer.len}; }

std::string common_name(const mbedtls_x509_name& name)
{
    for (const auto* part = &name; part; part = part->next)
        if (text_of(part->oid) == MBEDTLS_OID_AT_CN) return text_of(part->val);
    return {};
}

std::string full_name(const mbedtls_x509_name& name)
{
    std::array<char, 1024> text;
    const int size = mbedtls_x509_dn_gets(text.data(), text.size(), &name);
    return size < 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(size));
}

std::vector<std::string> dns_names(const mbedtls_x509_crt& certificate)
{
    constexpr int context_specific = 0x80, dns_name = 2; // RFC 5280 4.2.1.6
    std::vector<std::string> names;
    for (const auto* entry = &certificate.subject_alt_names; entry; entry = entry->next)
        if (entry->buf.tag == (context_specific | dns_name)) names.push_back(text_of(entry->buf));
    return names;
}

} // namespace

result<certificate_info> inspect(byte_view der)
{
    certificate_object parsed;
    if (auto ec = append_certificate(der, parsed)) return ec;
    certificate_info info;
    info.subject = full_name(parsed->subject);
    info.subject_common_name = common_name(parsed->subject);
    info.issuer_common_name = common_name(parsed->issuer);
    info.dns_names = dns_names(*parsed);
    info.not_before = to_time_point(parsed->valid_from);
    info.not_after = to_time_point(parsed->valid_to);
    info.serial = to_hex({parsed->serial.p, parsed->serial.len});
    info.fingerprint = to_hex(sha256(der));
    info.is_authority = parsed->ca_istrue != 0;
    if (const auto key = type_of(parsed->pk)) info.key = *key;
    return info;
}

std::string certificate_to_pem(byte_view der)
{
    std::size_t size = 0;
    mbedtls_pem_write_buffer(pem_header, pem_footer, der.data(), der.size(), nullptr, 0, &size);
    std::string text(size, '\0');
    const int failure = mbedtls_pem_write_buffer(pem_header, pem_footer, der.data(), der.size(),
                                                 reinterpret_cast<unsigned char*>(text.data()), text.size(), &size);
    check(failure == 0, "a certificate fits the buffer that was measured for it");
    text.resize(size - 1); // without the terminating zero
    return text;
}

result<std::vector<bytes>> certificates_from_pem(std::string_view pem)
{
    const std::string terminated(pem); // the library counts the terminating zero of a PEM text
    certificate_object parsed;
    const auto* text = reinterpret_cast<const unsigned char*>(terminated.c_str());
    if (mbedtls_x509_crt_parse(parsed.get(), text, terminated.size() + 1) != 0)
        return crypto_errc::malformed_certificate;
    std::vector<bytes> all;
    for (const auto* one = parsed.get(); one; one = one->next) all.emplace_back(one->raw.p, one->raw.p + one->raw.len);
    return all;
}

} // namespace sim::crypto
