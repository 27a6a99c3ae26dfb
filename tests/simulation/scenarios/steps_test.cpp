// When steps are done, and what is said of those that cannot be.
#include "run_bench.hpp"

namespace tests {
namespace {

constexpr const char* three = "limits: { virtual: 3h }\n"
                              "fleet: [{ id: tri, count: 3, family: trilliant, group: EA }]\n"
                              "expect: [{ id: x, that: count(clock.jumped) < 1000000 }]\n";

/// "SECONDS message" of every line that a scenario logged.
words logged(const finished& run)
{
    words out;
    for (const auto& entry : run.journal) {
        if (finished::text(entry, "event") != "log") continue;
        auto at = sim::parse_rfc3339(finished::text(entry, "t")).value() - run.report.start;
        out.push_back(sim::to_text(at) + " " + finished::text(entry, "message"));
    }
    return out;
}

TEST_CASE("steps at a time are done then, in the order of the file, the first and the last instant included")
{
    auto run = run_text(std::string(three) + "steps:\n"
                                             "  - { at: 2h, do: log, with: { message: third } }\n"
                                             "  - { at: 0s, do: log, with: { message: first } }\n"
                                             "  - { at: 1h, do: log, with: { message: second } }\n"
                                             "  - { at: 2h, do: log, with: { message: fourth } }\n"
                                             "  - { at: 3h, do: log, with: { message: last } }\n");
    CHECK(logged(run) == words{"0s first", "1h second", "2h third", "2h fourth", "3h last"});
}

TEST_CASE("a step after an event of anybody is done once; `plus` counts from the event")
{
    auto run = run_text(std::string(three) +
                        "steps:\n"
                        "  - { after: { event: chf.booted }, do: log, with: { message: booted } }\n"
                        "  - { after: { event: chf.booted, plus: 40m }, do: log, with: { message: later } }\n");
    CHECK(logged(run) == words{"20s booted", "40m20s later"});
}

TEST_CASE("a step after an event is done to each subject after its own, once")
{
    auto run = run_text(std::string(three) + "steps:\n"
                                             "  - { at: 1h, do: chf.reboot, on: tri-2 }\n"
                                             "  - { after: { event: chf.booted, plus: 10m }, do: chf.power_cut, "
                                             "on: [tri-2, tri-3] }\n");
    CHECK(run.story("chf.powered_off") == words{"10m20s tri-2 chf.powered_off", "10m20s tri-3 chf.powered_off"});
}

TEST_CASE("a step after another's event is done once, to all its subjects, when the first of them has it")
{
    auto run = run_text(std::string(three) +
                        "steps:\n"
                        "  - { at: 1h, do: chf.reboot, on: tri-2 }\n"
                        "  - { at: 2h, do: chf.reboot, on: tri-3 }\n"
                        "  - { after: { event: chf.powered_off, on: [tri-2, tri-3] }, do: chf.power_cut, on: tri-1 }\n"
                        "  - { at: 90m, do: chf.power_cut, on: tri-3 }\n"
                        "  - { at: 100m, do: chf.power_cut, on: tri-2 }\n");
    CHECK(run.story("chf.powered_off") ==
          words{"1h30m tri-3 chf.powered_off", "1h30m tri-1 chf.powered_off", "1h40m tri-2 chf.powered_off"});
}

TEST_CASE("a step after an event that another step makes sees its effects")
{
    auto run = run_text(std::string(three) + "steps:\n"
                                             "  - { after: { event: log }, do: chf.power_cut, on: tri-1 }\n"
                                             "  - { at: 1h, do: log, with: { message: now } }\n");
    CHECK(run.story("chf.powered_off").empty()); // the log is about nobody, and tri-1 waits for an event of its own
    run = run_text(std::string(three) + "steps:\n"
                                        "  - { after: { event: chf.powered_off }, do: log, with: { message: off } }\n"
                                        "  - { at: 1h, do: chf.power_cut, on: tri-1 }\n");
    CHECK(logged(run) == words{"1h off"});
}

TEST_CASE("a step that is refused is in the journal, is told to people, and does not stop the others")
{
    auto run =
        run_text(std::string(three) + "steps:\n"
                                      "  - { at: 10s, do: chf.call_home, on: \"*\" }\n"
                                      "  - { at: 1h, do: sim.set_profile, on: tri-1, with: { profile: nonsense } }\n"
                                      "  - { at: 1h, do: log, with: { message: on } }\n");
    CHECK(run.story("step.refused") ==
          words{"10s tri-1 step.refused", "10s tri-2 step.refused", "10s tri-3 step.refused", "1h tri-1 step.refused"});
    REQUIRE(run.report.warnings.size() == 4);
    CHECK(run.report.warnings[0] ==
          "the step `chf.call_home` on tri-1 at 0d 00:00:10 was refused: it cannot do that in its present state");
    CHECK(run.report.warnings[3] ==
          "the step `sim.set_profile` on tri-1 at 0d 01:00:00 was refused: there is no customer "
          "service profile of that name");
    CHECK(logged(run) == words{"1h on"});
    CHECK(run.report.outcome == scenarios::report::verdict::pass);
}

TEST_CASE("the refusal of a step is caused by the step")
{
    auto run = run_text(std::string(three) + "steps: [{ at: 10s, do: chf.call_home, on: tri-1 }]\n");
    for (const auto& entry : run.journal)
        if (finished::text(entry, "event") == "step.refused") {
            const auto& cause = run.journal[entry.at("cause").to_number<std::size_t>() - 1];
            CHECK(finished::text(cause, "event") == "step.done");
            CHECK(finished::text(entry, "do") == "chf.call_home");
        }
}

} // namespace
} // namespace tests
