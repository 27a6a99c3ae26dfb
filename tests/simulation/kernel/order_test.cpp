#include "sim/core/check.hpp"
#include "sim/kernel/kernel.hpp"
#include "tests/support/diary.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <optional>

using namespace sim;
using sim::test::diary;
using sim::test::lines;

TEST_CASE("events fire by time, and at equal times in the order in which they were made")
{
    kernel k;
    diary d(k);
    k.after(2s, "t", d.noting("c"));
    k.after(1s, "t", d.noting("a"));
    k.after(1s, "t", d.noting("b"));
    timer first(k, "t", d.noting("timer"));
    first.expires_after(1s);
    k.after(1s, "t", d.noting("last"));
    CHECK(k.parked() == 5);
    CHECK(k.run_until(time_point(10s)));
    CHECK(d.lines == lines{"1s a", "1s b", "1s timer", "1s last", "2s c"});
    CHECK(k.now() == time_point(10s));
    CHECK(k.events_fired() == 5);
    CHECK(k.parked() == 0);
}

TEST_CASE("what is due at the end runs, what is due a nanosecond later waits for the next run")
{
    kernel k;
    diary d(k);
    k.after(5s, "t", d.noting("at the end"));
    k.after(5s + 1ns, "t", d.noting("later"));
    CHECK(k.run_until(time_point(5s)));
    CHECK(d.lines == lines{"5s at the end"});
    CHECK(k.now() == time_point(5s));
    CHECK(k.run_until(time_point(6s)));
    CHECK(d.lines.back() == "5s1ns later");
}

TEST_CASE("time starts where the options say and never runs back")
{
    kernel k({.start = *parse_rfc3339("2020-11-07T00:00:00Z")});
    CHECK(to_rfc3339(k.now()) == "2020-11-07T00:00:00.000000000Z");
    auto before = k.now();
    CHECK(k.run_until(time_point{}));
    CHECK(k.now() == before);
}

TEST_CASE("what is due in the past happens now, after what is due now already")
{
    kernel k;
    diary d(k);
    k.after(1s, "t", [&] {
        k.at(time_point{}, "t", d.noting("past"));
        k.soon("t", d.noting("soon"));
        k.after(-5s, "t", d.noting("ago"));
    });
    k.after(1s, "t", d.noting("present"));
    k.run_until(time_point(2s));
    CHECK(d.lines == lines{"1s present", "1s past", "1s soon", "1s ago"});
}

TEST_CASE("a timer that is armed again has its new place only, behind its equals")
{
    kernel k;
    diary d(k);
    timer t(k, "t", d.noting("timer"));
    t.expires_after(1s);
    CHECK(t.armed());
    CHECK(t.due() == time_point(1s));
    k.after(2s, "t", d.noting("event"));
    t.expires_after(2s);
    CHECK(t.due() == time_point(2s));
    k.run_until(time_point(10s));
    CHECK(d.lines == lines{"2s event", "2s timer"});
    CHECK_FALSE(t.armed());
    CHECK_THROWS_AS(t.due(), broken_invariant);
    t.expires_after(1s);
    k.run_until(time_point(20s));
    CHECK(d.lines.back() == "11s timer");
}

TEST_CASE("a timer may arm itself in its own action")
{
    kernel k;
    std::vector<time_point> fired;
    std::optional<timer> t;
    t.emplace(k, "tick", [&] {
        fired.push_back(k.now());
        CHECK_FALSE(t->armed());
        if (fired.size() < 3) t->expires_after(1h);
    });
    t->expires_after(1h);
    k.run_until(time_point(24h));
    CHECK(fired == std::vector{time_point(1h), time_point(2h), time_point(3h)});
}

TEST_CASE("a cancelled timer and a destroyed timer do not fire")
{
    kernel k;
    diary d(k);
    timer cancelled(k, "t", d.noting("cancelled"));
    auto destroyed = std::make_unique<timer>(k, "t", d.noting("destroyed"));
    auto later = std::make_unique<timer>(k, "t", d.noting("destroyed by another"));
    cancelled.expires_after(2s);
    destroyed->expires_after(2s);
    later->expires_after(2s);
    k.after(1s, "t", [&] {
        cancelled.cancel();
        cancelled.cancel(); // harmless
        destroyed.reset();
    });
    k.after(2s, "t", d.noting("kept"));
    later->expires_after(2s);
    k.at(time_point(2s), "t", d.noting("kept too"));
    k.after(1500ms, "t", [&] { later.reset(); });
    k.run_until(time_point(10s));
    CHECK(d.lines == lines{"2s kept", "2s kept too"});
}

