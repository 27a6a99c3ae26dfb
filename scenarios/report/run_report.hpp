// What is known about a run when it is over: plain data that the engine fills and every report is written from.
//
// Nothing here depends on wall time but `wall`, so two runs of one seed differ in that alone.
#pragma once
#include "scenarios/report/verdict.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scenarios::report {

enum class expectation_kind : std::uint8_t {
    at_end, ///< a bare `that`, judged when the run ends
    within, ///< `that` with `within`, which is inclusive
    never,  ///< `never`
};
/// `at_end`, `within`, `never`.
std::string_view to_string(expectation_kind kind);

/// One journal entry that proves an outcome, and what it says, in a sentence.
struct evidence {
    sim::journal_seq seq{0}; ///< 0: no single entry (that which did not happen)
    std::string sentence;    ///< "tri-9 was commissioned at 7d 00:04:11"
};

/// One expectation about one subject.
struct expectation_result {
    std::string id;
    std::string subject; ///< empty: about the whole run, as count(…) without `on` is
    expectation_kind kind{expectation_kind::at_end};
    std::string text; ///< as in the file: `migration.state == commissioned within 192h since sim.profile_changed`
    verdict outcome{verdict::pass};
    std::string reason; ///< why not pass; empty for pass
    std::vector<evidence> proof;
    std::optional<sim::time_point> decided_at;
    /// Of `within`: how much was left when it was decided. Negative: it came too late by so much.
    std::optional<sim::duration> time_left;
};

struct fault_result {
    std::string id, kind, on;
    bool required{true};
    bool armed{false};
    std::uint64_t fired{0};
    std::optional<sim::time_point> first;
};

/// A row of the timeline. Times count from the start of the run.
struct installation_row {
    std::string id, family;
    std::optional<sim::duration> sim_moved;  ///< first change of the SIM's profile
    std::optional<sim::duration> back_after; ///< from there until the hub first attached afresh
    std::string outcome; ///< "commissioned", "timed out, rolled back", "rejected 15.6.1: PreviousAPN missing"
    std::optional<sim::duration> at; ///< when that was so; none for what never began
};

struct run_report {
    std::string scenario; ///< the name in the file
    std::string file;     ///< as given on the command line
    std::string description;
    std::uint64_t seed{0};
    std::string transport; ///< `tcp`, `memory`
    std::string pace;      ///< `leap`, `60x`, `step`
    unsigned threads{1};
    std::optional<unsigned> lane;
    /// Name and version of the program and of what it is linked with, in the order in which they are shown.
    std::vector<std::pair<std::string, std::string>> versions;
    /// Variables and overrides of the command line, in their order there.
    std::vector<std::pair<std::string, std::string>> parameters;

    sim::time_point start{};
    sim::duration passed{}; ///< virtual
    std::chrono::milliseconds wall{};
    std::uint64_t events{0}, jumps{0};
    std::uint64_t journal_entries{0}, journal_lost{0};
    bool interrupted{false};

    verdict outcome{verdict::skipped};
    std::string reason;                ///< one sentence, when the verdict is not pass
    std::vector<std::string> warnings; ///< sentences about what people should look at, whatever the verdict
    std::vector<expectation_result> expectations;
    std::vector<fault_result> faults;
    std::vector<installation_row> installations;
};

/// How many expectations have this outcome.
std::size_t count_of(const run_report& run, verdict outcome);
/// The worst outcome of the expectations; `skipped` when there is none.
verdict worst_expectation(const run_report& run);

} // namespace scenarios::report
