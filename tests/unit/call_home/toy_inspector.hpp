// Stands in for the hub's cryptography where only the rules of the trust store matter: a certificate begins with 0x30,
// and its fingerprint is a spread of its octets.
#pragma once
#include "devices/call_home/credential_store.hpp"

namespace call_home_samples {

class toy_inspector final : public devices::call_home::certificate_inspector {
public:
    bool well_formed(sim::byte_view der) const override { return !der.empty() && der[0] == 0x30; }
    devices::call_home::fingerprint fingerprint(sim::byte_view der) const override
    {
        devices::call_home::fingerprint f{};
        std::uint32_t state = 1;
        for (std::size_t i = 0; i < f.size() + der.size(); ++i) {
            state = (state ^ (i < der.size() ? der[i] : 0U)) * 16777619U + 1;
            f[i % f.size()] = static_cast<std::uint8_t>(f[i % f.size()] ^ (state >> 24));
        }
        return f;
    }
};

} // namespace call_home_samples
