#include "sim/smwan/sim_card.hpp"

namespace sim::smwan {

std::string_view to_string(sim_state s)
{
    switch (s) {
    case sim_state::test: return "Active.Test";
    case sim_state::ready: return "Active.Ready";
    case sim_state::live: return "Active.Live";
    case sim_state::suspend: return "Active.Suspend";
    case sim_state::standby: return "Active.Standby";
    case sim_state::sleep: return "Active.Sleep";
    case sim_state::stopped: return "Inactive.Stopped";
    }
    return "";
}

std::optional<sim_state> sim_state_from(char code)
{
    auto s = static_cast<sim_state>(code);
    if (to_string(s).empty()) return {};
    return s;
}

bool may_attach(sim_state s) { return s != sim_state::stopped; }
bool may_activate(sim_state s) { return may_attach(s) && s != sim_state::suspend && s != sim_state::sleep; }

sim_card::sim_card(sim_identity identity, std::string installation, std::string_view part, std::uint32_t index,
                   const service_profile& profile, std::shared_ptr<const reconnect_plan> plan)
    : identity_(std::move(identity)),
      installation_(std::move(installation)),
      part_(part),
      profile_(&profile),
      home_(&profile),
      plan_(std::move(plan)),
      index_(index)
{}

} // namespace sim::smwan
