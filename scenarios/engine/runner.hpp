// Runs one scenario: builds its world, carries out its steps, judges, and fills the report.
#pragma once
#include "scenarios/engine/judge.hpp"
#include "scenarios/engine/scenario.hpp"
#include "scenarios/report/progress.hpp"
#include "scenarios/report/run_report.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace scenarios::engine {

/// What the command line may say instead of the file.
struct run_options {
    std::string file; ///< as given, for reports
    std::optional<std::uint64_t> seed;
    std::optional<transport_kind> transport;
    std::optional<sim::pace> pace;
    unsigned threads{1};
    bool capture_wan{false};   ///< besides what the file says
    std::string report_folder; ///< empty: no files
    std::string only;          ///< id of the one expectation to judge; empty: all
    /// Called about ten times a second of wall time.
    std::function<void(const report::progress&)> on_progress;
    /// Called once, when the world stands: real addresses that peers from outside can reach, by name.
    std::function<void(const std::string& name, const std::string& address)> on_listening;
    /// Wall time since 1970, for walltime.ndjson.
    std::function<std::chrono::nanoseconds()> wall_clock;
    /// Set by a signal handler: the run ends soon, and its reports are written.
    const std::atomic<bool>* interrupted{nullptr};
    /// In pace `step`: asked whether time may move to the next event.
    std::function<bool()> may_step;
};

/// Set-up errors (an address that is taken, a folder that cannot be written) throw std::exception.
report::run_report run_scenario(const scenario& plan, const run_options& options);

} // namespace scenarios::engine
