#include "tools/s1sim/commands.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

int main(int argc, char** argv)
{
    CLI::App program("Simulator of SMETS1 devices: hubs, meters, SIMs and the wide-area network, in virtual time.",
                     "s1sim");
    program.set_version_flag("--version", "s1sim " S1SIM_VERSION);
    int exit_code = 0;
    tools::s1sim::add_run(program, exit_code);
    tools::s1sim::add_check(program, exit_code);
    tools::s1sim::add_describe(program, exit_code);
    try {
        program.parse(argc, argv);
        // Not CLI11's own requirement, which speaks before it has told of an unknown command.
        if (program.get_subcommands().empty()) throw CLI::RequiredError("A command");
    } catch (const CLI::Success& s) {
        return program.exit(s);
    } catch (const CLI::ParseError& e) {
        program.exit(e);
        return tools::s1sim::wrong_usage;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "s1sim: %s\n", e.what());
        return tools::s1sim::wrong_usage;
    }
    return exit_code;
}
