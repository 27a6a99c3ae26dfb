#include "sim/kernel/kernel_impl.hpp"

#include "sim/core/check.hpp"

#include <algorithm>
#include <charconv>

namespace sim {

result<pace> parse_pace(std::string_view text)
{
    if (text == "leap") return pace{pace_mode::leap, 1};
    if (text == "step") return pace{pace_mode::step, 1};
    if (!text.ends_with('x')) return core_errc::malformed;
    std::uint32_t rate = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size() - 1, rate);
    constexpr std::uint32_t fastest = 1'000'000;
    if (ec != std::errc{} || end != text.data() + text.size() - 1 || rate < 1 || rate > fastest)
        return core_errc::malformed;
    return pace{pace_mode::rate, rate};
}

std::string to_text(const pace& p)
{
    switch (p.mode) {
    case pace_mode::leap: return "leap";
    case pace_mode::step: return "step";
    case pace_mode::rate: break;
    }
    return std::to_string(p.rate) + "x";
}

// ---- timers, one-shots, tickets

timer::timer(kernel& k, const char* label, unique_function<void()> action)
    : event_node(label), kernel_(k), action_(std::move(action))
{}
timer::~timer() { cancel(); }
void timer::expires_at(time_point due) { kernel_.arm(*this, due); }
void timer::expires_after(duration d) { kernel_.arm(*this, kernel_.now() + d); }
void timer::cancel()
{
    if (armed()) kernel_.disarm(*this);
}
time_point timer::due() const { return kernel_.due_of(*this); }
void timer::fire() { action_(); }

void one_shot::fire()
{
    auto action = std::move(action_);
    owner_.recycle(*this);
    action();
}

ticket::ticket(std::shared_ptr<node> n) : node_(std::move(n)) {}
ticket::ticket(ticket&& other) noexcept : node_(std::move(other.node_)) {}
ticket& ticket::operator=(ticket&& other) noexcept
{
    if (this != &other) {
        confirm();
        node_ = std::move(other.node_);
    }
    return *this;
}
void ticket::confirm()
{
    if (auto n = std::move(node_)) n->confirmed = true;
}

// ---- the kernel

kernel::kernel(kernel_options options) : options_(options), now_(options.start), speed_(options.speed)
{
    check(options.threads >= 1 && options.threads <= 64, "a kernel has 1 to 64 threads");
    impl_ = std::make_unique<impl>(*this);
}

kernel::~kernel() { shut_down(); }

void kernel::shut_down()
{
    if (impl_->shut_down) return;
    impl_->shut_down = true;
    impl_->jobs.join();
    while (!impl_->stop_hooks.empty()) {
        auto hook = std::move(impl_->stop_hooks.back().hook);
        impl_->stop_hooks.pop_back();
        hook();
    }
    // What an event owns may cancel other events while it dies: take them one at a time.
    for (std::size_t i = 0; i < impl_->pool.size(); ++i) {
        auto action = std::move(impl_->pool[i].action_);
        if (impl_->pool[i].armed()) disarm(impl_->pool[i]);
    }
    while (!impl_->queue.empty()) {
        auto* node = &impl_->queue.first();
        impl_->queue.take_first();
        if (auto* t = dynamic_cast<ticket::node*>(node)) {
            // The action may own whoever holds the ticket's other end: it must die here, or both live for ever.
            auto keep = std::move(t->self);
            auto action = std::move(t->action);
        }
    }
    impl_->quiescent_hooks.clear();
    impl_->leap_hooks.clear();
    impl_->wall_hooks.clear();
}

void kernel::arm(event_node& node, time_point due)
{
    if (impl_->shut_down) return;
    due = std::max(due, now_);
    node.cause_ = cause_;
    node.generation_ = impl_->firing && due == now_ ? impl_->generation + 1 : 0;
    constexpr std::uint32_t longest_chain = 100'000;
    if (node.generation_ > longest_chain)
        throw livelock(std::string("events breed events at one instant without end: ") + node.label_ + " at " +
                       to_rfc3339(now_));
    auto seq = impl_->next_seq++;
    if (node.armed())
        impl_->queue.rekey(node.handle_, {due, seq});
    else
        impl_->queue.push({due, seq}, node);
}

void kernel::disarm(event_node& node) { impl_->queue.remove(node.handle_); }

time_point kernel::due_of(const event_node& node) const
{
    check(node.armed(), "a timer that is not armed has no due time");
    return impl_->queue.of(node.handle_).due;
}

event_id kernel::at(time_point due, const char* label, unique_function<void()> action)
{
    auto& i = *impl_;
    if (i.shut_down) return {};
    if (i.spare.empty()) {
        i.spare.push_back(static_cast<std::uint32_t>(i.pool.size()));
        i.pool.emplace_back(*this, i.spare.back());
    }
    auto& shot = i.pool[i.spare.back()];
    i.spare.pop_back();
    shot.label_ = label;
    shot.action_ = std::move(action);
    shot.seq_ = i.next_seq;
    arm(shot, due);
    return {shot.index_, shot.seq_};
}

event_id kernel::after(duration d, const char* label, unique_function<void()> action)
{
    return at(now_ + d, label, std::move(action));
}
event_id kernel::soon(const char* label, unique_function<void()> action) { return at(now_, label, std::move(action)); }

void kernel::recycle(one_shot& shot)
{
    shot.seq_ = 0;
    impl_->spare.push_back(shot.index_);
}

bool kernel::cancel(event_id id)
{
    if (impl_->shut_down || !id.seq_ || id.index_ >= impl_->pool.size()) return false;
    auto& shot = impl_->pool[id.index_];
    if (shot.seq_ != id.seq_ || !shot.armed()) return false;
    disarm(shot);
    auto action = std::move(shot.action_);
    recycle(shot);
    return true;
}

ticket kernel::open_ticket(time_point due, const char* label, std::string owner, unique_function<void()> action)
{
    auto node = std::make_shared<ticket::node>(label, std::move(owner), std::move(action));
    if (impl_->shut_down) return {};
    arm(*node, due);
    node->self = node;
    return ticket(std::move(node));
}

// ---- hooks

void kernel::at_quiescent(unique_function<void()> hook) { impl_->quiescent_hooks.push_back(std::move(hook)); }
void kernel::on_leap(unique_function<void(time_point, time_point)> hook)
{
    impl_->leap_hooks.push_back(std::move(hook));
}
void kernel::at_stop(const void* who, unique_function<void()> hook)
{
    if (!impl_->shut_down) impl_->stop_hooks.push_back({who, std::move(hook)});
}
void kernel::forget(const void* who)
{
    std::erase_if(impl_->stop_hooks, [who](const auto& h) { return h.who == who; });
}
void kernel::every(std::chrono::milliseconds interval, unique_function<void()> hook)
{
    impl_->wall_hooks.push_back({interval, wall_clock::now() + interval, std::move(hook)});
}

void kernel::set_pace(pace p)
{
    speed_ = p;
    restart_pacer();
}
void kernel::step() { ++impl_->steps; }
void kernel::stop() { impl_->stop = true; }
bool kernel::stopping() const { return impl_->stop; }
void kernel::external(bool yes)
{
    impl_->external = yes;
    impl_->last_outside = wall_clock::now();
}
std::size_t kernel::parked() const { return impl_->queue.size(); }
clock_gate& kernel::gate() { return impl_->gate; }
compute& kernel::jobs() { return impl_->jobs; }
boost::asio::io_context& kernel::wire() { return impl_->wire; }
boost::asio::io_context& kernel::world() { return impl_->world; }

} // namespace sim
