#include "devices/dlms/notification.hpp"

#include "devices/dlms/apdu_tags.hpp"

#include <algorithm>
#include <limits>

namespace devices::dlms {

sim::result<sim::bytes> encode_notification(association_keys& keys, std::uint16_t client,
                                            std::optional<security_control> control, const data_notification& what)
{
    auto plain = encode(what);
    if (!control) return plain;
    const auto key = keys.encryption_key(client, key_use::unicast), authentication = keys.authentication_key(client);
    if (!key || !authentication) return security_errc::missing_key;
    auto counters = keys.counters(client, key_use::unicast);
    counters.next_own = std::max<std::uint32_t>(counters.next_own, 1); // as an association's: from 1 on
    encryption_key unicast(*key, counters);
    security_context context{.own = keys.own_title(), .peer = {}, .authentication_key = *authentication};
    context.unicast = &unicast;
    control->broadcast = false;
    auto wire = cipher(context, {.ciphered = true, .general = true, .control = *control}, plain);
    if (wire) keys.store(client, key_use::unicast, unicast.counters.values());
    return wire;
}

bool is_notification(sim::byte_view apdu) { return !apdu.empty() && apdu[0] == data_notification_tag; }

checked<received_notification> decode_notification(security_context& context, sim::byte_view apdu)
{
    deciphered m{{}, {apdu.begin(), apdu.end()}};
    if (!apdu.empty() && is_ciphered(apdu[0])) {
        auto plain = decipher(context, apdu);
        if (!plain) return plain.error();
        m = std::move(*plain);
    }
    auto what = decode_data_notification(m.apdu);
    if (!what) return refusal{what.error()};
    return received_notification{m.form, std::move(*what)};
}

} // namespace devices::dlms
