// What the migration of an installation says to the journal and to scenarios: events, states and actions.
#pragma once
#include "sim/kernel/registry.hpp"

#include <array>
#include <span>

namespace scenarios::reference {

namespace migration_field {
inline constexpr sim::parameter step{"step", sim::value_kind::text, "the validation step that failed, e.g. 15.6.1"};
inline constexpr sim::parameter reason{"reason", sim::value_kind::text, "why, in words"};
inline constexpr sim::parameter undo{"undo", sim::value_kind::text,
                                     "what has to be undone, e.g. credentials, address, sim"};
inline constexpr sim::parameter window{"window", sim::value_kind::elapsed, "time allowed for Device Installation"};

inline constexpr std::array requested{sim::parameter{"group", sim::value_kind::text, "the GroupID, e.g. EA"}, window};
inline constexpr std::array rejected{step, reason};
inline constexpr std::array with_profile{
    sim::parameter{"profile", sim::value_kind::text, "the service profile that the SIM now belongs to"}};
inline constexpr std::array timed_out{window};
inline constexpr std::array with_reason{reason};
inline constexpr std::array rolling_back{undo};
} // namespace migration_field

namespace migration_event {
inline constexpr sim::event_type requested{
    "migration.requested", "A migration file with the installation has been received.", migration_field::requested};
inline constexpr sim::event_type validated{"migration.validated", "The files have passed validation."};
inline constexpr sim::event_type rejected{"migration.rejected", "Validation has failed; nothing has been touched.",
                                          migration_field::rejected};
inline constexpr sim::event_type sim_migrated{"migration.sim_migrated",
                                              "The SIM platform has moved the SIM to the DCC's service profile.",
                                              migration_field::with_profile};
inline constexpr sim::event_type connected{"migration.connected",
                                           "The hub has come to the S1SP over the DCC's network."};
inline constexpr sim::event_type installing{
    "migration.installing",
    "Details have come from the DCO; the S1SP replaces certificates, keys and head-end address."};
inline constexpr sim::event_type commissioned{"migration.commissioned", "Device Installation is complete."};
inline constexpr sim::event_type timed_out{"migration.timed_out", "The window for Device Installation is over.",
                                           migration_field::timed_out};
inline constexpr sim::event_type failed{"migration.failed", "The migration cannot go on.",
                                        migration_field::with_reason};
inline constexpr sim::event_type cancelled{"migration.cancelled", "The migration has been withdrawn."};
inline constexpr sim::event_type rolling_back{"migration.rolling_back", "The S1SP undoes what was done.",
                                              migration_field::rolling_back};
inline constexpr sim::event_type rolled_back{
    "migration.rolled_back",
    "The SIM has its previous profile, and credentials and address are restored or were never replaced."};
inline constexpr sim::event_type rollback_failed{"migration.rollback_failed", "Some of it could not be undone.",
                                                 migration_field::with_reason};
inline constexpr sim::event_type smso_restored{"migration.smso_restored", "The hub has talked to its SMSO again."};

inline constexpr std::array all{&requested,    &validated,    &rejected,        &sim_migrated, &connected,
                                &installing,   &commissioned, &timed_out,       &failed,       &cancelled,
                                &rolling_back, &rolled_back,  &rollback_failed, &smso_restored};
} // namespace migration_event

namespace migration_value {
/// In the order of `migration_state` and `migration_outcome` (migration.hpp).
inline constexpr std::array<std::string_view, 15> states{
    "none",      "requested",    "validated",    "rejected",        "sim_migrated",
    "connected", "installing",   "commissioned", "timed_out",       "failed",
    "cancelled", "rolling_back", "rolled_back",  "rollback_failed", "smso_restored"};
inline constexpr std::array<std::string_view, 6> outcomes{"pending",   "commissioned", "rejected",
                                                          "timed_out", "failed",       "cancelled"};
} // namespace migration_value

namespace migration_state_type {
inline constexpr sim::state_type state{"migration.state", sim::value_kind::text,
                                       "Where the installation's migration stands.", migration_value::states};
inline constexpr sim::state_type outcome{"migration.outcome", sim::value_kind::text,
                                         "How the migration ended, whatever came of its rollback.",
                                         migration_value::outcomes};
inline constexpr sim::state_type step{
    "migration.step", sim::value_kind::text,
    "The validation step that rejected the installation, e.g. 15.6.1; empty otherwise."};
inline constexpr std::array all{&state, &outcome, &step};
} // namespace migration_state_type

namespace migration_action_type {
inline constexpr sim::parameter start_parameters[] = {
    {"window", sim::value_kind::text, "time for Device Installation: auto (the group's) or a duration", false}};
inline constexpr sim::action_type start{"migration.start", "Hands the installation's migration files to the S1SP.",
                                        start_parameters};
inline constexpr sim::action_type rollback{"migration.rollback",
                                           "Demands that what was done is undone, or tried again."};
inline constexpr sim::action_type cancel{"migration.cancel", "Withdraws the migration; what was done is undone."};
inline constexpr std::array all{&start, &rollback, &cancel};
} // namespace migration_action_type

} // namespace scenarios::reference
