// Every entry of a journal can be followed back to what led to it.
#include "run_bench.hpp"

#include <map>
#include <set>

namespace tests {
namespace {

constexpr const char* busy =
    "limits: { virtual: 14d }\n"
    "fleet:\n"
    "  - { id: soon, family: trilliant, group: EA, overrides: { chf: { reconnect: { after: 5h } } } }\n"
    "  - { id: late, family: trilliant, group: EA, "
    "overrides: { chf: { reconnect: { after: 200h, rollback: network_cancel } } } }\n"
    "  - { id: none, family: trilliant, group: EA, migration: { previous_apn: missing } }\n"
    "  - { id: cut, family: trilliant, group: CA }\n"
    "steps:\n"
    "  - { at: 1h, do: migration.start, on: \"*\" }\n"
    "  - { at: 1h, do: log, with: { message: hello } }\n"
    "  - { after: { event: credentials.replaced, on: cut }, do: chf.power_cut, on: cut }\n"
    "  - { after: { event: chf.powered_off, plus: 10h }, do: chf.power_restore, on: cut }\n"
    "expect: [{ id: x, that: count(clock.jumped) < 1000000 }]\n";

TEST_CASE("numbers have no gaps, times never go back, and every cause exists, is earlier, and is no later in time")
{
    auto run = run_text(busy);
    REQUIRE(run.journal.size() > 300);
    std::vector<std::string> times;
    std::int64_t expected = 0;
    for (const auto& entry : run.journal) {
        auto seq = entry.at("seq").to_number<std::int64_t>();
        CHECK(seq == ++expected);
        times.push_back(finished::text(entry, "t"));
        if (times.size() > 1) CHECK(times[times.size() - 2] <= times.back());
        const auto* cause = entry.if_contains("cause");
        if (!cause) continue;
        auto from = cause->to_number<std::int64_t>();
        CHECK(from >= 1);
        CHECK(from < seq);
    }
    CHECK(run.report.journal_entries == run.journal.size());
    CHECK(run.report.journal_lost == 0);
}

TEST_CASE("only steps, jumps of the clock, boots and weekly restarts have no cause; what follows from a step leads "
          "back to it")
{
    auto run = run_text(busy);
    std::map<std::int64_t, std::int64_t> root; // of each entry, the entry that it leads back to
    std::map<std::int64_t, std::string> name;
    std::set<std::string> roots;
    for (const auto& entry : run.journal) {
        auto seq = entry.at("seq").to_number<std::int64_t>();
        const auto* cause = entry.if_contains("cause");
        name[seq] = finished::text(entry, "event");
        root[seq] = cause ? root.at(cause->to_number<std::int64_t>()) : seq;
        if (!cause) roots.insert(name[seq]);
    }
    std::string all;
    for (const auto& r : roots) all += r + ' ';
    CHECK(all == "chf.booted clock.jumped step.done wan.detached "); // a restart detaches first
    for (const auto& entry : run.journal) {
        auto seq = entry.at("seq").to_number<std::int64_t>();
        auto event = finished::text(entry, "event");
        if (!event.starts_with("migration.") && event != "sim.profile_changed") continue;
        CAPTURE(event);
        CHECK(name[root[seq]] == "step.done");
    }
}

TEST_CASE("subjects are not each other's cause when one step is done to several")
{
    auto run = run_text(busy);
    std::map<std::string, std::int64_t> step;
    for (const auto& entry : run.journal) {
        auto seq = entry.at("seq").to_number<std::int64_t>();
        auto event = finished::text(entry, "event"), on = finished::text(entry, "on");
        if (event == "step.done" && finished::text(entry, "do") == "migration.start") {
            CHECK_FALSE(entry.if_contains("cause"));
            step[on] = seq;
        }
        if (event == "migration.requested") CHECK(entry.at("cause").to_number<std::int64_t>() == step.at(on));
    }
    CHECK(step.size() == 4);
}

} // namespace
} // namespace tests
