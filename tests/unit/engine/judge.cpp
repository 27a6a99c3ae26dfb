// The judge, with exact times on both sides of each boundary.
#include "judge_bench.hpp"

#include <doctest/doctest.h>

using test::bench;

namespace {

expectation commissioned_within(sim::duration within, std::string since = "migration.requested")
{
    expectation e{"e", state_condition{"migration.state", comparison::equal, std::string("commissioned")}};
    e.on = {"tri-1"};
    e.within = within;
    e.since = std::move(since);
    return e;
}

expectation never_online(std::string since = {})
{
    expectation e{"e", never_condition{"wan.online"}};
    e.on = {"tri-1"};
    e.since = std::move(since);
    return e;
}

expectation counts(comparison c, std::int64_t n) { return {"e", count_condition{"wan.online", c, n}}; }

} // namespace

TEST_CASE("a state that is reached before, or exactly at, its deadline holds")
{
    for (auto at : {sim::duration(0), sim::duration(191h), sim::duration(192h)}) {
        CAPTURE(sim::to_text(at));
        bench b({commissioned_within(192h)});
        b.start();
        auto since = b.emit(test::requested, "tri-1", 1h);
        b.judge.time_is(b.at(1h + at));
        auto seq = b.emit(test::commissioned, "tri-1", 1h + at);
        b.set("migration.state", "tri-1", "commissioned", 1h + at);
        CHECK(b.only().is == standing::held);
        CHECK(b.only().decided == b.at(1h + at));
        CHECK(b.only().proof.since == since);
        CHECK(b.only().proof.decisive == seq);
        CHECK(b.end(10 * 24h) == verdict::pass);
    }
}

TEST_CASE("a state that is reached a nanosecond after its deadline is broken, with the deadline as its time")
{
    bench b({commissioned_within(192h)});
    b.start();
    b.emit(test::requested, "tri-1", 1h);
    b.set("migration.state", "tri-1", "installing", 100h);
    auto late = sim::duration(193h) + 1ns;
    b.emit(test::commissioned, "tri-1", late);
    b.set("migration.state", "tri-1", "commissioned", late);
    CHECK(b.only().is == standing::broken);
    CHECK(b.only().decided == b.at(193h));
    CHECK(b.only().reason ==
          "migration.state was installing when 8d since migration.requested were over; wanted == commissioned");
    CHECK(b.end(10 * 24h) == verdict::fail);
}

TEST_CASE("the next deadline is one nanosecond after the last instant that counts")
{
    bench b({commissioned_within(192h)});
    b.start();
    CHECK_FALSE(b.judge.next_deadline());
    b.emit(test::requested, "tri-1", 1h);
    REQUIRE(b.judge.next_deadline() == b.at(193h) + 1ns);
    b.judge.time_is(b.at(193h));
    CHECK(b.only().is == standing::pending);
    b.judge.time_is(b.at(193h) + 1ns);
    CHECK(b.only().is == standing::broken);
    CHECK_FALSE(b.judge.next_deadline());
}

TEST_CASE("a state that already has its value when it begins holds at once")
{
    bench b({commissioned_within(1h)});
    b.values["tri-1 migration.state"] = std::string("commissioned");
    b.start();
    auto since = b.emit(test::requested, "tri-1", 5h);
    CHECK(b.only().is == standing::held);
    CHECK(b.only().proof.decisive == since);
}

TEST_CASE("within since the start begins at the start")
{
    bench b({commissioned_within(1h, "")});
    b.start();
    CHECK(b.judge.next_deadline() == b.at(1h) + 1ns);
    b.set("migration.state", "tri-1", "commissioned", 1h);
    CHECK(b.end(2h) == verdict::pass);
}

TEST_CASE("only the first occurrence of since begins, and only the subject's own")
{
    bench b({commissioned_within(1h)});
    b.start();
    b.emit(test::requested, "tri-2", 1h);
    CHECK(b.only().is == standing::waiting);
    b.emit(test::requested, "tri-1", 2h);
    b.emit(test::requested, "tri-1", 2h + 30min);
    CHECK(b.judge.next_deadline() == b.at(3h) + 1ns);
}

TEST_CASE("an event about nobody begins everybody's expectation")
{
    auto e = commissioned_within(1h, "clock.jumped");
    e.on = {"tri-1", "tri-2"};
    bench b({e});
    b.start();
    b.emit(test::jumped, "", 1h);
    CHECK(b.judge.judgements()[0].is == standing::pending);
    CHECK(b.judge.judgements()[1].is == standing::pending);
}

TEST_CASE("a state whose since never happened is broken, and so is one that still pends at the limit")
{
    bench waits({commissioned_within(1h)});
    waits.start();
    CHECK(waits.end(10h) == verdict::fail);
    CHECK(waits.only().reason == "migration.requested never happened");

    bench pends({commissioned_within(10h)});
    pends.start();
    pends.emit(test::requested, "tri-1", 1h);
    CHECK(pends.end(5h) == verdict::fail);
    CHECK(pends.only().reason == "the run ended 06:00:00 before the deadline of migration.state == commissioned within "
                                 "10h since migration.requested");
}

