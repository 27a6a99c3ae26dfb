#include "devices/metering/counter.hpp"

#include "devices/metering/civil_time.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

namespace devices::metering {

counter::counter(const consumption& load, sim::time_point installed)
    : load_(load), installed_(half_hour_start(installed)), at_installation_(load_.cumulative(installed_))
{}

std::int64_t counter::missing(sim::time_point t) const
{
    auto after = std::upper_bound(outages_.begin(), outages_.end(), t,
                                  [](sim::time_point at, const outage& o) { return at < o.from; });
    if (after == outages_.begin()) return outages_.empty() ? forgotten_ : outages_.front().before;
    const auto& o = *std::prev(after);
    return o.before + load_.cumulative(std::min(t, o.to)) - load_.cumulative(o.from);
}

std::int64_t counter::total(sim::time_point t) const
{
    return t < installed_ ? 0 : load_.cumulative(t) - at_installation_ - missing(t);
}

std::int64_t counter::half_hour(sim::time_point t) const
{
    auto start = half_hour_start(t);
    return between(start, start + half_hour_length);
}

day_profile counter::day(std::chrono::sys_days date) const
{
    auto start = midnight(date), end = start + sim::days(1);
    auto touched =
        std::any_of(outages_.begin(), outages_.end(), [&](const outage& o) { return o.from < end && o.to > start; });
    if (start >= installed_ && !touched) return load_.day(date);
    day_profile out;
    for (auto& entry : out) {
        entry = half_hour(start);
        start += half_hour_length;
    }
    return out;
}

sim::time_point counter::when(sim::time_point from, std::int64_t amount, sim::time_point limit) const
{
    const auto wanted = total(from) + amount;
    if (amount <= 0) return from;
    if (from >= limit || total(limit) < wanted) return limit;
    // Whole seconds of the clock, so that the answer does not depend on where the search begins.
    auto least = sim::to_unix_seconds(from), most = sim::to_unix_seconds(limit) + 1;
    while (most - least > 1) {
        auto middle = least + (most - least) / 2;
        (total(sim::from_unix_seconds(middle)) < wanted ? least : most) = middle;
    }
    return std::min(limit, sim::from_unix_seconds(most));
}

void counter::stop(sim::time_point t)
{
    if (!flowing()) return;
    sim::check(outages_.empty() || outages_.back().to <= t, "a supply cannot be stopped before it was last resumed");
    outages_.push_back({t, sim::time_point::max(), missing(t)});
}

void counter::resume(sim::time_point t)
{
    if (flowing()) return;
    auto& last = outages_.back();
    sim::check(last.from <= t, "a supply cannot be resumed before it was stopped");
    last.to = t;
    forgotten_ = missing(t);
    if (last.from == last.to) outages_.pop_back();
    if (outages_.size() > most_outages) outages_.erase(outages_.begin());
}

void counter::save(sim::writer& out) const
{
    out.i64(forgotten_).u16(static_cast<std::uint16_t>(outages_.size()));
    for (const auto& o : outages_)
        out.i64(o.from.time_since_epoch().count()).i64(o.to.time_since_epoch().count()).i64(o.before);
}

void counter::restore(sim::reader& in)
{
    forgotten_ = in.i64();
    outages_.clear();
    for (auto left = in.u16(); left > 0 && in.ok(); --left) {
        sim::time_point from{sim::duration(in.i64())}, to{sim::duration(in.i64())};
        outages_.push_back({from, to, in.i64()});
    }
}

} // namespace devices::metering
