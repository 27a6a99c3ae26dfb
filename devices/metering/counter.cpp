#include "devices/metering/counter.hpp"

#include "devices/metering/civil_time.hpp"
#include "devices/metering/packed_time.hpp"
#include "devices/metering/push_tight.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

namespace devices::metering {
namespace {

/// Rounded down; in two steps, since spans may be years.
std::int64_t drawn(std::int64_t per_hour, sim::duration length)
{
    constexpr auto hour = sim::duration(std::chrono::hours(1));
    return per_hour * (length / hour) + per_hour * (length % hour / std::chrono::microseconds(1)) / 3'600'000'000;
}

/// Whether any of the spans touches [from, to).
template <class Spans>
bool any_touches(const Spans& spans, sim::time_point from, sim::time_point to)
{
    return std::any_of(spans.begin(), spans.end(), [&](const auto& s) { return s.from < to && s.to > from; });
}

} // namespace

counter::counter(const consumption& load, sim::time_point installed)
    : load_(load), installed_(half_hour_start(installed)), at_installation_(load_.cumulative(installed_))
{}

std::int64_t counter::missing(sim::time_point t) const
{
    auto after = std::upper_bound(outages_.begin(), outages_.end(), t,
                                  [](sim::time_point at, const outage& o) { return at < o.from; });
    if (after == outages_.begin()) return outages_.empty() ? forgotten_ : outages_.front().before;
    const auto& o = *std::prev(after);
    return o.before + wanted(std::min(t, o.to)) - wanted(o.from);
}

std::int64_t counter::wanted(sim::time_point t) const
{
    const auto after = std::upper_bound(draws_.begin(), draws_.end(), t,
                                        [](sim::time_point at, const steady_draw& d) { return at < d.from; });
    if (after == draws_.begin()) return load_.cumulative(t) + forgotten_draws_;
    const auto& d = *std::prev(after);
    return t < d.to ? d.before + drawn(d.per_hour, t - d.from) : load_.cumulative(t) + d.after;
}

std::int64_t counter::per_hour(sim::time_point t) const
{
    constexpr std::int64_t half_hours = 2;
    const auto* steady = drawn_at(t);
    return steady ? steady->per_hour : half_hours * load_.half_hour(t);
}

std::int64_t counter::total(sim::time_point t) const
{
    return t < installed_ ? 0 : wanted(t) - at_installation_ - missing(t);
}

std::int64_t counter::half_hour(sim::time_point t) const
{
    auto start = half_hour_start(t);
    return between(start, start + half_hour_length);
}

day_profile counter::day(std::chrono::sys_days date) const
{
    auto start = midnight(date), end = start + sim::days(1);
    const bool touched = any_touches(outages_, start, end) || any_touches(draws_, start, end);
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
    push_tight(outages_, outage{t, sim::time_point::max(), missing(t)});
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

void counter::draw(std::int64_t per_hour, sim::time_point t, sim::time_point until)
{
    sim::check(per_hour >= 0 && per_hour <= most_per_hour && until > t, "a steady draw is within its limits");
    draw_as_usual(t);
    draws_.push_back({t, until, per_hour, wanted(t), 0});
    if (until != sim::time_point::max()) end_last_draw(until);
    if (draws_.size() > most_draws) forget_oldest_draw();
}

void counter::end_last_draw(sim::time_point t)
{
    auto& last = draws_.back();
    last.to = t;
    last.after = last.before + drawn(last.per_hour, t - last.from) - load_.cumulative(t);
}

/// What it added stays in every later register; an outage that it reached into keeps what it kept from flowing.
void counter::forget_oldest_draw()
{
    const auto oldest = draws_.front();
    const auto reached = [&](const outage& o) { return o.from < oldest.to && o.to > oldest.from; };
    std::vector<std::int64_t> kept;
    for (const auto& o : outages_)
        if (reached(o)) kept.push_back(missing(std::min(o.to, oldest.to)));
    forgotten_draws_ = oldest.after;
    draws_.erase(draws_.begin());
    auto was = kept.begin();
    for (auto& o : outages_)
        if (reached(o)) o.before += *was++ - missing(std::min(o.to, oldest.to));
}

void counter::draw_as_usual(sim::time_point t)
{
    if (draws_.empty() || draws_.back().to <= t) return;
    sim::check(draws_.back().from <= t, "a steady draw cannot end before it began");
    if (draws_.back().from == t)
        draws_.pop_back();
    else
        end_last_draw(t);
}

const steady_draw* counter::drawn_at(sim::time_point t) const
{
    for (const auto& d : draws_)
        if (d.from <= t && t < d.to) return &d;
    return nullptr;
}

sim::time_point counter::next_draw_edge(sim::time_point t) const
{
    for (const auto& d : draws_) {
        if (d.from > t) return d.from;
        if (d.to > t) return d.to;
    }
    return sim::time_point::max();
}

void counter::save(sim::writer& out) const
{
    out.i64(forgotten_).u16(static_cast<std::uint16_t>(outages_.size()));
    sim::time_point last;
    std::int64_t before = 0; // only grows
    for (const auto& o : outages_) {
        write_time(out, o.from, last);
        write_time(out, o.to, o.from);
        write_varint(out, static_cast<std::uint64_t>(o.before - before));
        last = o.to;
        before = o.before;
    }
    out.i64(forgotten_draws_);
    out.u8(static_cast<std::uint8_t>(draws_.size()));
    for (const auto& d : draws_)
        out.i64(d.from.time_since_epoch().count())
            .i64(d.to.time_since_epoch().count())
            .i64(d.per_hour)
            .i64(d.before)
            .i64(d.after);
}

void counter::restore(sim::reader& in)
{
    forgotten_ = in.i64();
    outages_.clear();
    sim::time_point last;
    std::uint64_t before = 0;
    for (auto left = in.u16(); left > 0 && in.ok(); --left) {
        const auto from = read_time(in, last);
        last = read_time(in, from);
        before += read_varint(in);
        push_tight(outages_, outage{from, last, static_cast<std::int64_t>(before)});
    }
    forgotten_draws_ = in.i64();
    draws_.clear();
    for (auto left = in.u8(); left > 0 && in.ok(); --left) {
        sim::time_point from{sim::duration(in.i64())}, to{sim::duration(in.i64())};
        steady_draw d{from, to, in.i64(), in.i64(), in.i64()};
        if (d.per_hour < 0 || d.per_hour > most_per_hour || to <= from) return in.fail(sim::codec_errc::out_of_range);
        draws_.push_back(d);
    }
}

} // namespace devices::metering
