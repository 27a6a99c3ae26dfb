// junit.xml, in the form that Jenkins' xUnit plugin reads; docs/schemas/junit.xsd describes it.
#pragma once
#include "scenarios/report/run_report.hpp"

#include <span>
#include <string>

namespace scenarios::report {

/// One test suite per run, one test case per expectation and subject: class name = scenario, name = `id on subject`
/// (or `id`), so that a case keeps its history from night to night. FAIL is a failure with its evidence, BLOCKED and
/// INVALID are errors, SKIPPED is skipped. Where no expectation shows the run's verdict (a required fault that never
/// fired, a lost journal entry, a scenario without expectations), a case named `run` does.
std::string to_junit(std::span<const run_report> runs);

} // namespace scenarios::report
