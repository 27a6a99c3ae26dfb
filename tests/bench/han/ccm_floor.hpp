// The floor: CCM as often and over as much, and a file of the same size; no layer of ours.
#pragma once
#include "sim/crypto/aes_ccm.hpp"

namespace bench {

/// Of a core, so that what else runs on the machine counts little.
double core_seconds();
sim::crypto::aes_key counting_from(std::uint8_t first);

struct floor {
    int frames;
    std::size_t frame_size; ///< octets on the air
    int layers;             ///< that are sealed
    bool both_ends;         ///< opened, too
};
/// Seconds of a core.
double ccm_and_file(const floor& how);

} // namespace bench
