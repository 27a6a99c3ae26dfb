// result.json: everything about a run that a script may want to know.
#pragma once
#include "scenarios/report/run_report.hpp"

#include <string>

namespace scenarios::report {

/// Pretty-printed, keys always in the same order, a newline at the end. What is not known is left out, not null.
/// Times are RFC 3339, durations as in scenario files (`34h58m`), wall time in seconds.
std::string to_result_json(const run_report& run);

} // namespace scenarios::report
