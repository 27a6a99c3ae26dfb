// docs/scenario_format.md is held to what the engine does.
#include "test_catalogue.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace scenarios::engine;

namespace {

std::string documentation()
{
    std::ifstream in(std::string(S1SIM_SOURCE_DIR) + "/docs/scenario_format.md");
    std::ostringstream text;
    text << in.rdbuf();
    REQUIRE_FALSE(text.str().empty());
    return text.str();
}

/// What stands between ```yaml and ```.
std::vector<std::string> examples(const std::string& text)
{
    constexpr std::string_view begin = "```yaml\n", end = "```\n";
    std::vector<std::string> out;
    for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at)) {
        at += begin.size();
        out.push_back(text.substr(at, text.find(end, at) - at));
    }
    return out;
}

void check_keys(const object_description& object, const std::string& text)
{
    for (const auto& key : object.keys) {
        CAPTURE(object.what);
        CAPTURE(key.name);
        CHECK(text.find('`' + key.name + '`') != text.npos);
        if (key.type.object) check_keys(*key.type.object, text);
        for (const auto& part : key.type.parts)
            if (part.object) check_keys(*part.object, text);
        for (const auto& word : key.type.choices) CHECK(text.find('`' + word + '`') != text.npos);
    }
}

} // namespace

TEST_CASE("every example of the documentation is a valid scenario, or part of one")
{
    auto all = examples(documentation());
    REQUIRE(all.size() == 2);
    for (auto text : all) {
        if (!text.starts_with("s1sim: 1\n"))
            text = "s1sim: 1\nkind: scenario\nname: n\nfleet: [{ id: tri, count: 3, family: trilliant }]\n" + text;
        CAPTURE(text);
        auto read = test::load(text);
        CHECK(read.errors.empty());
        CHECK(read.scenario.has_value());
    }
}

TEST_CASE("the documentation names every key and every word")
{
    auto d = describe_scenario();
    CHECK(d.keys.size() >= 15);
    check_keys(d, documentation());
}
