#include "sim/crypto/pki.hpp"

#include "sim/core/check.hpp"
#include "sim/crypto/mbedtls_support.hpp"

#include <mbedtls/oid.h>
#include <mbedtls/platform.h>
#include <mbedtls/platform_util.h>

#include <algorithm>
#include <array>
#include <new>

namespace sim::crypto {

namespace {

using certificate_writer =
    library_object<mbedtls_x509write_cert, mbedtls_x509write_crt_init, mbedtls_x509write_crt_free>;

constexpr std::size_t longest_common_name = 64; // ub-common-name, RFC 5280 appendix A.1

void succeed(int failure, const char* what)
{
    if (failure != 0) throw setup_error(what);
}

void check_name(std::string_view name)
{
    if (name.size() > longest_common_name) throw setup_error("a name in a certificate is longer than 64 octets");
    for (const char c : name)
        if (static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == 0x7F)
            throw setup_error("a name in a certificate holds a backslash or a control character");
}

/// The library's form, in which a comma is escaped.
std::string distinguished_name(const certificate_spec& spec)
{
    if (spec.common_name.empty()) throw setup_error("a certificate needs a common name");
    const auto escaped = [](std::string_view name) {
        check_name(name);
        std::string text;
        for (const char c : name) {
            if (c == ',') text += '\\';
            text += c;
        }
        return text;
    };
    std::string name;
    if (!spec.organization.empty()) name = "O=" + escaped(spec.organization) + ",";
    return name + "CN=" + escaped(spec.common_name);
}

/// YYYYMMDDhhmmss, as the library wants it.
std::string certificate_time(time_point t)
{
    std::string digits;
    for (const char c : to_rfc3339(t)) {
        if (c == '.') break;
        if (c >= '0' && c <= '9') digits += c;
    }
    return digits;
}

bytes der_element(std::uint8_t tag, byte_view content)
{
    writer out;
    out.u8(tag);
    constexpr std::size_t longest_short_form = 127;
    if (content.size() <= longest_short_form)
        out.u8(static_cast<std::uint8_t>(content.size()));
    else
        out.u8(0x82).u16(static_cast<std::uint16_t>(content.size())); // 65 kB of names are not met here
    out.raw(content);
    return out.take();
}

constexpr std::uint8_t der_sequence = 0x30, der_oid = 0x06, der_dns_name = 0x82;

void add_extension(certificate_writer& writer, std::string_view oid, const bytes& content)
{
    succeed(
        mbedtls_x509write_crt_set_extension(writer.get(), oid.data(), oid.size(), 0, content.data(), content.size()),
        "an extension does not fit the certificate");
}

/// RFC 5280 4.2.1.6. The library of Debian 12 cannot write this extension itself.
void add_dns_names(certificate_writer& writer, const std::vector<std::string>& names)
{
    if (names.empty()) return;
    bytes list;
    constexpr std::size_t longest_dns_name = 253; // RFC 1035 2.3.4, without the length octets at both ends
    for (const auto& name : names) {
        if (name.empty() || name.size() > longest_dns_name) throw setup_error("a DNS name has 1 to 253 octets");
        const auto entry = der_element(der_dns_name, as_bytes(name));
        list.insert(list.end(), entry.begin(), entry.end());
    }
    if (list.size() > 0xFFFF) throw setup_error("a certificate with more than 64 KiB of names");
    add_extension(writer, {MBEDTLS_OID_SUBJECT_ALT_NAME, MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME)},
                  der_element(der_sequence, list));
}

/// RFC 5280 4.2.1.12.
void add_extended_key_usage(certificate_writer& writer, certificate_purpose purpose)
{
    const bool server = purpose == certificate_purpose::server || purpose == certificate_purpose::server_and_client;
    const bool client = purpose == certificate_purpose::client || purpose == certificate_purpose::server_and_client;
    bytes list;
    const auto add = [&list](std::string_view oid) {
        const auto entry = der_element(der_oid, as_bytes(oid));
        list.insert(list.end(), entry.begin(), entry.end());
    };
    if (server) add({MBEDTLS_OID_SERVER_AUTH, MBEDTLS_OID_SIZE(MBEDTLS_OID_SERVER_AUTH)});
    if (client) add({MBEDTLS_OID_CLIENT_AUTH, MBEDTLS_OID_SIZE(MBEDTLS_OID_CLIENT_AUTH)});
    if (list.empty()) return;
    add_extension(writer, {MBEDTLS_OID_EXTENDED_KEY_USAGE, MBEDTLS_OID_SIZE(MBEDTLS_OID_EXTENDED_KEY_USAGE)},
                  der_element(der_sequence, list));
}

void add_extensions(certificate_writer& writer, const certificate_spec& spec)
{
    const bool authority = spec.purpose == certificate_purpose::authority;
    constexpr int no_path_limit = -1;
    succeed(mbedtls_x509write_crt_set_basic_constraints(writer.get(), authority ? 1 : 0, no_path_limit),
            "basic constraints do not fit the certificate");
    const unsigned usage = authority ? MBEDTLS_X509_KU_KEY_CERT_SIGN | MBEDTLS_X509_KU_CRL_SIGN
                                     : MBEDTLS_X509_KU_DIGITAL_SIGNATURE; // ECDHE only: nothing is enciphered for a key
    succeed(mbedtls_x509write_crt_set_key_usage(writer.get(), usage), "key usage does not fit the certificate");
    succeed(mbedtls_x509write_crt_set_subject_key_identifier(writer.get()), "no identifier for the subject's key");
    succeed(mbedtls_x509write_crt_set_authority_key_identifier(writer.get()), "no identifier for the issuer's key");
    add_dns_names(writer, spec.dns_names);
    add_extended_key_usage(writer, spec.purpose);
}

void set_serial(certificate_writer& writer, random_source& random)
{
    std::array<std::uint8_t, 16> serial; // at most 20 octets and positive, RFC 5280 4.1.2.2
    random.fill(serial);
    serial[0] = static_cast<std::uint8_t>((serial[0] & 0x3F) | 0x40);
    succeed(compat::set_serial(*writer, serial.data(), serial.size()), "the serial number does not fit");
}

/// Copies a parsed name to the octet, string types included; the library's list begins with the last part.
void copy_issuer_name(certificate_writer& writer, const mbedtls_x509_name& name)
{
    const auto copy = [](const mbedtls_asn1_buf& from, mbedtls_asn1_buf& to) {
        to.tag = from.tag;
        to.len = from.len;
        to.p = static_cast<unsigned char*>(mbedtls_calloc(1, from.len + 1));
        if (!to.p) throw std::bad_alloc();
        std::copy_n(from.p, from.len, to.p);
    };
    for (const auto* part = &name; part; part = part->next) {
        auto* node = static_cast<mbedtls_asn1_named_data*>(mbedtls_calloc(1, sizeof(mbedtls_asn1_named_data)));
        if (!node) throw std::bad_alloc();
        node->next = writer->issuer; // owned by the writer from here on
        writer->issuer = node;
        copy(part->oid, node->oid);
        copy(part->val, node->val);
    }
}

bool same_octets(const mbedtls_x509_buf& a, const mbedtls_x509_buf& b)
{
    return std::equal(a.p, a.p + a.len, b.p, b.p + b.len);
}

/// `issuer` is null for an authority that vouches for itself.
bytes sign(const private_key& issuer_key, certificate_object* issuer, const certificate_spec& spec,
           const private_key& subject, random_source& random)
{
    check_source(issuer_key, random);
    pk_object subject_pk, issuer_pk;
    check(!parse_key(subject.der(), subject_pk) && !parse_key(issuer_key.der(), issuer_pk), "keys can be parsed");
    certificate_writer writer;
    mbedtls_x509write_crt_set_version(writer.get(), MBEDTLS_X509_CRT_VERSION_3);
    mbedtls_x509write_crt_set_md_alg(writer.get(),
                                     issuer_key.type() == key_type::ecdsa_p384 ? MBEDTLS_MD_SHA384 : MBEDTLS_MD_SHA256);
    mbedtls_x509write_crt_set_subject_key(writer.get(), subject_pk.get());
    mbedtls_x509write_crt_set_issuer_key(writer.get(), issuer_pk.get());
    const auto name = distinguished_name(spec);
    succeed(mbedtls_x509write_crt_set_subject_name(writer.get(), name.c_str()), "the subject's name cannot be written");
    if (issuer)
        copy_issuer_name(writer, (*issuer)->subject);
    else
        succeed(mbedtls_x509write_crt_set_issuer_name(writer.get(), name.c_str()), "the name cannot be written");
    succeed(mbedtls_x509write_crt_set_validity(writer.get(), certificate_time(spec.valid.not_before).c_str(),
                                               certificate_time(spec.valid.not_after).c_str()),
            "the dates cannot be written");
    set_serial(writer, random);
    add_extensions(writer, spec);
    std::array<unsigned char, 16384> buffer;
    const int size = mbedtls_x509write_crt_der(writer.get(), buffer.data(), buffer.size(), fill_from, &random);
    if (size <= 0) throw setup_error("the certificate cannot be written");
    return {buffer.end() - size, buffer.end()};
}

void make_pair(mbedtls_pk_context& key, key_type type, random_source& random)
{
    const bool rsa = type == key_type::rsa;
    succeed(mbedtls_pk_setup(&key, mbedtls_pk_info_from_type(rsa ? MBEDTLS_PK_RSA : MBEDTLS_PK_ECKEY)), "no memory");
    if (rsa) {
        constexpr unsigned bits = 2048;
        constexpr int exponent = 65537;
        succeed(mbedtls_rsa_gen_key(mbedtls_pk_rsa(key), fill_from, &random, bits, exponent), "no RSA key");
    } else {
        const auto curve = type == key_type::ecdsa_p384 ? MBEDTLS_ECP_DP_SECP384R1 : MBEDTLS_ECP_DP_SECP256R1;
        succeed(mbedtls_ecp_gen_key(curve, mbedtls_pk_ec(key), fill_from, &random), "no elliptic curve key");
    }
}

} // namespace

