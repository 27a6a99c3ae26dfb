#include "tools/s1sim/commands.hpp"
#include "tools/s1sim/files.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace tools::s1sim {

void add_check(CLI::App& program, int& exit_code)
{
    auto paths = std::make_shared<std::vector<std::string>>();
    auto* command = program.add_subcommand("check", "Validate scenario files without running them");
    command->add_option("FILE", *paths, "Scenario files, or folders that hold some")->required();
    command->footer("All errors are printed as file:line:column: message. Exit code 0 when there are none, else 2.");
    command->callback([paths, &exit_code] {
        known_names known;
        auto files = load(*paths, known);
        for (const auto& f : files)
            std::printf("%s: good (%zu installations, %zu steps, %zu expectations)\n", f.path.c_str(),
                        f.plan.installations.size(), f.plan.steps.size(), f.plan.expectations.size());
        if (files.empty()) exit_code = wrong_usage;
    });
}

} // namespace tools::s1sim
