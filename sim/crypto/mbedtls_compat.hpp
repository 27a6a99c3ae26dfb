// The one place that knows which mbedTLS this is: 2.28 (Debian 12), or 3.6.
//
// 3.x made fields private, changed some signatures and renamed some calls; what we need of both is given here under
// names of our own. Included by the .cpp files of sim/crypto and sim/tls only.
#pragma once
#define MBEDTLS_ALLOW_PRIVATE_ACCESS
#include <mbedtls/version.h>

#include <mbedtls/ecp.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include <cstdint>

#define S1SIM_MBEDTLS_3 (MBEDTLS_VERSION_NUMBER >= 0x03000000)

#if S1SIM_MBEDTLS_3 && MBEDTLS_VERSION_NUMBER < 0x03060000
#error "of mbedTLS 3, version 3.6 is supported"
#endif

namespace sim::crypto::compat {

using random_function = int (*)(void*, unsigned char*, std::size_t);

/// DER, or PEM with its terminating zero counted. `random` blinds the computation of a missing public key.
inline int parse_key(mbedtls_pk_context& key, const unsigned char* data, std::size_t size,
                     [[maybe_unused]] random_function random, [[maybe_unused]] void* state)
{
#if S1SIM_MBEDTLS_3
    return mbedtls_pk_parse_key(&key, data, size, nullptr, 0, random, state);
#else
    return mbedtls_pk_parse_key(&key, data, size, nullptr, 0);
#endif
}

inline int check_pair(const mbedtls_pk_context& public_part, const mbedtls_pk_context& private_part,
                      [[maybe_unused]] random_function random, [[maybe_unused]] void* state)
{
#if S1SIM_MBEDTLS_3
    return mbedtls_pk_check_pair(&public_part, &private_part, random, state);
#else
    return mbedtls_pk_check_pair(&public_part, &private_part);
#endif
}

inline void rsa_init(mbedtls_rsa_context& key)
{
#if S1SIM_MBEDTLS_3
    mbedtls_rsa_init(&key);
#else
    mbedtls_rsa_init(&key, MBEDTLS_RSA_PKCS_V15, 0);
#endif
}

using rsa_signer = int (*)(mbedtls_rsa_context& key, mbedtls_md_type_t digest, unsigned size, const unsigned char* hash,
                           unsigned char* signature);

/// A key that signs through `Sign` and cannot decrypt.
template <rsa_signer Sign>
void setup_rsa_alternative(mbedtls_pk_context& alternative, mbedtls_rsa_context& key)
{
    constexpr auto size = [](void* k) { return mbedtls_rsa_get_len(static_cast<mbedtls_rsa_context*>(k)); };
#if S1SIM_MBEDTLS_3
    constexpr auto decrypt = [](void*, size_t*, const unsigned char*, unsigned char*, size_t) {
        return MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE;
    };
    constexpr auto sign = [](void* k, random_function, void*, mbedtls_md_type_t digest, unsigned count,
                             const unsigned char* hash, unsigned char* signature) {
        return Sign(*static_cast<mbedtls_rsa_context*>(k), digest, count, hash, signature);
    };
#else
    constexpr auto decrypt = [](void*, int, size_t*, const unsigned char*, unsigned char*, size_t) {
        return MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE;
    };
    constexpr auto sign = [](void* k, random_function, void*, int, mbedtls_md_type_t digest, unsigned count,
                             const unsigned char* hash, unsigned char* signature) {
        return Sign(*static_cast<mbedtls_rsa_context*>(k), digest, count, hash, signature);
    };
#endif
    mbedtls_pk_setup_rsa_alt(&alternative, &key, decrypt, sign, size);
}

/// Signs with PKCS#1 v1.5, as TLS 1.2 does.
inline int rsa_sign(mbedtls_rsa_context& key, random_function random, void* state, mbedtls_md_type_t digest,
                    unsigned int size, const unsigned char* hash, unsigned char* signature)
{
#if S1SIM_MBEDTLS_3
    return mbedtls_rsa_pkcs1_sign(&key, random, state, digest, size, hash, signature);
#else
    return mbedtls_rsa_pkcs1_sign(&key, random, state, MBEDTLS_RSA_PRIVATE, digest, size, hash, signature);
#endif
}

inline int set_serial(mbedtls_x509write_cert& certificate, unsigned char* serial, std::size_t size)
{
#if S1SIM_MBEDTLS_3
    return mbedtls_x509write_crt_set_serial_raw(&certificate, serial, size);
#else
    mbedtls_mpi number;
    mbedtls_mpi_init(&number);
    int failure = mbedtls_mpi_read_binary(&number, serial, size);
    if (failure == 0) failure = mbedtls_x509write_crt_set_serial(&certificate, &number);
    mbedtls_mpi_free(&number);
    return failure;
#endif
}

/// Elliptic curves in order of preference: P-256, then P-384.
inline void set_curves(mbedtls_ssl_config& config)
{
#if S1SIM_MBEDTLS_3
    static const std::uint16_t curves[] = {MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
                                           0};
    mbedtls_ssl_conf_groups(&config, curves);
#else
    static const mbedtls_ecp_group_id curves[] = {MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_SECP384R1,
                                                  MBEDTLS_ECP_DP_NONE};
    mbedtls_ssl_conf_curves(&config, curves);
#endif
}

/// Hashes under signatures: SHA-256, then SHA-384.
inline void set_signature_hashes(mbedtls_ssl_config& config)
{
#if S1SIM_MBEDTLS_3
    static const std::uint16_t algorithms[] = {
        MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256, MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256,
        MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384, MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384, MBEDTLS_TLS1_3_SIG_NONE};
    mbedtls_ssl_conf_sig_algs(&config, algorithms);
#else
    static const int hashes[] = {MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_NONE};
    mbedtls_ssl_conf_sig_hashes(&config, hashes);
#endif
}

inline void only_tls_1_2(mbedtls_ssl_config& config)
{
    mbedtls_ssl_conf_min_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_max_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
}

/// A server that must refuse before it has read a hello puts a version into the alert's record all the same.
inline void preset_version([[maybe_unused]] mbedtls_ssl_context& ssl)
{
#if !S1SIM_MBEDTLS_3
    ssl.major_ver = MBEDTLS_SSL_MAJOR_VERSION_3;
    ssl.minor_ver = MBEDTLS_SSL_MINOR_VERSION_3;
#endif
}

using session_getter = int (*)(const unsigned char* id, std::size_t size, mbedtls_ssl_session* session);
using session_setter = int (*)(const mbedtls_ssl_session* session);

/// The callbacks carry no context of their own: it is the connection that is being stepped.
template <session_getter Get, session_setter Set>
void set_session_cache(mbedtls_ssl_config& config)
{
#if S1SIM_MBEDTLS_3
    mbedtls_ssl_conf_session_cache(
        &config, nullptr,
        [](void*, const unsigned char* id, size_t size, mbedtls_ssl_session* session) {
            return Get(id, size, session);
        },
        [](void*, const unsigned char*, size_t, const mbedtls_ssl_session* session) { return Set(session); });
#else
    mbedtls_ssl_conf_session_cache(
        &config, nullptr,
        [](void*, mbedtls_ssl_session* session) { return Get(session->id, session->id_len, session); },
        [](void*, const mbedtls_ssl_session* session) { return Set(session); });
#endif
}

using secret_taker = void (*)(const unsigned char* master_secret, const unsigned char* client_random);

template <secret_taker Take>
void export_keys([[maybe_unused]] mbedtls_ssl_config& config)
{
#if !S1SIM_MBEDTLS_3
    mbedtls_ssl_conf_export_keys_ext_cb(
        &config,
        [](void*, const unsigned char* secret, const unsigned char*, size_t, size_t, size_t,
           const unsigned char client_random[32], const unsigned char[32], mbedtls_tls_prf_types) {
            Take(secret, client_random);
            return 0;
        },
        nullptr);
#endif
}

/// In 3.x the callback belongs to the connection.
template <secret_taker Take>
void export_keys([[maybe_unused]] mbedtls_ssl_context& ssl)
{
#if S1SIM_MBEDTLS_3
    mbedtls_ssl_set_export_keys_cb(
        &ssl,
        [](void*, mbedtls_ssl_key_export_type type, const unsigned char* secret, size_t,
           const unsigned char client_random[32], const unsigned char[32], mbedtls_tls_prf_types) {
            if (type == MBEDTLS_SSL_KEY_EXPORT_TLS12_MASTER_SECRET) Take(secret, client_random);
        },
        nullptr);
#endif
}

} // namespace sim::crypto::compat
