// What the HAN writes into the journal, about the device in question unless a sentence says otherwise.
#pragma once
#include "sim/kernel/journal.hpp"

namespace sim::han {

inline constexpr event_type han_joining{"han.joining", "A device that belongs to no network looks for one."};
inline constexpr parameter joined_fields[] = {
    {"eui64", value_kind::text, "the device"},
    {"address", value_kind::text, "its short address, in hexadecimal"},
};
inline constexpr event_type han_joined{"han.joined", "A device is a member: it shares a link key with the hub.",
                                       joined_fields};
inline constexpr parameter reason_field[] = {{"reason", value_kind::text, "why, in words"}};
inline constexpr event_type han_join_refused{"han.join_refused", "An attempt to join ended without membership.",
                                             reason_field};
inline constexpr parameter left_fields[] = {{"reason", value_kind::text, "removed, or left"}};
inline constexpr event_type han_left{"han.left", "A device is no member any more, and knows it.", left_fields};
inline constexpr event_type han_removed{"han.removed",
                                        "The hub has taken a device off its list, whether the device knows or not."};

inline constexpr event_type han_network_lost{"han.network_lost",
                                             "A device has not reached its hub several times, and searches for it."};
inline constexpr parameter lost_fields[] = {
    {"missed", value_kind::integer, "exchanges in a row that the hub did not hear"},
};
inline constexpr event_type han_lost{"han.lost", "The hub has not heard a device when it was due, several times.",
                                     lost_fields};
inline constexpr parameter search_failed_fields[] = {
    {"by", value_kind::text, "hub, or device"},
    {"searches", value_kind::integer, "searches in a row, in vain"},
};
inline constexpr event_type han_search_failed{
    "han.search_failed", "The hub has searched for a lost sleepy device, or a device for its hub, in vain.",
    search_failed_fields};
inline constexpr parameter found_fields[] = {
    {"how", value_kind::text, "orphan_scan, rejoin or trust_centre_rejoin"},
    {"searches", value_kind::integer, "attempts of the device, this one included"},
};
inline constexpr event_type han_rejoined{"han.rejoined", "A device that had lost its network is back.", found_fields};
inline constexpr event_type han_rejoin_refused{"han.rejoin_refused", "The hub does not take a device back.",
                                               reason_field};

inline constexpr parameter dropped_fields[] = {
    {"cluster", value_kind::text, "of the message, in hexadecimal"},
    {"reason", value_kind::text, "queue_full, expired or not_joined"},
};
inline constexpr event_type han_message_dropped{
    "han.message_dropped", "The hub gave up a message that waited for a sleepy device.", dropped_fields};
inline constexpr event_type han_replay_refused{
    "han.replay_refused", "A frame came whose counter is not above the last one; it was not processed."};
inline constexpr parameter key_changed_fields[] = {
    {"sequence", value_kind::integer, "number of the network key that is used now"},
};
inline constexpr event_type han_key_changed{"han.key_changed", "The hub has switched to a new network key.",
                                            key_changed_fields};

} // namespace sim::han
