// The kernel's loop: when events fire, when time stands still, and when it moves.
#include "sim/core/check.hpp"
#include "sim/kernel/kernel_impl.hpp"

#include <algorithm>

namespace sim {

bool kernel::run_until(time_point end)
{
    constexpr std::uint64_t events_between_looks = 256;
    auto& i = *impl_;
    check(!i.shut_down, "a kernel that was shut down does not run");
    i.run_end = end;
    restart_pacer();
    for (;;) {
        if (i.stop) return false;
        drain_world();
        if (fired_ - i.fired_at_look >= events_between_looks) look_at_wall();
        if (i.gate.impl_->freezing) {
            freeze(nullptr);
            continue;
        }
        if (!i.queue.empty() && i.queue.first_due() <= now_) {
            auto& node = i.queue.first();
            if (node.ready())
                fire(node);
            else
                freeze(&node);
            continue;
        }
        if (!quiet_turn()) continue;
        if (now_ >= end) return true;
        move_time(end);
    }
}

void kernel::fire(event_node& node)
{
    auto& i = *impl_;
    i.queue.take_first();
    cause_ = node.cause_;
    i.generation = node.generation_;
    i.firing = true;
    ++fired_;
    node.fire(); // may destroy the node
}

bool kernel::drain_world()
{
    constexpr int most_handlers = 1'000'000;
    auto& world = impl_->world;
    if (world.stopped()) world.restart();
    int handlers = 0;
    while (world.poll_one())
        if (++handlers > most_handlers)
            throw livelock("coroutines of the world never come to rest at " + to_rfc3339(now_));
    impl_->firing = false;
    cause_ = 0;
    return handlers > 0;
}

/// Nothing is left to do at this instant. False when a hook or the wire has brought something.
bool kernel::quiet_turn()
{
    auto& i = *impl_;
    i.waited_for = nullptr;
    for (std::size_t h = 0; h < i.quiescent_hooks.size(); ++h) {
        cause_scope own(*this);
        i.quiescent_hooks[h]();
    }
    auto pending = [&] { return !i.queue.empty() && i.queue.first_due() <= now_; };
    if (pending() || i.gate.impl_->freezing || drain_world()) {
        constexpr std::uint32_t most_turns = 100'000;
        if (++i.turns_here > most_turns) throw livelock("the end of each turn begets another at " + to_rfc3339(now_));
        return false;
    }
    i.turns_here = 0;
    if (i.gate.impl_->reach_barriers(i.gate, now_)) return false;
    // Bytes from outside that are here already come before time moves. Without outside peers the wire can only confirm
    // tickets, which nobody waits for now: a look now and then keeps its queues short.
    constexpr std::uint32_t turns_between_looks = 1000;
    if (i.external || ++i.turns >= turns_between_looks) {
        i.turns = 0;
        if (look_at_wire()) return false;
    }
    return true;
}

/// A few handlers at a time: a thousand peers that all ask at once are served in groups whose state stays in the
/// processor's cache from what came in to what goes out.
bool kernel::look_at_wire()
{
    constexpr int most_handlers = 64;
    auto& wire = impl_->wire;
    if (wire.stopped()) wire.restart();
    int handlers = 0;
    while (handlers < most_handlers && wire.poll_one()) ++handlers;
    return handlers > 0;
}

time_point kernel::horizon(time_point end) const
{
    auto t = end;
    if (!impl_->queue.empty()) t = std::min(t, impl_->queue.first_due());
    if (auto b = impl_->gate.impl_->first_barrier()) t = std::min(t, *b);
    return t;
}

void kernel::move_time(time_point end)
{
    auto& i = *impl_;
    auto target = horizon(end);
    if (target <= now_) return;
    if (i.gate.impl_->flowing) return flow(target, options_.pace_while_held);
    switch (speed_.mode) {
    case pace_mode::leap:
        if (i.external && wall_clock::now() - i.last_outside < options_.settle)
            return flow(target, options_.pace_while_held);
        return leap_to(target);
    case pace_mode::rate: return flow(target, speed_.rate);
    case pace_mode::step:
        if (!i.steps) return wait_for_wire(options_.slice);
        --i.steps;
        return leap_to(target);
    }
}

void kernel::leap_to(time_point target)
{
    auto from = now_;
    now_ = target;
    if (target - from < leap_worth_telling) return;
    ++leaps_;
    for (auto& hook : impl_->leap_hooks) hook(from, target);
}

void kernel::flow(time_point target, std::uint32_t rate)
{
    now_ += impl_->pace_of_wall.advance(rate, target - now_);
    if (now_ >= target) return;
    auto room = target - now_;
    wait_for_wire(std::min<std::chrono::nanoseconds>(options_.slice, room / rate + std::chrono::nanoseconds(1)));
}

void kernel::freeze(event_node* due_node)
{
    auto& i = *impl_;
    if (std::exchange(i.waited_for, due_node) != due_node) i.waiting_since = wall_clock::now();
    struct standing_still { // touch() must not move time meanwhile, nor may a throw leave it standing
        bool& flag;
        explicit standing_still(bool& f) : flag(f) { flag = true; }
        standing_still(const standing_still&) = delete;
        standing_still& operator=(const standing_still&) = delete;
        ~standing_still() { flag = false; }
    } still(i.frozen);
    if (i.wire.stopped()) i.wire.restart();
    if (!i.wire.poll() && !(due_node && i.jobs.help())) {
        if (due_node && wall_clock::now() - i.waiting_since > options_.hold_limit) {
            auto* t = dynamic_cast<ticket::node*>(due_node);
            throw blocked(t ? t->owner : "the world", due_node->label_);
        }
        wait_for_wire(options_.slice);
    }
    restart_pacer();
}

void kernel::wait_for_wire(std::chrono::nanoseconds at_most)
{
    impl_->gate.impl_->watch();
    if (impl_->wire.stopped()) impl_->wire.restart();
    impl_->wire.run_one_for(at_most);
    look_at_wall();
}

void kernel::look_at_wall()
{
    auto& hooks = impl_->wall_hooks;
    impl_->fired_at_look = fired_;
    if (hooks.empty()) return;
    cause_scope own(*this);
    auto wall = wall_clock::now();
    for (std::size_t h = 0; h < hooks.size(); ++h) {
        if (wall < hooks[h].next) continue;
        hooks[h].next = wall + hooks[h].interval;
        hooks[h].hook();
    }
}

void kernel::restart_pacer() { impl_->pace_of_wall.restart(); }

void kernel::touch()
{
    auto& i = *impl_;
    i.last_outside = wall_clock::now();
    if (i.frozen || i.gate.impl_->freezing) return;
    std::uint32_t rate = i.gate.impl_->flowing            ? options_.pace_while_held
                         : speed_.mode == pace_mode::rate ? speed_.rate
                                                          : 0;
    if (!rate) return;
    auto target = horizon(i.run_end);
    if (target > now_) now_ += i.pace_of_wall.advance(rate, target - now_);
}

} // namespace sim
