// What the SMWAN writes into the journal. Unless a sentence says otherwise an event tells what the *hub* sees.
#pragma once
#include "sim/kernel/journal.hpp"

namespace sim::smwan {

inline constexpr parameter profile_changed_fields[] = {
    {"iccid", value_kind::text, "the SIM"},
    {"from", value_kind::text, "the customer service profile it had"},
    {"to", value_kind::text, "the one it has now"},
};
inline constexpr event_type sim_profile_changed{
    "sim.profile_changed", "The operator moved the SIM to another customer service profile.", profile_changed_fields};
inline constexpr parameter sim_state_changed_fields[] = {
    {"iccid", value_kind::text, "the SIM"},
    {"from", value_kind::text, "its state before"},
    {"to", value_kind::text, "its state now"},
};
inline constexpr event_type sim_state_changed{"sim.state_changed", "The operator changed the state of the SIM.",
                                              sim_state_changed_fields};

inline constexpr event_type wan_attached{"wan.attached", "The network accepted the hub's registration."};

inline constexpr parameter reason_field[] = {{"reason", value_kind::text, "why"}};
inline constexpr event_type wan_detached{"wan.detached", "The hub is no longer registered.", reason_field};
inline constexpr event_type wan_context_lost{"wan.context_lost", "The hub learned that its PDP context is gone.",
                                             reason_field};
inline constexpr event_type wan_offline{"wan.offline", "The hub has no PDP context any more.", reason_field};

inline constexpr parameter reject_fields[] = {
    {"code", value_kind::integer, "the network's cause number (3GPP TS 24.008)"},
    {"meaning", value_kind::text, "the cause in words"},
    {"attempt", value_kind::integer, "failed attempts in a row, this one included"},
};
inline constexpr event_type wan_attach_rejected{"wan.attach_rejected", "The network refused the registration.",
                                                reject_fields};
inline constexpr event_type wan_pdp_rejected{"wan.pdp_rejected", "The network refused the PDP context.", reject_fields};

inline constexpr parameter timed_out_fields[] = {
    {"request", value_kind::text, "attach, update or activate"},
    {"attempt", value_kind::integer, "failed attempts in a row, this one included"},
};
inline constexpr event_type wan_request_timed_out{"wan.request_timed_out", "The network did not answer a request.",
                                                  timed_out_fields};

inline constexpr parameter context_fields[] = {
    {"profile", value_kind::text, "the customer service profile that the context was made under"},
    {"apn", value_kind::text, "its APN"},
    {"address", value_kind::text, "the hub's address"},
};
inline constexpr event_type wan_context_active{"wan.context_active", "The network activated a PDP context.",
                                               context_fields};
inline constexpr event_type wan_online{"wan.online", "The hub can send and receive.", context_fields};

inline constexpr parameter context_dropped_fields[] = {
    {"profile", value_kind::text, "the profile that the context was made under"},
    {"old_context", value_kind::text, "what becomes of its packets: black_hole, refused or served"},
};
inline constexpr event_type wan_context_orphaned{
    "wan.context_orphaned", "A profile change left the hub with a context of its old profile; the hub is not told.",
    context_dropped_fields};

inline constexpr parameter sms_sent_fields[] = {
    {"reference", value_kind::integer, "the centre's number for the message"},
    {"validity", value_kind::elapsed, "how long it is kept for a hub that is not attached"},
};
inline constexpr event_type sms_sent{"sms.sent", "The short message centre accepted a message for the SIM.",
                                     sms_sent_fields};
inline constexpr parameter sms_delivered_fields[] = {
    {"reference", value_kind::integer, "the centre's number for the message"},
};
inline constexpr event_type sms_delivered{"sms.delivered", "The hub has the message.", sms_delivered_fields};
inline constexpr parameter sms_failed_fields[] = {
    {"reference", value_kind::integer, "the centre's number for the message"},
    {"reason", value_kind::text, "why"},
};
inline constexpr event_type sms_failed{"sms.failed", "The message was never delivered.", sms_failed_fields};

} // namespace sim::smwan
