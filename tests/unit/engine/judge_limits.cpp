// Verdicts of whole runs, what is waited for, and large fleets.
#include "judge_bench.hpp"

#include "sim/core/check.hpp"

#include <doctest/doctest.h>

using test::bench;

namespace {

expectation on_is_true(std::string id, std::vector<std::string> on, std::optional<sim::duration> within = {},
                       std::string since = {})
{
    expectation e{std::move(id), state_condition{"wan.state", comparison::equal, std::string("online")}};
    e.on = std::move(on);
    e.within = within;
    e.since = std::move(since);
    return e;
}

expectation never(std::string id, std::string since = {})
{
    expectation e{std::move(id), never_condition{"wan.online"}};
    e.on = {"a"};
    e.since = std::move(since);
    return e;
}

} // namespace

TEST_CASE("without expectations a run is skipped, never passed")
{
    bench b({});
    b.start();
    CHECK(b.judge.all_decided());
    CHECK(b.end(1h) == verdict::skipped);
    CHECK(b.judge.result(true) == verdict::invalid);

    bench cut({});
    cut.start();
    CHECK(cut.end(1h, ending::cut_short) == verdict::blocked);
}

TEST_CASE("a run that is cut short is blocked, unless something was broken")
{
    bench b({on_is_true("x", {"a"}), never("y", "wan.offline"), on_is_true("z", {"a"}, 5h)});
    b.start();
    CHECK(b.end(1h, ending::cut_short) == verdict::blocked);
    for (const auto& j : b.judge.judgements()) {
        CHECK(j.is == standing::undecided);
        CHECK(j.reason == "the run was cut short");
    }

    bench broken({on_is_true("x", {"a"}), never("y")});
    broken.start();
    broken.emit(test::online, "a", 1h);
    CHECK(broken.end(2h, ending::cut_short) == verdict::fail);

    bench all_held({on_is_true("x", {"a"}, 5h)});
    all_held.start();
    all_held.set("wan.state", "a", "online", 1h);
    CHECK(all_held.end(2h, ending::cut_short) == verdict::blocked);
}

TEST_CASE("an expectation whose deadline passed before the run was cut short is broken")
{
    bench at_deadline({on_is_true("x", {"a"}, 5h)});
    at_deadline.start();
    CHECK(at_deadline.end(5h, ending::cut_short) == verdict::blocked);
    bench past({on_is_true("x", {"a"}, 5h)});
    past.start();
    CHECK(past.end(5h + 1ns, ending::cut_short) == verdict::fail);
}

TEST_CASE("a broken expectation outranks an unproven one and a lost entry")
{
    bench b({never("x"), never("y", "wan.offline")});
    b.start();
    b.emit(test::online, "a", 1h);
    b.judge.finish(b.at(2h), ending::complete);
    CHECK(b.judge.result(true) == verdict::fail);

    bench lost({on_is_true("x", {"a"}, 1h)});
    lost.start();
    lost.set("wan.state", "a", "online", 1h);
    lost.judge.finish(lost.at(2h), ending::complete);
    CHECK(lost.judge.result() == verdict::pass);
    CHECK(lost.judge.result(true) == verdict::invalid);
}

TEST_CASE("what is waited for says type, subject, constraint and time left, the nearest deadline first")
{
    auto count = expectation{"few", count_condition{"wan.online", comparison::at_most, 5}};
    bench b({on_is_true("late", {"a"}, 10h), on_is_true("soon", {"a", "b"}, 5h), never("quiet", "wan.offline"), count,
             on_is_true("bare", {"b"})});
    b.start();
    b.set("wan.state", "b", "offline", 1h);
    auto all = b.judge.waiting(b.at(2h));
    REQUIRE(all.size() == 6);
    CHECK(all[0].expectation == "soon");
    CHECK(all[0].type == "state");
    CHECK(all[0].on == "a");
    CHECK(all[0].constraint == "wan.state == online within 5h");
    CHECK(all[0].left == 3h);
    CHECK(all[1].on == "b");
    CHECK(all[2].expectation == "late");
    CHECK(all[2].left == 8h);
    CHECK(all[3].expectation == "quiet");
    CHECK(all[3].type == "since");
    CHECK(all[3].constraint == "wan.offline");
    CHECK_FALSE(all[3].left);
    CHECK(all[4].type == "count");
    CHECK(all[4].on.empty());
    CHECK(all[5].type == "state");
    CHECK(b.judge.waiting(b.at(2h), 2).size() == 2);
    b.set("wan.state", "b", "online", 3h);
    CHECK(b.judge.waiting(b.at(3h))[1].expectation == "late");
}

TEST_CASE("the judge names the states that it wants to hear of, and needs subjects for them")
{
    bench b({on_is_true("x", {"a"}), never("y"), on_is_true("z", {"b"})});
    CHECK(b.judge.watched_states() == std::vector<std::string>{"wan.state"});
    CHECK_THROWS_AS(bench({on_is_true("x", {})}), sim::broken_invariant);
}

TEST_CASE("deadlines of many subjects come in their order")
{
    std::vector<std::string> ids;
    for (int i = 0; i < 1000; ++i) ids.push_back("a" + std::to_string(i));
    bench b({on_is_true("x", ids, 1h, "wan.offline")});
    b.start();
    for (int i = 0; i < 1000; ++i) b.emit(test::offline, ids[static_cast<std::size_t>(i)], std::chrono::minutes(i));
    // The first 940 began at least an hour before the last.
    int broken = 0;
    for (const auto& j : b.judge.judgements()) broken += j.is == standing::broken;
    CHECK(broken == 939);
    CHECK(b.judge.next_deadline() == b.at(std::chrono::minutes(939 + 60)) + 1ns);
    b.set("wan.state", "a939", "online", std::chrono::minutes(999));
    CHECK(b.judge.next_deadline() == b.at(std::chrono::minutes(940 + 60)) + 1ns);
    CHECK(b.end(2000h) == verdict::fail);
    CHECK(b.judge.all_decided());
}
