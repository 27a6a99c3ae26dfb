#include "devices/dlms/ciphered_message.hpp"

#include <algorithm>

namespace devices::dlms {
namespace {

constexpr std::size_t tag_and_length = 4, general_title = 9;

ciphered_with key_of(const message_form& form)
{
    return form.key == ciphering::global ? ciphered_with::global_key : ciphered_with::dedicated_key;
}

} // namespace

std::size_t overhead(const message_form& form)
{
    if (!form.ciphered) return 0;
    return tag_and_length + (form.general ? general_title : 0) + security_header_size +
           (form.control.authenticated ? authentication_tag_size : 0);
}

sim::result<sim::bytes> cipher(security_context& context, const message_form& form, sim::byte_view apdu)
{
    if (!form.ciphered) return sim::bytes(apdu.begin(), apdu.end());
    if (apdu.empty()) return sim::codec_errc::truncated;
    ciphered_apdu envelope{.key = key_of(form), .system_title = {}, .content = {}};
    if (form.general)
        envelope.system_title.assign(context.own.octets.begin(), context.own.octets.end());
    else
        envelope.plain_tag = apdu[0];
    // Before a counter is used up: whether there is such an envelope.
    if (const auto possible = encode(envelope); !possible) return possible.error();
    auto content = protect(context, form.key, form.control, apdu);
    if (!content) return content.error();
    envelope.content = std::move(*content);
    return encode(envelope);
}

checked<deciphered> decipher(security_context& context, sim::byte_view message)
{
    const auto envelope = decode_ciphered(message);
    if (!envelope) return refusal{envelope.error()};
    const auto& title = envelope->system_title;
    if (!title.empty() && !std::equal(title.begin(), title.end(), context.peer.octets.begin()))
        return refusal{security_errc::wrong_system_title};
    const auto parts = read_security_header(envelope->content);
    if (!parts) return refusal{parts.error()};
    const auto key = envelope->key == ciphered_with::global_key ? ciphering::global : ciphering::dedicated;
    auto apdu = unprotect(context, key, parts->header, parts->content);
    if (!apdu) return apdu.error();
    if (apdu->empty() || (envelope->plain_tag && apdu->front() != *envelope->plain_tag))
        return refusal{sim::codec_errc::out_of_range};
    return deciphered{{true, !envelope->plain_tag, key, parts->header.control}, std::move(*apdu)};
}

} // namespace devices::dlms
