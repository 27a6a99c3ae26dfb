// What the library's callbacks and its `time()` see while one engine takes a step on this thread. For sim/tls only.
//
// The library keeps its random generator, its session callbacks and its clock in places that all connections share
// (the configuration, the C library). A thread-local that is set around each step gives every connection its own, so
// that the order in which worker threads take jobs cannot leak into the bytes.
#pragma once
#include "sim/crypto/random.hpp"
#include "sim/kernel/time.hpp"

#include <cstddef>

struct mbedtls_ssl_session;

namespace sim::tls {

/// What a configuration's callbacks ask of the connection that is being stepped. Results are the library's: 0 is
/// success.
class connection_hooks {
public:
    virtual int find_session(const unsigned char* id, std::size_t size, mbedtls_ssl_session* into) = 0;
    virtual int keep_session(const mbedtls_ssl_session* made) = 0;
    virtual int write_ticket(const mbedtls_ssl_session* of, unsigned char* begin, const unsigned char* end,
                             std::size_t* size, std::uint32_t* lifetime) = 0;
    virtual int read_ticket(mbedtls_ssl_session* into, const unsigned char* ticket, std::size_t size) = 0;
    virtual void take_secret(const unsigned char* master_secret, const unsigned char* client_random) = 0;

protected:
    ~connection_hooks() = default;
};

struct step_context {
    time_point now;
    crypto::random_source& random;
    connection_hooks& hooks;
};

/// Null outside of a step.
const step_context* current_step();

/// Steps do not nest.
class step_scope {
public:
    step_scope(time_point now, crypto::random_source& random, connection_hooks& hooks);
    step_scope(const step_scope&) = delete;
    step_scope& operator=(const step_scope&) = delete;
    ~step_scope();

private:
    step_context context_;
};

/// The library's f_rng, over the generator of the connection that is being stepped.
int random_of_step(void*, unsigned char* out, std::size_t size) noexcept;

} // namespace sim::tls
