#include "sim/tls/stream_impl.hpp"

#include "sim/core/check.hpp"
#include "sim/kernel/compute.hpp"
#include "sim/tls/flight.hpp"

namespace sim::tls {

namespace {

engine_options with_key_log(engine_options options, bool log_keys)
{
    options.log_keys = options.log_keys || log_keys;
    return options;
}

} // namespace

stream::impl::impl(std::unique_ptr<transport::stream> l, stream_options o)
    : lower(std::move(l)),
      options(std::move(o)),
      tls(std::make_shared<tls::engine>(with_key_log(std::move(options.engine), static_cast<bool>(options.key_log))))
{}

/// The stream dies: its handlers are dropped, and events and jobs that come later find nobody.
void stream::impl::abandon()
{
    auto last = std::move(lower);
    on_handshake.reset();
    reading.reset();
    writing.reset();
}

// ---- handshake

void stream::impl::start(handshake_handler handler)
{
    check(now == phase::fresh, "a TLS handshake is done once");
    now = phase::shaking;
    on_handshake = std::move(handler);
    if (tls->own_role() == role::client)
        submit(options.cost.light);
    else
        receive();
}

void stream::impl::submit(duration cost)
{
    struct job {
        std::shared_ptr<tls::engine> tls;
        time_point now;
        engine::step result;
    };
    auto work = std::make_shared<job>(job{tls, time().now(), {}});
    auto done = [weak = weak_from_this(), work] {
        if (auto self = weak.lock(); self && self->alive()) self->on_step(work->result);
    };
    working = true;
    time().jobs().submit(
        cost, "tls.handshake", options.owner, [work] { work->result = work->tls->handshake(work->now); },
        std::move(done));
}

/// On the world's thread: what the job left is merged into what connections share.
void stream::impl::merge()
{
    for (const auto& line : tls->take_key_log())
        if (options.key_log) options.key_log(line);
    if (auto made = tls->take_cacheable(); made && options.sessions) {
        session_id = made->id();
        options.sessions->insert(std::move(made));
    }
}

void stream::impl::on_step(const engine::step& done)
{
    working = false;
    merge();
    if (now != phase::shaking) return; // given up meanwhile
    if (done.now == engine::progress::want_input) {
        next = after_flush::receive;
    } else {
        handshake_result = done.error;
        result = tls->result();
        next = after_flush::finish_handshake;
    }
    collect_output();
    if (!flushing) drained();
}

void stream::impl::on_flight_bytes(error_code ec, std::size_t size)
{
    if (ec == end_of_file()) {
        tls->feed_eof();
        return submit(options.cost.light);
    }
    if (!ec) ec = tls->feed(byte_view(received).first(size));
    if (ec) {
        handshake_result = ec;
        return finish_handshake();
    }
    // A flight that leaves no room for more is as complete as it gets: the engine rejects it.
    const bool full = tls->input().size() + received.size() > tls->input_limit();
    if (full || look_at_flight(tls->input()).complete) return submit(cost_of_input());
    receive();
}

duration stream::impl::cost_of_input()
{
    const bool heavy = look_at_flight(tls->input()).heavy;
    if (tls->own_role() == role::client || std::exchange(offer_looked_up, true))
        return heavy ? options.cost.heavy : options.cost.light;
    const auto offer = look_at_offer(tls->input());
    auto found = options.sessions && !offer.session_id.empty() ? options.sessions->find(offer.session_id, time().now())
                                                               : nullptr;
    const bool resumes = offer.ticket || found; // a ticket is believed here; one that is too old is rare
    if (found) session_id = found->id();
    tls->offer_cached(std::move(found));
    return heavy && !resumes ? options.cost.heavy : options.cost.light;
}

void stream::impl::finish_handshake()
{
    error = handshake_result;
    now = error ? phase::broken : phase::open;
    next = after_flush::nothing;
    auto handler = std::move(on_handshake);
    if (handler) handler(error);
}

/// Ends a handshake that is under way; a job that runs finds nobody who waits for it.
void stream::impl::give_up(error_code why)
{
    now = phase::broken;
    error = why;
    next = after_flush::nothing;
    if (on_handshake) post("tls.given_up", [handler = std::move(on_handshake), why](impl&) mutable { handler(why); });
    on_handshake.reset();
}

// ---- the lower stream

void stream::impl::receive()
{
    if (receiving) return;
    receiving = true;
    lower->read_some(received, [this](error_code ec, std::size_t size) { on_received(ec, size); });
}

void stream::impl::on_received(error_code ec, std::size_t size)
{
    const auto self = shared_from_this();
    receiving = false;
    switch (now) {
    case phase::shaking: return on_flight_bytes(ec, size);
    case phase::open: return on_data(ec, size);
    case phase::fresh:
    case phase::broken: return finish_read(error, 0);
    }
}

void stream::impl::collect_output()
{
    const auto made = tls->take_output();
    outgoing.insert(outgoing.end(), made.begin(), made.end());
    flush();
}

void stream::impl::flush()
{
    if (flushing || outgoing.empty()) return;
    flushing = true;
    const auto all = std::exchange(outgoing, {});
    lower->write(all, [this](error_code ec, std::size_t) { on_flushed(ec); });
    end_lower();
}

/// The lower stream has taken all that was sealed, though it may not have told so yet: its end may follow.
void stream::impl::end_lower()
{
    if (!outgoing.empty()) return;
    if (close_due)
        lower->close();
    else if (std::exchange(fin_due, false))
        lower->shutdown_send();
}

void stream::impl::on_flushed(error_code ec)
{
    const auto self = shared_from_this();
    flushing = false;
    // A lower stream takes what it is given; cancelling ended the waiting, and the records are on their way.
    if (std::exchange(flush_cancelled, false) && ec == operation_aborted()) ec = {};
    if (!ec) {
        flush();
        if (!flushing) drained();
        return;
    }
    // Only a peer's close_notify is an end of file; a transport that ends while we write is not to be taken for one.
    if (ec == end_of_file()) ec = now == phase::shaking ? tls_errc::ended_early : tls_errc::truncated;
    outgoing.clear();
    if (next == after_flush::finish_handshake || now == phase::shaking) {
        if (!handshake_result) handshake_result = ec; // a protocol error says more than the transport's
        finish_handshake();
    } else {
        if (!error) error = ec;
        now = phase::broken;
    }
    if (alive() && reading && reading->failed) finish_read(*reading->failed, 0);
    if (alive()) finish_write(ec);
}

void stream::impl::drained()
{
    const auto self = shared_from_this();
    switch (std::exchange(next, after_flush::nothing)) {
    case after_flush::receive: return receive();
    case after_flush::finish_handshake: return finish_handshake();
    case after_flush::nothing: break;
    }
    if (reading && reading->failed) finish_read(*reading->failed, 0);
    if (alive()) finish_write({});
}

// ---- endings

/// A connection that was never established is only ended below.
void stream::impl::shut(bool reading_too)
{
    (reading_too ? close_due : fin_due) = true;
    if (reading_too || now == phase::shaking) abort_pending();
    if (now == phase::open && !std::exchange(close_notify_sealed, true)) {
        tls->close_notify(time().now());
        collect_output();
    }
    end_lower();
}

void stream::impl::abort_pending()
{
    if (now == phase::shaking) give_up(operation_aborted());
    if (reading && !receiving) {
        time().cancel(reading->start);
        post("tls.read", [r = std::move(reading->handler)](impl&) mutable { r(operation_aborted(), 0); });
        reading.reset();
    }
}

void stream::impl::cancel()
{
    abort_pending();
    flush_cancelled = flushing;
    if (receiving || flushing) lower->cancel(); // which completes our read
    if (writing) {
        post("tls.write", [w = std::move(writing->handler)](impl&) mutable { w(operation_aborted(), 0); });
        writing.reset();
    }
}

stream::stream(std::unique_ptr<transport::stream> lower, stream_options options)
    : impl_(std::make_shared<impl>(std::move(lower), std::move(options)))
{}

stream::~stream() { impl_->abandon(); }

void stream::handshake(handshake_handler handler) { impl_->start(std::move(handler)); }
const outcome& stream::result() const { return impl_->result; }
void stream::read_some(std::span<std::uint8_t> buffer, transport::io_handler handler)
{
    impl_->read(buffer, std::move(handler));
}
void stream::write(byte_view data, transport::io_handler handler) { impl_->write(data, std::move(handler)); }
void stream::cancel() { impl_->cancel(); }

void stream::shutdown_send() { impl_->shut(false); }
void stream::close() { impl_->shut(true); }

void stream::reset()
{
    impl_->abort_pending();
    impl_->lower->reset();
    impl_->now = impl::phase::broken;
    if (!impl_->error) impl_->error = operation_aborted();
}

hold stream::expect_reply(std::string_view reason, std::chrono::nanoseconds limit)
{
    return impl_->lower->expect_reply(reason, limit);
}
transport::endpoint stream::local() const { return impl_->lower->local(); }
transport::endpoint stream::remote() const { return impl_->lower->remote(); }
kernel& stream::owner() { return impl_->time(); }

} // namespace sim::tls
