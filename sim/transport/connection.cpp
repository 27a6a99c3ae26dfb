#include "sim/transport/connection.hpp"

#include "sim/core/check.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace sim::transport {

namespace error = boost::asio::error;

connection_end::connection_end(std::shared_ptr<connection_shared> common, std::string name, endpoint local,
                               endpoint remote, shaper out)
    : common_(std::move(common)), name_(std::move(name)), local_(local), remote_(remote), out_(out)
{}

void connection_end::join(const std::shared_ptr<connection_end>& a, const std::shared_ptr<connection_end>& b)
{
    a->peer_ = b;
    b->peer_ = a;
}

// ---- reading

void connection_end::read(std::span<std::uint8_t> buffer, io_handler handler)
{
    check(!read_, "one read at a time");
    read_.emplace(pending_read{buffer, std::move(handler)});
    if (closed_) return abort_read(error::operation_aborted);
    satisfy();
}

/// Bytes are consumed when the completion fires, not before: a read that is cancelled loses none.
void connection_end::satisfy()
{
    if (!read_ || read_->completing) return;
    if (readable_.empty() && !eof_ && !error_ && !read_->buffer.empty()) return;
    read_->completing = true;
    read_->completion = owner().soon("stream.read", [this, self = shared_from_this()] { finish_read(); });
}

void connection_end::finish_read()
{
    auto r = std::move(*read_);
    read_.reset();
    auto data = readable_.take(r.buffer.size());
    auto n = data.size();
    std::copy(data.begin(), data.end(), r.buffer.begin());
    error_code ec;
    if (!n && !r.buffer.empty()) ec = error_ ? error_ : error_code(error::eof);
    taken_from(n);
    r.handler(ec, n);
}

/// The user has read: whoever was held back goes on.
void connection_end::taken_from(std::size_t count)
{
    unread_ -= count;
    if (outside_ && wire_)
        wire_->read_on(unread_ <= receive_window);
    else if (peer_)
        peer_->room_again();
}

void connection_end::abort_read(error_code ec)
{
    if (!read_) return;
    owner().cancel(read_->completion);
    owner().soon("stream.read", [self = shared_from_this(), h = std::move(read_->handler), ec]() mutable {
        if (!self->dropped_) h(ec, 0);
    });
    read_.reset();
}

// ---- writing

void connection_end::write(byte_view data, io_handler handler)
{
    check(!write_handler_, "one write at a time");
    auto& k = owner();
    error_code ec = error_ ? error_ : closed_ || send_shut_ ? error_code(error::broken_pipe) : error_code{};
    time_point done = k.now();
    std::size_t n = ec ? 0 : data.size();
    if (n) {
        auto times = out_.send(k.now(), n);
        done = times.sent - out_.sending_time(send_buffer);
        transmit(data, times.arrived);
    }
    write_handler_ = std::move(handler);
    written_with_ = ec;
    write_size_ = n;
    write_completion_ = k.at(done, "stream.written", [self = shared_from_this()] { self->written(); });
}

void connection_end::written()
{
    write_waits_ = held_back();
    if (!write_waits_) tell_written();
}

void connection_end::tell_written()
{
    auto h = std::move(write_handler_);
    h(written_with_, write_size_);
}

/// Whether the far end's user leaves unread what it was sent.
bool connection_end::held_back() const
{
    if (closed_ || cut_ || error_ || written_with_) return false;
    if (outside_) return wire_ && going_.size() + wire_->waiting() > receive_window;
    return peer_ && peer_->unread_ > receive_window;
}

void connection_end::room_again()
{
    if (!held_back()) go_on_writing();
}

void connection_end::go_on_writing()
{
    if (!std::exchange(write_waits_, false)) return;
    write_completion_ = owner().soon("stream.written", [self = shared_from_this()] { self->tell_written(); });
}

