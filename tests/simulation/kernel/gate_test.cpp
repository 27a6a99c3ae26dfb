#include "sim/core/check.hpp"
#include "sim/kernel/clock_gate.hpp"
#include "sim/kernel/kernel.hpp"
#include "tests/support/diary.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <optional>

using namespace sim;
using sim::test::diary;
using sim::test::lines;

// Wall times are bounded generously from above: other programs may have the processor.

namespace {
struct stopwatch {
    std::chrono::steady_clock::time_point start{std::chrono::steady_clock::now()};
    std::chrono::nanoseconds elapsed() const { return std::chrono::steady_clock::now() - start; }
};
} // namespace

TEST_CASE("while time is frozen nothing happens, not even what is due")
{
    kernel k;
    diary d(k);
    auto held = k.gate().freeze("lab", "a snapshot");
    k.soon("t", d.noting("event"));
    int looks = 0;
    k.every(1ms, [&] {
        CHECK((looks >= 5 || d.lines.empty()));
        if (++looks == 5) held.release();
    });
    stopwatch wall;
    CHECK(k.run_until(time_point(24h)));
    CHECK(wall.elapsed() >= 5ms);
    CHECK(d.lines == lines{"0s event"});
}

TEST_CASE("while a hold flows time runs with the wall, and leaps again once it is dropped")
{
    kernel k;
    std::optional<hold> held = k.gate().flow("s1sp", "it is at work");
    std::chrono::nanoseconds flowed{};
    stopwatch wall;
    k.after(50ms, "t", [&] {
        flowed = wall.elapsed();
        held.reset();
    });
    CHECK(k.run_until(time_point(24h)));
    CHECK(flowed >= 49ms);
    CHECK(flowed < 5s);
    CHECK(wall.elapsed() < 10s);
    CHECK(k.leaps() == 1);
}

TEST_CASE("held time runs at the pace that the options give it")
{
    kernel k({.pace_while_held = 100});
    auto held = k.gate().flow("s1sp", "it is at work");
    stopwatch wall;
    CHECK(k.run_until(time_point(5s)));
    CHECK(wall.elapsed() >= 49ms);
    CHECK(wall.elapsed() < 3s);
}

TEST_CASE("one of two holds keeps time flowing; a moved hold is one hold")
{
    kernel k({.pace_while_held = 1000});
    auto a = k.gate().flow("a", "first");
    auto b = k.gate().flow("b", "second");
    CHECK(k.gate().holds().size() == 2);
    auto moved = std::move(a);
    CHECK_FALSE(a);
    CHECK(k.gate().holds().size() == 2);
    b = std::move(moved); // drops "second"
    REQUIRE(k.gate().holds().size() == 1);
    CHECK(k.gate().holds()[0].owner == "a");
    stopwatch wall;
    k.run_until(time_point(20s));
    CHECK(wall.elapsed() >= 19ms);
    b.release();
    b.release(); // harmless
    CHECK_FALSE(b);
    CHECK(k.gate().holds().empty());
    k.run_until(time_point(10h));
    CHECK(wall.elapsed() < 10s);
}

TEST_CASE("a hold beyond its wall limit ends the run, naming owner and reason")
{
    kernel k;
    auto held = k.gate().flow("s1sp", "it owes an answer", 20ms);
    stopwatch wall;
    try {
        k.run_until(time_point(1h));
        FAIL("not blocked");
    } catch (const blocked& b) {
        CHECK(b.owner == "s1sp");
        CHECK(b.reason == "it owes an answer");
        CHECK(std::string(b.what()).find("s1sp holds time (it owes an answer)") != std::string::npos);
    }
    CHECK(wall.elapsed() >= 20ms);
    CHECK(k.now() < time_point(10min)); // far from the end: time flowed, it did not leap

    kernel other;
    auto freezing = other.gate().freeze("lab", "a snapshot", 20ms);
    CHECK_THROWS_AS(other.run_until(time_point(1h)), blocked);
    CHECK(other.now() == time_point{});
}

TEST_CASE("a hold that is renewed outlives its limit; one beside it that is not ends the run")
{
    constexpr auto limit = 200ms;
    kernel k;
    auto renewed = k.gate().flow("client", "its next request", limit);
    stopwatch wall, since_renewal;
    k.every(1ms, [&] {
        renewed.renew();
        since_renewal = {};
    });
    bool outlived = false;
    try {
        outlived = k.run_until(time_point(500ms));
    } catch (const blocked&) {
        CHECK(since_renewal.elapsed() >= limit); // the machine stood still, and so did who renews
    }
    if (outlived) CHECK(wall.elapsed() > limit);
    renewed = k.gate().flow("client", "its next request", 1h);
    auto forgotten = k.gate().flow("s1sp", "it owes an answer", 20ms);
    try {
        k.run_until(time_point(1h));
        FAIL("not blocked");
    } catch (const blocked& b) {
        CHECK(b.owner == "s1sp");
    }
    renewed.release();
    CHECK_THROWS_AS(renewed.renew(), broken_invariant);
}

