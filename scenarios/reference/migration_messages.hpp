// What goes into the migration's machine (migration.hpp), and what comes out of it.
#pragma once
#include "scenarios/reference/migration_plan.hpp"
#include "sim/kernel/journal.hpp"

#include <variant>
#include <vector>

namespace scenarios::reference {

namespace migration_input {
/// The MGF has come (15.6.1). Not while another attempt runs, nor after one that ended commissioned or half undone.
struct start {
    migration_plan plan;
};
/// Another check of the files has failed.
struct check_failed {
    std::string step, reason;
};
/// The group is about to be used (15.7.1), with the value that the MGF holds by then.
struct use_group {
    std::optional<std::string> previous_apn;
};
struct sim_change_confirmed {};
struct hub_connected {}; ///< may come again, whenever the hub does
struct details_received {};
/// A change has been *sent* to the hub: whether it arrived or not, it must be undone. Not for the SIM.
struct replaced {
    migration_part part;
};
struct commission_done {};
struct failure {
    std::string reason;
};
struct window_expired {};
struct rollback_demanded {};
struct cancel {};
struct restored {
    migration_part part;
};
struct restore_failed {
    migration_part part;
    std::string reason;
};
struct rollback_limit_expired {};
struct smso_contact {}; ///< the hub has completed a session with its SMSO
} // namespace migration_input
using migration_event_in =
    std::variant<migration_input::start, migration_input::check_failed, migration_input::use_group,
                 migration_input::sim_change_confirmed, migration_input::hub_connected,
                 migration_input::details_received, migration_input::replaced, migration_input::commission_done,
                 migration_input::failure, migration_input::window_expired, migration_input::rollback_demanded,
                 migration_input::cancel, migration_input::restored, migration_input::restore_failed,
                 migration_input::rollback_limit_expired, migration_input::smso_contact>;

namespace migration_do {
/// Ask the SIM platform. Forward: answered with sim_change_confirmed or failure; back: with restored or restore_failed.
struct set_profile {
    std::string profile;
    bool back{false};
    sim::duration delay{};
};
/// Answered with window_expired at `due`.
struct start_window {
    sim::duration length;
    sim::time_point due;
};
struct stop_window {};
struct request_details {}; ///< of the Migration Group Encrypted File, from the DCO (clause 5.16): details_received
struct install {};         ///< replaced …, then commission_done or failure
struct stop_install {};    ///< whatever is being done to the hub, do no more of it
/// Restore credentials or address in the hub's present or next session: restored or restore_failed.
struct restore {
    migration_part part;
    unsigned attempt; ///< 1 …
    sim::duration delay;
};
struct stop_restoring {}; ///< no answer to the last `restore` is wanted any more
/// Answered with rollback_limit_expired at `due`.
struct start_rollback_limit {
    sim::time_point due;
};
struct stop_rollback_limit {};
struct emit {
    const sim::event_type* type;
    sim::fields content;
};
} // namespace migration_do
using migration_action =
    std::variant<migration_do::set_profile, migration_do::start_window, migration_do::stop_window,
                 migration_do::request_details, migration_do::install, migration_do::stop_install,
                 migration_do::restore, migration_do::stop_restoring, migration_do::start_rollback_limit,
                 migration_do::stop_rollback_limit, migration_do::emit>;
using migration_actions = std::vector<migration_action>;

} // namespace scenarios::reference
