#include "scenarios/engine/scenario.hpp"

#include "scenarios/engine/resolver.hpp"

namespace scenarios::engine {

namespace {

bool is_of_the_han(std::string_view name) { return name.starts_with("han.") || name.starts_with("gsme.mirror"); }

bool is_of_the_han(const expectation& e)
{
    struct subject_of {
        std::string_view operator()(const state_condition& c) const { return c.state; }
        std::string_view operator()(const count_condition& c) const { return c.event; }
        std::string_view operator()(const never_condition& c) const { return c.event; }
    };
    return is_of_the_han(std::visit(subject_of{}, e.what)) || is_of_the_han(e.since);
}

} // namespace

watched_hans::watched_hans(const scenario& s) : all_(s.han == han_detail::full || s.capture.han)
{
    for (const auto& one : s.steps) {
        if (is_of_the_han(one.action)) add(one.on);
        if (is_of_the_han(one.when.event)) add(one.when.each ? one.on : one.when.on);
    }
    for (const auto& e : s.expectations)
        if (is_of_the_han(e)) add(e.on);
}

void watched_hans::add(const std::vector<std::string>& on)
{
    if (on.empty()) all_ = true; // anybody's
    some_.insert(on.begin(), on.end());
}

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
