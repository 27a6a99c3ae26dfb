// The keys and certificates of a simulated world, each a function of the seed and of its name.
//
// Every authority and every identity draws from a random stream of its own, so the order of issuing, and who else is
// issued what, changes nothing. Making one P-256 identity costs about two milliseconds of a core, an RSA one 150.
#pragma once
#include "sim/crypto/pki.hpp"

#include <map>
#include <string>
#include <string_view>

namespace sim::crypto {

class simulation_pki {
public:
    /// `authorities`: how long the CAs' certificates are valid.
    simulation_pki(const rng& dice, validity authorities);

    /// Made when first asked for; common name = `name`, e.g. "SMSO A CA", "DCC CA", "Device CA".
    const identity& authority(std::string_view name);
    /// The root to trust, in DER.
    const bytes& anchor(std::string_view authority_name) { return authority(authority_name).certificate(); }

    /// `name` identifies whom this is for ("tri-1.chf"): one name and one authority, one key and one serial number,
    /// whatever `spec` says. Nothing is kept.
    identity issue(std::string_view authority_name, std::string_view name, const certificate_spec& spec,
                   key_type type = key_type::ecdsa_p256);

private:
    random_stream dice_;
    validity authorities_valid_;
    std::map<std::string, identity, std::less<>> authorities_;
};

} // namespace sim::crypto
