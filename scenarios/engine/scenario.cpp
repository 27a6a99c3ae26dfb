#include "scenarios/engine/scenario.hpp"

#include "scenarios/engine/resolver.hpp"

namespace scenarios::engine {

std::optional<scenario> load_scenario(const yaml_node& root, const catalogue& known, diagnostics& out)
{
    auto from = bind_scenario(root, out);
    scenario made;
    resolver resolve(known, out, made);
    resolve.take_settings(from);
    resolve.take_fleet(from.fleet);
    resolve.take_steps(from.steps);
    resolve.take_expectations(from.expect);
    if (!out.empty()) return {};
    return made;
}

std::optional<scenario> load_scenario_file(const std::string& path, const catalogue& known, diagnostics& out)
{
    auto root = read_yaml_file(path, out);
    return root ? load_scenario(*root, known, out) : std::nullopt;
}

} // namespace scenarios::engine
