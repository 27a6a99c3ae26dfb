#include "tools/s1sim/files.hpp"

#include "scenarios/engine/declarations.hpp"
#include "scenarios/engine/family_file.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace tools::s1sim {

namespace engine = scenarios::engine;
namespace fs = std::filesystem;

known_names::known_names() { engine::declare_everything(declared_); }

engine::catalogue known_names::catalogue() const
{
    return {declared_.names, devices::families::family_names(),
            [](std::string_view family, const engine::yaml_node& overrides, engine::diagnostics& out) {
                auto trial = engine::read_family(family);
                engine::override_family(overrides, trial, out);
            }};
}

namespace {

/// The scenarios of a folder and its subfolders, by name. A file that is not YAML is reported when it is loaded.
std::vector<std::string> scenarios_in(const std::string& folder)
{
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file() || (entry.path().extension() != ".yaml" && entry.path().extension() != ".yml"))
            continue;
        engine::diagnostics ignored(entry.path().string());
        auto root = engine::read_yaml_file(entry.path().string(), ignored);
        if (!root || engine::kind_of(*root) == "scenario") out.push_back(entry.path().string());
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

std::vector<loaded_file> load(const std::vector<std::string>& paths, const known_names& known)
{
    std::vector<std::string> files;
    bool good = true;
    for (const auto& path : paths) {
        if (!fs::is_directory(path)) {
            files.push_back(path);
            continue;
        }
        auto found = scenarios_in(path);
        if (found.empty()) {
            std::fprintf(stderr, "%s:1:1: the folder holds no scenario (a .yaml file with `kind: scenario`)\n",
                         path.c_str());
            good = false;
        }
        files.insert(files.end(), found.begin(), found.end());
    }
    std::vector<loaded_file> out;
    for (const auto& path : files) {
        engine::diagnostics wrong(path);
        auto plan = engine::load_scenario_file(path, known.catalogue(), wrong);
        if (!wrong.empty()) std::fputs(wrong.text().c_str(), stderr);
        if (plan)
            out.push_back({path, std::move(*plan)});
        else
            good = false;
    }
    if (!good) out.clear();
    return out;
}

} // namespace tools::s1sim
