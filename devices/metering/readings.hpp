// What a meter answers: a register at an instant, an entry of a profile.
#pragma once
#include "sim/kernel/time.hpp"

#include <cstdint>

namespace devices::metering {

/// A cumulative register, in its smallest unit (Wh, dm³).
struct reading {
    sim::time_point at;
    std::int64_t value;
    bool operator==(const reading&) const = default;
};

/// One entry of a half-hourly profile: what flowed from `start` until 30 minutes later.
struct interval {
    sim::time_point start;
    std::int64_t amount;
    bool operator==(const interval&) const = default;
};

} // namespace devices::metering
