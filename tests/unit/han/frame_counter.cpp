#include "sim/han/frame_counter.hpp"

#include <doctest/doctest.h>

namespace sim::han {
namespace {

constexpr time_point start{std::chrono::seconds(1'000'000)};

TEST_CASE("a counter grows with time and with what is sent, and saves before its ceiling is reached")
{
    frame_counter c(start);
    bool save = false;
    CHECK(c.value(start) == 1);
    CHECK(c.take(start, save) == 1);
    CHECK_FALSE(save);
    CHECK(c.take(start, save) == 2);
    CHECK(c.take(start + 10s, save) == 13);
    int saved = 0;
    for (std::uint32_t i = 0; i < 3 * frame_counter::gap; ++i) {
        c.take(start + 10s, save);
        saved += save;
    }
    CHECK(saved == 3);
}

TEST_CASE("routine frames run ahead without moving the rest, and are overtaken by time")
{
    frame_counter c(start), quiet(start);
    for (std::uint32_t i = 0; i < 20; ++i) CHECK(c.routine(start) == 1 + i);
    CHECK(c.value(start + 30s) == quiet.value(start + 30s));
    bool save = false;
    CHECK(c.take(start, save) == 21); // what was used is not used again
    CHECK(c.routine(start + 1h) == 3602);
}

TEST_CASE("no value is used twice, wherever the power goes")
{
    frame_counter c(start);
    std::uint32_t highest = 0;
    auto t = start;
    writer kept;
    c.save(kept);
    for (int cut = 0; cut < 20; ++cut) {
        for (int i = 0; i < 700; ++i) {
            bool save = false;
            auto value = i % 3 ? c.take(t, save) : c.routine(t);
            CHECK(value > highest);
            highest = value;
            if (save) {
                kept = {};
                c.save(kept);
            }
            if (i % 100 == 0) t += 1s;
        }
        // Only what was saved is left.
        frame_counter again(start);
        reader in(kept.data());
        again.restore(in);
        CHECK_FALSE(in.finish());
        again.restart(t);
        c = again;
        kept = {};
        c.save(kept);
    }
}

} // namespace
} // namespace sim::han
