#include "scenarios/engine/resolver.hpp"

namespace scenarios::engine {
namespace {

std::vector<std::string_view> names_of(std::span<const sim::parameter> parameters)
{
    std::vector<std::string_view> out;
    for (const auto& p : parameters) out.push_back(p.name);
    return out;
}

} // namespace

void resolver::take_steps(const std::vector<located<file::step>>& from)
{
    for (const auto& one : from) take_step(one);
}

void resolver::take_step(const located<file::step>& from)
{
    if (!from->action.given) return; // told already
    step made;
    made.where = from.where;
    made.action = *from->action;
    const auto* action = known_.names.find_action(made.action);
    if (action) {
        take_subjects(*from, *action, made);
        made.with = take_arguments(*from, *action);
    } else {
        refuse(from->action.where,
               "unknown action `" + made.action + '`' + did_you_mean(made.action, action_names(known_.names)));
        if (from->on) select_installations(*from->on);
    }
    made.when = take_trigger(from, action && action->needs_subject);
    made_.steps.push_back(std::move(made));
}

void resolver::take_subjects(const file::step& from, const sim::action_type& action, step& made)
{
    auto name = '`' + std::string(action.name) + '`';
    if (action.needs_subject && !from.on)
        refuse(from.action.where, name + " needs `on:`: the installations to which it is done");
    if (!action.needs_subject && from.on && !from.on->all.empty())
        refuse(from.on->all.front().where, name + " is not done to an installation: leave `on:` out");
    if (action.needs_subject && from.on) made.on = select_installations(*from.on);
}

step_trigger resolver::take_trigger(const located<file::step>& from, bool has_subjects)
{
    step_trigger made;
    if (!from->at == !from->after) refuse(from.where, "a step needs either `at:` or `after:`");
    if (from->at) {
        made.at = **from->at;
        if (*made.at > made_.limits.virtual_time)
            refuse(from->at->where,
                   "the run is over by then: limits.virtual is " + sim::to_text(made_.limits.virtual_time));
        return made;
    }
    if (!from->after) return made;
    const auto& after = **from->after;
    made.event = *after.event;
    made.plus = after.plus;
    if (after.event.given) find_event(after.event);
    if (after.on)
        made.on = select_installations(*after.on);
    else
        made.each = has_subjects;
    return made;
}

sim::arguments resolver::take_arguments(const file::step& from, const sim::action_type& action)
{
    sim::arguments made;
    auto before = out_.size();
    auto known = names_of(action.parameters);
    static const yaml_node nothing;
    const auto& with = from.with ? *from.with : nothing;
    if (from.with && !with.is_map())
        refuse(with.where, "expected a mapping of the action's arguments, found " + found_words(with));
    for (const auto& entry : with.entries) {
        auto found = std::ranges::find(action.parameters, entry.key, &sim::parameter::name);
        if (found == action.parameters.end())
            refuse(entry.where, "unknown argument `" + entry.key + "` of `" + std::string(action.name) + '`' +
                                    did_you_mean(entry.key, known));
        else if (auto value = take_value(entry.value, *found))
            made.emplace(entry.key, std::move(*value));
    }
    for (const auto& p : action.parameters)
        if (p.required && !with.find(p.name))
            refuse(from.action.where,
                   "the argument `" + std::string(p.name) + "` of `" + std::string(action.name) + "` is missing");
    // The registry has the last word: it is the one that will be asked to do it.
    std::string culprit;
    if (out_.size() == before)
        if (auto error = known_.names.validate(action, made, &culprit))
            refuse(from.action.where, '`' + culprit + "`: " + error.message());
    return made;
}

} // namespace scenarios::engine
