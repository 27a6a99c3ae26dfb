// A sleepy device: what waits for it in the hub, when it wakes, and how long it stays awake.
#include "sim/han/events.hpp"
#include "sim/han/full_state.hpp"
#include "sim/han/network.hpp"

#include <algorithm>

namespace sim::han {
namespace {

/// A device that has sent or received something stays awake for that long. Model choice.
constexpr duration linger_time = 5s;

void tell_dropped(network& net, const device& d, const message& m, delivery why)
{
    net.world().log.emit(
        han_message_dropped, d.about(),
        {{"cluster", hexadecimal(static_cast<std::uint16_t>(m.cluster))}, {"reason", std::string(to_string(why))}});
}

} // namespace

// ---- the hub's queue

void device::enqueue(std::shared_ptr<const message> what, pan::completion done)
{
    if (!queue_) queue_ = std::make_unique<std::deque<waiting_message>>();
    if (queue_->size() >= net_.settings().queue_limit) {
        tell_dropped(net_, *this, *what, delivery::queue_full);
        return net_.refuse(std::move(done), delivery::queue_full);
    }
    queue_->push_back({std::move(what), std::move(done), net_.now() + net_.settings().queue_life});
    arm(queue_slot, queue_->front().expires);
    plan_wake();
}

void device::expire_queue()
{
    std::vector<waiting_message> gone;
    while (queue_ && !queue_->empty() && queue_->front().expires <= net_.now()) {
        gone.push_back(std::move(queue_->front()));
        queue_->pop_front();
    }
    if (queue_ && !queue_->empty()) arm(queue_slot, queue_->front().expires);
    if (queue_ && queue_->empty()) queue_.reset();
    plan_wake();
    for (auto& w : gone) {
        tell_dropped(net_, *this, *w.what, delivery::expired);
        if (w.done) w.done(delivery::expired);
    }
}

void device::drop_queue(delivery why)
{
    auto gone = std::move(queue_);
    disarm(queue_slot);
    if (!gone) return;
    for (auto& w : *gone) {
        tell_dropped(net_, *this, *w.what, why);
        net_.refuse(std::move(w.done), why);
    }
}

bool device::hub_has_something() const
{
    return net_.powered() && ((queue_ && !queue_->empty()) || net_.wants_key(*this) || net_.is_leaving(*this));
}

/// The hub hears a poll.
void device::on_poll()
{
    hub_answers_ = false;
    if (net_.is_leaving(*this)) return net_.say_leave(*this);
    if (net_.wants_key(*this)) return net_.update_key(*this); // by the next poll it has the key
    if (!queue_ || queue_->empty() || !net_.is_member(*this)) return;
    hub_answers_ = true;
    auto w = std::make_shared<waiting_message>(std::move(queue_->front()));
    queue_->pop_front();
    send_message(end::hub, w->what, [this, w](bool acknowledged) {
        fetching_ = false;
        if (!acknowledged) {
            // It stays until the device asks again, or its time is over.
            if (!queue_) queue_ = std::make_unique<std::deque<waiting_message>>();
            queue_->push_front(std::move(*w));
            arm(queue_slot, queue_->front().expires);
            return arm_awake();
        }
        if (queue_ && queue_->empty()) {
            queue_.reset();
            disarm(queue_slot);
        }
        if (hub_has_something() && awake()) fetch();
        arm_awake();
        if (w->done) w->done(delivery::delivered);
    });
}

// ---- the device

bool device::awake() const { return net_.now() < awake_until_ && device_expects(); }

void device::want_wake()
{
    wake_wanted_ = true;
    plan_wake();
}

void device::plan_wake()
{
    if (kind() != device_kind::sleepy) return;
    if (awake()) return arm_awake();
    disarm(wake_slot);
    const auto& r = routine();
    if (!r || !device_expects() || !(wake_wanted_ || hub_has_something())) return;
    arm(wake_slot, r.ends(r.first_from(net_.now())));
}

void device::on_wake()
{
    end_exchange();
    if (awake_since_ != awake_until_) { // a poll, or the end of being awake
        if (!awake()) return fall_asleep();
        if (hub_has_something() && !fetching_)
            fetch();
        else if (full_ && !fetching_)
            show_poll();
        return arm_awake();
    }
    const auto& r = routine();
    auto k = r.last_over(net_.now());
    if (k && connected() && r.begins(*k) >= since_ && over_.open(r.begins(*k))) return wake_up(*k);
    plan_wake();
}

void device::wake_up(std::uint64_t exchange)
{
    wake_wanted_ = false;
    awake_since_ = net_.now();
    awake_until_ = awake_since_ + linger_time;
    if (hub_has_something() && !fetching_) fetch();
    arm_awake();
    user_.on_awake(exchange);
}

void device::fall_asleep()
{
    awake_since_ = awake_until_ = {};
    fetching_ = false;
    plan_wake();
}

void device::stay_awake(duration length)
{
    if (kind() != device_kind::sleepy || !device_expects()) return;
    if (length <= 0s) return fall_asleep();
    if (!awake()) awake_since_ = net_.now();
    awake_until_ = net_.now() + std::min<duration>(length, longest_fast_poll);
    arm_awake();
}

void device::linger()
{
    if (kind() != device_kind::sleepy || !device_expects()) return;
    auto until = net_.now() + linger_time;
    if (!awake()) awake_since_ = net_.now();
    awake_until_ = awake() ? std::max(awake_until_, until) : until;
    arm_awake();
}

void device::arm_awake()
{
    if (!awake()) return plan_wake();
    auto next = awake_until_;
    if (full_ || (hub_has_something() && !fetching_)) {
        auto polls = (net_.now() - awake_since_) / fast_poll_period + 1;
        next = std::min(next, awake_since_ + polls * fast_poll_period);
    }
    arm(wake_slot, next);
}

void device::fetch()
{
    fetching_ = true;
    packet p{.what = packet_kind::poll, .from = end::device};
    p.address = record().of->own;
    send(std::move(p), [this](bool acknowledged) {
        if (!acknowledged || !hub_answers_) fetching_ = false;
        hub_answers_ = false;
        arm_awake();
    });
}

/// Mode full: a poll that finds nothing, which mode lazy leaves out.
void device::show_poll()
{
    packet p{.what = packet_kind::poll, .from = end::device, .routine = true};
    p.address = record().of->own;
    full_->lane.send(std::move(p), {}, full_->window ? *full_->window : air::burst{net_.now(), net_.now() + 1s});
}

} // namespace sim::han