TEST_CASE("a bare state is judged at the end, whatever it was before")
{
    auto e = commissioned_within(1h, "");
    e.within.reset();
    bench good({e});
    good.start();
    good.set("migration.state", "tri-1", "installing", 1h);
    CHECK(good.only().is == standing::pending);
    auto seq = good.emit(test::commissioned, "tri-1", 2h);
    good.set("migration.state", "tri-1", "commissioned", 2h);
    CHECK(good.only().is == standing::pending);
    CHECK(good.end(3h) == verdict::pass);
    CHECK(good.only().proof.decisive == seq);

    bench bad({e});
    bad.start();
    bad.set("migration.state", "tri-1", "commissioned", 1h);
    bad.set("migration.state", "tri-1", "rolled_back", 2h);
    CHECK(bad.end(3h) == verdict::fail);
    CHECK(bad.only().reason == "migration.state was rolled_back at the end of the run; wanted == commissioned");
}

TEST_CASE("a state that its subject does not have is not what was wanted")
{
    auto e = commissioned_within(1h, "");
    e.within.reset();
    std::get<state_condition>(e.what).compare = comparison::not_equal;
    bench b({e});
    b.start();
    CHECK(b.end(3h) == verdict::fail);
    CHECK(b.only().reason == "migration.state was unknown at the end of the run; wanted != commissioned");
}

TEST_CASE("the entry that tells of a change of state is the last of its family of names at that instant")
{
    bench b({commissioned_within(10h)});
    b.start();
    b.emit(test::requested, "tri-1", 1h);
    auto told = b.emit(test::commissioned, "tri-1", 2h);
    b.emit(test::online, "tri-1", 2h);
    b.emit(test::commissioned, "tri-2", 2h);
    b.set("migration.state", "tri-1", "commissioned", 2h);
    CHECK(b.only().proof.decisive == told);
}

TEST_CASE("a forbidden event breaks at once, with its entry")
{
    bench b({never_online()});
    b.start();
    b.emit(test::online, "tri-2", 1h);
    CHECK(b.only().is == standing::pending);
    auto seq = b.emit(test::online, "tri-1", 2h);
    CHECK(b.only().is == standing::broken);
    CHECK(b.only().proof.decisive == seq);
    CHECK(b.only().reason == "wan.online happened 02:00:00 after the start");
    b.emit(test::online, "tri-1", 3h);
    CHECK(b.only().proof.decisive == seq);
    CHECK(b.end(4h) == verdict::fail);
}

TEST_CASE("a forbidden event counts only after since, and the entry of since itself does not")
{
    bench b({never_online("wan.online")});
    b.start();
    auto first = b.emit(test::online, "tri-1", 1h);
    CHECK(b.only().is == standing::pending);
    CHECK(b.only().proof.since == first);
    b.emit(test::online, "tri-1", 1h);
    CHECK(b.only().is == standing::broken);

    bench before({never_online("migration.commissioned")});
    before.start();
    before.emit(test::online, "tri-1", 1h);
    before.emit(test::commissioned, "tri-1", 2h);
    CHECK(before.end(3h) == verdict::pass);
}

TEST_CASE("never since something that never happened proves nothing, unless that is allowed")
{
    bench b({never_online("migration.commissioned")});
    b.start();
    b.emit(test::online, "tri-1", 1h);
    CHECK(b.end(2h) == verdict::invalid);
    CHECK(b.only().is == standing::unproven);
    CHECK(b.only().reason == "migration.commissioned never happened");

    auto allowed = never_online("migration.commissioned");
    allowed.vacuous_allowed = true;
    bench a({allowed});
    a.start();
    CHECK(a.end(2h) == verdict::pass);
}

TEST_CASE("never within ends with its window, the last instant included")
{
    auto e = never_online();
    e.within = 2h;
    bench inside({e});
    inside.start();
    inside.emit(test::online, "tri-1", 2h);
    CHECK(inside.only().is == standing::broken);

    bench outside({e});
    outside.start();
    outside.emit(test::online, "tri-1", 2h + 1ns);
    CHECK(outside.only().is == standing::held);
    CHECK(outside.only().decided == outside.at(2h));

    bench at_the_limit({e});
    at_the_limit.start();
    CHECK(at_the_limit.end(2h) == verdict::pass);

    bench cut({e});
    cut.start();
    CHECK(cut.end(2h - 1ns) == verdict::fail);
}

