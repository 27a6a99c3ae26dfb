#include "devices/call_home/server_session.hpp"

#include "devices/call_home/codec.hpp"
#include "sim/core/check.hpp"

namespace devices::call_home {

server_session::server_session(server_handler& owner, server_timeouts timeouts)
    : session_base(timeouts.session), owner_(owner), timeouts_(timeouts)
{}

actions server_session::opened(sim::time_point now)
{
    sim::check(state_ == state::idle, "a call-home session is opened once");
    start(now);
    begin(now);
    enter(state::awaiting_hello);
    return take();
}

actions server_session::received(sim::time_point now, sim::byte_view data)
{
    if (finished() || state_ == state::idle) return {};
    begin(now);
    read(data, [this](const message& m) {
        std::visit([this](const auto& body) { on(body); }, m);
        advance();
    });
    return take();
}

actions server_session::timeout(sim::time_point now)
{
    if (finished() || state_ == state::idle) return {};
    begin(now);
    bool owner_had_nothing = state_ == state::open && !outstanding_;
    if (owner_had_nothing) {
        say_bye(bye_reason::complete);
        advance();
    } else if (state_ == state::closing) {
        finish_with(errc::timed_out);
    } else {
        result().unsent = static_cast<std::uint32_t>(backlog());
        fail(errc::timed_out, bye_reason::timed_out);
    }
    return take();
}

actions server_session::closed(sim::time_point now, sim::error_code why)
{
    if (finished()) return {};
    begin(now);
    result().cause = why;
    finish_with(errc::connection_lost);
    return take();
}

sim::result<std::uint32_t> server_session::enqueue(message m, std::uint32_t id)
{
    auto trial = encode(m);
    if (!trial) return trial.error();
    queue_.push_back({id, std::move(m)});
    ++next_id_;
    idle_told_ = false;
    return id;
}

sim::result<std::uint32_t> server_session::queue(config_operation operation)
{
    return enqueue(config{next_id_, std::move(operation)}, next_id_);
}

sim::result<std::uint32_t> server_session::queue(image_operation operation)
{
    return enqueue(image{next_id_, std::move(operation)}, next_id_);
}

void server_session::set_next_id(std::uint32_t id)
{
    sim::check(id >= next_id_, "a request's id goes back");
    next_id_ = id;
}

sim::result<std::uint32_t> server_session::queue(command c)
{
    c.id = next_id_;
    return enqueue(std::move(c), next_id_);
}

void server_session::say_bye(bye_reason reason, optional_time call_back_at) { farewell_ = bye{reason, call_back_at}; }

actions server_session::pump(sim::time_point now)
{
    if (finished() || state_ == state::idle) return {};
    begin(now);
    advance();
    return take();
}

actions server_session::keep_alive(sim::time_point now)
{
    if (finished() || state_ != state::open) return {};
    begin(now);
    send(ack{ack_control::keep_open, {}, now, civil_offset_, {}, {}});
    wait(outstanding_ ? timeouts_.answer : timeouts_.idle);
    return take();
}

void server_session::enter(state next)
{
    state_ = next;
    switch (next) {
    case state::idle:
    case state::over: break;
    case state::awaiting_hello:
    case state::awaiting_envelopes: wait(timeouts_.answer); break;
    case state::open: wait(outstanding_ ? timeouts_.answer : timeouts_.idle); break;
    case state::dismissed:
    case state::closing: wait(timeouts_.farewell); break;
    }
}

void server_session::advance()
{
    while (listens()) {
        bool at_once = farewell_ && (farewell_->reason != bye_reason::complete || state_ != state::open);
        bool served = farewell_ && queue_.empty() && !outstanding_;
        if (at_once || served) {
            send(*farewell_);
            result().reason = farewell_->reason;
            return enter(state::closing);
        }
        if (state_ != state::open || outstanding_) return;
        if (!queue_.empty()) {
            outstanding_ = std::move(queue_.front());
            queue_.pop_front();
            send(outstanding_->what);
            return enter(state::open);
        }
        if (idle_told_) return;
        idle_told_ = true;
        owner_.idle();
    }
}

void server_session::on(const hello& m)
{
    if (state_ != state::awaiting_hello) return unexpected();
    enter(state::awaiting_envelopes);
    owner_.hello_received(m);
}

void server_session::on(const envelopes& m)
{
    if (state_ == state::closing || state_ == state::dismissed) return; // on its way when the session was ended
    if (!listens()) return unexpected();
    result().envelopes += static_cast<std::uint32_t>(m.items.size());
    ack_plan plan = owner_.envelopes_received(m);
    if (farewell_ && farewell_->reason != bye_reason::complete) return; // BYE takes the place of the ACK
    for (const auto& item : m.items)
        for (const auto& range : plan.ranges) result().acknowledged += range.contains(item.sequence);
    civil_offset_ = plan.civil_offset;
    send(ack{plan.control, plan.call_back_at, now(), plan.civil_offset, plan.ranges, plan.next_server});
    if (plan.control != ack_control::keep_open) return enter(state::dismissed);
    if (m.more) return enter(state::awaiting_envelopes);
    // The owner is asked afresh, since what arrived may have changed its mind.
    idle_told_ = false;
    enter(state::open);
}

template <class Answer, class Request>
bool server_session::answers_outstanding(const Answer& m)
{
    if (state_ == state::closing) return false; // the answer to what was cut short
    bool good = outstanding_ && outstanding_->id == m.id && std::holds_alternative<Request>(outstanding_->what);
    if (!good) {
        unexpected();
        return false;
    }
    outstanding_.reset();
    ++result().requests;
    idle_told_ = false;
    if (state_ == state::open) enter(state::open);
    return true;
}

void server_session::on(const command_result& m)
{
    if (answers_outstanding<command_result, command>(m)) owner_.command_finished(m);
}

void server_session::on(const config_result& m)
{
    if (answers_outstanding<config_result, config>(m)) owner_.config_finished(m);
}

void server_session::on(const image_result& m)
{
    if (answers_outstanding<image_result, image>(m)) owner_.image_finished(m);
}

void server_session::on(const bye& m)
{
    if (state_ == state::awaiting_hello) return unexpected();
    if (!result().reason) result().reason = m.reason;
    bool proper = m.reason == bye_reason::complete && (state_ == state::dismissed || state_ == state::closing);
    finish_with(proper ? sim::error_code() : errc::peer_gave_up);
}

template <class Other>
void server_session::on(const Other&)
{
    unexpected();
}

void server_session::unexpected()
{
    result().unsent = static_cast<std::uint32_t>(backlog());
    fail(errc::unexpected_message, bye_reason::protocol_error);
}

void server_session::finish_with(sim::error_code error)
{
    result().unsent = static_cast<std::uint32_t>(backlog());
    state_ = state::over;
    end(error);
}

} // namespace devices::call_home
