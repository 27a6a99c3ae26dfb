// What a run, or one expectation in it, amounts to.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

namespace scenarios::report {

enum class verdict : std::uint8_t {
    pass,    ///< every expectation held and every required fault fired
    fail,    ///< an expectation was broken
    blocked, ///< the system under test could not be reached, or a wall-clock watchdog expired
    invalid, ///< a required fault never fired, or the journal lost an entry: the run proves nothing
    skipped, ///< nothing was expected: "completed" is never "passed"
};

/// `PASS`, `FAIL`, `BLOCKED`, `INVALID`, `SKIPPED`.
std::string_view to_string(verdict v);
/// Of the process: 0 for pass, 1 for fail, 3 for the others. Wrong usage (2) and signals (130, 143) are not verdicts.
int exit_code(verdict v);
/// With an `expected_verdict` in the file: 0 when it came out, 1 when the run passed instead, else as above.
int exit_code(verdict v, std::optional<verdict> expected);
/// The worse of two, in the order fail, invalid, blocked, skipped, pass.
verdict worst(verdict a, verdict b);
/// The worst of several; `skipped` when there is none.
verdict worst(std::span<const verdict> all);
inline verdict worst(std::initializer_list<verdict> all) { return worst(std::span(all.begin(), all.size())); }

} // namespace scenarios::report
