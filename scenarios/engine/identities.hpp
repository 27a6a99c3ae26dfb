// Valid identities for simulated installations, by number: the same number gives the same identities, whatever the
// seed.
//
// Ranges are model choices that look like the field's: EUI-64s under one prefix, ICCIDs 8931440…, IMSIs 20404…,
// MSISDNs 88239…, MPAN cores of distributor 99 and MPRNs beginning 9, neither of which is in use.
#pragma once
#include "sim/core/ids.hpp"
#include "sim/smwan/sim_card.hpp"

#include <cstdint>
#include <string>

namespace scenarios::engine {

struct installation_identities {
    sim::smwan::sim_identity sim;
    sim::eui64 chf, esme, gsme;
    sim::mpan mpan;
    sim::mprn mprn;
    std::string chf_serial, esme_serial, gsme_serial;
};

/// Installations that one world can hold: what the eight digits of the shortest number allow.
inline constexpr std::uint32_t most_installations = 10'000'000;

/// `number`: 0 … most_installations - 1.
installation_identities make_identities(std::uint32_t number);

} // namespace scenarios::engine
