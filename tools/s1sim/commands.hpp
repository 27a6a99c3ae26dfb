// The commands of s1sim: arguments in, exit code out.
#pragma once
#include <CLI/App.hpp>

namespace tools::s1sim {

/// Adds a command to the program; `exit_code` is set when it has run.
void add_run(CLI::App& program, int& exit_code);
void add_check(CLI::App& program, int& exit_code);
void add_describe(CLI::App& program, int& exit_code);

/// Wrong usage or an invalid file; nothing ran.
inline constexpr int wrong_usage = 2;

} // namespace tools::s1sim
