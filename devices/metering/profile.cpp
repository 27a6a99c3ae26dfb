#include "devices/metering/profile.hpp"

#include "devices/metering/civil_time.hpp"
#include "devices/metering/packed_time.hpp"
#include "devices/metering/push_tight.hpp"
#include "sim/core/check.hpp"

#include <algorithm>
#include <utility>

namespace devices::metering {
namespace {

constexpr std::int64_t whole = 1000;

void forget_oldest(auto& marks)
{
    if (marks.size() > slot_marks::most) marks.erase(marks.begin());
}

/// The first of the spans, in the order of time, that ends after `t`.
template <class Spans>
auto first_after(const Spans& spans, sim::time_point t)
{
    return std::partition_point(spans.begin(), spans.end(), [t](const auto& s) { return s.to <= t; });
}

} // namespace

void slot_marks::power_lost(sim::time_point t)
{
    if (!powered()) return;
    sim::check(power_.empty() || power_.back().to <= t, "power cannot be lost before it was last restored");
    push_tight(power_, span{t, sim::time_point::max()});
    forget_oldest(power_);
}

void slot_marks::power_restored(sim::time_point t)
{
    if (powered()) return;
    sim::check(power_.back().from <= t, "power cannot be restored before it was lost");
    power_.back().to = t;
}

void slot_marks::clock_moved(sim::time_point t)
{
    push_tight(clock_, t);
    forget_oldest(clock_);
}

bool slot_marks::unpowered_within(sim::time_point from, sim::time_point to) const
{
    return std::any_of(power_.begin(), power_.end(), [&](const span& p) { return p.from <= to && p.to >= from; });
}

slot_status slot_marks::status(const counter& counted, sim::time_point from, sim::time_point to) const
{
    auto all = slot_status::valid;
    const auto power = first_after(power_, from);
    if (power != power_.end() && power->from < to) all = all | slot_status::power_failure;
    const auto moved = std::lower_bound(clock_.begin(), clock_.end(), from);
    if (moved != clock_.end() && *moved < to) all = all | slot_status::clock_adjusted;
    // Nothing flows without power either; that the supply is disabled is known only while there is power.
    const auto& outages = counted.outages();
    for (auto o = first_after(outages, from); o != outages.end() && o->from < to; ++o) {
        auto at = std::max(o->from, from);
        const auto end = std::min(o->to, to);
        for (auto p = power; p != power_.end() && p->from <= at; ++p) at = std::max(at, p->to);
        if (at < end) all = all | slot_status::supply_disabled;
    }
    return all;
}

void slot_marks::save(sim::writer& out) const
{
    sim::time_point last;
    out.u8(static_cast<std::uint8_t>(power_.size()));
    for (const auto& p : power_) {
        write_time(out, p.from, last);
        write_time(out, p.to, p.from);
        last = p.to;
    }
    last = {};
    out.u8(static_cast<std::uint8_t>(clock_.size()));
    for (auto t : clock_) write_time(out, t, std::exchange(last, t));
}

void slot_marks::restore(sim::reader& in)
{
    power_.clear();
    clock_.clear();
    sim::time_point last;
    for (auto left = in.u8(); left > 0 && in.ok(); --left) {
        const auto from = read_time(in, last);
        last = read_time(in, from);
        push_tight(power_, span{from, last});
    }
    last = {};
    for (auto left = in.u8(); left > 0 && in.ok(); --left) push_tight(clock_, last = read_time(in, last));
}

// ---- a view

sim::time_point profile::step_start(sim::time_point t) const
{
    return sim::time_point(t.time_since_epoch() - t.time_since_epoch() % step_);
}

sim::time_point profile::first() const
{
    const auto start = step_start(supply_->installed());
    return start < supply_->installed() ? start + step_ : start;
}

std::int64_t profile::total(sim::time_point t) const { return flow_ ? flow_->total(t) * per_mille_ / whole : 0; }

std::size_t profile::entries(sim::time_point now) const
{
    const auto ended = (step_start(now) - first()) / step_;
    return std::min(most_entries_, static_cast<std::size_t>(std::max<std::int64_t>(ended, 0)));
}

sim::time_point profile::oldest(sim::time_point now) const
{
    return step_start(now) - step_ * static_cast<std::int64_t>(entries(now));
}

slot profile::at(sim::time_point t, sim::time_point now) const
{
    const auto start = step_start(t), end = start + step_;
    auto status = marks_->status(*supply_, start, std::min(end, now));
    if (now < end) status = status | slot_status::incomplete;
    const auto until = std::min(end, now);
    return {start, until > start ? total(until) - total(start) : 0, status};
}

profile_range profile::read(sim::time_point from, sim::time_point to, sim::time_point now) const
{
    auto start = step_start(from);
    if (start < from) start += step_;
    return {*this, std::max(start, oldest(now)), std::min(to, step_start(now))};
}

std::size_t profile_range::left() const
{
    if (at_ >= end_) return 0;
    return static_cast<std::size_t>((end_ - at_ + of_.step_ - sim::duration(1)) / of_.step_);
}

void profile_range::fill()
{
    const auto date = day_of(at_);
    cached_ = midnight(date);
    marked_ = of_.marks_->status(*of_.supply_, cached_, cached_ + sim::days(1)) != slot_status::valid;
    cache_ = {};
    if (!of_.flow_) return;
    cache_ = of_.flow_->day(date);
    if (of_.per_mille_ == whole) return;
    auto total = of_.flow_->total(cached_);
    for (auto& entry : cache_) { // shares of totals, not of entries, which are rounded one by one
        const auto before = total * of_.per_mille_ / whole;
        total += entry;
        entry = total * of_.per_mille_ / whole - before;
    }
}

std::optional<slot> profile_range::next()
{
    if (at_ >= end_) return {};
    if (cached_ == sim::time_point::min() || at_ >= cached_ + sim::days(1)) fill();
    slot out{at_, 0, slot_status::valid};
    const auto first = static_cast<std::size_t>((at_ - cached_) / half_hour_length);
    for (auto i = first; i < first + static_cast<std::size_t>(of_.step_ / half_hour_length); ++i)
        out.amount += cache_[i];
    if (marked_) out.status = of_.marks_->status(*of_.supply_, at_, at_ + of_.step_);
    at_ += of_.step_;
    return out;
}

} // namespace devices::metering
