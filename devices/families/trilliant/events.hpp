// What the hub's software writes into the journal.
#pragma once
#include "sim/kernel/registry.hpp"

#include <array>

namespace devices::families::trilliant {

inline constexpr sim::parameter called_home_fields[] = {
    {"reason", sim::value_kind::text, "boot, scheduled, alarm, wake_up or call_back"},
    {"peer", sim::value_kind::text, "role of the head-end: smso or s1sp"},
    {"name", sim::value_kind::text, "the head-end's name"},
    {"envelopes", sim::value_kind::integer, "envelopes sent"},
    {"acknowledged", sim::value_kind::integer, "of these, how many the head-end has"},
};
inline constexpr sim::event_type called_home{"hub.called_home", "A call home came to its proper end.",
                                             called_home_fields};
inline constexpr sim::parameter call_failed_fields[] = {
    {"reason", sim::value_kind::text, "why the hub called"},
    {"name", sim::value_kind::text, "the head-end's name"},
    {"error", sim::value_kind::text, "what went wrong"},
};
inline constexpr sim::event_type call_failed{"hub.call_failed", "A call home failed.", call_failed_fields};

inline constexpr sim::parameter envelope_dropped_fields[] = {
    {"sequence", sim::value_kind::integer, "the envelope's number"},
    {"code", sim::value_kind::text, "what was in it"},
};
inline constexpr sim::event_type envelope_dropped{
    "hub.envelope_dropped", "The hub's store was full: an envelope is lost.", envelope_dropped_fields};

inline constexpr sim::parameter woken_fields[] = {
    {"message", sim::value_kind::integer, "which one in a row"},
    {"needed", sim::value_kind::integer, "how many it takes for a call"},
};
inline constexpr sim::event_type woken{"hub.woken", "A wake-up message has come.", woken_fields};

inline constexpr sim::parameter redirected_fields[] = {
    {"name", sim::value_kind::text, "the head-end that it calls from now on"},
    {"port", sim::value_kind::integer, "its port"},
    {"why", sim::value_kind::text, "acknowledgement, or no_answer: it goes back to where it was before"},
};
inline constexpr sim::event_type redirected{"hub.redirected", "The hub calls another head-end from now on.",
                                            redirected_fields};

inline constexpr sim::parameter command_fields[] = {
    {"id", sim::value_kind::integer, "as the head-end gave it"},
    {"target", sim::value_kind::text, "EUI-64 of the device"},
    {"status", sim::value_kind::text, "ok, queued, expired, …"},
};
inline constexpr sim::event_type command_answered{
    "hub.command_answered", "A head-end's command for a device has an answer; after `queued` a second one.",
    command_fields};

inline constexpr sim::parameter image_fields[] = {
    {"target", sim::value_kind::text, "EUI-64 of the device that it is for"},
    {"version", sim::value_kind::text, "the image's version"},
    {"state", sim::value_kind::text, "receiving, verified, failed, fetching, delivered or running"},
    {"octets", sim::value_kind::integer, "how many the hub has"},
};
inline constexpr sim::event_type image_event{
    "hub.image", "A firmware image on its way: begun or gone on with, complete, taken by its device.", image_fields};

inline constexpr std::array all_events{&called_home, &call_failed,      &envelope_dropped, &woken,
                                       &redirected,  &command_answered, &image_event};

} // namespace devices::families::trilliant
