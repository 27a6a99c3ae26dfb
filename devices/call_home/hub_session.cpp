#include "devices/call_home/hub_session.hpp"

#include "sim/core/check.hpp"

#include <algorithm>

namespace devices::call_home {

hub_session::hub_session(hello first, const outbox& waiting, hub_handler& handler, hub_timeouts timeouts,
                         std::size_t batch_octets)
    : session_base(timeouts.session),
      first_(std::move(first)),
      outbox_(waiting),
      handler_(handler),
      timeouts_(timeouts),
      batch_octets_(batch_octets)
{}

actions hub_session::opened(sim::time_point now)
{
    sim::check(state_ == state::idle, "a call-home session is opened once");
    start(now);
    begin(now);
    first_.queue = static_cast<std::uint16_t>(std::min<std::size_t>(outbox_.size(), 65535));
    send(first_);
    state_ = state::pushing;
    push_batch();
    return take();
}

actions hub_session::received(sim::time_point now, sim::byte_view data)
{
    if (finished() || state_ == state::idle) return {};
    begin(now);
    read(data, [this](const message& m) { std::visit([this](const auto& body) { on(body); }, m); });
    return take();
}

actions hub_session::timeout(sim::time_point now)
{
    if (finished() || state_ == state::idle) return {};
    begin(now);
    fail(errc::timed_out, bye_reason::timed_out);
    return take();
}

actions hub_session::closed(sim::time_point now, sim::error_code why)
{
    if (finished()) return {};
    begin(now);
    result().cause = why;
    end(errc::connection_lost);
    return take();
}

actions hub_session::pending(sim::time_point now)
{
    if (finished() || state_ != state::open || ack_due_ || !outbox_.has_after(last_sent_)) return {};
    begin(now);
    push_batch();
    return take();
}

actions hub_session::completed(sim::time_point now, const command_result& answer)
{
    if (finished() || !awaits_result(answer.id)) return {};
    begin(now);
    std::erase(open_commands_, answer.id);
    send(answer);
    ++result().requests;
    wait(ack_due_ ? timeouts_.answer : timeouts_.idle);
    return take();
}

bool hub_session::awaits_result(std::uint32_t id) const
{
    return !finished() && std::find(open_commands_.begin(), open_commands_.end(), id) != open_commands_.end();
}

void hub_session::push_batch()
{
    envelopes batch = outbox_.batch(last_sent_, batch_octets_);
    if (!batch.items.empty()) {
        if (!first_sent_) first_sent_ = batch.items.front().sequence;
        last_sent_ = batch.items.back().sequence;
        result().envelopes += static_cast<std::uint32_t>(batch.items.size());
    }
    more_ = batch.more;
    ack_due_ = true;
    send(std::move(batch));
    wait(timeouts_.answer);
}

void hub_session::acknowledge(const std::vector<sequence_range>& ranges)
{
    // A head-end can only have what this session sent: anything else in its list is not believed.
    acknowledged mine;
    for (const auto& range : ranges) {
        sequence_range part{std::max(range.first, first_sent_), std::min(range.last, last_sent_)};
        if (first_sent_ && part.first <= part.last) mine.ranges.push_back(part);
    }
    if (mine.ranges.empty()) return;
    for (const auto& item : outbox_.contents().items)
        result().acknowledged += std::any_of(mine.ranges.begin(), mine.ranges.end(),
                                             [&](const auto& range) { return range.contains(item.sequence); });
    add(std::move(mine));
}

void hub_session::on(const ack& m)
{
    state_ = state::open;
    ack_due_ = false;
    acknowledge(m.ranges);
    add(clock_received{m.clock, m.civil_offset});
    if (m.next_server) result().next_server = m.next_server;
    if (m.control != ack_control::keep_open) {
        result().call_back_at = m.call_back_at;
        send(bye{bye_reason::complete, {}});
        result().reason = bye_reason::complete;
        return stop({});
    }
    wait(timeouts_.idle);
    if (more_ || outbox_.has_after(last_sent_)) push_batch();
}

bool hub_session::take_id(std::uint32_t id)
{
    bool good = state_ == state::open && (!last_id_ || id > *last_id_);
    last_id_ = id;
    if (!good) fail(errc::unexpected_message, bye_reason::protocol_error);
    return good;
}

void hub_session::on(const command& m)
{
    if (!take_id(m.id)) return;
    wait(ack_due_ ? timeouts_.answer : timeouts_.idle);
    auto answer = handler_.execute(m);
    if (!answer) return open_commands_.push_back(m.id);
    answer->id = m.id;
    send(*answer);
    ++result().requests;
}

void hub_session::on(const config& m)
{
    if (!take_id(m.id)) return;
    wait(ack_due_ ? timeouts_.answer : timeouts_.idle);
    auto answer = handler_.apply(m.operation);
    send(config_result{m.id, operation_code(m.operation), answer.status, std::move(answer.credentials)});
    ++result().requests;
}

void hub_session::on(const image& m)
{
    if (!take_id(m.id)) return;
    wait(ack_due_ ? timeouts_.answer : timeouts_.idle);
    auto answer = handler_.transfer(m.operation);
    send(image_result{m.id, operation_code(m.operation), answer.status, answer.state, answer.next});
    ++result().requests;
}

void hub_session::on(const bye& m)
{
    result().reason = m.reason;
    result().call_back_at = m.call_back_at;
    send(bye{bye_reason::complete, {}});
    stop(m.reason == bye_reason::complete ? sim::error_code() : errc::peer_gave_up);
}

template <class Other>
void hub_session::on(const Other&)
{
    fail(errc::unexpected_message, bye_reason::protocol_error);
}

void hub_session::stop(sim::error_code error)
{
    state_ = state::over;
    end(error);
}

} // namespace devices::call_home
