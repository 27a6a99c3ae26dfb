#include "scenarios/engine/expectation.hpp"

namespace scenarios::engine {
namespace {

std::string since_text(const expectation& e) { return e.since.empty() ? "the start" : e.since; }

std::string what_text(const expectation& e)
{
    if (const auto* state = std::get_if<state_condition>(&e.what)) return to_text(condition(*state));
    if (const auto* count = std::get_if<count_condition>(&e.what)) return to_text(condition(*count));
    return "never " + std::get<never_condition>(e.what).event;
}

std::string where_text(const expectation& e)
{
    std::string out;
    for (const auto& match : e.where)
        (out += out.empty() ? " where " : " and ") += match.field + " = " + sim::to_text(match.equals);
    return out;
}

std::string value_text(const sim::value& v)
{
    return sim::kind_of(v) == sim::value_kind::none ? "unknown" : sim::to_text(v);
}

} // namespace

std::string constraint_text(const expectation& e)
{
    auto out = what_text(e) + where_text(e);
    if (e.within) out += " within " + sim::to_text(*e.within);
    if (!e.since.empty()) out += " since " + e.since;
    return out;
}

std::string_view to_string(standing s)
{
    switch (s) {
    case standing::waiting: return "waiting";
    case standing::pending: return "pending";
    case standing::held: return "held";
    case standing::broken: return "broken";
    case standing::unproven: return "unproven";
    case standing::undecided: return "undecided";
    }
    return "";
}

std::optional<sim::time_point> deadline_of(const expectation& e, const judgement& j)
{
    if (!e.within || !j.began) return {};
    return *j.began + *e.within;
}

std::string broken_text(const expectation& e, const judgement& j)
{
    auto deadline = deadline_of(e, j);
    bool over = deadline && j.decided && *j.decided >= *deadline;
    auto when =
        over ? " when " + sim::to_text(*e.within) + " since " + since_text(e) + " were over" : " at the end of the run";
    if (const auto* state = std::get_if<state_condition>(&e.what)) {
        auto wanted = std::string(to_string(state->compare)) + ' ' + sim::to_text(state->literal);
        return state->state + " was " + value_text(j.last_value) + when + "; wanted " + wanted;
    }
    if (const auto* count = std::get_if<count_condition>(&e.what)) {
        auto times = count->event + " happened " + std::to_string(j.count) + " times";
        auto wanted = std::string(to_string(count->compare)) + ' ' + std::to_string(count->number);
        return times + (j.proof.decisive && !over ? std::string() : when) + "; wanted " + wanted;
    }
    auto after = j.began && j.decided ? sim::to_clock_text(*j.decided - *j.began) + " after " + since_text(e)
                                      : std::string("after all");
    return std::get<never_condition>(e.what).event + where_text(e) + " happened " + after;
}

} // namespace scenarios::engine
