// Reads and writes of an established connection.
#include "sim/tls/stream_impl.hpp"

#include "sim/core/check.hpp"

namespace sim::tls {

void stream::impl::read(std::span<std::uint8_t> buffer, transport::io_handler handler)
{
    check(!reading, "one read at a time");
    check(now == phase::open || now == phase::broken, "data is read after the handshake");
    // Records are opened when the event fires, so that a read that is cancelled loses nothing.
    reading.emplace(pending_read{buffer, std::move(handler)});
    reading->start = post("tls.read", [](impl& self) { self.pump_read(); });
}

void stream::impl::pump_read()
{
    if (now == phase::broken) return finish_read(error, 0);
    const auto step = tls->read(reading->buffer, time().now());
    if (step.now == engine::progress::failed) {
        const bool fatal = step.error == tls_errc::rejected_by_us || step.error == tls_errc::rejected_by_peer;
        if (fatal && options.sessions) options.sessions->erase(session_id);
        reading->failed = step.error;
        result.failure = tls->result().failure;
    }
    collect_output();
    switch (step.now) {
    case engine::progress::done: return finish_read({}, step.size);
    case engine::progress::want_input: return receive();
    case engine::progress::failed:
        if (!flushing) finish_read(step.error, 0);
        return;
    }
}

void stream::impl::on_data(error_code ec, std::size_t size)
{
    if (ec == end_of_file())
        tls->feed_eof();
    else if (!ec)
        ec = tls->feed(byte_view(received).first(size));
    if (!reading) return;
    if (ec && ec != end_of_file()) return finish_read(ec, 0);
    pump_read();
}

void stream::impl::finish_read(error_code ec, std::size_t size)
{
    if (!reading) return;
    auto handler = std::move(reading->handler);
    reading.reset();
    handler(ec, size);
}

void stream::impl::write(byte_view data, transport::io_handler handler)
{
    check(!writing, "one write at a time");
    check(now == phase::open || now == phase::broken, "data is written after the handshake");
    error_code ec = error;
    if (!ec && close_notify_sealed) ec = broken_pipe();
    if (!ec) ec = tls->write(data, time().now()).error;
    writing.emplace(pending_write{data.size(), std::move(handler)});
    if (ec || data.empty()) {
        post("tls.write", [ec](impl& self) { self.finish_write(ec); });
        return;
    }
    collect_output();
}

void stream::impl::finish_write(error_code ec)
{
    if (!writing) return;
    auto [size, handler] = std::move(*writing);
    writing.reset();
    handler(ec, ec ? 0 : size);
}

} // namespace sim::tls
