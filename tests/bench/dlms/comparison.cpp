#include "comparison.hpp"

#include "bare_echo.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace bench {

const char* goal_words(bool reached) { return reached ? "reached" : "NOT reached"; }

comparison compare(const std::string& name, const targets& t, const std::function<played()>& ours)
{
    constexpr std::size_t least_pairs = 3, most_pairs = 10;
    comparison all;
    all.spread = std::numeric_limits<double>::max();
    auto met = [&] { return all.best() >= t.asserted && (t.spread <= 0 || all.spread <= t.spread); };
    while (all.ratios.size() < least_pairs || (all.ratios.size() < most_pairs && !met())) {
        auto mine = ours();
        all.failure = mine.failure;
        if (!all.failure.empty()) return all;
        auto bare = play_with_echo(mine.legs, mine.connections, mine.latencies.size());
        all.failure = bare.failure;
        if (!all.failure.empty()) return all;
        auto ratio = mine.per_second() / bare.per_second();
        all.ratios.insert(std::upper_bound(all.ratios.begin(), all.ratios.end(), ratio), ratio);
        all.ours = std::max(all.ours, mine.per_second());
        all.floor = std::max(all.floor, bare.per_second());
        all.spread = std::min(all.spread, mine.microseconds(99) / mine.microseconds(50));
        std::printf("%s: %.0f/s, p50 %.0f us, p99 %.0f us; bare echo %.0f/s, p50 %.0f us, p99 %.0f us; ratio %.2f\n",
                    name.c_str(), mine.per_second(), mine.microseconds(50), mine.microseconds(99), bare.per_second(),
                    bare.microseconds(50), bare.microseconds(99), ratio);
    }
    std::printf("%s: ratio %.2f median, %.2f best, asserted %.2f; p99 %.1f times p50", name.c_str(), all.median(),
                all.best(), t.asserted, all.spread);
    if (t.goal > 0) std::printf("; goal %.2f %s", t.goal, goal_words(all.median() >= t.goal));
    std::printf("\n");
    return all;
}

} // namespace bench
