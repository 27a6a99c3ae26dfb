#include "scenarios/report/summary.hpp"

#include "scenarios/report/text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace scenarios::report {
namespace {

constexpr std::string_view separator = " · ";
constexpr std::string_view indent = "   ";

std::string plural(std::size_t count, std::string_view one)
{
    return std::to_string(count) + ' ' + std::string(one) + (count == 1 ? "" : "s");
}

std::string coloured(std::string_view text, std::string_view code, text_style style)
{
    if (!style.colour) return std::string(text);
    return "\x1b[" + std::string(code) + 'm' + std::string(text) + "\x1b[0m";
}

/// Bold green, red, or yellow.
std::string_view colour_of(verdict v)
{
    switch (v) {
    case verdict::pass: return "1;32";
    case verdict::fail: return "1;31";
    case verdict::blocked:
    case verdict::invalid:
    case verdict::skipped: return "1;33";
    }
    return "1;31";
}

struct table_row {
    std::array<std::string, 6> cells;
};
constexpr std::array<std::size_t, 5> gaps{2, 2, 3, 3, 3};
constexpr std::size_t outcome_column = 4;

table_row cells_of(const installation_row& row)
{
    auto time = [](std::optional<sim::duration> d, auto text) { return d ? text(*d) : std::string("–"); };
    return {{printable(row.id), printable(row.family), time(row.sim_moved, day_and_minute),
             time(row.back_after, day_and_second), printable(row.outcome),
             row.at ? day_and_second(*row.at) : std::string()}};
}

std::string print(const std::vector<table_row>& rows)
{
    std::array<std::size_t, 6> width{};
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            // A reason with no time behind it may run on: it must not push everybody's times to the right.
            bool runs_on = i == outcome_column && row.cells.back().empty();
            if (!runs_on) width[i] = std::max(width[i], display_width(row.cells[i]));
        }
    std::string out;
    for (const auto& row : rows) {
        std::string line(indent);
        for (std::size_t i = 0; i < row.cells.size(); ++i)
            line += i < gaps.size() ? padded(row.cells[i], width[i]) + std::string(gaps[i], ' ') : row.cells[i];
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
    }
    return out;
}

std::string others(std::span<const installation_row> rows)
{
    std::map<std::string, std::size_t> by_outcome;
    for (const auto& row : rows) ++by_outcome[printable(row.outcome)];
    std::string out = std::string(indent) + "… and " + std::to_string(rows.size()) + " more:";
    std::string_view before = " ";
    for (const auto& [outcome, count] : by_outcome) {
        (out += before) += std::to_string(count) + ' ' + outcome;
        before = separator;
    }
    return out + '\n';
}

std::string margin(sim::duration time_left)
{
    return time_left < sim::duration{} ? "too late by " + spaced(-time_left) : spaced(time_left) + " left";
}

} // namespace

std::string headline(const run_report& run, text_style style)
{
    std::string out = coloured(printable(run.scenario), "1", style) + "      seed " + std::to_string(run.seed);
    (out += separator) += plural(run.installations.size(), "installation");
    (out += separator) += run.transport;
    (out += separator) += run.pace;
    if (run.lane) (out += separator) += "lane " + std::to_string(*run.lane);
    return out + '\n';
}

std::string timeline_table(std::span<const installation_row> rows, std::size_t most_rows)
{
    if (rows.empty()) return {};
    std::vector<table_row> table{{{"installation", "family", "SIM moved", "back after", "outcome", "at"}}};
    auto shown = rows.first(std::min(rows.size(), most_rows));
    for (const auto& row : shown) table.push_back(cells_of(row));
    auto rest = rows.subspan(shown.size());
    return rest.empty() ? print(table) : print(table) + others(rest);
}

std::string verdict_line(const run_report& run, text_style style)
{
    std::string out = coloured(to_string(run.outcome), colour_of(run.outcome), style) + std::string(indent);
    out += std::to_string(count_of(run, verdict::pass)) + " of " + plural(run.expectations.size(), "expectation");
    (out += separator) += spaced(run.passed) + " in " + wall_text(run.wall);
    (out += separator) += plural(run.jumps, "jump");
    (out += separator) += "seed " + std::to_string(run.seed);
    out += '\n';
    if (!run.reason.empty()) out += std::string(indent) + printable(run.reason) + '\n';
    for (const auto& w : run.warnings) out += std::string(indent) + "warning: " + printable(w) + '\n';
    return out;
}

std::string broken_expectations(const run_report& run, text_style style)
{
    std::string out;
    for (const auto& e : run.expectations) {
        if (e.outcome == verdict::pass) continue;
        out +=
            std::string(indent) + coloured(to_string(e.outcome), colour_of(e.outcome), style) + ' ' + printable(e.id);
        if (!e.subject.empty()) out += " on " + printable(e.subject);
        out += ": " + printable(e.text) + '\n';
        if (!e.reason.empty())
            out += "      " + printable(e.reason) + (e.time_left ? ", " + margin(*e.time_left) : "") + '\n';
        for (const auto& p : e.proof)
            out += "      " + (p.seq ? "journal " + std::to_string(p.seq) + ": " : std::string()) +
                   printable(p.sentence) + '\n';
    }
    return out;
}

std::string report_line(std::string_view path) { return "report: " + printable(path) + '\n'; }

} // namespace scenarios::report
