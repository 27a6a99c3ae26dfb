#include "sim/han/routine.hpp"

#include "sim/core/check.hpp"

namespace sim::han {
namespace {

duration draw_phase(const random_stream& dice, duration period)
{
    return duration(static_cast<std::int64_t>(dice.below(0, static_cast<std::uint64_t>(period.count()))));
}

std::int64_t hour_since_1970(time_point t) { return t.time_since_epoch() / 1h; }

} // namespace

routine routine::electricity(const random_stream& dice) { return {30s, 500ms, draw_phase(dice, 30s)}; }
routine routine::gas(const random_stream& dice) { return {30min, 1500ms, draw_phase(dice, 30min)}; }

time_point routine::begins(std::uint64_t k) const
{
    return time_point(std::chrono::seconds(static_cast<std::int64_t>(k) * period.count()) + phase);
}

std::uint64_t routine::first_from(time_point t) const
{
    duration since = t.time_since_epoch() - phase, step = period;
    if (since <= 0s) return 0;
    return static_cast<std::uint64_t>((since + step - 1ns) / step);
}

std::optional<std::uint64_t> routine::last_over(time_point t) const
{
    duration since = t.time_since_epoch() - phase - window;
    if (since < 0s) return {};
    return static_cast<std::uint64_t>(since / duration(period));
}

time_point routine::after_windows(time_point t, duration length) const
{
    if (!period.count()) return t;
    auto k = first_from(t);
    if (begins(k) < t + length) return ends(k);
    if (k > 0 && ends(k - 1) > t) return ends(k - 1);
    return t;
}

std::optional<std::uint64_t> first_run_of_misses(const link& over, const routine& r, std::uint64_t k, unsigned missed,
                                                 unsigned limit, time_point until)
{
    check(missed < limit, "a run of misses that is over already");
    for (auto t = r.begins(k); t < until; t = r.begins(++k)) {
        if (auto hour = hour_since_1970(t); over.quiet(hour)) {
            // Nothing is missed in this hour: go to its end.
            missed = 0;
            auto next = r.first_from(time_point((hour + 1) * 1h));
            k = next - 1;
            continue;
        }
        missed = over.open(t) ? 0 : missed + 1;
        if (missed == limit) return k;
    }
    return {};
}

unsigned misses_at_end(const link& over, const routine& r, std::uint64_t from, std::uint64_t to, unsigned limit)
{
    unsigned missed = 0;
    for (auto k = to + 1; k-- > from && missed < limit && !over.open(r.begins(k));) ++missed;
    return missed;
}

std::optional<std::uint64_t> last_heard(const link& over, const routine& r, std::uint64_t from, std::uint64_t to)
{
    if (!over.settings().reachable) return {};
    for (auto k = to + 1; k-- > from;)
        if (over.open(r.begins(k))) return k;
    return {};
}

} // namespace sim::han
