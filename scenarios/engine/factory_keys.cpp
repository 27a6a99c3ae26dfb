#include "scenarios/engine/factory_keys.hpp"

#include "sim/crypto/random.hpp"

namespace scenarios::engine {

factory_keys make_factory_keys(const sim::rng& dice, sim::eui64 device)
{
    sim::crypto::simulation_random random(dice.stream(device.to_string() + "/factory_keys"));
    factory_keys keys;
    for (auto* key : {&keys.master, &keys.encryption, &keys.authentication}) random.fill(*key);
    return keys;
}

} // namespace scenarios::engine
