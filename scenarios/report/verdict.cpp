#include "scenarios/report/verdict.hpp"

#include <algorithm>

namespace scenarios::report {
namespace {

/// 0 is the best.
int badness(verdict v)
{
    switch (v) {
    case verdict::pass: return 0;
    case verdict::skipped: return 1;
    case verdict::blocked: return 2;
    case verdict::invalid: return 3;
    case verdict::fail: return 4;
    }
    return 4;
}

} // namespace

std::string_view to_string(verdict v)
{
    switch (v) {
    case verdict::pass: return "PASS";
    case verdict::fail: return "FAIL";
    case verdict::blocked: return "BLOCKED";
    case verdict::invalid: return "INVALID";
    case verdict::skipped: return "SKIPPED";
    }
    return "FAIL";
}

int exit_code(verdict v)
{
    switch (v) {
    case verdict::pass: return 0;
    case verdict::fail: return 1;
    case verdict::blocked:
    case verdict::invalid:
    case verdict::skipped: return 3;
    }
    return 1;
}

int exit_code(verdict v, std::optional<verdict> expected)
{
    if (!expected || *expected == verdict::pass) return exit_code(v);
    if (v == *expected) return 0;
    return v == verdict::pass ? exit_code(verdict::fail) : exit_code(v);
}

verdict worst(verdict a, verdict b) { return badness(a) < badness(b) ? b : a; }

verdict worst(std::span<const verdict> all)
{
    if (all.empty()) return verdict::skipped;
    return *std::max_element(all.begin(), all.end(), [](verdict a, verdict b) { return badness(a) < badness(b); });
}

} // namespace scenarios::report
