#include "sim/tls/failure_words.hpp"

#include "sim/crypto/mbedtls_compat.hpp"

namespace sim::tls {

namespace {

struct row {
    int code;
    alert description;
    const char* reason;
};

constexpr const char* wrong_key = "the peer's signature does not verify: it does not hold the key of its certificate";

#if S1SIM_MBEDTLS_3
constexpr row rows[] = {
    {MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE, alert::handshake_failure, "the peer showed no certificate"},
    {MBEDTLS_ERR_ECP_VERIFY_FAILED, alert::decrypt_error, wrong_key},
    {MBEDTLS_ERR_RSA_VERIFY_FAILED, alert::decrypt_error, wrong_key},
    {MBEDTLS_ERR_PK_SIG_LEN_MISMATCH, alert::decrypt_error, wrong_key},
    {MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE, alert::handshake_failure, "no parameters in common"},
    {MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION, alert::protocol_version, "the peer does not speak TLS 1.2"},
    {MBEDTLS_ERR_SSL_INVALID_MAC, alert::bad_record_mac, "a record does not authenticate"},
    {MBEDTLS_ERR_SSL_INVALID_RECORD, alert::decode_error, "what arrived is not a TLS record"},
    {MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, alert::unexpected_message, "a message came out of turn"},
    {MBEDTLS_ERR_SSL_UNEXPECTED_RECORD, alert::unexpected_message, "a record came out of turn"},
    {MBEDTLS_ERR_SSL_BAD_CERTIFICATE, alert::bad_certificate, "the peer's certificate is not acceptable"},
    {MBEDTLS_ERR_SSL_DECODE_ERROR, alert::decode_error, "a handshake message is malformed"},
    {MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, alert::illegal_parameter, "a handshake message holds what it may not"},
    {MBEDTLS_ERR_SSL_UNSUPPORTED_EXTENSION, alert::unsupported_extension, "an extension that was not asked for"},
};
#else
constexpr row rows[] = {
    {MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE, alert::handshake_failure, "the peer showed no certificate"},
    {MBEDTLS_ERR_ECP_VERIFY_FAILED, alert::decrypt_error, wrong_key},
    {MBEDTLS_ERR_RSA_VERIFY_FAILED, alert::decrypt_error, wrong_key},
    {MBEDTLS_ERR_PK_SIG_LEN_MISMATCH, alert::decrypt_error, wrong_key},
    {MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE_VERIFY, alert::decrypt_error, "the peer's proof of its key is malformed"},
    {MBEDTLS_ERR_SSL_NO_CIPHER_CHOSEN, alert::handshake_failure, "no cipher suite in common"},
    {MBEDTLS_ERR_SSL_NO_USABLE_CIPHERSUITE, alert::handshake_failure, "no usable cipher suite in common"},
    {MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION, alert::protocol_version, "the peer does not speak TLS 1.2"},
    {MBEDTLS_ERR_SSL_INVALID_MAC, alert::bad_record_mac, "a record does not authenticate"},
    {MBEDTLS_ERR_SSL_INVALID_RECORD, alert::decode_error, "what arrived is not a TLS record"},
    {MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, alert::unexpected_message, "a message came out of turn"},
    {MBEDTLS_ERR_SSL_UNEXPECTED_RECORD, alert::unexpected_message, "a record came out of turn"},
    {MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE, alert::bad_certificate, "the peer's certificate cannot be used"},
    {MBEDTLS_ERR_SSL_BAD_HS_CLIENT_HELLO, alert::decode_error, "the client's hello is malformed"},
    {MBEDTLS_ERR_SSL_BAD_HS_SERVER_HELLO, alert::illegal_parameter, "the server's hello is not acceptable"},
    {MBEDTLS_ERR_SSL_BAD_HS_SERVER_KEY_EXCHANGE, alert::illegal_parameter, "the server's key share is not acceptable"},
    {MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE_REQUEST, alert::decode_error, "the server's certificate request is malformed"},
    {MBEDTLS_ERR_SSL_BAD_HS_SERVER_HELLO_DONE, alert::decode_error, "the server's hello done is malformed"},
    {MBEDTLS_ERR_SSL_BAD_HS_CLIENT_KEY_EXCHANGE, alert::decode_error, "the client's key share is malformed"},
    {MBEDTLS_ERR_SSL_BAD_HS_CHANGE_CIPHER_SPEC, alert::unexpected_message, "the change of ciphers is malformed"},
    {MBEDTLS_ERR_SSL_BAD_HS_FINISHED, alert::decrypt_error,
     "the peer has seen another handshake: its Finished differs"},
    {MBEDTLS_ERR_SSL_BAD_HS_NEW_SESSION_TICKET, alert::decode_error, "the session ticket is malformed"},
};
#endif

/// Codes may be sums of a high part and of a low one, of the module below.
bool matches(int code, int wanted)
{
    constexpr int high_part = 0xFF80;
    return code == wanted || ((-code) & high_part) == -wanted;
}

} // namespace

rejection rejection_for(int code, role own)
{
    for (const auto& r : rows)
        if (matches(code, r.code)) return {r.description, r.reason};
    constexpr int x509_first = 0x2080, x509_last = 0x2FFF; // the certificate modules' range
    const int positive = -code;
    if (positive >= x509_first && positive <= x509_last)
        return {alert::bad_certificate, "the peer's certificate is malformed"};
    return {alert::internal_error, own == role::client ? "the handshake with the server failed inside the library"
                                                       : "the handshake with the client failed inside the library"};
}

std::string words_for(alert received)
{
    if (received == alert::close_notify) return "the peer closed the connection during the handshake";
    return "the peer sent the alert " + std::string(to_string(received));
}

} // namespace sim::tls
