// What the migration of an installation starts from, and the words for where it stands.
#pragma once
#include "scenarios/reference/migration_group.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace scenarios::reference {

enum class migration_state : std::uint8_t {
    none,            ///< no file has come
    requested,       ///< the file is here; 15.6.1 is passed, the group is not yet in use
    validated,       ///< 15.7.1 is passed; the SIM platform has been asked to move the SIM
    rejected,        ///< a check failed before anything was touched
    sim_migrated,    ///< the platform has confirmed; the hub may take days to notice
    connected,       ///< the hub is with the S1SP, which asks the DCO for details
    installing,      ///< credentials and head-end address are being replaced
    commissioned,    ///< done
    timed_out,       ///< the window is over (lasting only when nothing was touched)
    failed,          ///< cannot go on; what was touched is undone at once, so it never lasts
    cancelled,       ///< withdrawn (lasting only when nothing was touched)
    rolling_back,    ///< being undone: credentials, then address, then SIM
    rolled_back,     ///< all that was touched is restored
    rollback_failed, ///< something could not be restored
    smso_restored,   ///< the hub has talked to its SMSO since
};
std::string_view to_string(migration_state s);

/// How the migration ended, whatever came of the rollback.
enum class migration_outcome : std::uint8_t { pending, commissioned, rejected, timed_out, failed, cancelled };
std::string_view to_string(migration_outcome o);

enum class migration_errc {
    not_in_this_state = 1, ///< the event has no meaning in the present state
    window_over,           ///< the window has ended, though its timer has yet to say so
    not_due,               ///< a timer's event before its time
    not_replaced,          ///< the installation is not what a commissioned one must be
};
const boost::system::error_category& migration_category() noexcept;
sim::error_code make_error_code(migration_errc e) noexcept;

/// What the S1SP shows at first contact.
enum class handover_kind : std::uint8_t {
    smso_credentials, ///< a certificate that the SMSO handed over; credentials and address are then both replaced
    preloaded_dcc,    ///< its own: the hub has its SMSO's word for it, and the new address; credentials are replaced
};
/// From when the window counts: the source does not say.
enum class window_start : std::uint8_t { requested, validated, sim_profile_changed };
/// `migration.requested`, `migration.validated`, `sim.profile_changed`. Error: `core_errc::malformed`.
sim::result<window_start> parse_window_start(std::string_view text);
/// The three independent things that a rollback undoes, in its order.
enum class migration_part : std::uint8_t { credentials, address, sim };
std::string_view to_string(migration_part part);

struct migration_plan {
    migration_group group{migration_group::ea};
    std::string dcc_profile; ///< service profile to move the SIM to
    std::optional<std::string>
        previous_apn; ///< of the MGF as received: the SMSO's service profile; empty counts as missing
    handover_kind handover{handover_kind::smso_credentials};
    window_start window_from{window_start::sim_profile_changed};
    std::optional<sim::duration> window; ///< instead of the group's
};

} // namespace scenarios::reference

template <>
struct boost::system::is_error_code_enum<scenarios::reference::migration_errc> : std::true_type {};
