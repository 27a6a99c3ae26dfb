#include "run_bench.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <unistd.h>

namespace tests {

namespace fs = std::filesystem;
namespace engine = scenarios::engine;

scratch_folder::scratch_folder()
{
    auto name = (fs::temp_directory_path() / "s1sim-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()));
    path_ = name;
}

scratch_folder::~scratch_folder()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

bool scratch_folder::has(std::string_view name) const { return fs::exists(path_ + "/" + std::string(name)); }

std::string scratch_folder::text(std::string_view name) const
{
    std::ifstream in(path_ + "/" + std::string(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<boost::json::object> scratch_folder::journal() const
{
    std::vector<boost::json::object> out;
    std::istringstream lines(text("journal.ndjson"));
    for (std::string line; std::getline(lines, line);) out.push_back(boost::json::parse(line).as_object());
    return out;
}

engine::run_options in_memory()
{
    engine::run_options o;
    o.file = "test.yaml";
    o.transport = engine::transport_kind::memory;
    o.wall_clock = [] { return std::chrono::nanoseconds(0); };
    return o;
}

std::string finished::text(const boost::json::object& entry, std::string_view field)
{
    const auto* content = entry.if_contains(field);
    if (!content) return {};
    return content->is_string() ? std::string(content->as_string()) : boost::json::serialize(*content);
}

std::vector<std::string> finished::story(std::string_view prefix) const
{
    std::vector<std::string> out;
    for (const auto& entry : journal) {
        auto event = text(entry, "event");
        if (!event.starts_with(prefix)) continue;
        auto at = sim::parse_rfc3339(text(entry, "t")).value() - report.start;
        out.push_back(sim::to_text(sim::duration(std::chrono::floor<std::chrono::seconds>(at))) + " " +
                      text(entry, "on") + " " + event);
    }
    return out;
}

finished run_text(std::string_view rest, engine::run_options options)
{
    scratch_folder folder;
    if (options.report_folder.empty()) options.report_folder = folder.path();
    auto plan = scenario_of(rest);
    finished out;
    out.report = engine::run_scenario(plan, options);
    out.journal = folder.journal();
    return out;
}

} // namespace tests
