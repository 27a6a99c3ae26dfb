// What an APDU may be wrapped in: ciphering, and the gateway's header.
//
// Source: IEC 62056-5-3 clause 8 (glo-, ded-, general-glo-, general-ded-ciphering); the Green Book (gateway
// protocol). The content of a ciphering is what security_suite.hpp protects: security header, ciphertext, tag.
#pragma once
#include "sim/core/bytes.hpp"

#include <optional>

namespace devices::dlms {

/// Under which key an APDU is ciphered.
enum class ciphered_with : std::uint8_t { global_key, dedicated_key };

struct ciphered_apdu {
    ciphered_with key{ciphered_with::global_key};
    /// Of the plain APDU: what a glo- or ded- tag says; empty for general ciphering, which does not say.
    std::optional<std::uint8_t> plain_tag{};
    sim::bytes system_title; ///< of general ciphering: 8 octets, or none
    sim::bytes content;
    bool operator==(const ciphered_apdu&) const = default;
};

/// Whether this first octet begins a ciphered APDU.
bool is_ciphered(std::uint8_t tag);
/// Error: out_of_range for a plain tag that has no ciphered counterpart under this key.
sim::result<sim::bytes> encode(const ciphered_apdu& m);
/// Errors: codec_errc.
sim::result<ciphered_apdu> decode_ciphered(sim::byte_view apdu);

/// An APDU for a device behind a gateway, or its answer.
struct gateway_apdu {
    bool response{false};
    std::uint8_t network{0};
    sim::bytes device; ///< its physical address: 0 … 32 octets (the limit is a model choice)
    sim::bytes apdu;
    bool operator==(const gateway_apdu&) const = default;
};
inline constexpr std::uint8_t gateway_request_tag = 0xE6, gateway_response_tag = 0xE7;

/// Error: too_long for an address beyond 32 octets.
sim::result<sim::bytes> encode(const gateway_apdu& m);
sim::result<gateway_apdu> decode_gateway(sim::byte_view octets);

} // namespace devices::dlms
