#include "scenarios/report/result_json.hpp"

#include "sim/kernel/value.hpp"

#include <boost/json.hpp>

#include <charconv>

namespace scenarios::report {
namespace {

namespace json = boost::json;

void print(std::string& out, const json::value& v, std::size_t depth);

void new_line(std::string& out, std::size_t depth) { out.append("\n").append(2 * depth, ' '); }

void print(std::string& out, const json::object& object, std::size_t depth)
{
    if (object.empty()) {
        out += "{}";
        return;
    }
    char before = '{';
    for (const auto& [key, content] : object) {
        out += before;
        new_line(out, depth + 1);
        sim::append_json_string(out, {key.data(), key.size()});
        out += ": ";
        print(out, content, depth + 1);
        before = ',';
    }
    new_line(out, depth);
    out += '}';
}

void print(std::string& out, const json::array& array, std::size_t depth)
{
    if (array.empty()) {
        out += "[]";
        return;
    }
    char before = '[';
    for (const auto& content : array) {
        out += before;
        new_line(out, depth + 1);
        print(out, content, depth + 1);
        before = ',';
    }
    new_line(out, depth);
    out += ']';
}

/// The library prints neither line breaks nor doubles without an exponent.
void print(std::string& out, const json::value& v, std::size_t depth)
{
    if (const auto* object = v.if_object()) return print(out, *object, depth);
    if (const auto* array = v.if_array()) return print(out, *array, depth);
    if (const auto* text = v.if_string()) return sim::append_json_string(out, {text->data(), text->size()});
    if (const auto* number = v.if_double()) {
        char digits[32];
        auto [end, ec] = std::to_chars(digits, digits + sizeof digits, *number, std::chars_format::fixed);
        out.append(digits, end);
        return;
    }
    out += json::serialize(v);
}

json::object pairs(const std::vector<std::pair<std::string, std::string>>& all)
{
    json::object out;
    for (const auto& [name, content] : all) out[name] = content;
    return out;
}

json::object to_json(const expectation_result& e)
{
    json::object out{{"id", e.id}};
    if (!e.subject.empty()) out["subject"] = e.subject;
    out["kind"] = to_string(e.kind);
    out["text"] = e.text;
    out["outcome"] = to_string(e.outcome);
    if (!e.reason.empty()) out["reason"] = e.reason;
    if (e.decided_at) out["decided_at"] = sim::to_rfc3339(*e.decided_at);
    if (e.time_left) out["time_left"] = sim::to_text(*e.time_left);
    json::array proof;
    for (const auto& p : e.proof) {
        json::object entry;
        if (p.seq) entry["seq"] = p.seq;
        entry["sentence"] = p.sentence;
        proof.push_back(std::move(entry));
    }
    out["evidence"] = std::move(proof);
    return out;
}

json::object to_json(const fault_result& f)
{
    json::object out{{"id", f.id}, {"kind", f.kind}, {"on", f.on}, {"required", f.required}};
    out["armed"] = f.armed;
    out["fired"] = f.fired;
    if (f.first) out["first"] = sim::to_rfc3339(*f.first);
    return out;
}

json::object to_json(const installation_row& row)
{
    json::object out{{"id", row.id}, {"family", row.family}};
    if (row.sim_moved) out["sim_moved"] = sim::to_text(*row.sim_moved);
    if (row.back_after) out["back_after"] = sim::to_text(*row.back_after);
    out["outcome"] = row.outcome;
    if (row.at) out["at"] = sim::to_text(*row.at);
    return out;
}

template <class T>
json::array list(const std::vector<T>& all)
{
    json::array out;
    for (const auto& one : all) out.push_back(to_json(one));
    return out;
}

json::object totals(const run_report& run)
{
    json::object out{{"expectations", run.expectations.size()}};
    for (auto v : {verdict::pass, verdict::fail, verdict::blocked, verdict::invalid, verdict::skipped})
        out[to_string(v)] = count_of(run, v);
    return out;
}

} // namespace

std::string to_result_json(const run_report& run)
{
    json::object out{{"verdict", to_string(run.outcome)}};
    if (!run.reason.empty()) out["reason"] = run.reason;
    if (!run.warnings.empty()) out["warnings"] = json::array(run.warnings.begin(), run.warnings.end());
    out["scenario"] = run.scenario;
    if (!run.description.empty()) out["description"] = run.description;
    if (!run.file.empty()) out["file"] = run.file;
    out["seed"] = run.seed;
    out["transport"] = run.transport;
    out["pace"] = run.pace;
    out["threads"] = run.threads;
    if (run.lane) out["lane"] = *run.lane;
    out["parameters"] = pairs(run.parameters);
    out["versions"] = pairs(run.versions);
    out["start"] = sim::to_rfc3339(run.start);
    out["virtual"] = sim::to_text(run.passed);
    out["wall_seconds"] = static_cast<double>(run.wall.count()) / 1000;
    out["events"] = run.events;
    out["jumps"] = run.jumps;
    out["journal"] = {{"entries", run.journal_entries}, {"lost", run.journal_lost}};
    out["interrupted"] = run.interrupted;
    out["totals"] = totals(run);
    out["expectations"] = list(run.expectations);
    out["faults"] = list(run.faults);
    out["installations"] = list(run.installations);
    std::string text;
    print(text, out, 0);
    return text += '\n';
}

} // namespace scenarios::report
