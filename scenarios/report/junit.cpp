#include "scenarios/report/junit.hpp"

#include "scenarios/report/text.hpp"

#include <algorithm>
#include <cstdio>

namespace scenarios::report {
namespace {

/// For attributes and text alike. What XML 1.0 has no way to write (2.2: most control characters, U+FFFE and U+FFFF)
/// shows as U+FFFD.
std::string escaped(std::string_view text)
{
    auto clean = printable(text);
    for (std::string_view no_character : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
        for (auto at = clean.find(no_character); at != std::string::npos; at = clean.find(no_character, at))
            clean.replace(at, 3, "\xEF\xBF\xBD");
    std::string out;
    for (char c : clean) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string attribute(std::string_view name, std::string_view content)
{
    return " " + std::string(name) + "=\"" + escaped(content) + '"';
}

std::string seconds(std::chrono::milliseconds wall)
{
    char text[32];
    int n = std::snprintf(text, sizeof text, "%lld.%03d", static_cast<long long>(wall.count() / 1000),
                          static_cast<int>(wall.count() % 1000));
    return {text, static_cast<std::size_t>(n)};
}

struct test_case {
    std::string name;
    verdict outcome;
    std::string reason;
    std::vector<std::string> lines; ///< the body of a failure or an error
};

test_case case_of(const expectation_result& e)
{
    test_case out{e.subject.empty() ? e.id : e.id + " on " + e.subject, e.outcome, e.reason, {e.text}};
    for (const auto& p : e.proof)
        out.lines.push_back(p.seq ? "journal " + std::to_string(p.seq) + ": " + p.sentence : p.sentence);
    if (e.time_left) {
        bool late = *e.time_left < sim::duration{};
        out.lines.push_back((late ? "too late by " : "time left: ") + spaced(late ? -*e.time_left : *e.time_left));
    }
    return out;
}

/// The expectations' cases, and one for the run itself when none of them shows its verdict.
std::vector<test_case> cases_of(const run_report& run)
{
    std::vector<test_case> out;
    for (const auto& e : run.expectations) out.push_back(case_of(e));
    if (out.empty() || (run.outcome != verdict::pass && count_of(run, run.outcome) == 0))
        out.push_back({"run", run.outcome, run.reason, {}});
    return out;
}

/// What a case with this outcome holds; empty for one that passed.
std::string_view element_of(verdict v)
{
    switch (v) {
    case verdict::pass: return "";
    case verdict::fail: return "failure";
    case verdict::blocked:
    case verdict::invalid: return "error";
    case verdict::skipped: return "skipped";
    }
    return "error";
}

std::string to_xml(const test_case& c, std::string_view class_name)
{
    std::string out = "    <testcase" + attribute("classname", class_name) + attribute("name", c.name);
    auto element = std::string(element_of(c.outcome));
    if (element.empty()) return out + "/>\n";
    out += ">\n      <" + element + attribute("type", to_string(c.outcome)) + attribute("message", c.reason) + '>';
    for (std::size_t i = 0; i < c.lines.size(); ++i) (out += i ? "\n" : "") += escaped(c.lines[i]);
    return out + "</" + element + ">\n    </testcase>\n";
}

std::string property(std::string_view name, std::string_view content)
{
    return "      <property" + attribute("name", name) + attribute("value", content) + "/>\n";
}

std::string properties(const run_report& run)
{
    std::string out = "    <properties>\n" + property("seed", std::to_string(run.seed));
    if (run.lane) out += property("lane", std::to_string(*run.lane));
    out += property("transport", run.transport) + property("pace", run.pace);
    out += property("threads", std::to_string(run.threads)) + property("verdict", to_string(run.outcome));
    for (const auto& [name, content] : run.parameters) out += property("parameter." + name, content);
    for (const auto& [name, content] : run.versions) out += property("version." + name, content);
    return out + "    </properties>\n";
}

std::string to_xml(const run_report& run)
{
    auto cases = cases_of(run);
    auto count = [&](std::string_view element) {
        auto same = [&](const test_case& c) { return element_of(c.outcome) == element; };
        return std::to_string(std::count_if(cases.begin(), cases.end(), same));
    };
    std::string out =
        "  <testsuite" + attribute("name", run.scenario) + attribute("tests", std::to_string(cases.size()));
    out += attribute("failures", count("failure")) + attribute("errors", count("error")) +
           attribute("skipped", count("skipped"));
    out += attribute("time", seconds(run.wall));
    if (!run.file.empty()) out += attribute("file", run.file);
    out += ">\n" + properties(run);
    for (const auto& c : cases) out += to_xml(c, run.scenario);
    return out + "  </testsuite>\n";
}

} // namespace

std::string to_junit(std::span<const run_report> runs)
{
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
    for (const auto& run : runs) out += to_xml(run);
    return out + "</testsuites>\n";
}

} // namespace scenarios::report
