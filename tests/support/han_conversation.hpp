// A HAN that says everything once: each kind of frame that we can make, in the order in which a meter comes, talks and
// goes. For whoever reads frames: tshark, and the fuzzers' seeds.
#pragma once
#include "sim/han/install_code.hpp"
#include "sim/han/mac_payload.hpp"
#include "sim/han/security.hpp"

#include <map>
#include <string>
#include <vector>

namespace tests {

/// What an independent reader should find in a frame: the names are tshark's fields.
using expected_fields = std::map<std::string, std::string>;

struct spoken_frame {
    std::string what;
    sim::bytes octets; ///< as on the air, with the FCS
    expected_fields fields;
};

struct han_conversation {
    han_conversation();

    sim::eui64 hub{0x70B3D50000000001}, meter{0x70B3D50000000102};
    sim::crypto::aes_key network_key{}, link_key{}; ///< the second agreed upon by key establishment
    sim::han::install_code code;
    std::vector<spoken_frame> frames;
};

} // namespace tests
