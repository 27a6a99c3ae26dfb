// States of the SMWAN that scenarios and people can ask for.
#pragma once
#include "sim/kernel/registry.hpp"

namespace sim::smwan {

inline constexpr std::string_view wan_state_values[] = {"off",     "searching", "attaching",  "back_off",
                                                        "refused", "attached",  "activating", "online"};
inline constexpr state_type wan_state{
    "wan.state", value_kind::text,
    "What the hub believes: online as long as it knows nothing else, even on a context that the network has dropped.",
    wan_state_values};

inline constexpr std::string_view wan_context_values[] = {"none", "live", "stale"};
inline constexpr state_type wan_context{
    "wan.context", value_kind::text,
    "The truth about the context that the hub believes in: live carries packets, stale does not.", wan_context_values};

inline constexpr state_type sim_profile{"sim.profile", value_kind::text,
                                        "The SIM's customer service profile, as the operator has it."};
inline constexpr std::string_view sim_state_values[] = {"Active.Test",     "Active.Ready",   "Active.Live",
                                                        "Active.Suspend",  "Active.Standby", "Active.Sleep",
                                                        "Inactive.Stopped"};
inline constexpr state_type sim_state_value{"sim.state", value_kind::text, "The SIM's state, as the operator has it.",
                                            sim_state_values};
inline constexpr state_type chf_address{"chf.address", value_kind::text,
                                        "The address that the hub believes to have; empty: none."};
inline constexpr state_type chf_apn{"chf.apn", value_kind::text,
                                    "The APN that the hub believes to be on; empty: none."};

} // namespace sim::smwan
