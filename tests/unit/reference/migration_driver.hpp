// Drives a migration machine in tests: events with times counted from the start, and what came out as one line of text.
#pragma once
#include "scenarios/reference/migration.hpp"

#include <doctest/doctest.h>

namespace scenarios::reference::testing {

using namespace std::chrono_literals;
namespace in = migration_input;

inline sim::time_point at(sim::duration since_start) { return sim::time_point(1'600'000'000s) + since_start; }

inline migration_plan plan(migration_group group = migration_group::ea)
{
    migration_plan p;
    p.group = group;
    p.dcc_profile = "dcc-foc";
    p.previous_apn = "smso-a";
    return p;
}

/// One action as a word or two; an emitted event by its name with its fields.
inline std::string text_of(const migration_action& action)
{
    struct visitor {
        std::string operator()(const migration_do::set_profile& a) const
        {
            return (a.back ? "set_profile_back " : "set_profile ") + a.profile + later(a.delay);
        }
        std::string operator()(const migration_do::start_window& a) const
        {
            return "start_window " + sim::to_text(a.length);
        }
        std::string operator()(const migration_do::stop_window&) const { return "stop_window"; }
        std::string operator()(const migration_do::request_details&) const { return "request_details"; }
        std::string operator()(const migration_do::install&) const { return "install"; }
        std::string operator()(const migration_do::stop_install&) const { return "stop_install"; }
        std::string operator()(const migration_do::restore& a) const
        {
            return "restore " + std::string(to_string(a.part)) + " " + std::to_string(a.attempt) + later(a.delay);
        }
        std::string operator()(const migration_do::stop_restoring&) const { return "stop_restoring"; }
        std::string operator()(const migration_do::start_rollback_limit&) const { return "start_limit"; }
        std::string operator()(const migration_do::stop_rollback_limit&) const { return "stop_limit"; }
        std::string operator()(const migration_do::emit& a) const
        {
            std::string out(a.type->name);
            for (const auto& f : a.content) out += " " + std::string(f.name) + "=" + sim::to_text(f.content);
            return out;
        }
        static std::string later(sim::duration d) { return d == sim::duration{} ? "" : " in " + sim::to_text(d); }
    };
    return std::visit(visitor{}, action);
}

struct driver {
    migration_machine machine;
    sim::duration now{};

    /// The actions joined with "; ", or "error: SENTENCE".
    std::string operator()(const migration_event_in& event)
    {
        auto result = machine.handle(event, at(now));
        if (!result) return "error: " + result.error().message();
        std::string out;
        for (const auto& a : *result) out += (out.empty() ? "" : "; ") + text_of(a);
        return out;
    }
    std::string operator()(sim::duration when, const migration_event_in& event)
    {
        now = when;
        return (*this)(event);
    }
    /// Along the straight way up to `goal`, which must be none, requested, …, commissioned in the order of the way.
    void go(migration_state goal, const migration_plan& p = plan());
};

inline void driver::go(migration_state goal, const migration_plan& p)
{
    using enum migration_state;
    auto step = [&](const migration_event_in& event) {
        if (machine.state() != goal) REQUIRE_FALSE((*this)(event).starts_with("error"));
    };
    if (goal == none) return;
    step(in::start{p});
    step(in::use_group{p.previous_apn});
    step(in::sim_change_confirmed{});
    step(in::hub_connected{});
    step(in::details_received{});
    if (goal == installing) return;
    step(in::replaced{migration_part::credentials});
    step(in::replaced{migration_part::address});
    step(in::commission_done{});
    REQUIRE(machine.state() == goal);
}

} // namespace scenarios::reference::testing
