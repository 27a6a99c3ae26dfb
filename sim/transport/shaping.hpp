// What a link does to bytes in virtual time: latency, rate, and loss (which TCP turns into delay).
#pragma once
#include "sim/kernel/rng.hpp"
#include "sim/kernel/time.hpp"

#include <cstdint>

namespace sim::transport {

/// One direction of a link.
struct direction_shape {
    duration latency{};              ///< one way
    std::uint64_t bits_per_second{}; ///< 0: unlimited
    std::uint32_t loss_per_million{};
};

struct link_shape {
    direction_shape up;   ///< from the near end, the device's
    direction_shape down; ///< towards it
    /// Delay that each loss costs: one retransmission time-out (RFC 6298 has a floor of 1 s).
    duration retransmission{std::chrono::seconds(1)};
};

/// Computes when chunks that enter one direction of a link come out; chunks never overtake each other.
class shaper {
public:
    shaper(direction_shape shape, duration retransmission, random_stream dice);
    struct times {
        time_point sent;    ///< when the last bit has left
        time_point arrived; ///< when the chunk is readable at the far end
    };
    times send(time_point now, std::size_t octets);
    /// How long `octets` occupy the link, rounded down to whole nanoseconds.
    duration sending_time(std::size_t octets) const;

private:
    direction_shape shape_;
    duration retransmission_;
    random_stream dice_;
    std::uint64_t count_{0};
    time_point free_{}, last_arrival_{};
};

} // namespace sim::transport
