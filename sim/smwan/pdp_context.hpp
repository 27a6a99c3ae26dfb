// Activation of the one PDP context as a machine without I/O or clock (3GPP TS 24.008, 6.1.3; see causes.hpp,
// timers.hpp).
//
// At most one of its timers runs at a time. It activates by itself once attached, or, when it is told so, only while
// its owner wants it to (`wanted`, `released`): a wish outlives the registration, but not the power. Model choice:
// T3396 survives loss of power and then starts anew when the device has attached (a module that keeps its back-off in
// flash): a device that keeps rebooting stays away for ever. A new SIM clears it.
#pragma once
#include "sim/core/action_list.hpp"
#include "sim/smwan/causes.hpp"
#include "sim/smwan/timers.hpp"

#include <utility>
#include <variant>

namespace sim::smwan {

class pdp_context {
public:
    enum class state : std::uint8_t {
        inactive,    ///< not attached, or not asked for
        activating,  ///< a request is out, T3380 guards it
        waiting,     ///< pauses after a temporary reject
        backing_off, ///< T3396 runs, attached or not
        refused,     ///< a permanent reject: silent until power is cycled or the SIM changes
        active,
    };
    enum class timer : std::uint8_t { none, t3380, retry, t3396 };

    struct attached {};
    /// The registration is gone, with the reason that the owner knows.
    struct detached {};
    struct power_off {};
    /// For contexts on demand: the owner needs one, or needs it no longer.
    struct wanted {};
    struct released {};
    struct sim_changed {};
    struct accepted {};
    struct rejected {
        sm_cause cause;
    };
    struct deactivated {
        sm_cause cause;
    };
    struct expired {
        timer which;
    };
    using event = std::variant<attached, detached, power_off, wanted, released, sim_changed, accepted, rejected,
                               deactivated, expired>;

    enum class act : std::uint8_t {
        send_activate,    ///< `attempt`
        send_deactivate,  ///< what was asked for, or is there, is not wanted any more
        start_timer,      ///< `which`, `length`
        stop_timer,       ///< `which`
        report_active,    ///
        report_rejected,  ///< `cause`, `attempt`
        report_timed_out, ///< `attempt`
        report_lost,      ///< `cause`: meaningful when the network deactivated it
    };
    struct action {
        act what{};
        timer which{timer::none};
        std::uint8_t attempt{0};
        sm_cause cause{};
        duration length{};
        bool operator==(const action&) const = default;
    };
    using actions = action_list<action>;

    explicit pdp_context(bool on_demand = false) : on_demand_(on_demand), wanted_(!on_demand) {}
    /// Events that do not belong to the present state are ignored: answers cross each other on the air.
    actions resume(const event& e);
    state current() const { return state_; }
    std::uint8_t attempts() const { return attempts_; }

private:
    void on(const attached&, actions& out);
    void on(const detached&, actions& out);
    void on(const power_off&, actions& out);
    void on(const wanted&, actions& out);
    void on(const released&, actions& out);
    void on(const sim_changed&, actions& out);
    void on(const accepted&, actions& out);
    void on(const rejected& e, actions& out);
    void on(const deactivated& e, actions& out);
    void on(const expired& e, actions& out);

    void activate(actions& out);
    void react(reaction what, actions& out);
    void back_off(actions& out);
    void start(timer which, duration length, actions& out);
    void stop(actions& out);

    state state_{state::inactive};
    timer running_{timer::none};
    std::uint8_t attempts_{0};
    bool on_demand_, wanted_;
    bool attached_{false};
    bool owes_back_off_{false};
};

} // namespace sim::smwan
