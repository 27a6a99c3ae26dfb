#include "sim/smwan/reconnect.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace sim::smwan {
namespace {

TEST_CASE("ten thousand weekly restarts are uniform over the week (Kolmogorov-Smirnov at 1 %)")
{
    const rng dice(7);
    std::vector<std::int64_t> phases;
    for (int i = 1; i <= 10'000; ++i) phases.push_back(weekly_restart_phase(dice, "tri-" + std::to_string(i)).count());
    std::sort(phases.begin(), phases.end());
    CHECK(phases.front() >= 0);
    CHECK(phases.back() < week.count());
    double n = static_cast<double>(phases.size()), distance = 0;
    for (std::size_t i = 0; i < phases.size(); ++i) {
        double expected = static_cast<double>(phases[i]) / static_cast<double>(week.count());
        distance =
            std::max({distance, expected - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - expected});
    }
    // The critical value of the two-sided test at 1 % is 1.628 / sqrt(n).
    CHECK(distance < 0.01628);
}

TEST_CASE("a phase depends on seed and name alone")
{
    CHECK(weekly_restart_phase(rng(7), "tri-1") == weekly_restart_phase(rng(7), "tri-1"));
    CHECK(weekly_restart_phase(rng(7), "tri-1") != weekly_restart_phase(rng(8), "tri-1"));
    CHECK(weekly_restart_phase(rng(7), "tri-1") != weekly_restart_phase(rng(7), "tri-2"));
}

TEST_CASE("the next weekly restart is strictly later and at most a week away")
{
    const duration phase = 30h;
    CHECK(next_weekly_restart(phase, time_point(0h)) == time_point(30h));
    CHECK(next_weekly_restart(phase, time_point(30h - 1ns)) == time_point(30h));
    CHECK(next_weekly_restart(phase, time_point(30h)) == time_point(198h));
    CHECK(next_weekly_restart(phase, time_point(197h)) == time_point(198h));
    CHECK(next_weekly_restart(0h, time_point(0h)) == time_point(168h));
    CHECK(next_weekly_restart(167h, time_point(0h)) == time_point(167h));
}

TEST_CASE("a pinned restart counts from the first change; where that has passed, or on the way back, from the change")
{
    const auto first = time_point(100h);
    CHECK(pinned_restart(168h, first, first, false) == time_point(268h));
    CHECK(pinned_restart(168h, first, time_point(200h), false) == time_point(268h));
    CHECK(pinned_restart(168h, first, time_point(268h), false) == time_point(268h));
    CHECK(pinned_restart(168h, first, time_point(300h), false) == time_point(468h));
    CHECK(pinned_restart(168h, first, time_point(200h), true) == time_point(368h));
    CHECK(pinned_restart(0s, first, first, false) == first);
}

TEST_CASE("a network cancel is drawn anew for each change, within its range and reaching both ends of it")
{
    const rng dice(7);
    auto delay = [&](int change) {
        return network_cancel_delay(dice, "tri-1", static_cast<std::uint64_t>(change), 30s, 30s + 4ms);
    };
    std::vector<int> seen(5);
    for (int i = 0; i < 200; ++i) ++seen.at(static_cast<std::size_t>((delay(i) - 30s) / 1ms));
    CHECK(std::all_of(seen.begin(), seen.end(), [](int n) { return n > 0; }));
    CHECK(network_cancel_delay(dice, "tri-1", 1, 5s, 5s) == 5s);
}

TEST_CASE("the way back follows the way there unless it says otherwise")
{
    reconnect_plan plan{{reconnect_cause::pinned, old_context::refused, 168h}, {}};
    CHECK(plan.back() == plan.there);
    plan.rollback = reconnect_policy{reconnect_cause::network_cancel, old_context::served, {}};
    CHECK(plan.back().cause == reconnect_cause::network_cancel);
}

} // namespace
} // namespace sim::smwan
