// One TLS connection without I/O: ciphertext in, ciphertext out (RFC 5246, on mbedTLS).
//
// - What the engine wants to send is always taken at once (a callback that can refuse loses data when a retry differs,
//   and swallows close_notify); the caller flushes it before it waits, completes or fails.
// - Every failure of this end leaves a fatal alert in the output, also where the library closes without one.
// - All that it needs is handed to it: time with each step, randomness, trust. So a step may run on any thread, one at
//   a time, and its bytes depend on nothing else.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/crypto/random.hpp"
#include "sim/tls/config.hpp"
#include "sim/tls/error.hpp"
#include "sim/tls/outcome.hpp"
#include "sim/tls/trust_policy.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sim::tls {

struct engine_options {
    std::shared_ptr<const config> settings;
    /// May be null when the peer is not authenticated.
    std::shared_ptr<const trust_policy> trust;
    std::unique_ptr<crypto::random_source> random;
    /// A client's session of an earlier connection; used only while it is resumable under `trust`.
    std::shared_ptr<const session> offer{};
    bool log_keys{false};
    /// Most ciphertext that is buffered: a full record and the longest flight fit.
    std::size_t input_limit{65536};
};

class engine {
public:
    /// Throws broken_invariant for missing parts and for a real key with a simulated source.
    explicit engine(engine_options options);
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;
    ~engine();

    enum class progress { done, want_input, failed };
    struct step {
        progress now{progress::done};
        error_code error{};  ///< sticky, once it has failed
        std::size_t size{0}; ///< octets of plain text
    };

    // ---- ciphertext
    /// Error: input_overflow; nothing is taken then.
    error_code feed(byte_view ciphertext);
    /// The transport has ended. What was fed before is still processed.
    void feed_eof();
    /// What was fed and not processed yet.
    byte_view input() const;
    std::size_t input_limit() const;
    bool has_output() const;
    bytes take_output();

    // ---- steps; `now` is virtual time
    step handshake(time_point now);
    /// `done` with at least one octet, unless `out` is empty. Errors: end_of_file() after close_notify, truncated
    /// without it, rejected_by_us, rejected_by_peer.
    step read(std::span<std::uint8_t> out, time_point now);
    /// Takes all of `data`.
    step write(byte_view data, time_point now);
    /// Nothing can be written afterwards; reading goes on.
    step close_notify(time_point now);

    // ---- what came of it
    role own_role() const;
    bool established() const { return result().established; }
    const outcome& result() const;
    /// Server: the session that the client's hello offers, found by the caller before the first step.
    void offer_cached(std::shared_ptr<const session> found);
    /// Server: the session to put into the cache; null when there is none. Given once.
    std::shared_ptr<const session> take_cacheable();
    std::vector<std::string> take_key_log();

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace sim::tls
