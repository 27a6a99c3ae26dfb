// Actions and faults of the SMWAN, and the one call that tells a world of everything it has. The world binds actions
// and states to its subjects.
#pragma once
#include "sim/kernel/simulation.hpp"

namespace sim::smwan {

class sim_directory;
class sms_centre;

inline constexpr parameter set_profile_parameters[] = {
    {"profile", value_kind::text, "name of the customer service profile"},
};
inline constexpr action_type set_profile_action{
    "sim.set_profile", "Moves the SIM to another customer service profile; the hub learns it at its next activation.",
    set_profile_parameters};

inline constexpr parameter send_sms_parameters[] = {
    {"validity", value_kind::elapsed, "how long the message is kept, 1 s to 7 d; 24 h by default", false},
};
inline constexpr action_type send_sms_action{
    "sim.send_sms", "Sends a wake-up message to the hub; it is kept while the hub is not attached.",
    send_sms_parameters};

inline constexpr parameter cause_parameter[] = {
    {"cause", value_kind::integer, "cause number of 3GPP TS 24.008, 1 to 255", false},
};
/// Default cause 17, network failure.
inline constexpr fault_type attach_reject_fault{"wan.attach_reject", "The network refuses an attach request.",
                                                cause_parameter};
/// Default cause 38, network failure.
inline constexpr fault_type pdp_reject_fault{"wan.pdp_reject", "The network refuses the activation of a PDP context.",
                                             cause_parameter};
inline constexpr fault_type no_answer_fault{"wan.no_answer",
                                            "The network does not answer a request (attach, update or activate)."};

/// Declares events, states, actions and faults.
void declare(simulation& world);
/// The handler behind sim.set_profile. Errors: registry_errc::unknown_subject, smwan_errc::unknown_profile.
error_code set_profile(sim_directory& directory, std::string_view on, const arguments& args);
/// Binds what needs nothing but the directory: sim.set_profile, sim.profile and sim.state.
void bind(simulation& world, sim_directory& directory);
/// Binds sim.send_sms. Errors: registry_errc::unknown_subject, core_errc::out_of_range.
void bind(simulation& world, sim_directory& directory, sms_centre& messages);

} // namespace sim::smwan