void connection_end::transmit(byte_view data, time_point arrives)
{
    auto& k = owner();
    if (common_->tap) common_->tap->on_segment(arrives, local_, remote_, wire_tap::segment::data, data);
    if (lost()) return;
    if (outside_) {
        going_.put(data);
        k.at(arrives, "stream.bytes", [self = shared_from_this(), n = data.size()] {
            auto goes = self->going_.take(n);
            if (!self->lost()) self->send_outside(goes);
            self->room_again();
        });
        return;
    }
    if (!peer_) return;
    peer_->unread_ += data.size();
    if (!wire_) {
        k.at(arrives, "stream.bytes", [from = shared_from_this(), to = peer_, copy = bytes(data.begin(), data.end())] {
            to->arrive(copy, from);
        });
        return;
    }
    auto n = data.size();
    written_ += n;
    auto t = k.open_ticket(arrives, "bytes in flight", name_,
                           [from = shared_from_this(), to = peer_, n] { to->arrive(to->wire_->take(n), from); });
    peer_->wire_->expect(written_, std::move(t));
    wire_->send(data);
}

/// Once the path has swallowed a segment, nothing that follows it in this direction is delivered either: TCP keeps
/// order. Model choice: the connection does not recover when the path does; whoever waits on it times out.
bool connection_end::lost()
{
    if (!common_->carries()) cut_ = true;
    return cut_;
}

/// The same for what an outside peer sends.
bool connection_end::in_lost()
{
    if (!common_->carries()) in_cut_ = true;
    return in_cut_;
}

void connection_end::abort_write(error_code ec)
{
    if (!write_handler_ || (!std::exchange(write_waits_, false) && !owner().cancel(write_completion_))) return;
    owner().soon("stream.written", [self = shared_from_this(), h = std::move(write_handler_), ec]() mutable {
        if (!self->dropped_) h(ec, 0);
    });
}

void connection_end::send_outside(byte_view data)
{
    if (!wire_) return;
    wire_->send(data);
    stay_awake();
}

void connection_end::arrive(byte_view data, const std::shared_ptr<connection_end>& from)
{
    if (from && from->lost()) return;
    if (closed_) { // data for an end that is gone: answered with RST, once
        if (from && !std::exchange(refused_, true)) send_end(true, from);
        return;
    }
    readable_.put(data);
    satisfy();
}

// ---- endings

void connection_end::send_end(bool rst, const std::shared_ptr<connection_end>& to)
{
    auto& k = owner();
    auto times = out_.send(k.now(), 0);
    if (common_->tap)
        common_->tap->on_segment(times.arrived, local_, remote_, rst ? wire_tap::segment::rst : wire_tap::segment::fin,
                                 {});
    if (outside_) {
        if (!lost()) end_outside(rst, times.arrived);
        return;
    }
    if (!lost() && to) {
        auto deliver = [from = shared_from_this(), to, rst] {
            if (from->lost()) return;
            if (rst)
                to->on_reset();
            else
                to->on_eof();
        };
        if (wire_)
            to->wire_->expect_end(
                k.open_ticket(times.arrived, rst ? "RST in flight" : "FIN in flight", name_, deliver));
        else
            k.at(times.arrived, "stream.end", deliver);
    }
    if (!wire_) return;
    if (rst)
        wire_->abort();
    else
        wire_->finish();
}

void connection_end::end_outside(bool rst, time_point arrives)
{
    owner().at(arrives, "stream.end", [self = shared_from_this(), w = wire_, rst] {
        if (self->lost()) return;
        if (rst)
            w->abort();
        else
            w->finish();
    });
}

void connection_end::shutdown_send()
{
    if (send_shut_ || error_) return;
    send_shut_ = true;
    send_end(false, peer_);
}

void connection_end::close()
{
    if (closed_) return;
    shutdown_send();
    leave();
}

void connection_end::reset()
{
    if (closed_ || error_) return close();
    refused_ = send_shut_ = true;
    send_end(true, peer_);
    leave();
}

