// TLS over any stream, as a stream: the engine's bytes are moved here, and its handshake is timed.
//
// - Steps of the handshake are compute jobs: they take milliseconds of a core, so they run beside the world, and they
//   complete when the modelled CPU of the device would have finished them. Each takes a whole flight of the peer.
// - Records after the handshake are sealed and opened inline: that costs microseconds, less than handing them over.
// - Output is flushed before waiting, completing or failing, so that a fatal alert reaches the peer.
// - One read and one write may be pending together. Errors are sticky, except that a cancelled read or write is not
// one.
// - Shutting down sends close_notify and never waits for the peer's. Who destroys the stream without closing it leaves
//   the peer with a truncated stream.
#pragma once
#include "sim/tls/engine.hpp"
#include "sim/tls/key_log.hpp"
#include "sim/tls/session_cache.hpp"
#include "sim/transport/stream.hpp"

#include <memory>
#include <string>

namespace sim::tls {

/// What one flight costs a device. Model choice: set it from the device's data, a hub's processor is slow.
struct handshake_cost {
    duration light{std::chrono::microseconds(500)}; ///< no public-key cryptography: hellos, Finished, resumption
    duration heavy{std::chrono::milliseconds(8)};   ///< signing, verifying, agreeing on a key
};

struct stream_options {
    engine_options engine;
    handshake_cost cost{};
    std::string owner{"tls"}; ///< who is named when a job holds time up
    /// Server: where sessions by id are kept; shared by the connections of a listener.
    std::shared_ptr<session_cache> sessions{};
    tls::key_log key_log{}; ///< sets engine.log_keys
};

class stream final : public transport::stream {
public:
    stream(std::unique_ptr<transport::stream> lower, stream_options options);
    ~stream() override;

    using handshake_handler = unique_function<void(error_code)>;
    /// Once, and before anything is read or written. Errors: tls_errc; what the lower stream says; operation_aborted
    /// after cancel, which gives the connection up.
    void handshake(handshake_handler handler);
    /// What came of it: complete when the handshake's handler runs. `failure` may be set later, when a record is bad.
    const outcome& result() const;

    /// Errors, besides those of the lower stream: tls_errc::truncated, rejected_by_us, rejected_by_peer.
    void read_some(std::span<std::uint8_t> buffer, transport::io_handler handler) override;
    /// Completes when the lower stream has taken the last of it. Error: broken_pipe after shutdown_send.
    void write(byte_view data, transport::io_handler handler) override;
    /// A cancelled write has been sealed and still goes out; only the waiting ends.
    void cancel() override;
    /// close_notify, then FIN.
    void shutdown_send() override;
    void close() override;
    void reset() override;

    hold expect_reply(std::string_view reason, std::chrono::nanoseconds limit) override;
    transport::endpoint local() const override;
    transport::endpoint remote() const override;
    kernel& owner() override;

private:
    struct impl;
    std::shared_ptr<impl> impl_;
};

} // namespace sim::tls
