// What a hub trusts: certificates, each with a purpose and, where wanted, bound to one head-end.
//
// A hub accepts a head-end whose name is the one that it called and whose certificate either is a `head_end` credential
// or chains to a `head_end_ca` credential — and, where the credential has a binding, whose name is that of the binding.
// Source: model choice; certificates that are unique to one head-end exist in the field.
#pragma once
#include "devices/call_home/limits.hpp"
#include "sim/core/bytes.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace devices::call_home {

enum class purpose : std::uint8_t {
    head_end_ca = 1, ///< an authority: every head-end certificate that it issued is trusted
    head_end = 2,    ///< one head-end's own certificate
};

struct credential {
    call_home::purpose purpose;
    std::string binding;    ///< the only head-end name that it may vouch for; empty: any
    sim::bytes certificate; ///< DER, 1 … limits::certificate octets
    bool operator==(const credential&) const = default;
};

/// SHA-256 of the DER certificate: names a credential on the wire.
using fingerprint = std::array<std::uint8_t, limits::fingerprint>;

enum class config_status : std::uint8_t {
    ok = 0,
    duplicate = 1,    ///< import: that certificate is already there with the same purpose and binding; nothing changed
    full = 2,         ///< import: no room; remove one first
    malformed = 3,    ///< import: not a certificate
    not_found = 4,    ///< remove: no such fingerprint
    refused_last = 5, ///< remove: it is the last one, and the request did not say that it may be
    unsupported = 6,  ///< an operation that this hub does not know
    refused = 7,      ///< the hub cannot do that in its present state, or the values make no sense to it
};

} // namespace devices::call_home