TEST_CASE("a hold that names no limit has that of the kernel")
{
    kernel k({.hold_limit = std::chrono::seconds(7)});
    auto held = k.gate().flow("s1sp", "at work"), longer = k.gate().freeze("lab", "snapshot", 3min);
    auto holds = k.gate().holds();
    REQUIRE(holds.size() == 2);
    CHECK(holds[0].limit == 7s);
    CHECK(holds[0].kind == hold_kind::flow);
    CHECK(holds[1].limit == 3min);
    CHECK(holds[1].kind == hold_kind::freeze);
    CHECK(holds[1].reason == "snapshot");
}

TEST_CASE("time leaps to a barrier, not past it; there it flows until the peer names its next instant")
{
    kernel k;
    diary d(k);
    clock_gate::barrier peer(k.gate(), "s1sp");
    peer.next(time_point(1h));
    REQUIRE(k.gate().holds().size() == 1);
    CHECK(k.gate().holds()[0].kind == hold_kind::barrier);
    CHECK(k.gate().holds()[0].due == time_point(1h));
    k.on_leap([&](time_point from, time_point to) {
        d.lines.push_back(to_text(from - time_point{}) + " to " + to_text(to - time_point{}));
    });
    k.after(30min, "t", d.noting("before"));
    k.after(5h, "t", d.noting("after"));
    int looks = 0;
    std::optional<time_point> seen;
    k.every(1ms, [&] {
        if (++looks < 10) {
            CHECK(k.now() >= time_point(1h));
            CHECK(k.now() < time_point(1h + 10min)); // it flows: no leap
            REQUIRE(k.gate().holds().size() == 1);
            CHECK(k.gate().holds()[0].kind == hold_kind::flow);
            CHECK(k.gate().holds()[0].owner == "s1sp");
        } else if (looks == 10) {
            seen = k.now();
            peer.next(time_point(2h));
        } else
            peer.none();
    });
    CHECK(k.run_until(time_point(6h)));
    CHECK(seen > time_point(1h));
    REQUIRE(d.lines.size() == 7);
    CHECK(d.lines[0] == "0s to 30m");
    CHECK(d.lines[1] == "30m before");
    CHECK(d.lines[2] == "30m to 1h");
    CHECK(d.lines[3].ends_with(" to 2h"));
    CHECK(d.lines[4].ends_with(" to 5h"));
    CHECK(d.lines[5] == "5h after");
    CHECK(d.lines[6] == "5h to 6h");
}

TEST_CASE("a peer that says nothing once its barrier is reached is named when its limit is over")
{
    kernel k;
    clock_gate::barrier silent(k.gate(), "s1sp", 20ms), none(k.gate(), "other");
    silent.next(time_point(1h));
    try {
        k.run_until(time_point(2h));
        FAIL("not blocked");
    } catch (const blocked& b) {
        CHECK(b.owner == "s1sp");
    }
    CHECK(k.now() >= time_point(1h));
    CHECK(k.now() < time_point(2h));
}

TEST_CASE("a barrier that is destroyed or taken back holds nobody")
{
    kernel k;
    {
        clock_gate::barrier gone(k.gate(), "gone", 1ms), taken_back(k.gate(), "back", 1ms);
        gone.next(time_point(1h));
        taken_back.next(time_point(1h));
        taken_back.none();
    }
    CHECK(k.gate().holds().empty());
    CHECK(k.run_until(time_point(2h)));
    CHECK(k.leaps() == 1);
}

TEST_CASE("with peers outside, time leaps only after they have been quiet for the settle time")
{
    kernel k({.settle = std::chrono::milliseconds(60)});
    diary d(k);
    stopwatch wall;
    k.external(true);
    int looks = 0;
    k.every(10ms, [&] {
        if (++looks <= 3) k.touch(); // a byte comes in: the settle time begins anew
    });
    k.after(1h, "t", d.noting("event"));
    CHECK(k.run_until(time_point(2h)));
    CHECK(wall.elapsed() >= 85ms); // three looks at 10 ms and then 60 ms
    CHECK(wall.elapsed() < 10s);
    CHECK(d.lines == lines{"1h event"});
}