TEST_CASE("a timer may be destroyed by its own action")
{
    kernel k;
    int fired = 0;
    std::unique_ptr<timer> t;
    t = std::make_unique<timer>(k, "t", [&t, &fired] {
        ++fired;
        t.reset();
    });
    t->expires_after(1s);
    k.run_until(time_point(2s));
    CHECK(fired == 1);
    CHECK(t == nullptr);
}

TEST_CASE("a one-shot event can be cancelled once, before it fires, and its id is never another's")
{
    kernel k;
    diary d(k);
    auto id = k.after(1s, "t", d.noting("first"));
    CHECK(k.cancel(id));
    CHECK_FALSE(k.cancel(id));
    CHECK_FALSE(k.cancel(event_id{}));
    auto reused = k.after(1s, "t", d.noting("second")); // takes the slot of the first
    CHECK_FALSE(k.cancel(id));
    k.run_until(time_point(2s));
    CHECK(d.lines == lines{"1s second"});
    CHECK_FALSE(k.cancel(reused));
    auto next = k.after(1s, "t", d.noting("third"));
    CHECK_FALSE(k.cancel(reused));
    CHECK(k.cancel(next));
    k.run_until(time_point(9s));
    CHECK(d.lines.size() == 1);
}

TEST_CASE("an event that cancels itself while it fires has fired")
{
    kernel k;
    event_id id;
    bool cancelled = true;
    id = k.after(1s, "t", [&] { cancelled = k.cancel(id); });
    k.run_until(time_point(2s));
    CHECK_FALSE(cancelled);
}

TEST_CASE("what a cancelled event owns dies at once")
{
    kernel k;
    auto owned = std::make_shared<int>(1);
    auto id = k.after(1s, "t", [owned] {});
    CHECK(owned.use_count() == 2);
    k.cancel(id);
    CHECK(owned.use_count() == 1);
}

TEST_CASE("the end of a turn comes once all is done at an instant, and may add to that instant")
{
    kernel k;
    diary d(k);
    bool added = false;
    k.at_quiescent([&] {
        d.note("quiet");
        if (!std::exchange(added, true)) k.soon("t", d.noting("added"));
    });
    k.after(1s, "t", [&] { k.soon("t", d.noting("event")); });
    k.run_until(time_point(2s));
    CHECK(d.lines == lines{"0s quiet", "0s added", "0s quiet", "1s event", "1s quiet", "2s quiet"});
}

TEST_CASE("hooks may register hooks")
{
    kernel k;
    int calls = 0;
    for (int i = 0; i < 10; ++i)
        k.at_quiescent([&k, &calls, keep = std::make_unique<int>(1)] {
            if (calls < 10)
                for (int more = 0; more < 20; ++more) k.at_quiescent([] {});
            calls += *keep; // the hook has not moved while it ran
        });
    k.run_until(time_point(1s));
    CHECK(calls == 20); // at 0 s and at 1 s
}

TEST_CASE("the stop hooks run last registered first, with the events still there, unless forgotten")
{
    lines said;
    {
        kernel k;
        int a = 0, b = 0, c = 0;
        auto owned = std::make_shared<int>(1);
        k.at_stop(&a, [&] { said.push_back("a"); });
        k.at_stop(&b, [&] { said.push_back("b"); });
        k.at_stop(&c, [&said, w = std::weak_ptr(owned)] { said.push_back(w.expired() ? "c, too late" : "c"); });
        k.forget(&b);
        k.after(1s, "t", [owned] {});
        owned.reset();
        CHECK(said.empty());
    }
    CHECK(said == lines{"c", "a"});
}

