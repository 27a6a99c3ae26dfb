// States of the HAN that scenarios and people can ask for, of an installation.
#pragma once
#include "sim/kernel/registry.hpp"

namespace sim::han {

inline constexpr state_type han_members{"han.members", value_kind::integer, "Devices on the hub's list of members."};
inline constexpr state_type han_lost_members{"han.lost_members", value_kind::integer,
                                             "Members that the hub has not heard several times when they were due."};
inline constexpr std::string_view device_state_values[] = {"off",          "unjoined",       "scanning", "associating",
                                                           "awaiting_key", "authenticating", "joined",   "searching",
                                                           "orphan_scan",  "rejoining",      "rekeying"};
inline constexpr state_type han_esme{"han.esme", value_kind::text, "What the electricity meter makes of the network.",
                                     device_state_values};
inline constexpr state_type han_gsme{"han.gsme", value_kind::text, "What the gas meter makes of the network.",
                                     device_state_values};
inline constexpr state_type han_ihd{"han.ihd", value_kind::text, "What the in-home display makes of the network.",
                                    device_state_values};

} // namespace sim::han