void connection_end::leave()
{
    closed_ = true;
    abort_read(error::operation_aborted);
    session_.release();
    room_again();
    if (peer_) peer_->go_on_writing(); // to learn from what it writes next that this end is gone
    peer_.reset();                     // the other end keeps this one until it closes too
    if (!outside_) return;
    // A peer that goes on sending is answered with RST, as any TCP does for a socket that is closed; over a black hole
    // it is not answered at all.
    wire_->watch_outside({[w = std::weak_ptr(wire_), way = common_](byte_view) {
                              if (auto wire = w.lock(); wire && way->carries()) wire->abort();
                          },
                          nullptr});
    wire_->read_on(true);
}

void connection_end::abandon()
{
    closed_ = true;
    peer_.reset();
    if (wire_) wire_->abort();
}

void connection_end::on_eof()
{
    eof_ = true;
    satisfy();
}

void connection_end::on_reset()
{
    if (error_) return;
    error_ = error::connection_reset; // what was delivered before stays readable
    satisfy();
    abort_write(error_);
    if (wire_) wire_->abort();
}

void connection_end::fail(error_code ec)
{
    if (closed_ || error_) return;
    error_ = ec;
    readable_.clear();
    satisfy();
    abort_write(error_);
    if (wire_) wire_->abort();
}

void connection_end::cancel()
{
    abort_read(error::operation_aborted);
    abort_write(error::operation_aborted);
}

void connection_end::drop_handlers()
{
    dropped_ = true;
    if (auto r = std::move(read_)) owner().cancel(r->completion);
    read_.reset();
    owner().cancel(write_completion_);
    write_waits_ = false;
    write_handler_.reset();
}

// ---- outside peers

void connection_end::serve_outside(shaper in)
{
    outside_ = true;
    in_ = in;
    stay_awake();
    auto weak = weak_from_this();
    auto received = [weak](byte_view data) {
        auto self = weak.lock();
        if (!self || self->closed_) return;
        auto& k = self->owner();
        k.touch();
        self->stay_awake();
        auto times = self->in_->send(k.now(), data.size());
        if (self->common_->tap)
            self->common_->tap->on_segment(times.arrived, self->remote_, self->local_, wire_tap::segment::data, data);
        self->in_lost();
        self->coming_.put(data);
        self->unread_ += data.size();
        if (self->unread_ > receive_window) self->wire_->read_on(false);
        k.at(times.arrived, "stream.bytes", [self, n = data.size()] {
            auto came = self->coming_.take(n);
            if (!self->in_lost()) self->arrive(came, nullptr);
        });
    };
    auto ended = [weak](error_code ec) {
        auto self = weak.lock();
        if (!self) return;
        auto& k = self->owner();
        k.touch();
        auto times = self->in_->send(k.now(), 0);
        self->in_lost();
        k.at(times.arrived, "stream.end", [self, ec] {
            if (self->in_lost()) return;
            if (ec == error::eof)
                self->on_eof();
            else
                self->on_reset();
        });
    };
    auto drained = [weak] {
        if (auto self = weak.lock()) self->room_again();
    };
    wire_->watch_outside({received, ended, drained});
}

/// Time flows while an outside session is not quiet; each byte renews the hold.
void connection_end::stay_awake()
{
    if (closed_) return;
    auto& k = owner();
    auto quiet = k.now() + k.options().settle * k.options().pace_while_held;
    if (session_ && quiet == quiet_at_) return; // renewed at this instant
    quiet_at_ = quiet;
    if (session_) return session_.renew();
    // The hold is dropped when the session is quiet, long before its wall limit, unless this process itself is slow.
    session_ = k.gate().flow(name_, "the session is not quiet", k.options().settle + k.options().hold_limit);
    watch_for_quiet();
}

/// One event at a time, not one for each byte: where it fires too early it is put off.
void connection_end::watch_for_quiet()
{
    owner().at(quiet_at_, "stream.quiet", [weak = weak_from_this()] {
        auto self = weak.lock();
        if (!self || !self->session_) return;
        if (self->owner().now() < self->quiet_at_) return self->watch_for_quiet();
        self->session_.release();
    });
}

hold connection_end::expect_reply(std::string_view reason, std::chrono::nanoseconds limit)
{
    if (!outside_ || closed_) return {};
    return owner().gate().flow(name_, std::string(reason), limit);
}

} // namespace sim::transport
