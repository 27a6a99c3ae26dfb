// What `s1sim run` prints when a run begins and when it is over. Pure functions from data to lines.
#pragma once
#include "scenarios/report/run_report.hpp"

#include <span>
#include <string>

namespace scenarios::report {

struct text_style {
    bool colour{false};
};

/// `NAME      seed 7 · 12 installations · tcp · leap`. Needs name, seed, installations, transport and pace.
std::string headline(const run_report& run, text_style style = {});
/// One row per installation under a row of titles; beyond `most_rows` the rest is counted by outcome. Empty without
/// any.
std::string timeline_table(std::span<const installation_row> rows, std::size_t most_rows = 60);
/// `PASS   14 of 14 expectations · 10 d in 6.2 s · 41 jumps · seed 7`, and the reason below when there is one.
std::string verdict_line(const run_report& run, text_style style = {});
/// The expectations that did not pass, each with its constraint and the journal entries that prove it; empty when all
/// did.
std::string broken_expectations(const run_report& run, text_style style = {});
/// `report: PATH`.
std::string report_line(std::string_view path);

} // namespace scenarios::report
