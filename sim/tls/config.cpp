#include "sim/tls/config.hpp"

#include "sim/core/check.hpp"
#include "sim/crypto/mbedtls_support.hpp"
#include "sim/tls/step.hpp"

namespace sim::tls {

namespace compat = crypto::compat;
using config_object = crypto::library_object<mbedtls_ssl_config, mbedtls_ssl_config_init, mbedtls_ssl_config_free>;

namespace {

const int suites[] = {
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    0,
};

/// What a peer's certificates may be made of.
const mbedtls_x509_crt_profile certificate_profile = {
    MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA256) | MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA384) |
        MBEDTLS_X509_ID_FLAG(MBEDTLS_MD_SHA512),
    MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECKEY) | MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_ECDSA) |
        MBEDTLS_X509_ID_FLAG(MBEDTLS_PK_RSA),
    MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP256R1) | MBEDTLS_X509_ID_FLAG(MBEDTLS_ECP_DP_SECP384R1),
    2048,
};

int find_session(const unsigned char* id, std::size_t size, mbedtls_ssl_session* into)
{
    return current_step()->hooks.find_session(id, size, into);
}
int keep_session(const mbedtls_ssl_session* made) { return current_step()->hooks.keep_session(made); }
void take_secret(const unsigned char* master_secret, const unsigned char* client_random)
{
    current_step()->hooks.take_secret(master_secret, client_random);
}
int write_ticket(void*, const mbedtls_ssl_session* of, unsigned char* begin, const unsigned char* end,
                 std::size_t* size, std::uint32_t* lifetime)
{
    return current_step()->hooks.write_ticket(of, begin, end, size, lifetime);
}
int read_ticket(void*, mbedtls_ssl_session* into, unsigned char* ticket, std::size_t size)
{
    return current_step()->hooks.read_ticket(into, ticket, size);
}

} // namespace

struct config::impl {
    config_options options;
    crypto::certificate_object chain;
    crypto::pk_object key, shared_rsa;
    config_object native;

    void load_identity();
    void share_rsa_key();
    void set_policy();
    void set_resumption();

    static int rsa_sign(mbedtls_rsa_context& key, mbedtls_md_type_t digest, unsigned size, const unsigned char* hash,
                        unsigned char* signature);
};

void config::impl::load_identity()
{
    if (!options.own) {
        check(options.role == role::client, "a TLS server needs an identity");
        return;
    }
    if (crypto::parse_key(options.own->key.der(), key)) throw crypto::setup_error("the identity's key cannot be read");
    for (const auto& der : options.own->chain)
        if (crypto::append_certificate(der, chain)) throw crypto::setup_error("the identity's chain cannot be read");
    const bool rsa = options.own->key.type() == crypto::key_type::rsa;
    if (rsa) share_rsa_key();
    check(mbedtls_ssl_conf_own_cert(native.get(), chain.get(), rsa ? shared_rsa.get() : key.get()) == 0,
          "an identity can be set");
}

/// Each signature is made with a copy of the key. The library keeps blinding values in an RSA key, made on first use
/// from the random generator of whoever comes first: shared, they would make one connection's bytes depend on
/// another's.
int config::impl::rsa_sign(mbedtls_rsa_context& key, mbedtls_md_type_t digest, unsigned size, const unsigned char* hash,
                           unsigned char* signature)
{
    mbedtls_rsa_context copy;
    compat::rsa_init(copy);
    int failure = mbedtls_rsa_copy(&copy, &key);
    if (failure == 0) failure = compat::rsa_sign(copy, random_of_step, nullptr, digest, size, hash, signature);
    mbedtls_rsa_free(&copy);
    return failure;
}

void config::impl::share_rsa_key()
{
    compat::setup_rsa_alternative<rsa_sign>(*shared_rsa.get(), *mbedtls_pk_rsa(*key.get()));
}

void config::impl::set_policy()
{
    auto* c = native.get();
    mbedtls_ssl_conf_ciphersuites(c, suites);
    compat::only_tls_1_2(*c);
    compat::set_curves(*c);
    compat::set_signature_hashes(*c);
    mbedtls_ssl_conf_cert_profile(c, &certificate_profile);
    mbedtls_ssl_conf_renegotiation(c, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
    mbedtls_ssl_conf_legacy_renegotiation(c, MBEDTLS_SSL_LEGACY_NO_RENEGOTIATION);
    mbedtls_ssl_conf_extended_master_secret(c, MBEDTLS_SSL_EXTENDED_MS_ENABLED);
    mbedtls_ssl_conf_encrypt_then_mac(c, MBEDTLS_SSL_ETM_ENABLED); // of no effect with AEAD
    mbedtls_ssl_conf_rng(c, random_of_step, nullptr);
    const bool ask = options.role == role::client || options.authenticate_peer;
    mbedtls_ssl_conf_authmode(c, ask ? MBEDTLS_SSL_VERIFY_REQUIRED : MBEDTLS_SSL_VERIFY_NONE);
    compat::export_keys<take_secret>(*c);
}

void config::impl::set_resumption()
{
    auto* c = native.get();
    if (options.role == role::client) {
        mbedtls_ssl_conf_session_tickets(c, options.use_tickets ? MBEDTLS_SSL_SESSION_TICKETS_ENABLED
                                                                : MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
        return;
    }
    if (options.use_tickets && options.tickets)
        mbedtls_ssl_conf_session_tickets_cb(c, write_ticket, read_ticket, nullptr);
    if (options.use_session_ids) compat::set_session_cache<find_session, keep_session>(*c);
}

config::config(config_options options) : impl_(std::make_unique<impl>())
{
    impl_->options = std::move(options);
    const int endpoint = impl_->options.role == role::client ? MBEDTLS_SSL_IS_CLIENT : MBEDTLS_SSL_IS_SERVER;
    const int failure = mbedtls_ssl_config_defaults(impl_->native.get(), endpoint, MBEDTLS_SSL_TRANSPORT_STREAM,
                                                    MBEDTLS_SSL_PRESET_DEFAULT);
    check(failure == 0, "the library's defaults can be set");
    impl_->load_identity();
    impl_->set_policy();
    impl_->set_resumption();
}

config::~config() = default;

std::shared_ptr<const config> config::make(config_options options)
{
    return std::shared_ptr<const config>(new config(std::move(options)));
}

role config::role() const { return impl_->options.role; }
const config_options& config::options() const { return impl_->options; }
const mbedtls_ssl_config& config::native() const { return *impl_->native.get(); }

} // namespace sim::tls
