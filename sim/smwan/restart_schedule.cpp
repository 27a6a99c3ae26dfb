#include "sim/smwan/restart_schedule.hpp"

namespace sim::smwan {

restart_schedule::restart_schedule(simulation& world, sim_directory& directory, sim_card& card,
                                   unique_function<void()> restart)
    : world_(world),
      directory_(directory),
      card_(card),
      policy_(&card.plan().there),
      restart_(std::move(restart)),
      timer_(world.time, "hub restart", [this] { fire(); })
{
    directory_.watch(card_, this);
    if (policy_->cause == reconnect_cause::weekly_restart) arm_weekly();
}

restart_schedule::~restart_schedule() { directory_.watch(card_, nullptr); }

std::optional<time_point> restart_schedule::due() const
{
    if (!timer_.armed()) return {};
    return timer_.due();
}

void restart_schedule::arm_weekly()
{
    timer_.expires_at(next_weekly_restart(weekly_restart_phase(world_.dice, card_.installation()), world_.time.now()));
}

void restart_schedule::on_profile_changed(const profile_change& change)
{
    bool back = change.direction == change_direction::back;
    policy_ = back ? &card_.plan().back() : &card_.plan().there;
    switch (policy_->cause) {
    // Armed anew although the instant is the same: what comes of it was caused by the change.
    case reconnect_cause::weekly_restart: arm_weekly(); return;
    case reconnect_cause::pinned:
        timer_.expires_at(pinned_restart(policy_->after, change.first, change.at, back));
        return;
    case reconnect_cause::network_cancel:
    case reconnect_cause::never: timer_.cancel(); return;
    }
}

void restart_schedule::fire()
{
    if (policy_->cause == reconnect_cause::weekly_restart) arm_weekly();
    restart_();
}

} // namespace sim::smwan
