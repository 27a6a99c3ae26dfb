#include "scripted_stream.hpp"

#include "sim/core/check.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace tests {

using namespace sim;
namespace error = boost::asio::error;

struct scripted_stream::side : std::enable_shared_from_this<side> {
    side(kernel& k, std::shared_ptr<stream_script> s, transport::endpoint at) : time(k), script(std::move(s)), here(at)
    {}

    /// True when this operation, or one before it, is scripted to fail.
    bool fails()
    {
        if (++script->operations == script->fail_at) script->failed = true;
        return script->failed;
    }
    void complete_read(error_code ec, std::size_t size);
    void try_read();
    void send_end();
    void send_reset();
    void stop_reading();

    kernel& time;
    std::shared_ptr<stream_script> script;
    transport::endpoint here;
    std::weak_ptr<side> peer;
    std::deque<std::uint8_t> arrived;
    bool ended{false}, closed{false}, end_sent{false};
    error_code broken;
    std::span<std::uint8_t> buffer;
    transport::io_handler reader, writer;
    bool completing{false};
    event_id read_event, write_event;
};

void scripted_stream::side::complete_read(error_code ec, std::size_t size)
{
    completing = true;
    read_event = time.soon("scripted.read", [self = shared_from_this(), ec, size] {
        self->completing = false;
        std::copy_n(self->arrived.begin(), size, self->buffer.begin());
        self->arrived.erase(self->arrived.begin(), self->arrived.begin() + static_cast<std::ptrdiff_t>(size));
        auto handler = std::move(self->reader);
        handler(ec, size);
    });
}

void scripted_stream::side::try_read()
{
    if (!reader || completing) return;
    if (!arrived.empty()) return complete_read({}, std::min({buffer.size(), arrived.size(), script->largest_read}));
    if (broken) return complete_read(broken, 0);
    if (closed) return complete_read(error::operation_aborted, 0);
    if (ended) complete_read(error::eof, 0);
}

void scripted_stream::side::send_end()
{
    if (std::exchange(end_sent, true) || fails()) return;
    script->sent_end = true;
    time.after(script->latency, "scripted.end", [to = peer] {
        if (auto other = to.lock()) {
            other->ended = true;
            other->try_read();
        }
    });
}

void scripted_stream::side::send_reset()
{
    end_sent = true;
    time.after(script->latency, "scripted.reset", [to = peer] {
        if (auto other = to.lock()) {
            other->broken = error::connection_reset;
            other->try_read();
        }
    });
}

void scripted_stream::side::stop_reading()
{
    if (!reader) return;
    time.cancel(read_event);
    completing = false;
    time.soon("scripted.read", [h = std::move(reader)]() mutable { h(error::operation_aborted, 0); });
    reader.reset();
}

scripted_stream::~scripted_stream()
{
    auto& s = *side_;
    if (s.completing) s.time.cancel(s.read_event);
    if (s.writer) s.time.cancel(s.write_event);
    s.reader.reset();
    s.writer.reset();
    if (s.script->failed) // whatever broke is broken for both
        s.send_reset();
    else
        s.send_end();
    s.closed = s.script->destroyed = true;
}

void scripted_stream::read_some(std::span<std::uint8_t> buffer, transport::io_handler handler)
{
    auto& s = *side_;
    check(!s.reader, "one read at a time");
    s.buffer = buffer;
    s.reader = std::move(handler);
    if (s.fails()) return s.complete_read(s.script->failure, 0);
    s.try_read();
}

void scripted_stream::write(byte_view data, transport::io_handler handler)
{
    auto& s = *side_;
    check(!s.writer, "one write at a time");
    error_code ec = s.broken;
    if (s.fails())
        ec = s.script->failure;
    else if (s.end_sent || s.closed)
        ec = error::broken_pipe;
    if (!ec) {
        s.script->octets_written += data.size();
        s.time.after(s.script->latency, "scripted.bytes", [to = s.peer, copy = bytes(data.begin(), data.end())] {
            if (auto other = to.lock(); other && !other->closed) {
                other->arrived.insert(other->arrived.end(), copy.begin(), copy.end());
                other->try_read();
            }
        });
    }
    s.writer = std::move(handler);
    s.write_event = s.time.after(s.script->write_time, "scripted.write", [own = side_, ec, size = data.size()] {
        auto h = std::move(own->writer);
        h(ec, ec ? 0 : size);
    });
}

void scripted_stream::cancel()
{
    auto& s = *side_;
    s.stop_reading();
    if (!s.writer) return;
    s.time.cancel(s.write_event);
    s.time.soon("scripted.write", [h = std::move(s.writer)]() mutable { h(error::operation_aborted, 0); });
    s.writer.reset();
}

void scripted_stream::shutdown_send() { side_->send_end(); }

void scripted_stream::close()
{
    side_->send_end();
    side_->closed = true;
    side_->stop_reading();
}

void scripted_stream::reset()
{
    side_->closed = side_->script->was_reset = true;
    side_->stop_reading();
    side_->send_reset();
}

hold scripted_stream::expect_reply(std::string_view reason, std::chrono::nanoseconds limit)
{
    return side_->time.gate().flow("scripted peer", std::string(reason), limit);
}

transport::endpoint scripted_stream::local() const { return side_->here; }
transport::endpoint scripted_stream::remote() const
{
    const auto other = side_->peer.lock();
    return other ? other->here : transport::endpoint{};
}
kernel& scripted_stream::owner() { return side_->time; }

scripted_pair make_scripted_pair(kernel& k, std::shared_ptr<stream_script> first, std::shared_ptr<stream_script> second)
{
    auto a = std::make_shared<scripted_stream::side>(k, std::move(first), transport::endpoint{{0x0A000001}, 1});
    auto b = std::make_shared<scripted_stream::side>(k, std::move(second), transport::endpoint{{0x0A000002}, 2});
    a->peer = b;
    b->peer = a;
    return {std::make_unique<scripted_stream>(a), std::make_unique<scripted_stream>(b)};
}

} // namespace tests
