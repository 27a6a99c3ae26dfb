// Everything that a world can tell, do and be asked: the catalogue of `s1sim describe`, and what files are checked
// against.
#pragma once
#include "sim/kernel/simulation.hpp"

namespace scenarios::engine {

inline constexpr sim::parameter pace_parameters[] = {
    {"pace", sim::value_kind::text, "leap, step or a rate such as 60x"}};
inline constexpr sim::action_type set_pace_action{"clock.pace", "Changes how virtual time follows the wall clock.",
                                                  pace_parameters, false};
inline constexpr sim::parameter message_parameters[] = {{"message", sim::value_kind::text, "what to write"}};
inline constexpr sim::action_type log_action{"log", "Writes a line into the journal.", message_parameters, false};
inline constexpr sim::event_type log_event{"log", "A line that a scenario wanted in the journal.", message_parameters};
inline constexpr sim::parameter step_parameters[] = {{"do", sim::value_kind::text, "the action"}};
inline constexpr sim::event_type step_done{
    "step.done", "A step of the scenario was put to the world; it is the cause of what follows.", step_parameters};
inline constexpr sim::parameter step_failed_parameters[] = {{"do", sim::value_kind::text, "the action"},
                                                            {"error", sim::value_kind::text, "why it was refused"}};
inline constexpr sim::event_type step_refused{
    "step.refused", "A step of the scenario asked for what could not be done.", step_failed_parameters};

/// Declares events, states, actions and faults of all libraries. Binds nothing.
void declare_everything(sim::simulation& world);

} // namespace scenarios::engine
