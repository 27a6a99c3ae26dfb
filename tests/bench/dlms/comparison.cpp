#include "comparison.hpp"

#include "bare_echo.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace bench {

comparison compare(const std::string& name, double ratio, double spread, const std::function<played()>& ours)
{
    constexpr int least_trials = 3, most_trials = 12;
    comparison best;
    best.spread = std::numeric_limits<double>::max();
    auto met = [&] { return best.ratio() >= ratio && (spread <= 0 || best.spread <= spread); };
    for (int t = 0; t < most_trials && (t < least_trials || !met()); ++t) {
        auto mine = ours();
        best.failure = mine.failure;
        if (!best.failure.empty()) return best;
        auto bare = play_with_echo(mine.legs, mine.connections, mine.latencies.size());
        best.failure = bare.failure;
        if (!best.failure.empty()) return best;
        best.ours = std::max(best.ours, mine.per_second());
        best.floor = std::max(best.floor, bare.per_second());
        best.spread = std::min(best.spread, mine.microseconds(99) / mine.microseconds(50));
        std::printf("%s: %.0f/s, p50 %.0f us, p99 %.0f us; bare echo %.0f/s, p50 %.0f us, p99 %.0f us; ratio %.2f\n",
                    name.c_str(), mine.per_second(), mine.microseconds(50), mine.microseconds(99), bare.per_second(),
                    bare.microseconds(50), bare.microseconds(99), mine.per_second() / bare.per_second());
    }
    std::printf("%s: best %.0f/s, bare echo %.0f/s, ratio %.2f (goal %.2f); p99 %.1f times p50\n", name.c_str(),
                best.ours, best.floor, best.ratio(), ratio, best.spread);
    return best;
}

} // namespace bench