TEST_CASE("where picks the events whose fields all match")
{
    auto e = never_online();
    e.where = {{"apn", std::string("smso-a")}, {"attempt", std::int64_t(2)}};
    bench b({e});
    b.start();
    b.emit(test::online, "tri-1", 1h);
    b.emit(test::online, "tri-1", 1h, {{"apn", std::string("smso-a")}});
    b.emit(test::online, "tri-1", 1h, {{"apn", std::string("smso-a")}, {"attempt", std::int64_t(1)}});
    b.emit(test::online, "tri-1", 1h, {{"apn", std::string("dcc")}, {"attempt", std::int64_t(2)}});
    CHECK(b.only().is == standing::pending);
    b.emit(test::online, "tri-1", 1h, {{"apn", std::string("smso-a")}, {"attempt", std::int64_t(2)}});
    CHECK(b.only().is == standing::broken);
    CHECK(b.only().reason == "wan.online where apn = smso-a and attempt = 2 happened 01:00:00 after the start");
}

TEST_CASE("counts over everybody are judged once, on both sides of their boundary")
{
    struct row {
        comparison c;
        bool with_one, with_two, with_three;
    };
    for (auto [c, one, two, three] : std::initializer_list<row>{{comparison::equal, false, true, false},
                                                                {comparison::not_equal, true, false, true},
                                                                {comparison::less, true, false, false},
                                                                {comparison::at_most, true, true, false},
                                                                {comparison::more, false, false, true},
                                                                {comparison::at_least, false, true, true}}) {
        auto judged = [c = c](int n) {
            bench b({counts(c, 2)});
            b.start();
            for (int i = 0; i < n; ++i) b.emit(test::online, "tri-" + std::to_string(i), 1h);
            auto v = b.end(2h);
            CHECK(b.only().count <= n);
            return v == verdict::pass;
        };
        CAPTURE(to_string(c));
        CHECK(judged(1) == one);
        CHECK(judged(2) == two);
        CHECK(judged(3) == three);
    }
}

TEST_CASE("a count that no later event can change is decided at once")
{
    bench most({counts(comparison::at_most, 1)});
    most.start();
    auto first = most.emit(test::online, "a", 1h);
    CHECK_FALSE(most.judge.any_broken());
    auto second = most.emit(test::online, "b", 2h);
    CHECK(most.judge.any_broken());
    CHECK(most.only().proof.counted == std::vector<sim::journal_seq>{first, second});
    CHECK(most.only().proof.decisive == second);
    CHECK(most.only().reason == "wan.online happened 2 times; wanted <= 1");

    bench least({counts(comparison::at_least, 1)});
    least.start();
    least.emit(test::online, "a", 1h);
    CHECK(least.only().is == standing::held);
    CHECK(least.judge.all_decided());

    bench too_few({counts(comparison::at_least, 1)});
    too_few.start();
    CHECK(too_few.end(5h) == verdict::fail);
    CHECK(too_few.only().reason == "wan.online happened 0 times at the end of the run; wanted >= 1");
}

TEST_CASE("counts per subject are judged one by one")
{
    auto e = counts(comparison::equal, 1);
    e.on = {"tri-1", "tri-2"};
    bench b({e});
    b.start();
    b.emit(test::online, "tri-1", 1h);
    b.emit(test::online, "tri-3", 1h);
    CHECK(b.end(2h) == verdict::fail);
    CHECK(b.judge.judgements()[0].is == standing::held);
    CHECK(b.judge.judgements()[1].is == standing::broken);
    CHECK(b.judge.judgements()[1].count == 0);
}

TEST_CASE("a count within a window takes the events of the window, its last instant included")
{
    auto e = counts(comparison::equal, 2);
    e.within = 1h;
    e.on = {"tri-1"};
    e.since = "migration.requested";
    bench b({e});
    b.start();
    b.emit(test::online, "tri-1", 0h);
    b.emit(test::requested, "tri-1", 1h);
    b.emit(test::online, "tri-1", 1h);
    b.emit(test::online, "tri-1", 2h);
    b.emit(test::online, "tri-1", 2h + 1ns);
    CHECK(b.only().is == standing::held);
    CHECK(b.only().count == 2);

    bench few({e});
    few.start();
    few.emit(test::requested, "tri-1", 1h);
    few.emit(test::online, "tri-1", 1h);
    few.judge.time_is(few.at(2h) + 1ns);
    CHECK(few.only().is == standing::broken);
    CHECK(few.only().reason == "wan.online happened 1 times when 1h since migration.requested were over; wanted == 2");
}

TEST_CASE("a count since something that never happened is broken when nothing is too few, and else proves nothing")
{
    auto e = counts(comparison::at_least, 1);
    e.on = {"tri-1"};
    e.since = "migration.requested";
    bench least({e});
    least.start();
    least.emit(test::online, "tri-1", 1h);
    CHECK(least.end(2h) == verdict::fail);

    std::get<count_condition>(e.what).compare = comparison::at_most;
    bench most({e});
    most.start();
    CHECK(most.end(2h) == verdict::invalid);
    e.vacuous_allowed = true;
    bench allowed({e});
    allowed.start();
    CHECK(allowed.end(2h) == verdict::pass);
}
