// Runs scenarios as the program does, in memory and without a terminal, and reads back what they wrote.
#pragma once
#include "scenarios/engine/runner.hpp"
#include "tests/support/installation_world.hpp"

#include <boost/json/object.hpp>
#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace tests {

/// A folder of its own that is removed at the end of the block.
class scratch_folder {
public:
    scratch_folder();
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    ~scratch_folder();
    const std::string& path() const { return path_; }
    bool has(std::string_view name) const;
    std::string text(std::string_view name) const;
    std::vector<boost::json::object> journal() const;

private:
    std::string path_;
};

/// In memory, on one thread, with a wall clock that stands still.
scenarios::engine::run_options in_memory();

struct finished {
    scenarios::report::run_report report;
    std::vector<boost::json::object> journal;

    /// "SECONDS on event" of every entry whose event begins so, SECONDS since the start.
    std::vector<std::string> story(std::string_view prefix) const;
    /// Of an entry; empty when it has no such field.
    static std::string text(const boost::json::object& entry, std::string_view field);
};
/// `rest` as in scenario_of.
finished run_text(std::string_view rest, scenarios::engine::run_options options = in_memory());

} // namespace tests
