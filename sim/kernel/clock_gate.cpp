#include "sim/kernel/clock_gate_impl.hpp"

#include "sim/core/check.hpp"

#include <algorithm>

namespace sim {

blocked::blocked(std::string who, std::string why)
    : std::runtime_error(who + " holds time (" + why + ") beyond its wall limit"),
      owner(std::move(who)),
      reason(std::move(why))
{}

hold::hold(hold&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)), record_(other.record_) {}

hold& hold::operator=(hold&& other) noexcept
{
    if (this != &other) {
        release();
        gate_ = std::exchange(other.gate_, nullptr);
        record_ = other.record_;
    }
    return *this;
}

void hold::release()
{
    if (auto* gate = std::exchange(gate_, nullptr)) gate->release(*record_);
}

void hold::renew()
{
    check(gate_ != nullptr, "only a hold that is held can be renewed");
    record_->since = wall_clock::now();
}

clock_gate::clock_gate(kernel& k) : impl_(std::make_unique<impl>(k)) {}
clock_gate::~clock_gate() = default;

namespace {

/// When a hold has lived for too long.
wall_clock::time_point end_of(const hold_record& r)
{
    return r.limit > wall_clock::time_point::max() - r.since ? wall_clock::time_point::max() : r.since + r.limit;
}

} // namespace

hold_record& clock_gate::impl::take(hold_kind kind, std::string owner, std::string reason,
                                    std::chrono::nanoseconds limit)
{
    if (limit == std::chrono::nanoseconds::zero()) limit = owner_kernel.options().hold_limit;
    count(kind) += 1;
    auto id = ++last_id;
    hold_record made{id, kind, std::move(owner), std::move(reason), wall_clock::now(), limit};
    auto& record = records.emplace(id, std::move(made)).first->second;
    first_limit = std::min(first_limit, end_of(record));
    return record;
}

hold clock_gate::freeze(std::string owner, std::string reason, std::chrono::nanoseconds limit)
{
    return {this, impl_->take(hold_kind::freeze, std::move(owner), std::move(reason), limit)};
}

hold clock_gate::flow(std::string owner, std::string reason, std::chrono::nanoseconds limit)
{
    owner_restart();
    return {this, impl_->take(hold_kind::flow, std::move(owner), std::move(reason), limit)};
}

void clock_gate::owner_restart()
{
    // Time that passed while nothing flowed must not be caught up with.
    if (impl_->flowing == 0) impl_->owner_kernel.restart_pacer();
}

void clock_gate::release(hold_record& record)
{
    impl_->count(record.kind) -= 1;
    impl_->records.erase(record.id);
}

std::vector<hold_info> clock_gate::holds() const
{
    std::vector<hold_info> out;
    for (const auto& [id, r] : impl_->records) out.push_back({r.kind, r.owner, r.reason, r.since, r.limit, {}});
    for (const auto* b : impl_->barriers)
        if (b->due_)
            out.push_back(
                {hold_kind::barrier, b->owner_, "its registered timer", wall_clock::now(), b->limit_, b->due_});
    return out;
}

void clock_gate::impl::watch()
{
    auto wall = wall_clock::now();
    if (wall <= first_limit) return;
    auto first = wall_clock::time_point::max();
    for (const auto& [id, r] : records) {
        if (wall - r.since > r.limit) throw blocked(r.owner, r.reason);
        first = std::min(first, end_of(r)); // later than it was for what has been renewed
    }
    first_limit = first;
}

bool clock_gate::impl::reach_barriers(clock_gate& gate, time_point now)
{
    bool reached = false;
    for (auto* b : barriers) {
        if (!b->due_ || *b->due_ > now) continue;
        b->due_.reset();
        b->waiting_ = gate.flow(b->owner_, "its registered timer is due; it has not said its next one", b->limit_);
        reached = true;
    }
    return reached;
}

std::optional<time_point> clock_gate::impl::first_barrier() const
{
    std::optional<time_point> first;
    for (const auto* b : barriers)
        if (b->due_ && (!first || *b->due_ < *first)) first = b->due_;
    return first;
}

clock_gate::barrier::barrier(clock_gate& gate, std::string owner, std::chrono::nanoseconds limit)
    : gate_(gate), owner_(std::move(owner)), limit_(limit)
{
    gate_.impl_->barriers.push_back(this);
}

clock_gate::barrier::~barrier() { std::erase(gate_.impl_->barriers, this); }

void clock_gate::barrier::next(time_point due)
{
    due_ = due;
    waiting_.release();
}

void clock_gate::barrier::none()
{
    due_.reset();
    waiting_.release();
}

} // namespace sim
