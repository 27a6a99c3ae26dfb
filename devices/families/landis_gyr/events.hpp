// What the hub of this family writes into the journal about DLMS, besides the tls.* events of its connections.
#pragma once
#include "sim/kernel/registry.hpp"

#include <array>

namespace devices::families::landis_gyr {

inline constexpr sim::parameter associated_fields[] = {
    {"client", sim::value_kind::integer, "the client's address: 16 public, 2 reading, 1 management"},
    {"over", sim::value_kind::text, "wan, gateway (by the device's EUI-64) or optical"},
    {"peer", sim::value_kind::text, "role of the head-end; empty: nobody knows"},
    {"authentication", sim::value_kind::text, "none, lls or hls_gmac"},
    {"ciphered", sim::value_kind::boolean, "the association's application context is a ciphered one"},
};
inline constexpr sim::event_type associated{"dlms.associated", "A client is associated with a device.",
                                            associated_fields};

inline constexpr sim::parameter released_fields[] = {
    {"client", sim::value_kind::integer, "the client's address"},
    {"over", sim::value_kind::text, "wan, gateway or optical"},
    {"peer", sim::value_kind::text, "role of the head-end; empty: nobody knows"},
    {"asked", sim::value_kind::boolean, "the client asked for it; else it began anew or its connection ended"},
};
inline constexpr sim::event_type released{"dlms.released", "An association has ended, while its device has power.",
                                          released_fields};

inline constexpr sim::parameter request_fields[] = {
    {"client", sim::value_kind::integer, "the client's address"},
    {"over", sim::value_kind::text, "wan, gateway or optical"},
    {"service", sim::value_kind::text, "get, set or action"},
    {"class", sim::value_kind::integer, "interface class"},
    {"object", sim::value_kind::text, "logical name (OBIS)"},
    {"index", sim::value_kind::integer, "attribute or method"},
    {"result", sim::value_kind::text, "the answer in the standard's words"},
};
inline constexpr sim::event_type request{
    "dlms.request", "A device was asked for an attribute or a method; written where `chf.dlms.journal` is `requests`.",
    request_fields};

inline constexpr sim::parameter refused_fields[] = {
    {"client", sim::value_kind::integer, "the client's address"},
    {"over", sim::value_kind::text, "wan, gateway or optical"},
    {"peer", sim::value_kind::text, "role of the head-end; empty: nobody knows"},
    {"reason", sim::value_kind::text, "why, in words"},
};
inline constexpr sim::event_type refused{"dlms.refused", "A device turned a client or what it sent away.",
                                         refused_fields};

inline constexpr sim::parameter pushed_fields[] = {
    {"code", sim::value_kind::integer, "the alert's code"},
    {"peer", sim::value_kind::text, "role of the head-end that took it"},
    {"attempt", sim::value_kind::integer, "1 for the first"},
};
inline constexpr sim::event_type pushed{"hub.pushed", "The hub has pushed a notification to its head-end.",
                                        pushed_fields};
inline constexpr sim::parameter push_failed_fields[] = {
    {"code", sim::value_kind::integer, "the alert's code"},
    {"attempt", sim::value_kind::integer, "1 for the first"},
    {"error", sim::value_kind::text, "what went wrong"},
};
inline constexpr sim::event_type push_failed{"hub.push_failed", "An attempt to push a notification failed.",
                                             push_failed_fields};
inline constexpr sim::parameter push_dropped_fields[] = {
    {"code", sim::value_kind::integer, "the alert's code"},
    {"reason", sim::value_kind::text, "why: too many attempts, or too many that wait"},
};
inline constexpr sim::event_type push_dropped{"hub.push_dropped", "A notification is lost: the hub has given it up.",
                                              push_dropped_fields};

inline constexpr std::array all_events{&associated, &released,    &request,     &refused,
                                       &pushed,     &push_failed, &push_dropped};

} // namespace devices::families::landis_gyr
