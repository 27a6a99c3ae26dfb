#include "sim/kernel/kernel.hpp"
#include "tests/support/diary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

using namespace sim;
using sim::test::diary;
using sim::test::lines;

namespace {
using wall = std::chrono::steady_clock;
} // namespace

TEST_CASE("leaping, a year takes no time, and every long leap is told with its ends")
{
    kernel k;
    lines told;
    k.on_leap([&](time_point from, time_point to) {
        told.push_back(to_text(from - time_point{}) + " to " + to_text(to - time_point{}));
    });
    for (auto due : {59s, 119s, 179s}) k.after(due, "t", [] {});
    auto start = wall::now();
    CHECK(k.run_until(time_point(days(365))));
    CHECK(wall::now() - start < 5s);
    CHECK(told == lines{"59s to 1m59s", "1m59s to 2m59s", "2m59s to 365d"}); // one minute is worth telling
    CHECK(k.leaps() == 3);
}

TEST_CASE("at a rate, virtual seconds pass per wall second")
{
    kernel k({.speed = {pace_mode::rate, 100}});
    auto start = wall::now();
    std::chrono::nanoseconds at_four{};
    k.after(4s, "t", [&] { at_four = wall::now() - start; });
    CHECK(k.run_until(time_point(10s)));
    CHECK(k.now() == time_point(10s));
    CHECK(at_four >= 39ms);
    CHECK(wall::now() - start >= 99ms);
    CHECK(wall::now() - start < 5s);
    CHECK(k.leaps() == 0);
}

TEST_CASE("many events at a rate do not make time crawl: the remainder of a wait is carried on")
{
    // The quickest of some runs: a machine that does other things makes one of them slow, but none of them quick.
    auto quickest = wall::duration::max();
    for (int run = 0; run < 20 && quickest >= 400ms; ++run) {
        kernel k({.speed = {pace_mode::rate, 10}});
        int fired = 0;
        for (int i = 1; i <= 500; ++i) k.after(i * 2ms, "t", [&] { ++fired; }); // every 0.2 ms of wall
        auto start = wall::now();
        k.run_until(time_point(1s));
        quickest = std::min<wall::duration>(quickest, wall::now() - start);
        CHECK(fired == 500);
        CHECK(quickest >= 99ms);
    }
    CHECK(quickest < 400ms); // waits that round up to a millisecond each would take half a second
}

TEST_CASE("a stalled process loses time; it does not catch up in one go")
{
    kernel k({.speed = {pace_mode::rate, 1}});
    wall::time_point stalled_until;
    std::chrono::nanoseconds gap{};
    k.after(10ms, "stall", [&] {
        std::this_thread::sleep_for(150ms);
        stalled_until = wall::now();
    });
    k.after(100ms, "t", [&] { gap = wall::now() - stalled_until; });
    k.run_until(time_point(200ms));
    CHECK(gap >= 65ms); // 90 ms less two slices of 10 ms, and some rounding
}

TEST_CASE("flowing time never passes the end of the run, whoever touches the clock")
{
    kernel k({.speed = {pace_mode::rate, 1000}});
    k.every(1ms, [&] { k.touch(); });
    for (int i = 1; i <= 10; ++i) {
        auto end = time_point(i * 3333ms);
        CHECK(k.run_until(end));
        CHECK(k.now() == end);
    }
}

TEST_CASE("in steps, time moves to the next event only when asked")
{
    kernel k({.speed = {pace_mode::step, 1}});
    diary d(k);
    k.soon("t", d.noting("now"));
    k.after(1h, "t", d.noting("a"));
    k.after(1h, "t", d.noting("b"));
    k.after(2h, "t", d.noting("c"));
    int looks = 0;
    lines after_waiting;
    k.every(1ms, [&] {
        if (++looks == 5) after_waiting = d.lines;
        if (looks == 5 || looks == 10) k.step();
        if (looks == 15) {
            CHECK(d.lines.size() == 4);
            k.stop();
        }
    });
    CHECK_FALSE(k.run_until(time_point(24h)));
    CHECK(after_waiting == lines{"0s now"});
    CHECK(d.lines == lines{"0s now", "1h a", "1h b", "2h c"});
    CHECK(k.now() == time_point(2h));
}

TEST_CASE("the pace may change while running")
{
    kernel k({.speed = {pace_mode::rate, 1}});
    diary d(k);
    k.after(20ms, "t", [&] { k.set_pace({pace_mode::leap, 1}); });
    k.after(24h, "t", d.noting("leapt"));
    CHECK(k.run_until(time_point(25h)));
    CHECK(d.lines == lines{"1d leapt"});
    CHECK(to_text(k.speed()) == "leap");
}

TEST_CASE("wall hooks are called about every interval, while waiting and while busy")
{
    kernel waiting({.speed = {pace_mode::rate, 1}});
    int calls = 0;
    waiting.every(10ms, [&] { ++calls; });
    auto start = wall::now();
    waiting.run_until(time_point(100ms));
    CHECK(calls >= 2);
    CHECK(calls <= 1 + (wall::now() - start) / 10ms);

    kernel busy;
    calls = 0;
    busy.every(1ms, [&] { ++calls; });
    unique_function<void()> tick;
    tick = [&] { busy.after(1s, "t", [&] { tick(); }); };
    start = wall::now();
    busy.after(0s, "t", [&] { tick(); });
    while (calls < 20 && wall::now() - start < 10s) busy.run_until(busy.now() + 1000s);
    CHECK(calls >= 20);
    CHECK(calls <= 1 + (wall::now() - start) / 1ms);
}

TEST_CASE("a stop from another thread ends a wait")
{
    kernel k({.speed = {pace_mode::rate, 1}});
    std::jthread other([&k] {
        std::this_thread::sleep_for(30ms);
        k.stop();
    });
    auto start = wall::now();
    CHECK_FALSE(k.run_until(time_point(1h)));
    CHECK(wall::now() - start < 10s);
    CHECK(k.now() < time_point(1min));
}
