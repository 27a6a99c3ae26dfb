// When a hub restarts by itself: the hub's side of its reconnect cause (reconnect.hpp). The operator's side is
// operator_network.
#pragma once
#include "sim/smwan/sim_directory.hpp"

namespace sim::smwan {

/// Lives in the hub, watches its SIM, and costs one parked timer. While the policy in force is `weekly_restart` the hub
/// restarts every week, also before any change; `pinned` restarts it once after a change; the others never do.
/// A later change replaces what is pending by what the policy of its direction says.
class restart_schedule final : sim_watcher {
public:
    /// `restart` runs as an event of its own, whether the hub has power or not: that is for the hub to judge.
    restart_schedule(simulation& world, sim_directory& directory, sim_card& card, unique_function<void()> restart);
    restart_schedule(const restart_schedule&) = delete;
    restart_schedule& operator=(const restart_schedule&) = delete;
    ~restart_schedule();

    /// The next restart, if one is due: what a person who waits for the hub wants to know.
    std::optional<time_point> due() const;
    const reconnect_policy& in_force() const { return *policy_; }

private:
    void on_profile_changed(const profile_change& change) override;
    void fire();
    void arm_weekly();

    simulation& world_;
    sim_directory& directory_;
    sim_card& card_;
    const reconnect_policy* policy_;
    unique_function<void()> restart_;
    timer timer_;
};

} // namespace sim::smwan
