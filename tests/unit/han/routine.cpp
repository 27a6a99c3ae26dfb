#include "sim/han/routine.hpp"

#include <doctest/doctest.h>

namespace sim::han {
namespace {

constexpr time_point base{std::chrono::seconds(1'600'000'200)}; // a multiple of 30 min
const routine gas{30min, 1500ms, 7s};

link made(std::int16_t path_loss_db, bool reachable = true)
{
    rng dice(3);
    link_settings s;
    s.path_loss_db = path_loss_db;
    s.interference.days_per_mille = 200;
    s.interference.loss_per_million = 700'000;
    s.reachable = reachable;
    return {dice.stream("home"), dice.stream("own"), s};
}

TEST_CASE("exchanges are numbered from 1970 on")
{
    auto k = gas.first_from(base);
    CHECK(gas.begins(k) == base + 7s);
    CHECK(gas.ends(k) == base + 8500ms);
    CHECK(gas.first_from(base + 7s) == k);
    CHECK(gas.first_from(base + 7s + 1ns) == k + 1);
    CHECK(gas.last_over(base + 8500ms) == k);
    CHECK(gas.last_over(base + 8500ms - 1ns) == k - 1);
    CHECK(gas.first_from(time_point{}) == 0);
    CHECK_FALSE(gas.last_over(time_point(8s)));
}

TEST_CASE("whoever waits for windows waits for their end, and for one that is about to begin")
{
    CHECK(gas.after_windows(base + 6s, 50ms) == base + 6s);
    CHECK(gas.after_windows(base + 7s - 50ms, 50ms) == base + 7s - 50ms);
    CHECK(gas.after_windows(base + 7s - 49ms, 50ms) == base + 8500ms);
    CHECK(gas.after_windows(base + 8s, 50ms) == base + 8500ms);
    CHECK(gas.after_windows(base + 8500ms, 50ms) == base + 8500ms);
    CHECK(routine{}.after_windows(base, 50ms) == base);
}

TEST_CASE("runs of misses are found as counting one by one finds them")
{
    std::size_t found_some = 0;
    for (short db : std::initializer_list<short>{50, 90, 94, 96, 98, 120})
        for (unsigned limit : {1U, 3U, 6U})
            for (unsigned missed = 0; missed < limit; ++missed) {
                auto l = made(db);
                auto first = gas.first_from(base);
                auto until = base + days(20);
                std::optional<std::uint64_t> expected;
                auto run = missed;
                for (auto k = first; gas.begins(k) < until && !expected; ++k) {
                    run = l.open(gas.begins(k)) ? 0 : run + 1;
                    if (run == limit) expected = k;
                }
                CHECK(first_run_of_misses(l, gas, first, missed, limit, until) == expected);
                found_some += expected.has_value();
            }
    CHECK(found_some > 10);
}

TEST_CASE("the last that was heard, and the misses after it")
{
    auto never = made(50, false);
    CHECK_FALSE(last_heard(never, gas, 100, 200));
    CHECK(misses_at_end(never, gas, 100, 200, 1000) == 101);
    CHECK(misses_at_end(never, gas, 100, 200, 6) == 6);
    auto weak = made(97);
    auto k = gas.first_from(base);
    for (auto to = k; to < k + 500; ++to) {
        auto heard = last_heard(weak, gas, k, to);
        auto missed = misses_at_end(weak, gas, k, to, 1000);
        if (heard) {
            CHECK(weak.open(gas.begins(*heard)));
            CHECK(*heard + missed == to);
        } else {
            CHECK(missed == to - k + 1);
        }
    }
}

} // namespace
} // namespace sim::han
