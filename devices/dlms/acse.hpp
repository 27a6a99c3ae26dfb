// How an application association begins and ends: AARQ, AARE, RLRQ, RLRE.
//
// Source: IEC 62056-5-3 clause 8, ACSE APDUs (ISO/IEC 15954, BER). What is not listed here (qualifiers, invocation
// identifiers) is passed over when it is received, and never sent.
#pragma once
#include "sim/core/bytes.hpp"

#include <optional>

namespace devices::dlms {

/// application-context-name, the last arc of 2.16.756.5.8.1.
enum class application_context : std::uint8_t {
    logical_names = 1,
    short_names = 2,
    logical_names_ciphered = 3,
    short_names_ciphered = 4,
};
/// mechanism-name, the last arc of 2.16.756.5.8.2.
enum class mechanism : std::uint8_t {
    none = 0,
    lls = 1, ///< a password
    hls = 2, ///< manufacturer's own
    hls_md5 = 3,
    hls_sha1 = 4,
    hls_gmac = 5,
    hls_sha256 = 6,
    hls_ecdsa = 7,
};
enum class association_result : std::uint8_t { accepted = 0, rejected_permanent = 1, rejected_transient = 2 };
/// result-source-diagnostic of the service user.
enum class association_diagnostic : std::uint8_t {
    null = 0,
    no_reason_given = 1,
    application_context_not_supported = 2,
    calling_ap_title_not_recognised = 3,
    mechanism_name_not_recognised = 11,
    mechanism_name_required = 12,
    authentication_failure = 13,
    authentication_required = 14,
};

/// An association is asked for.
struct aarq {
    application_context context{application_context::logical_names};
    sim::bytes calling_title; ///< the client's system title, 8 octets; empty: none
    mechanism authentication{mechanism::none};
    std::optional<sim::bytes> authentication_value{}; ///< a password, or the challenge CtoS: up to 64 octets
    sim::bytes user_information;                      ///< an InitiateRequest, perhaps ciphered
    bool operator==(const aarq&) const = default;
};

struct aare {
    application_context context{application_context::logical_names};
    association_result result{association_result::accepted};
    association_diagnostic diagnostic{association_diagnostic::null};
    sim::bytes responding_title;
    mechanism authentication{mechanism::none};
    std::optional<sim::bytes> authentication_value{}; ///< the challenge StoC
    sim::bytes user_information; ///< an InitiateResponse or a ConfirmedServiceError, perhaps ciphered
    bool operator==(const aare&) const = default;
};

/// The association is released, or that is confirmed.
struct release {
    std::optional<std::uint8_t> reason{}; ///< 0: normal
    sim::bytes user_information;          ///< ciphered, where the association is; else empty
    bool operator==(const release&) const = default;
};

sim::bytes encode(const aarq& m);
sim::bytes encode(const aare& m);
sim::bytes encode_request(const release& m);
sim::bytes encode_response(const release& m);
/// Errors: truncated (also when the application context is missing), trailing_bytes, too_long; out_of_range for another
/// object identifier, a type out of place or a title that has not 8 octets.
sim::result<aarq> decode_aarq(sim::byte_view apdu);
sim::result<aare> decode_aare(sim::byte_view apdu);
sim::result<release> decode_release_request(sim::byte_view apdu);
sim::result<release> decode_release_response(sim::byte_view apdu);

} // namespace devices::dlms
