#include "scenarios/engine/resolver.hpp"

namespace scenarios::engine {
namespace {

// A model choice: memory for every judgement at once, and no scenario comes near it.
constexpr std::size_t most_judgements = 2'000'000;

bool is_about_state(const expectation& e) { return std::holds_alternative<state_condition>(e.what); }

std::string_view event_of(const expectation& e)
{
    if (const auto* count = std::get_if<count_condition>(&e.what)) return count->event;
    if (const auto* never = std::get_if<never_condition>(&e.what)) return never->event;
    return {};
}

} // namespace

void resolver::take_expectations(const std::vector<located<file::expectation>>& from)
{
    for (const auto& one : from) take_expectation(one);
}

void resolver::take_expectation(const located<file::expectation>& from)
{
    expectation made;
    made.id = *from->id;
    if (from->id.given) {
        if (!is_installation_id(made.id))
            refuse(from->id.where, "an expectation's id has letters, digits, - and _, begins with a letter or digit, "
                                   "and has at most 64 characters");
        auto [known, fresh] = expectation_places_.emplace(made.id, from->id.where);
        if (!fresh)
            refuse(from->id.where, "the id `" + made.id + "` is taken: line " + std::to_string(known->second.line));
    }
    if (!from->that == !from->never.given) refuse(from.where, "an expectation needs either `that:` or `never:`");
    bool whole = take_condition(*from, made);
    if (from->within) made.within = **from->within;
    made.vacuous_allowed = *from->vacuous == vacuity::allow;
    take_since(*from, made);
    if (!whole) {
        if (from->on) select_installations(*from->on);
        return;
    }
    take_on(from, made);
    take_matches(*from, made);
    check_window(*from, made);
    made_.expectations.push_back(std::move(made));
}

bool resolver::take_condition(const file::expectation& from, expectation& made)
{
    if (from.never.given) {
        made.what = never_condition{*from.never};
        return find_event(from.never) && !from.that;
    }
    if (!from.that) return false;
    if (!from.that->is_scalar()) {
        refuse(from.that->where,
               "expected a condition such as migration.state == commissioned, found " + found_words(*from.that));
        return false;
    }
    auto parsed = parse_condition(from.that->text, known_.names);
    if (const auto* error = std::get_if<condition_error>(&parsed)) {
        refuse(from.that->place_of(error->offset), error->message);
        return false;
    }
    std::visit([&](auto& c) { made.what = std::move(c); }, std::get<condition>(parsed));
    return true;
}

void resolver::take_since(const file::expectation& from, expectation& made)
{
    if (!from.since.given || *from.since == "start") return;
    // `start` is a word here too: it belongs among the suggestions.
    auto known = event_names(known_.names);
    known.push_back("start");
    if (known_.names.find_event(*from.since))
        made.since = *from.since;
    else
        refuse(from.since.where, "unknown event `" + *from.since + '`' + did_you_mean(*from.since, known));
}

void resolver::take_on(const located<file::expectation>& from, expectation& made)
{
    if (from->on)
        made.on = select_installations(*from->on);
    else if (is_about_state(made))
        made.on = ids_;
    else if (!made.since.empty())
        refuse(from->since.where, "`since:` an event needs `on:`, so that each installation is judged from its own; "
                                  "for all of them write on: \"*\"");
    judgements_ += std::max<std::size_t>(1, made.on.size());
    if (judgements_ > most_judgements) {
        refuse(from.where,
               "expectations times installations are more than " + std::to_string(most_judgements) + " here");
        judgements_ = 0;
    }
}

void resolver::take_matches(const file::expectation& from, expectation& made)
{
    if (!from.where) return;
    const auto& where = *from.where;
    if (is_about_state(made))
        return refuse(where.where, "`where:` picks among events: it goes with `never:` and `count(…)`");
    if (!where.is_map())
        return refuse(where.where, "expected a mapping of the event's fields, found " + found_words(where));
    const auto* event = known_.names.find_event(event_of(made));
    std::vector<std::string_view> fields;
    for (const auto& field : event->fields) fields.push_back(field.name);
    for (const auto& entry : where.entries) {
        auto found = std::ranges::find(event->fields, entry.key, &sim::parameter::name);
        if (found == event->fields.end())
            refuse(entry.where, "`" + std::string(event->name) + "` has no field `" + entry.key + '`' +
                                    did_you_mean(entry.key, fields));
        else if (auto value = take_value(entry.value, *found))
            made.where.push_back({entry.key, std::move(*value)});
    }
}

void resolver::check_window(const file::expectation& from, const expectation& made)
{
    bool state = is_about_state(made);
    if (state && !made.since.empty() && !made.within)
        refuse(from.since.where, "`since:` says nothing here without `within:`: a bare condition is judged at the end");
    if (!state && made.since.empty() && made.within && *made.within > made_.limits.virtual_time)
        refuse(from.within->where,
               "the run is over by then: limits.virtual is " + sim::to_text(made_.limits.virtual_time));
    if (made.vacuous_allowed && (state || made.since.empty()))
        refuse(from.vacuous.where, "`vacuous:` says nothing here: it goes with `never:` or `count(…)` since an event");
}

} // namespace scenarios::engine
