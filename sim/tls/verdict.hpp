// Judges the chain that a peer shows, in the library's verify callback. For sim/tls only.
//
// The library's findings, certificate by certificate, are gathered and told as one rejection: its reason in words, and
// the alert that RFC 5246 7.2.2 has for it. Dates are judged here, by virtual time.
#pragma once
#include "sim/kernel/time.hpp"
#include "sim/tls/config.hpp"
#include "sim/tls/trust_policy.hpp"

#include <cstdint>
#include <optional>

struct mbedtls_x509_crt;

namespace sim::tls {

class chain_judge {
public:
    chain_judge(const trust_policy& trust, role own) : trust_(trust), own_(own) {}

    /// Called from the root (or as far as the chain goes) to the peer's own certificate, which has depth 0. `flags`
    /// becomes what makes the library send the right alert.
    void look(const mbedtls_x509_crt& certificate, int depth, std::uint32_t& flags, time_point now);

    const std::optional<rejection>& rejected() const { return rejected_; }
    const std::optional<crypto::certificate_info>& peer() const { return peer_; }
    const bytes& peer_certificate() const { return peer_certificate_; }
    time_point valid_from() const { return valid_from_; }
    time_point valid_to() const { return valid_to_; }

private:
    std::optional<rejection> judge(const mbedtls_x509_crt& own, time_point now) const;

    const trust_policy& trust_;
    role own_;
    std::uint32_t findings_{0};
    time_point valid_from_{time_point::min()}, valid_to_{time_point::max()};
    std::optional<rejection> rejected_;
    std::optional<crypto::certificate_info> peer_;
    bytes peer_certificate_;
};

} // namespace sim::tls
