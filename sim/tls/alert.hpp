// Alerts, RFC 5246 7.2: who rejected whom is told in their words.
#pragma once
#include <cstdint>
#include <string_view>

namespace sim::tls {

/// Numbers of RFC 5246 7.2, RFC 7507 (inappropriate_fallback) and RFC 6066 9 (unrecognized_name). A peer may send any
/// other.
enum class alert : std::uint8_t {
    close_notify = 0,
    unexpected_message = 10,
    bad_record_mac = 20,
    record_overflow = 22,
    decompression_failure = 30,
    handshake_failure = 40,
    bad_certificate = 42,
    unsupported_certificate = 43,
    certificate_revoked = 44,
    certificate_expired = 45,
    certificate_unknown = 46,
    illegal_parameter = 47,
    unknown_ca = 48,
    access_denied = 49,
    decode_error = 50,
    decrypt_error = 51,
    protocol_version = 70,
    insufficient_security = 71,
    internal_error = 80,
    inappropriate_fallback = 86,
    user_canceled = 90,
    no_renegotiation = 100,
    unsupported_extension = 110,
    unrecognized_name = 112,
};

/// The RFC's name, or "unknown" for a number that it does not have.
std::string_view to_string(alert description);

} // namespace sim::tls
