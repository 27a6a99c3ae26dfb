// The one byte-stream interface: a modelled TCP connection, in memory or over a real socket, and TLS over either.
//
// Everything completes as an event in the kernel's order; a handler is never called inside the call that took it.
// All calls are made on the world's thread.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/unique_function.hpp"
#include "sim/kernel/clock_gate.hpp"
#include "sim/kernel/kernel.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace sim::transport {

/// IPv4, host order.
struct address {
    std::uint32_t value{0};
    auto operator<=>(const address&) const = default;
    std::string to_string() const;
    static result<address> parse(std::string_view text);
};
/// An address and a port of the *model*: what devices dial and journals show. Real ports are nobody's business.
struct endpoint {
    address host;
    std::uint16_t port{0};
    auto operator<=>(const endpoint&) const = default;
    std::string to_string() const;
};

using io_handler = unique_function<void(error_code, std::size_t)>;

class stream {
public:
    virtual ~stream() = default; ///< closes
    stream() = default;
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    /// Reads at least one byte. One read at a time; `buffer` must live until the handler runs or the stream dies.
    /// Errors: asio::error::eof (the peer has finished), connection_reset, operation_aborted (cancel, close).
    /// A stream that is destroyed drops its handlers without calling them.
    virtual void read_some(std::span<std::uint8_t> buffer, io_handler handler) = 0;
    /// Writes all of `data`, which is copied. One write at a time. Completes when the modelled send buffer has taken
    /// it.
    virtual void write(byte_view data, io_handler handler) = 0;
    /// The pending read and write complete with operation_aborted; nothing that had arrived is lost.
    virtual void cancel() = 0;
    /// FIN: the peer reads what was written, then end of file. Reading goes on.
    virtual void shutdown_send() = 0;
    /// FIN, and no more reading.
    virtual void close() = 0;
    /// RST.
    virtual void reset() = 0;

    /// Says that the peer owes an answer: time flows with the wall until the hold is dropped when the peer lives
    /// outside this process; empty otherwise, so that callers stay free of modes. `limit` is wall time.
    virtual hold expect_reply(std::string_view reason, std::chrono::nanoseconds limit) = 0;
    virtual endpoint local() const = 0;
    virtual endpoint remote() const = 0;
    virtual kernel& owner() = 0;
};

} // namespace sim::transport
