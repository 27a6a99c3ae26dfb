// The engine's inside, shared by engine.cpp (bytes and steps) and engine_session.cpp (resumption and keys).
#pragma once
#include "sim/crypto/mbedtls_support.hpp"
#include "sim/tls/engine.hpp"
#include "sim/tls/step.hpp"
#include "sim/tls/verdict.hpp"

namespace sim::tls {

using ssl_object = crypto::library_object<mbedtls_ssl_context, mbedtls_ssl_init, mbedtls_ssl_free>;
using session_object = crypto::library_object<mbedtls_ssl_session, mbedtls_ssl_session_init, mbedtls_ssl_session_free>;

struct engine::impl final : connection_hooks {
    explicit impl(engine_options o);

    // ---- bytes
    static int on_send(void* self, const unsigned char* data, std::size_t size);
    static int on_receive(void* self, unsigned char* out, std::size_t size);
    void note_alerts(byte_view records);

    // ---- steps
    void prepare();
    int run_handshake();
    void complete(time_point now);
    step settle(int code);
    void fail_by_us(int code);
    bool write_fails() const;

    // ---- resumption and keys
    bool acceptable(const session& s, time_point now) const;
    int revive(const session& s, mbedtls_ssl_session& into);
    std::shared_ptr<const session> make_session(const mbedtls_ssl_session& from, time_point now) const;
    void offer_session();
    std::shared_ptr<const session> session_to_keep(time_point now);
    int find_session(const unsigned char* id, std::size_t size, mbedtls_ssl_session* into) override;
    int keep_session(const mbedtls_ssl_session* made) override;
    int write_ticket(const mbedtls_ssl_session* of, unsigned char* begin, const unsigned char* end, std::size_t* size,
                     std::uint32_t* lifetime) override;
    int read_ticket(mbedtls_ssl_session* into, const unsigned char* ticket, std::size_t size) override;
    void take_secret(const unsigned char* master_secret, const unsigned char* client_random) override;

    engine_options options;
    chain_judge judge;
    crypto::certificate_object anchors;
    ssl_object ssl; // after what it points to
    bytes in, out;
    std::size_t in_position{0};
    bool end_of_input{false}, prepared{false}, full_handshake{false}, closing{false};
    bool alert_sent{false};    ///< in this step
    std::optional<alert> sent; ///< its description, when that can be read: before encryption begins
    outcome result;
    error_code error;
    std::shared_ptr<const session> cached, cacheable;
    std::vector<std::string> log;
};

} // namespace sim::tls
