// The written forms of the migration's states, errors and outcomes.
#include "scenarios/reference/migration.hpp"

namespace scenarios::reference {

static_assert(migration_value::states.size() == static_cast<std::size_t>(migration_state::smso_restored) + 1);
static_assert(migration_value::outcomes.size() == static_cast<std::size_t>(migration_outcome::cancelled) + 1);

std::string_view to_string(migration_state s) { return migration_value::states[static_cast<std::size_t>(s)]; }

std::string_view to_string(migration_outcome o) { return migration_value::outcomes[static_cast<std::size_t>(o)]; }

std::string_view to_string(migration_part part)
{
    switch (part) {
    case migration_part::credentials: return "credentials";
    case migration_part::address: return "address";
    case migration_part::sim: return "sim";
    }
    return "";
}

sim::result<window_start> parse_window_start(std::string_view text)
{
    if (text == "migration.requested") return window_start::requested;
    if (text == "migration.validated") return window_start::validated;
    if (text == "sim.profile_changed") return window_start::sim_profile_changed;
    return sim::core_errc::malformed;
}

const boost::system::error_category& migration_category() noexcept
{
    static const sim::table_category instance("scenarios.migration",
                                              {
                                                  "the event has no meaning in the present state of the migration",
                                                  "the window for Device Installation is over",
                                                  "the timer is not due",
                                                  "credentials or address have not been replaced",
                                              });
    return instance;
}

sim::error_code make_error_code(migration_errc e) noexcept { return {static_cast<int>(e), migration_category()}; }

namespace {

std::string how_it_ended(migration_outcome outcome, const std::string& reason)
{
    switch (outcome) {
    case migration_outcome::timed_out: return "timed out";
    case migration_outcome::failed: return "failed: " + reason;
    case migration_outcome::cancelled: return "cancelled";
    case migration_outcome::pending:
    case migration_outcome::commissioned:
    case migration_outcome::rejected: break;
    }
    return std::string(to_string(outcome));
}

} // namespace

std::string migration_machine::summary() const
{
    auto ended = [this] { return how_it_ended(outcome_, reason_); };
    switch (state_) {
    case migration_state::none: return "not started";
    case migration_state::requested: return "requested";
    case migration_state::validated: return "validated";
    case migration_state::rejected: return "rejected " + step_ + ": " + reason_;
    case migration_state::sim_migrated: return "SIM migrated, hub awaited";
    case migration_state::connected: return "connected";
    case migration_state::installing: return "installing";
    case migration_state::commissioned: return "commissioned";
    case migration_state::timed_out:
    case migration_state::failed:
    case migration_state::cancelled: return ended();
    case migration_state::rolling_back: return ended() + ", rolling back";
    case migration_state::rolled_back: return ended() + ", rolled back";
    case migration_state::rollback_failed: return ended() + ", rollback failed: " + rollback_reason_;
    case migration_state::smso_restored:
        return ended() + (rollback_reason_.empty() ? ", rolled back, SMSO restored" : ", SMSO restored");
    }
    return {};
}

} // namespace scenarios::reference
