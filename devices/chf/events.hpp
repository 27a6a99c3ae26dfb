// What a communications hub writes into the journal, and what scenarios can ask it and make it do.
#pragma once
#include "sim/kernel/registry.hpp"

#include <array>

namespace devices::chf {

inline constexpr sim::parameter boot_fields[] = {
    {"why", sim::value_kind::text, "power_on, restart, firmware or watchdog"},
    {"count", sim::value_kind::integer, "boots of the hub's life"},
};
inline constexpr sim::event_type booted{"chf.booted", "The hub has started.", boot_fields};
inline constexpr sim::event_type powered_off{"chf.powered_off", "The hub has lost its power."};

inline constexpr sim::parameter firmware_fields[] = {
    {"what", sim::value_kind::text, "verified, failed, activated, confirmed or fell_back"},
    {"version", sim::value_kind::text, "the version that it is about"},
};
inline constexpr sim::event_type firmware_event{
    "chf.firmware_event", "Something has become of a firmware image of the hub's own.", firmware_fields};

inline constexpr sim::parameter clock_fields[] = {
    {"moved", sim::value_kind::elapsed, "forward; negative: back"},
    {"civil_offset", sim::value_kind::integer, "minutes to be added for local time"},
};
inline constexpr sim::event_type clock_set{"chf.clock_set", "The head-end has set the hub's clock, or its local time.",
                                           clock_fields};

inline constexpr sim::parameter hes_fields[] = {
    {"name", sim::value_kind::text, "the head-end's name"},
    {"port", sim::value_kind::integer, "its port"},
};
inline constexpr sim::event_type hes_changed{"chf.hes_changed", "The hub was given another head-end.", hes_fields};

inline constexpr sim::parameter credentials_fields[] = {
    {"trust", sim::value_kind::text, "common names of the certificates that the hub trusts now"},
};
inline constexpr sim::event_type credentials_replaced{
    "credentials.replaced", "The hub's trust store has changed; it is not as it was made.", credentials_fields};
inline constexpr sim::event_type credentials_restored{
    "credentials.restored", "The hub trusts again just whom it trusted when it was made.", credentials_fields};

inline constexpr sim::state_type hes_state{"chf.hes", sim::value_kind::text,
                                           "The head-end that the hub calls, NAME:PORT."};
/// Its values are the world's, who knows the authorities: "smso", "dcc", "dcc+smso", "none", "other".
inline constexpr sim::state_type trust_state{"credentials.trust", sim::value_kind::text,
                                             "Whom the hub trusts: smso, dcc, dcc+smso, other or none."};
inline constexpr sim::state_type peer_state{"tls.peer", sim::value_kind::text,
                                            "Role of the head-end that the hub has a TLS session with; empty: none."};

inline constexpr sim::state_type firmware_state{"chf.firmware", sim::value_kind::text,
                                                "The version that the hub runs."};

inline constexpr sim::action_type power_cut{"chf.power_cut", "The hub loses its power at once."};
inline constexpr sim::action_type power_restore{"chf.power_restore", "The hub's power comes back."};
inline constexpr sim::action_type reboot{"chf.reboot", "The hub restarts: what is not in non-volatile memory is lost."};
inline constexpr sim::action_type call_home{"chf.call_home",
                                            "The hub calls home now, if it believes that it is online."};
inline constexpr sim::parameter set_hes_parameters[] = {
    {"name", sim::value_kind::text, "the head-end's name"},
    {"port", sim::value_kind::integer, "its port, 1 to 65535"},
};
inline constexpr sim::action_type set_hes{
    "chf.set_hes", "Gives the hub another head-end, as an engineer on site would.", set_hes_parameters};

inline constexpr std::array all_events{&booted,      &powered_off,          &firmware_event,      &clock_set,
                                       &hes_changed, &credentials_replaced, &credentials_restored};
inline constexpr std::array all_actions{&power_cut, &power_restore, &reboot, &call_home, &set_hes};

inline constexpr std::array all_states{&firmware_state, &hes_state, &trust_state, &peer_state};

} // namespace devices::chf
