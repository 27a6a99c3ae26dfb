// Every scenario that is shipped comes out as it should, and twice the same.
#include "run_bench.hpp"

#include "scenarios/engine/yaml_tree.hpp"

#include <algorithm>
#include <filesystem>

namespace tests {
namespace {

namespace engine = scenarios::engine;
namespace fs = std::filesystem;

std::vector<std::string> shipped()
{
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(std::string(S1SIM_SOURCE_DIR) + "/scenarios")) {
        if (entry.path().extension() != ".yaml") continue;
        engine::diagnostics wrong(entry.path().string());
        auto root = engine::read_yaml_file(entry.path().string(), wrong);
        REQUIRE_MESSAGE(root, wrong.text());
        if (entry.path().parent_path().filename() == "lab") continue; // for people, in real time
        if (engine::kind_of(*root) == "scenario") out.push_back(entry.path().string());
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::string journal_of(const engine::scenario& plan, unsigned threads, std::optional<std::uint64_t> seed,
                       scenarios::report::verdict* came_out = nullptr)
{
    scratch_folder folder;
    auto o = in_memory();
    o.threads = threads;
    o.seed = seed;
    o.report_folder = folder.path();
    auto report = engine::run_scenario(plan, o);
    if (came_out) *came_out = report.outcome;
    return folder.text("journal.ndjson");
}

TEST_CASE("every shipped scenario has its verdict, and its journal is the same with one thread and with two")
{
    auto files = shipped();
    REQUIRE_FALSE(files.empty());
    for (const auto& file : files) {
        CAPTURE(file);
        engine::diagnostics wrong(file);
        auto plan = engine::load_scenario_file(file, whole_catalogue(), wrong);
        REQUIRE_MESSAGE(plan, wrong.text());
        scenarios::report::verdict outcome{};
        auto one = journal_of(*plan, 1, {}, &outcome);
        CHECK(outcome == plan->expected_verdict.value_or(scenarios::report::verdict::pass));
        REQUIRE_FALSE(one.empty());
        bool equal = one == journal_of(*plan, 2, {}); // not CHECK(a == b): it would print both
        CHECK(equal);
    }
}

TEST_CASE("another seed gives another journal")
{
    auto plan = scenario_of("limits: { virtual: 2d }\nfleet: [{ id: a, family: trilliant, group: EA }]\n"
                            "expect: [{ id: x, that: wan.state == online, on: a }]\n");
    auto seven = journal_of(plan, 1, 7), again = journal_of(plan, 1, 7), eight = journal_of(plan, 1, 8);
    CHECK(seven == again);
    CHECK(seven != eight);
}

} // namespace
} // namespace tests
