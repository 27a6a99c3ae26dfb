// Push: a server says something unasked, and a client understands it, without an association between them.
//
// Source: IEC 62056-5-3, data-notification; ciphered it is in general-glo-ciphering, since it has no glo- form.
#pragma once
#include "devices/dlms/association_keys.hpp"
#include "devices/dlms/ciphered_message.hpp"
#include "devices/dlms/initiate.hpp"

namespace devices::dlms {

/// A notification for this client under its unicast key; each takes one counter. `control` empty: plain.
/// Errors: as `protect`, missing_key too.
sim::result<sim::bytes> encode_notification(association_keys& keys, std::uint16_t client,
                                            std::optional<security_control> control, const data_notification& what);

struct received_notification {
    message_form form; ///< whether that is protection enough is the caller's to judge
    data_notification what;
};
/// Plain, or ciphered for the context's owner by its peer. Errors: as `decipher`; codec_errc.
checked<received_notification> decode_notification(security_context& context, sim::byte_view apdu);
bool is_notification(sim::byte_view apdu);

} // namespace devices::dlms