private_key generate_key(random_source& random, key_type type)
{
    pk_object key;
    make_pair(*key, type, random);
    std::array<unsigned char, 4096> buffer;
    const int size = mbedtls_pk_write_key_der(key.get(), buffer.data(), buffer.size());
    if (size <= 0) throw setup_error("the key cannot be written");
    bytes der(buffer.end() - size, buffer.end());
    mbedtls_platform_zeroize(buffer.data(), buffer.size());
    return private_key(std::move(der), type, random.simulated() ? key_origin::simulated : key_origin::real);
}

identity make_authority(const certificate_spec& spec, private_key key, random_source& random)
{
    check(spec.purpose == certificate_purpose::authority, "only an authority vouches for itself");
    auto certificate = sign(key, nullptr, spec, key, random);
    return {std::move(key), {std::move(certificate)}};
}

identity issue(const identity& issuer, const certificate_spec& spec, private_key key, random_source& random)
{
    certificate_object parsed, made;
    if (append_certificate(issuer.certificate(), parsed)) throw setup_error("the issuer's certificate cannot be read");
    if (!parsed->ca_istrue) throw setup_error("the issuer's certificate is not an authority's");
    identity all{std::move(key), {}};
    all.chain.push_back(sign(issuer.key, &parsed, spec, all.key, random));
    // A name of several values in one part is met so rarely that it is refused, not copied.
    if (append_certificate(all.certificate(), made) || !same_octets(made->issuer_raw, parsed->subject_raw))
        throw setup_error("the issuer's name cannot be copied");
    const bool root = same_octets(parsed->subject_raw, parsed->issuer_raw);
    if (!root) all.chain.insert(all.chain.end(), issuer.chain.begin(), issuer.chain.end());
    return all;
}

} // namespace sim::crypto
