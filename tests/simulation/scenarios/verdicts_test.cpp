// How a run ends, and what its report says.
#include "run_bench.hpp"

namespace tests {
namespace {

using scenarios::report::verdict;
namespace engine = scenarios::engine;
using namespace std::chrono_literals;

std::string two(std::string_view rest)
{
    return "limits: { virtual: 10d }\n"
           "fleet:\n"
           "  - { id: soon, family: trilliant, group: EA, overrides: { chf: { reconnect: { after: 2h } } } }\n"
           "  - { id: none, family: trilliant, group: EA, migration: { previous_apn: missing } }\n"
           "steps: [{ at: 1h, do: migration.start, on: \"*\" }]\n" +
           std::string(rest);
}

constexpr const char* commissioned =
    "expect:\n"
    "  - { id: done, that: migration.state == commissioned, on: soon, within: 192h, since: sim.profile_changed }\n";

TEST_CASE("a run that has nothing left to decide ends there")
{
    auto run = run_text(two(commissioned));
    CHECK(run.report.outcome == verdict::pass);
    CHECK(run.report.reason.empty());
    CHECK(run.report.warnings.empty());
    CHECK(run.report.passed < 4h);
    CHECK(finished::text(run.journal.back(), "event") == "migration.commissioned");
    REQUIRE(run.report.expectations.size() == 1);
    const auto& e = run.report.expectations[0];
    CHECK(e.id == "done");
    CHECK(e.subject == "soon");
    CHECK(e.outcome == verdict::pass);
    REQUIRE(e.time_left);
    CHECK(*e.time_left > 189h);
    // What it shows for it: that the window began, and that it is done.
    words proof;
    for (const auto& p : e.proof) proof.push_back(p.sentence.substr(0, p.sentence.find(" at ")));
    CHECK(proof == words{"soon sim.profile_changed", "soon migration.commissioned"});
    for (const auto& p : e.proof) CHECK(finished::text(run.journal[p.seq - 1], "on") == "soon");
}

TEST_CASE("the rows of the timeline tell when the SIM moved, when the hub was back, and what came of it")
{
    auto run = run_text(two(commissioned));
    REQUIRE(run.report.installations.size() == 2);
    const auto &soon = run.report.installations[0], &none = run.report.installations[1];
    CHECK(soon.id == "soon");
    CHECK(soon.family == "trilliant");
    CHECK(soon.sim_moved == sim::duration(1h + 2s));
    REQUIRE(soon.back_after);
    CHECK(*soon.back_after > 2h + 20s);
    CHECK(*soon.back_after < 2h + 1min);
    CHECK(soon.outcome == "commissioned");
    CHECK(soon.at == run.report.passed);
    CHECK(none.outcome == "rejected 15.6.1: PreviousAPN missing");
    CHECK_FALSE(none.sim_moved);
    CHECK_FALSE(none.back_after);
    CHECK_FALSE(none.at);
}

TEST_CASE("an expectation that is broken makes the run fail, with the entries that prove it")
{
    auto run = run_text(two("expect:\n  - { id: quick, that: migration.state == commissioned, on: soon, within: 1h, "
                            "since: sim.profile_changed }\n"));
    CHECK(run.report.outcome == verdict::fail);
    const auto& e = run.report.expectations[0];
    CHECK(e.outcome == verdict::fail);
    CHECK_FALSE(e.reason.empty());
    CHECK_FALSE(e.proof.empty());
    CHECK(run.report.passed == 1h + 2s + 1h + 1ns); // at its deadline it could still have been met
}

TEST_CASE("what still pends when the limit is reached has failed, and a bare `that` is judged there")
{
    auto run = run_text("limits: { virtual: 1h }\nfleet: [{ id: a, family: trilliant, group: EA }]\nexpect:\n"
                        "  - { id: late, that: migration.state == commissioned, on: a, within: 2h }\n"
                        "  - { id: end, that: wan.state == online, on: a }\n");
    CHECK(run.report.outcome == verdict::fail);
    CHECK(run.report.expectations[0].outcome == verdict::fail);
    CHECK(run.report.expectations[1].outcome == verdict::pass);
    CHECK(run.report.passed == 1h);
}

TEST_CASE("a run without expectations is skipped, and runs to its limit")
{
    auto run = run_text(two(""));
    CHECK(run.report.outcome == verdict::skipped);
    CHECK(run.report.passed == 10 * 24h);
    CHECK(run.report.reason == "the scenario expects nothing: completed is not passed");
}

TEST_CASE("`never … since` what did not happen proves nothing, unless that is allowed")
{
    std::string never = "expect: [{ id: n, never: tls.failed, on: soon, since: migration.timed_out";
    CHECK(run_text(two(never + " }]\n")).report.outcome == verdict::invalid);
    CHECK(run_text(two(never + ", vacuous: allow }]\n")).report.outcome == verdict::pass);
}

TEST_CASE("--only judges one expectation; a name that none has judges nothing")
{
    std::string expect = "expect:\n  - { id: good, that: wan.state == online, on: soon, within: 1h }\n"
                         "  - { id: bad, that: wan.state == off, on: soon, within: 1h, since: wan.online }\n";
    auto o = in_memory();
    o.only = "good";
    auto run = run_text(two(expect), o);
    CHECK(run.report.outcome == verdict::pass);
    REQUIRE(run.report.expectations.size() == 1);
    CHECK(run.report.expectations[0].id == "good");
    o.only = "bad";
    CHECK(run_text(two(expect), o).report.outcome == verdict::fail);
    o.only = "neither";
    CHECK(run_text(two(expect), o).report.outcome == verdict::skipped);
}

TEST_CASE("an interrupted run is blocked, unless something was broken already")
{
    std::atomic<bool> stop{true};
    auto o = in_memory();
    o.interrupted = &stop;
    auto run = run_text(two(commissioned), o);
    CHECK(run.report.interrupted);
    CHECK(run.report.outcome == verdict::blocked);
    CHECK(run.report.reason == "interrupted");
    CHECK(run.report.expectations[0].outcome == verdict::blocked);
    CHECK(run.report.passed < 3h);

    // Broken first: the interruption comes with the progress that follows.
    stop = false;
    o.on_progress = [&](const scenarios::report::progress& p) { stop = p.passed >= 1h; };
    o.pace = sim::pace{sim::pace_mode::rate, 1'000'000};
    run = run_text(two("expect:\n  - { id: broken, never: chf.booted }\n"
                       "  - { id: open, that: migration.state == commissioned, on: soon }\n"),
                   o);
    CHECK(run.report.interrupted);
    CHECK(run.report.outcome == verdict::fail);
}

TEST_CASE("a run that takes too long by the wall is blocked, and says so")
{
    auto o = in_memory();
    o.pace = sim::pace{sim::pace_mode::rate, 1'000'000}; // nearly a second: time to look at the clock
    std::chrono::seconds wall{0};
    o.wall_clock = [&] { return wall += 60s; };
    auto run = run_text("limits: { virtual: 10d, wall: 5m }\nfleet: [{ id: a, family: trilliant, group: EA }]\n"
                        "expect: [{ id: x, that: wan.state == online, on: a }]\n",
                        o);
    CHECK(run.report.outcome == verdict::blocked);
    CHECK_FALSE(run.report.interrupted);
    CHECK(run.report.reason == "limits.wall of 5m was reached");
}

TEST_CASE("in pace `step` time moves when it is asked to, and not before")
{
    auto o = in_memory();
    int asked = 0;
    std::atomic<bool> stop{false};
    o.pace = sim::pace{sim::pace_mode::step, 1};
    o.interrupted = &stop;
    o.may_step = [&] {
        stop = ++asked > 3;
        return true;
    };
    auto run = run_text(two(commissioned), o);
    CHECK(run.report.interrupted);
    CHECK(run.report.passed > 0s);
    CHECK(run.report.passed < 1min);
    CHECK(run.report.pace == "step");
}

TEST_CASE("progress counts states, and names what is waited for with a hint")
{
    auto o = in_memory();
    o.pace = sim::pace{sim::pace_mode::rate, 10'000}; // the two hours last most of a second, and every tenth is told
    std::vector<scenarios::report::progress> seen;
    o.on_progress = [&](const scenarios::report::progress& p) { seen.push_back(p); };
    auto run =
        run_text(two("expect: [{ id: done, that: migration.state == commissioned, on: soon, within: 190h }]\n"), o);
    CHECK(run.report.outcome == verdict::pass);
    bool hinted = false, counted = false;
    for (const auto& p : seen) {
        CHECK(p.limit == 10 * 24h);
        for (const auto& w : p.waiting) {
            CHECK(w.subject == "soon");
            hinted |= w.note.starts_with("wan: old context, restart due in ");
        }
        for (const auto& [state, count] : p.counts) counted |= state == "rejected" && count == 1;
    }
    CHECK(hinted);
    CHECK(counted);
}

} // namespace
} // namespace tests
