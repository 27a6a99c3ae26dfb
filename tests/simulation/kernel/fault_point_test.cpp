#include "sim/core/check.hpp"
#include "sim/kernel/simulation.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim;

namespace {

constexpr fault_type reject{"wan.attach_reject", "The network rejects the attach."};
constexpr fault_type outage{"wan.outage", "The mast is down."};

struct keeping final : journal_sink {
    std::vector<std::string> lines;
    bool write(const journal_entry& e) override
    {
        lines.push_back(e.to_json());
        return true;
    }
};

struct world : simulation {
    world() : simulation(7)
    {
        faults.declare(reject);
        faults.declare(outage);
        log.add_sink(sink);
    }
    /// Asks `times` times; one character per answer.
    std::string ask(const fault_type& type, int times, subject about = {"tri-1", "chf"})
    {
        std::string out;
        for (int i = 0; i < times; ++i) out += faults.strikes(type, about) ? 'X' : '.';
        return out;
    }
    void go(duration to) { time.run_until(time_point(to)); }
    keeping sink;
};

} // namespace

TEST_CASE("nothing strikes while nothing is armed, and unknown types cannot be armed")
{
    world w;
    CHECK(w.ask(reject, 3) == "...");
    CHECK(w.faults.arm("wan.volcano", {.id = "a"}) == registry_errc::unknown_name);
    CHECK_FALSE(w.faults.arm("wan.outage", {.id = "a"}));
    CHECK(w.ask(reject, 3) == "..."); // another type is armed
    CHECK(w.faults.find("wan.outage") == &outage);
    CHECK(w.faults.find("wan.volcano") == nullptr);
    CHECK(w.faults.types() == std::vector<const fault_type*>{&reject, &outage});
    CHECK_THROWS_AS(w.faults.declare(outage), broken_invariant);
    constexpr fault_type undeclared{"han.jam", ""};
    CHECK_FALSE(w.faults.strikes(undeclared, {}).has_value());
}

TEST_CASE("a rule needs an id of its own and a denominator")
{
    world w;
    REQUIRE_FALSE(w.faults.arm("wan.outage", {.id = "a"}));
    CHECK_THROWS_WITH_AS(w.faults.arm("wan.attach_reject", {.id = "a"}), doctest::Contains("one id: a"),
                         broken_invariant);
    CHECK_THROWS_AS(w.faults.arm("wan.outage", {.id = "b", .denominator = 0}), broken_invariant);
}

TEST_CASE("a window includes its start and excludes its end")
{
    world w;
    (void)w.faults.arm("wan.outage", {.id = "a", .from = time_point(2h), .until = time_point(4h)});
    std::string hours;
    for (auto at : {0h, 1h, 2h, 3h, 4h, 5h}) {
        w.go(at);
        hours += w.ask(outage, 1);
    }
    CHECK(hours == "..XX..");
    REQUIRE(w.faults.evidence("a") != nullptr);
    CHECK(w.faults.evidence("a")->opportunities == 2);
    CHECK(w.faults.evidence("a")->fired == 2);
    CHECK(w.faults.evidence("a")->first == time_point(2h));
}

TEST_CASE("the n-th opportunity of its subjects is struck, and only that")
{
    world w;
    (void)w.faults.arm("wan.outage",
                       {.id = "a", .applies = [](const subject& s) { return s.on == "tri-1"; }, .nth = 3});
    CHECK(w.ask(outage, 2, {"tri-2", "chf"}) == ".."); // no opportunity of this rule
    CHECK(w.ask(outage, 6) == "..X...");
    CHECK(w.faults.evidence("a")->opportunities == 6);
    CHECK(w.faults.evidence("a")->fired == 1);
}

TEST_CASE("a probability is thrown by the rule's own dice")
{
    auto run = [](bool with_other) {
        world w;
        if (with_other) (void)w.faults.arm("wan.attach_reject", {.id = "other", .numerator = 1, .denominator = 2});
        (void)w.faults.arm("wan.outage", {.id = "a", .numerator = 1, .denominator = 4});
        std::string out;
        for (int i = 0; i < 200; ++i) {
            if (with_other) w.ask(reject, 1);
            out += w.ask(outage, 1);
        }
        return out;
    };
    auto struck = run(false);
    auto hits = std::count(struck.begin(), struck.end(), 'X');
    CHECK(hits > 25); // 50 expected, standard deviation 6
    CHECK(hits < 75);
    CHECK(run(true) == struck);
    std::string by_hand;
    auto dice = rng(7).stream("fault/a");
    for (std::uint64_t i = 1; i <= 200; ++i) by_hand += dice.chance(i, 1, 4) ? 'X' : '.';
    CHECK(struck == by_hand);
}

TEST_CASE("the first armed rule that matches wins, with its parameters")
{
    world w;
    (void)w.faults.arm("wan.outage",
                       {.id = "second hour", .from = time_point(1h), .parameters = {{"cause", std::int64_t(1)}}});
    (void)w.faults.arm("wan.outage", {.id = "always", .parameters = {{"cause", std::int64_t(2)}}});
    auto cause = [&] { return w.faults.strikes(outage, {"tri-1", "chf"})->at("cause"); };
    CHECK(cause() == value(std::int64_t(2)));
    w.go(1h);
    CHECK(cause() == value(std::int64_t(1)));
    CHECK(w.faults.evidence("second hour")->fired == 1);
    CHECK(w.faults.evidence("always")->fired == 1);
    CHECK(w.faults.evidence("always")->opportunities == 1); // not asked when another wins
}

TEST_CASE("a cleared rule fires no more and keeps its evidence")
{
    world w;
    CHECK_FALSE(w.faults.clear("a"));
    CHECK(w.faults.evidence("a") == nullptr);
    (void)w.faults.arm("wan.outage", {.id = "a"});
    CHECK(w.faults.evidence("a")->fired == 0);
    CHECK_FALSE(w.faults.evidence("a")->first.has_value());
    CHECK(w.ask(outage, 1) == "X");
    CHECK(w.faults.clear("a"));
    CHECK_FALSE(w.faults.clear("a"));
    CHECK(w.ask(outage, 2) == "..");
    CHECK(w.faults.evidence("a")->fired == 1);
    CHECK(w.faults.evidence("a")->opportunities == 1);
}

TEST_CASE("a fault that fires is in the journal, and is the cause of what follows")
{
    world w;
    (void)w.faults.arm("wan.outage", {.id = "mast-down"});
    w.time.after(1h, "t", [&] {
        w.ask(outage, 1);
        CHECK(w.time.cause() == w.log.last());
    });
    w.go(2h);
    REQUIRE(w.sink.lines.size() >= 2); // the leap, and
    CHECK(w.sink.lines[1] == R"({"seq":2,"t":"1970-01-01T01:00:00.000000000Z","on":"tri-1","device":"tri-1.chf",)"
                             R"("event":"fault.fired","fault":"mast-down","kind":"wan.outage"})");
    CHECK(w.names.find_event("fault.fired") == &fault_points::fired);
}
