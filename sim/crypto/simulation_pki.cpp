#include "sim/crypto/simulation_pki.hpp"

namespace sim::crypto {

simulation_pki::simulation_pki(const rng& dice, validity authorities)
    : dice_(dice.stream("pki")), authorities_valid_(authorities)
{}

const identity& simulation_pki::authority(std::string_view name)
{
    if (const auto found = authorities_.find(name); found != authorities_.end()) return found->second;
    simulation_random random(dice_.child("authority").child(name));
    const certificate_spec spec{std::string(name), {}, {}, certificate_purpose::authority, authorities_valid_};
    auto key = generate_key(random);
    return authorities_.emplace(std::string(name), make_authority(spec, std::move(key), random)).first->second;
}

identity simulation_pki::issue(std::string_view authority_name, std::string_view name, const certificate_spec& spec,
                               key_type type)
{
    simulation_random random(dice_.child("issued").child(authority_name).child(name));
    auto key = generate_key(random, type);
    return crypto::issue(authority(authority_name), spec, std::move(key), random);
}

} // namespace sim::crypto
