// The radio link of a device.
#pragma once
#include "sim/kernel/time.hpp"

#include <cstdint>

namespace sim::smwan {

struct duration_range {
    duration least, most; ///< inclusive, drawn in whole milliseconds
};

/// A GPRS link; the round trip is drawn once per device and halved for each direction.
struct link_model {
    duration_range round_trip{std::chrono::milliseconds(600), std::chrono::milliseconds(1200)};
    std::uint64_t up_bits_per_second{20'000};
    std::uint64_t down_bits_per_second{50'000};
    std::uint32_t loss_per_million{0};
    /// No latency, no limit.
    static link_model ideal() { return {{{}, {}}, 0, 0, 0}; }
};

} // namespace sim::smwan
