#include "devices/esme/load_limit.hpp"

#include "devices/metering/civil_time.hpp"

#include <algorithm>

namespace devices::esme {
namespace {

using metering::half_hour_length;

constexpr std::int64_t half_hours_per_hour = 2;

/// Goes from one change of the power to the next: half-hours, and where a steady draw begins or ends.
class power_walk {
public:
    power_walk(const metering::counter& flow, sim::time_point t) : flow_(flow), at_(metering::half_hour_start(t)) {}

    sim::time_point at() const { return at_; }
    sim::time_point end() const
    {
        return std::min(metering::half_hour_start(at_) + half_hour_length, flow_.next_draw_edge(at_));
    }
    void step() { at_ = end(); }
    std::int64_t watts()
    {
        if (const auto* steady = flow_.drawn_at(at_)) return steady->per_hour;
        const auto day = metering::day_of(at_);
        if (day != day_) table_ = flow_.demand_of(day_ = day);
        return table_[static_cast<std::size_t>((at_ - metering::midnight(day)) / half_hour_length)] *
               half_hours_per_hour;
    }

private:
    const metering::counter& flow_;
    sim::time_point at_;
    metering::sys_days day_{metering::sys_days::min()};
    metering::day_profile table_{};
};

} // namespace

std::string load_limit::fault() const
{
    using namespace std::chrono_literals;
    if (threshold_w < 0 || threshold_w > 100'000) return "the threshold is not one of 0 to 100 kW";
    if (longer_than < 1s || longer_than > 24h) return "the period is not one of a second to a day";
    if (restoration < 0s || restoration > 24h) return "the restoration is not within a day";
    return {};
}

std::optional<sim::time_point> next_excess(const metering::counter& flow, const load_limit& limit,
                                           sim::time_point watched_since, sim::time_point from, sim::time_point until)
{
    // A run that ends not before `from` began no longer than its period before.
    power_walk walk(flow, std::max(watched_since, from - limit.longer_than - half_hour_length));
    std::optional<sim::time_point> above_since;
    for (; walk.at() <= until; walk.step()) {
        if (walk.watts() <= limit.threshold_w) {
            above_since.reset();
            continue;
        }
        if (!above_since) above_since = std::max(walk.at(), watched_since);
        const auto reached = *above_since + limit.longer_than;
        if (reached > until) return {};
        if (reached >= from && reached <= walk.end()) return reached;
    }
    return {};
}

sim::time_point next_relief(const metering::counter& flow, const load_limit& limit, sim::time_point t,
                            sim::time_point until)
{
    power_walk walk(flow, t);
    while (walk.at() < t) walk.step();
    while (walk.at() < until && walk.watts() > limit.threshold_w) walk.step();
    return std::min(walk.at(), until);
}

} // namespace devices::esme
