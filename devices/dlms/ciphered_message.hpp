// An APDU in its protection: which envelope, under which key, how protected. For both ends of an association.
#pragma once
#include "devices/dlms/envelopes.hpp"
#include "devices/dlms/security_suite.hpp"

namespace devices::dlms {

/// How an APDU travels.
struct message_form {
    bool ciphered{false};
    bool general{false}; ///< general-glo- or general-ded-ciphering, with the sender's title
    ciphering key{ciphering::global};
    security_control control{authenticated_and_encrypted};
    bool operator==(const message_form&) const = default;

    bool authenticated() const { return ciphered && control.authenticated; }
    bool encrypted() const { return ciphered && control.encrypted; }
};

/// Octets that this form adds to an APDU, at most.
std::size_t overhead(const message_form& form);
/// Error: as `protect`; out_of_range for an APDU that has no ciphered form (an exception response).
sim::result<sim::bytes> cipher(security_context& context, const message_form& form, sim::byte_view apdu);

struct deciphered {
    message_form form;
    sim::bytes apdu;
};
/// Errors: as `unprotect`; codec_errc for an envelope that is none; wrong_system_title when it names another sender;
/// out_of_range when the tag says another service than what was in it.
checked<deciphered> decipher(security_context& context, sim::byte_view message);

} // namespace devices::dlms