TEST_CASE("a kernel that was shut down drops its events and takes no more")
{
    kernel k;
    auto owned = std::make_shared<int>(1);
    timer t(k, "t", [] {});
    t.expires_after(1s);
    k.after(1s, "t", [owned] {});
    auto gate = k.open_ticket(time_point(1s), "t", "somebody", [owned] {});
    k.shut_down();
    CHECK(owned.use_count() == 1); // though somebody still holds the ticket
    CHECK_FALSE(t.armed());
    CHECK(k.parked() == 0);
    t.expires_after(1s);
    auto id = k.after(1s, "t", [owned] {});
    auto late = k.open_ticket(time_point(1s), "t", "somebody", [owned] {});
    CHECK(owned.use_count() == 1);
    CHECK(k.parked() == 0);
    CHECK_FALSE(k.cancel(id));
    gate.confirm();
    k.shut_down(); // again: harmless
    CHECK_THROWS_AS(k.run_until(time_point(1s)), broken_invariant);
}

TEST_CASE("events that die with the kernel may cancel and make others while they die")
{
    kernel k;
    struct owner {
        kernel& k;
        event_id other{};
        std::unique_ptr<timer> own;
        ~owner()
        {
            k.cancel(other);
            k.soon("t", [] {});
        }
    };
    for (int i = 0; i < 100; ++i) {
        auto o = std::make_shared<owner>(k);
        o->own = std::make_unique<timer>(k, "t", [] {});
        o->own->expires_after(1h);
        o->other = k.after(2h, "t", [] {});
        k.after(3h, "t", [o] {});
        k.open_ticket(time_point(4h), "t", "owner", [o] {});
    }
    k.shut_down();
    CHECK(k.parked() == 0);
}

TEST_CASE("events breed events at one instant: the error names their label")
{
    kernel k;
    unique_function<void()> breed;
    breed = [&] { k.soon("rabbit", [&] { breed(); }); };
    k.after(1h, "start", [&] { breed(); });
    CHECK_THROWS_WITH_AS(k.run_until(time_point(2h)), doctest::Contains("rabbit at 1970-01-01T01:00:00"), livelock);
}

TEST_CASE("a turn whose end begets another turn without end is an error too")
{
    kernel k;
    k.at_quiescent([&] { k.soon("t", [] {}); });
    CHECK_THROWS_AS(k.run_until(time_point(1s)), livelock);
}

TEST_CASE("many events at one instant are no error when they do not breed")
{
    kernel k;
    int fired = 0;
    for (int i = 0; i < 150'000; ++i) k.after(1s, "hub", [&] { ++fired; });
    CHECK(k.run_until(time_point(1s)));
    CHECK(fired == 150'000);
}

TEST_CASE("stop ends the run at the present instant, and it stays ended")
{
    kernel k;
    diary d(k);
    k.after(1s, "t", [&] { k.stop(); });
    k.after(1s, "t", d.noting("not reached"));
    CHECK_FALSE(k.run_until(time_point(2s)));
    CHECK(k.stopping());
    CHECK(k.now() == time_point(1s));
    CHECK(d.lines.empty());
    CHECK_FALSE(k.run_until(time_point(2s)));
}

TEST_CASE("an exception out of an event comes out of the run, which can go on")
{
    kernel k;
    diary d(k);
    k.after(1s, "t", [] { throw std::runtime_error("bad set-up"); });
    k.after(2s, "t", d.noting("next"));
    CHECK_THROWS_WITH(k.run_until(time_point(5s)), "bad set-up");
    CHECK(k.run_until(time_point(5s)));
    CHECK(d.lines == lines{"2s next"});
}

TEST_CASE("two kernels keep their own time")
{
    kernel a, b({.start = time_point(1h)});
    diary da(a), db(b);
    a.after(1s, "t", [&] {
        da.note("a");
        b.run_until(time_point(2h));
    });
    b.after(1s, "t", db.noting("b"));
    a.run_until(time_point(5s));
    CHECK(da.lines == lines{"1s a"});
    CHECK(db.lines == lines{"1h1s b"});
    CHECK(a.now() == time_point(5s));
}

TEST_CASE("a kernel has 1 to 64 threads")
{
    CHECK_THROWS_AS(kernel({.threads = 0}), broken_invariant);
    CHECK_THROWS_AS(kernel({.threads = 65}), broken_invariant);
}
