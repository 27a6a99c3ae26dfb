#include "bare_handshakes.hpp"

#include "sim/core/check.hpp"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

namespace bench {
namespace {

void require(int rc) { sim::check(rc == 0, "the TLS library failed in the floor's measurement"); }

/// One end's configuration, with everything that it points to. Each thread has its own.
struct end {
    end(int role, const sim::crypto::identity& own, const sim::bytes& anchor)
    {
        mbedtls_entropy_init(&entropy);
        mbedtls_ctr_drbg_init(&random);
        mbedtls_x509_crt_init(&certificate);
        mbedtls_x509_crt_init(&trusted);
        mbedtls_pk_init(&key);
        mbedtls_ssl_config_init(&config);
        require(mbedtls_ctr_drbg_seed(&random, mbedtls_entropy_func, &entropy, nullptr, 0));
        require(mbedtls_x509_crt_parse_der(&certificate, own.certificate().data(), own.certificate().size()));
        require(mbedtls_x509_crt_parse_der(&trusted, anchor.data(), anchor.size()));
        require(mbedtls_pk_parse_key(&key, own.key.der().data(), own.key.der().size(), nullptr, 0));
        require(mbedtls_ssl_config_defaults(&config, role, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT));
        static const int suites[] = {MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0};
        static const mbedtls_ecp_group_id curves[] = {MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_NONE};
        mbedtls_ssl_conf_ciphersuites(&config, suites);
        mbedtls_ssl_conf_curves(&config, curves);
        mbedtls_ssl_conf_min_version(&config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
        mbedtls_ssl_conf_rng(&config, mbedtls_ctr_drbg_random, &random);
        mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_REQUIRED);
        mbedtls_ssl_conf_ca_chain(&config, &trusted, nullptr);
        require(mbedtls_ssl_conf_own_cert(&config, &certificate, &key));
    }
    end(const end&) = delete;
    end& operator=(const end&) = delete;
    ~end()
    {
        mbedtls_ssl_config_free(&config);
        mbedtls_pk_free(&key);
        mbedtls_x509_crt_free(&trusted);
        mbedtls_x509_crt_free(&certificate);
        mbedtls_ctr_drbg_free(&random);
        mbedtls_entropy_free(&entropy);
    }

    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_x509_crt certificate, trusted;
    mbedtls_pk_context key;
    mbedtls_ssl_config config;
};

struct pipe {
    std::vector<unsigned char> in, *out{nullptr};
    static int send(void* self, const unsigned char* data, std::size_t size)
    {
        auto& to = *static_cast<pipe*>(self)->out;
        to.insert(to.end(), data, data + size);
        return static_cast<int>(size);
    }
    static int receive(void* self, unsigned char* data, std::size_t size)
    {
        auto& from = static_cast<pipe*>(self)->in;
        if (from.empty()) return MBEDTLS_ERR_SSL_WANT_READ;
        size = std::min(size, from.size());
        std::memcpy(data, from.data(), size);
        from.erase(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(size));
        return static_cast<int>(size);
    }
};

void handshake(const end& server, const end& client)
{
    mbedtls_ssl_context a, b;
    mbedtls_ssl_init(&a);
    mbedtls_ssl_init(&b);
    require(mbedtls_ssl_setup(&a, &client.config));
    require(mbedtls_ssl_setup(&b, &server.config));
    pipe left, right;
    left.out = &right.in;
    right.out = &left.in;
    mbedtls_ssl_set_bio(&a, &left, pipe::send, pipe::receive, nullptr);
    mbedtls_ssl_set_bio(&b, &right, pipe::send, pipe::receive, nullptr);
    require(mbedtls_ssl_set_hostname(&a, nullptr));
    for (int ca = -1, cb = -1; ca != 0 || cb != 0;) {
        ca = mbedtls_ssl_handshake(&a);
        cb = mbedtls_ssl_handshake(&b);
        sim::check((ca == 0 || ca == MBEDTLS_ERR_SSL_WANT_READ) && (cb == 0 || cb == MBEDTLS_ERR_SSL_WANT_READ),
                   "the floor's handshake failed");
    }
    mbedtls_ssl_free(&a);
    mbedtls_ssl_free(&b);
}

} // namespace

std::chrono::nanoseconds bare_handshakes(const parties& who, int count, unsigned threads)
{
    std::vector<std::unique_ptr<end>> servers, clients;
    for (unsigned t = 0; t < threads; ++t) {
        servers.push_back(std::make_unique<end>(MBEDTLS_SSL_IS_SERVER, who.server, who.anchor));
        clients.push_back(std::make_unique<end>(MBEDTLS_SSL_IS_CLIENT, who.client, who.anchor));
    }
    std::atomic<int> left{count};
    auto began = std::chrono::steady_clock::now();
    {
        std::vector<std::jthread> pool;
        auto work = [&](unsigned t) {
            while (left-- > 0) handshake(*servers[t], *clients[t]);
        };
        for (unsigned t = 1; t < threads; ++t) pool.emplace_back(work, t);
        work(0);
    }
    return std::chrono::steady_clock::now() - began;
}

} // namespace bench
