// The migration of one installation, as the S1SP sees it: events and time in, actions out. No clock, no I/O.
//
//   none → requested → validated → sim_migrated → connected → installing → commissioned
//            ↓ rejected   └──────────┴───────────────┴────────────┴→ timed_out | failed | cancelled
//                                                                        ↓ (unless nothing was touched)
//                                    rolled_back | rollback_failed ← rolling_back
//                                         └────────────┴→ smso_restored
//
// Source of the windows and of the two validation steps: DCC, conclusions and further consultation on TMAD for FOC
// (2020). The states, and all that is said about the way back, are model choices.
#pragma once
#include "scenarios/reference/migration_events.hpp"
#include "scenarios/reference/migration_messages.hpp"

#include <array>

namespace scenarios::reference {

class migration_machine {
public:
    // "All reasonable steps", as numbers: model choices.
    static constexpr unsigned device_attempts = 5; ///< for credentials and for the address, each
    static constexpr unsigned sim_attempts = 5;
    static constexpr sim::duration retry_delay = std::chrono::minutes(1);
    /// How long the hub may stay away before the SIM goes back without it: two daily call-homes.
    static constexpr sim::duration rollback_limit = std::chrono::hours(48);

    /// The actions are to be carried out in their order. On an error nothing has changed. `now` must not go back.
    /// The window is half open: what happens at its end is too late.
    sim::result<migration_actions> handle(const migration_event_in& what, sim::time_point now);

    migration_state state() const { return state_; }
    migration_outcome outcome() const { return outcome_; }
    const std::string& step() const { return step_; }                       ///< of a rejection
    const std::string& reason() const { return reason_; }                   ///< of a rejection or a failure
    const std::string& rollback_reason() const { return rollback_reason_; } ///< what could not be restored, and why
    sim::time_point since() const { return since_; }                        ///< when the present state began
    std::optional<sim::time_point> window_end() const { return deadline_; }
    bool touched(migration_part part) const { return at(part).touched; }
    bool restored(migration_part part) const { return at(part).restored; }
    const migration_plan& plan() const { return plan_; }
    /// For people: "commissioned", "rejected 15.6.1: PreviousAPN missing", "timed out, rolled back".
    std::string summary() const;

private:
    struct part_state {
        bool touched{false}, restored{false}, given_up{false};
        unsigned attempts{0};
        std::string why; ///< the last failure
    };
    part_state& at(migration_part part) { return parts_[static_cast<std::size_t>(part)]; }
    const part_state& at(migration_part part) const { return parts_[static_cast<std::size_t>(part)]; }

    sim::error_code on(const migration_input::start& e);
    sim::error_code on(const migration_input::check_failed& e);
    sim::error_code on(const migration_input::use_group& e);
    sim::error_code on(const migration_input::sim_change_confirmed& e);
    sim::error_code on(const migration_input::hub_connected& e);
    sim::error_code on(const migration_input::details_received& e);
    sim::error_code on(const migration_input::replaced& e);
    sim::error_code on(const migration_input::commission_done& e);
    sim::error_code on(const migration_input::failure& e);
    sim::error_code on(const migration_input::window_expired& e);
    sim::error_code on(const migration_input::rollback_demanded& e);
    sim::error_code on(const migration_input::cancel& e);
    sim::error_code on(const migration_input::restored& e);
    sim::error_code on(const migration_input::restore_failed& e);
    sim::error_code on(const migration_input::rollback_limit_expired& e);
    sim::error_code on(const migration_input::smso_contact& e);

    bool under_way() const; ///< between the SIM change and the end
    bool window_over() const { return deadline_ && now_ >= *deadline_; }
    void enter(migration_state next, const sim::event_type& type, sim::fields content = {});
    void reject(std::string step, std::string reason);
    void open_window(window_start reached);
    void close_window();
    void end(migration_outcome how, migration_state next, const sim::event_type& type, sim::fields content = {});
    void roll_back();
    void restore_next();
    void request_restore(migration_part part, sim::duration delay);
    void stop_limit();
    void finish_rollback();

    migration_plan plan_;
    migration_state state_{migration_state::none};
    migration_outcome outcome_{migration_outcome::pending};
    std::string step_, reason_, rollback_reason_;
    sim::time_point since_{}, now_{};
    std::optional<sim::time_point> deadline_, rollback_due_;
    std::array<part_state, 3> parts_{};
    std::optional<migration_part> restoring_;
    migration_actions out_;
};

} // namespace scenarios::reference
