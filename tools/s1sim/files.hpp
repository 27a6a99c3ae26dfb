// Scenario files as the command line names them: files, or folders that hold some.
#pragma once
#include "scenarios/engine/scenario.hpp"
#include "sim/kernel/simulation.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tools::s1sim {

/// What files are checked against.
class known_names {
public:
    known_names();
    scenarios::engine::catalogue catalogue() const;
    const sim::simulation& declared() const { return declared_; }

private:
    sim::simulation declared_{0};
};

struct loaded_file {
    std::string path;
    scenarios::engine::scenario plan;
};

/// Loads everything; what is wrong is printed to stderr, all of it, and then the result is empty: nothing may run.
std::vector<loaded_file> load(const std::vector<std::string>& paths, const known_names& known);

} // namespace tools::s1sim
