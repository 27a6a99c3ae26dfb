// A modelled connection of two ends in memory whose every operation can be made to fail, for tests of what stands on
// transport::stream: n-th operation fails, reads come in pieces, ends vanish.
//
// A stream that has failed resets the connection when it is destroyed; one that has not ends it.
// Operations are the reads, writes and ends (shutdown_send, close) of one end, numbered from 1 as they are started.
#pragma once
#include "sim/transport/stream.hpp"

#include <cstddef>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

namespace tests {

class scripted_stream;

/// What one end does, set by the test at any time; shared, so that it outlives the stream.
struct stream_script {
    static constexpr std::size_t never = 0;
    std::size_t fail_at{never}; ///< the operation that fails; a read or write completes with `failure`
    sim::error_code failure{};  ///< and everything after it fails alike
    std::size_t largest_read{std::numeric_limits<std::size_t>::max()};
    sim::duration latency{};    ///< from a write to its arrival
    sim::duration write_time{}; ///< from a write to its completion

    // ---- what happened
    std::size_t operations{0};
    std::size_t octets_written{0};
    bool failed{false}, sent_end{false}, was_reset{false}, destroyed{false};
};

struct scripted_pair {
    std::unique_ptr<scripted_stream> first, second;
};
/// Joined ends; what one writes the other reads.
scripted_pair make_scripted_pair(sim::kernel& k, std::shared_ptr<stream_script> first,
                                 std::shared_ptr<stream_script> second);

class scripted_stream final : public sim::transport::stream {
public:
    struct side;
    explicit scripted_stream(std::shared_ptr<side> own) : side_(std::move(own)) {}
    ~scripted_stream() override;

    void read_some(std::span<std::uint8_t> buffer, sim::transport::io_handler handler) override;
    void write(sim::byte_view data, sim::transport::io_handler handler) override;
    void cancel() override;
    void shutdown_send() override;
    void close() override;
    void reset() override;
    sim::hold expect_reply(std::string_view reason, std::chrono::nanoseconds limit) override;
    sim::transport::endpoint local() const override;
    sim::transport::endpoint remote() const override;
    sim::kernel& owner() override;

private:
    std::shared_ptr<side> side_;
};

} // namespace tests
