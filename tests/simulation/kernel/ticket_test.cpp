#include "sim/kernel/clock_gate.hpp"
#include "sim/kernel/kernel.hpp"
#include "tests/support/diary.hpp"

#include <doctest/doctest.h>

using namespace sim;
using sim::test::diary;
using sim::test::lines;

TEST_CASE("a ticket that was confirmed early fires when it is due, in the order of opening")
{
    kernel k;
    diary d(k);
    auto a = k.open_ticket(time_point(1s), "bytes", "hub", d.noting("a"));
    k.after(1s, "t", d.noting("b"));
    auto c = k.open_ticket(time_point(1s), "bytes", "hub", d.noting("c"));
    CHECK(a);
    c.confirm();
    a.confirm();
    a.confirm(); // again: harmless
    CHECK_FALSE(a);
    k.run_until(time_point(2s));
    CHECK(d.lines == lines{"1s a", "1s b", "1s c"});
}

TEST_CASE("a ticket that is due and not confirmed freezes time, and what was ordered behind it waits")
{
    kernel k;
    diary d(k);
    auto gate = k.open_ticket(time_point(1s), "bytes", "hub", d.noting("ticket"));
    k.after(1s, "t", d.noting("behind it"));
    k.after(2s, "t", d.noting("later"));
    int waits = 0;
    k.every(1ms, [&] {
        if (waits <= 3) CHECK(k.now() == time_point(1s));
        if (++waits == 3) gate.confirm();
    });
    k.run_until(time_point(3s));
    CHECK(d.lines == lines{"1s ticket", "1s behind it", "2s later"});
    CHECK(waits >= 3);
}

TEST_CASE("what is before a ticket happens though the ticket is not confirmed")
{
    kernel k;
    diary d(k);
    k.after(1s, "t", d.noting("same instant, made before"));
    auto gate = k.open_ticket(time_point(1s), "bytes", "hub", d.noting("ticket"));
    k.after(500ms, "t", d.noting("earlier"));
    k.every(1ms, [&] { gate.confirm(); });
    k.run_until(time_point(3s));
    CHECK(d.lines == lines{"500ms earlier", "1s same instant, made before", "1s ticket"});
}

TEST_CASE("dropping a ticket confirms it, and so does putting another in its place")
{
    kernel k;
    diary d(k);
    {
        auto dropped = k.open_ticket(time_point(1s), "bytes", "hub", d.noting("dropped"));
    }
    auto replaced = k.open_ticket(time_point(2s), "bytes", "hub", d.noting("replaced"));
    replaced = k.open_ticket(time_point(3s), "bytes", "hub", d.noting("moved"));
    auto moved = std::move(replaced);
    CHECK_FALSE(replaced);
    moved.confirm();
    k.run_until(time_point(4s));
    CHECK(d.lines == lines{"1s dropped", "2s replaced", "3s moved"});
}

TEST_CASE("a ticket that nobody confirms ends the run as blocked, naming owner and label")
{
    kernel k({.hold_limit = std::chrono::seconds(0)});
    auto gate = k.open_ticket(time_point(1s), "FIN in flight", "tri-3", [] {});
    try {
        k.run_until(time_point(2s));
        FAIL("not blocked");
    } catch (const blocked& b) {
        CHECK(b.owner == "tri-3");
        CHECK(b.reason == "FIN in flight");
    }
    CHECK(k.now() == time_point(1s));
    gate.confirm(); // and the run can go on
    CHECK(k.run_until(time_point(2s)));
}

TEST_CASE("a program of tickets, confirmed late and out of order, happens as one of plain events")
{
    auto run = [](bool tickets) {
        kernel k;
        diary d(k);
        std::vector<ticket> open;
        for (int i = 0; i < 200; ++i) {
            auto due = time_point(std::chrono::milliseconds(i * 7919 % 50));
            auto action = [&k, &d, i] {
                d.note(std::to_string(i));
                if (i % 3 == 0) k.after(1ms, "t", d.noting("answer to " + std::to_string(i)));
            };
            if (tickets && i % 2)
                open.push_back(k.open_ticket(due, "bytes", "hub", action));
            else
                k.at(due, "t", action);
        }
        k.every(1ms, [&open] { // the wire brings the youngest first, a few at a time
            for (int n = 0; n < 30 && !open.empty(); ++n) open.pop_back();
        });
        k.run_until(time_point(1s));
        return d.lines;
    };
    auto plain = run(false);
    CHECK(plain.size() == 267);
    CHECK(run(true) == plain);
}
