// GPRS attach as a machine without I/O or clock: events in, actions out (3GPP TS 24.008, 4.7; see causes.hpp,
// timers.hpp).
//
// At most one of T3310, T3311, T3302, T3346 and T3330 runs at a time, so an owner needs one timer for them, and a
// second one for T3312 if it wants periodic updates to happen at all (modem.hpp elides them). Model choices: a search
// for a cell comes first and its length is the owner's; a time-out counts as an attempt like a reject, so that the
// fifth of either leads to T3302.
#pragma once
#include "sim/core/action_list.hpp"
#include "sim/smwan/causes.hpp"
#include "sim/smwan/timers.hpp"

#include <utility>
#include <variant>

namespace sim::smwan {

class registration {
public:
    enum class state : std::uint8_t {
        off,         ///< no power
        searching,   ///< looks for a cell
        attaching,   ///< a request is out, T3310 guards it
        waiting,     ///< T3311 runs until the next attempt
        backing_off, ///< T3302 or T3346 runs
        refused,     ///< a permanent reject: silent until power is cycled or the SIM changes
        attached,
    };
    enum class timer : std::uint8_t { none, t3310, t3311, t3302, t3346, t3330, t3312 };

    struct power_on {};
    struct power_off {};
    struct cell_found {};
    struct cell_lost {};
    struct sim_changed {};
    struct attach_accepted {};
    /// `back_off`: the T3346 that came with the reject; zero for none.
    struct attach_rejected {
        gmm_cause cause;
        duration back_off{};
    };
    /// The network detaches the device: with `reattach` it attaches again at once; else `cause` says what it may do.
    struct detach_requested {
        bool reattach;
        gmm_cause cause;
    };
    struct update_accepted {};
    struct update_rejected {
        gmm_cause cause;
    };
    struct expired {
        timer which;
    };
    using event = std::variant<power_on, power_off, cell_found, cell_lost, sim_changed, attach_accepted,
                               attach_rejected, detach_requested, update_accepted, update_rejected, expired>;

    enum class act : std::uint8_t {
        search,           ///< look for a cell, then say cell_found
        stop_search,      ///< no cell_found is wanted any more
        send_attach,      ///< `attempt`
        send_update,      ///< `attempt`
        start_timer,      ///< `which`, `length`; replaces a running timer of the same slot
        stop_timer,       ///< `which`
        report_attached,  ///
        report_rejected,  ///< `cause`, `attempt`
        report_timed_out, ///< `attempt`
        report_detached,  ///< `cause`: meaningful when the network detached it
    };
    struct action {
        act what{};
        timer which{timer::none};
        std::uint8_t attempt{0};
        gmm_cause cause{};
        duration length{};
        bool operator==(const action&) const = default;
    };
    using actions = action_list<action>;

    /// Events that do not belong to the present state are ignored: answers cross each other on the air.
    actions resume(const event& e);
    state current() const { return state_; }
    /// Failed attempts since the counter was last cleared, 0 … 5.
    std::uint8_t attempts() const { return attempts_; }

private:
    void on(const power_on&, actions& out);
    void on(const power_off&, actions& out);
    void on(const cell_found&, actions& out);
    void on(const cell_lost&, actions& out);
    void on(const sim_changed&, actions& out);
    void on(const attach_accepted&, actions& out);
    void on(const attach_rejected& e, actions& out);
    void on(const detach_requested& e, actions& out);
    void on(const update_accepted&, actions& out);
    void on(const update_rejected& e, actions& out);
    void on(const expired& e, actions& out);

    void search(actions& out);
    void attach(actions& out);
    void update(actions& out);
    void react(reaction what, actions& out);
    void stop_all(actions& out);
    void leave_attached(gmm_cause cause, actions& out);
    void start(timer which, duration length, actions& out);

    state state_{state::off};
    timer running_{timer::none};
    std::uint8_t attempts_{0};
};

/// Number of periodic routing-area updates in (from, until] of a device attached at `attached`: one each T3312, counted
/// from the attach without drift. A pure function, so that nobody has to wake up for them.
std::uint64_t periodic_updates(time_point attached, time_point from, time_point until);

} // namespace sim::smwan
