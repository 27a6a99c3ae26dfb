#include "scenarios/report/run_report.hpp"

#include <algorithm>

namespace scenarios::report {

std::string_view to_string(expectation_kind kind)
{
    switch (kind) {
    case expectation_kind::at_end: return "at_end";
    case expectation_kind::within: return "within";
    case expectation_kind::never: return "never";
    }
    return "at_end";
}

std::size_t count_of(const run_report& run, verdict outcome)
{
    auto same = [outcome](const expectation_result& e) { return e.outcome == outcome; };
    return static_cast<std::size_t>(std::count_if(run.expectations.begin(), run.expectations.end(), same));
}

verdict worst_expectation(const run_report& run)
{
    if (run.expectations.empty()) return verdict::skipped;
    verdict all = verdict::pass;
    for (const auto& e : run.expectations) all = worst(all, e.outcome);
    return all;
}

} // namespace scenarios::report
