// The model of one connection: what each end sees, and when. Real sockets, where there are any, only confirm it.
// For sim/transport only.
#pragma once
#include "sim/transport/byte_queue.hpp"
#include "sim/transport/network.hpp"
#include "sim/transport/tcp_link.hpp"

namespace sim::transport {

/// What the two ends of a connection share.
struct connection_shared {
    kernel& owner;
    std::shared_ptr<path> over; ///< null: an outside peer, on no modelled path
    wire_tap* tap;
    /// What became of the SYN.
    enum class opening { lost, refused, accepted };
    opening syn{opening::lost};

    bool carries() const { return !over || over->state() == path::condition::up; }
};

class connection_end : public std::enable_shared_from_this<connection_end> {
public:
    connection_end(std::shared_ptr<connection_shared> common, std::string name, endpoint local, endpoint remote,
                   shaper out);

    static void join(const std::shared_ptr<connection_end>& a, const std::shared_ptr<connection_end>& b);
    /// Without a wire the bytes stay in memory.
    void set_wire(std::shared_ptr<tcp_wire> wire) { wire_ = std::move(wire); }
    /// The far end is a real peer: what comes in on the wire is stamped as it comes, and time flows meanwhile.
    void serve_outside(shaper in);

    // ---- what the stream forwards
    void read(std::span<std::uint8_t> buffer, io_handler handler);
    void write(byte_view data, io_handler handler);
    void cancel();
    void shutdown_send();
    void close();
    void reset();
    hold expect_reply(std::string_view reason, std::chrono::nanoseconds limit);
    endpoint local() const { return local_; }
    endpoint remote() const { return remote_; }
    kernel& owner() { return common_->owner; }
    /// Forgets its handlers without calling them.
    void drop_handlers();

    // ---- what the network does to it
    /// The near end tore the path down: everything pending fails at once with `ec`, nothing is sent.
    void fail(error_code ec);
    void on_reset();
    /// The connection never came to be: nobody will hold a stream of this end.
    void abandon();
    bool closed() const { return closed_; }

    /// The far end's modelled receive window plus send buffer: a write completes when all but this much has left.
    /// Model choice: 16 KiB, as small embedded stacks have.
    static constexpr std::size_t send_buffer = 16384;
    /// What the far end takes beyond what its user has read, on its way included: the most that a window says without
    /// scaling (RFC 9293, section 3.1). A write that exceeds it completes when the far end's user has read on; the
    /// news of that takes no time (model choice).
    static constexpr std::size_t receive_window = 65535;

private:
    struct pending_read {
        std::span<std::uint8_t> buffer;
        io_handler handler;
        event_id completion{}; ///< set once the read can be satisfied
        bool completing{false};
    };

    void arrive(byte_view data, const std::shared_ptr<connection_end>& from);
    void on_eof();
    void satisfy();
    void finish_read();
    void abort_read(error_code ec);
    void abort_write(error_code ec);
    void written();
    void tell_written();
    bool held_back() const;
    void room_again();
    void go_on_writing();
    void taken_from(std::size_t count);
    void transmit(byte_view data, time_point arrives);
    bool lost();
    bool in_lost();
    void send_end(bool rst, const std::shared_ptr<connection_end>& to);
    void end_outside(bool rst, time_point arrives);
    void send_outside(byte_view data);
    void stay_awake();
    void watch_for_quiet();
    void leave();

    std::shared_ptr<connection_shared> common_;
    std::string name_;
    endpoint local_, remote_;
    shaper out_;
    std::optional<shaper> in_;             ///< of an outside peer
    std::shared_ptr<connection_end> peer_; ///< until closed, so that two closed ends free each other
    std::shared_ptr<tcp_wire> wire_;
    std::optional<pending_read> read_;
    io_handler write_handler_;
    event_id write_completion_{};
    error_code written_with_; ///< what its handler is told
    std::size_t write_size_{0};
    bool write_waits_{false}; ///< only for room at the far end
    std::size_t unread_{0};   ///< octets for this end that its user has not read, on their way included
    byte_queue readable_;
    byte_queue coming_, going_; ///< on their way from and to an outside peer
    std::uint64_t written_{0};
    error_code error_;
    hold session_;
    time_point quiet_at_{}; ///< when the outside session is quiet, unless a byte comes
    bool eof_{false}, closed_{false}, send_shut_{false}, refused_{false}, outside_{false};
    bool dropped_{false}; ///< the stream is gone: no handler may run
    bool cut_{false};     ///< something that was sent is lost for good
    bool in_cut_{false};  ///< the same of what an outside peer sent
};

/// The stream that users hold; closes when destroyed.
class connection_stream final : public stream {
public:
    explicit connection_stream(std::shared_ptr<connection_end> end) : end_(std::move(end)) {}
    ~connection_stream() override
    {
        end_->drop_handlers();
        end_->close();
    }
    void read_some(std::span<std::uint8_t> buffer, io_handler handler) override
    {
        end_->read(buffer, std::move(handler));
    }
    void write(byte_view data, io_handler handler) override { end_->write(data, std::move(handler)); }
    void cancel() override { end_->cancel(); }
    void shutdown_send() override { end_->shutdown_send(); }
    void close() override { end_->close(); }
    void reset() override { end_->reset(); }
    hold expect_reply(std::string_view reason, std::chrono::nanoseconds limit) override
    {
        return end_->expect_reply(reason, limit);
    }
    endpoint local() const override { return end_->local(); }
    endpoint remote() const override { return end_->remote(); }
    kernel& owner() override { return end_->owner(); }

private:
    std::shared_ptr<connection_end> end_;
};

} // namespace sim::transport
