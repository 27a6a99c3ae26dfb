#include "sim/transport/shaping.hpp"

#include <algorithm>

namespace sim::transport {

shaper::shaper(direction_shape shape, duration retransmission, random_stream dice)
    : shape_(shape), retransmission_(retransmission), dice_(dice)
{}

duration shaper::sending_time(std::size_t octets) const
{
    if (!shape_.bits_per_second) return {};
    constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;
    auto bits = static_cast<std::uint64_t>(octets) * 8;
    // Split, so that the product stays inside 64 bits for chunks of any size.
    auto whole = bits / shape_.bits_per_second, rest = bits % shape_.bits_per_second;
    return duration(static_cast<std::int64_t>(whole * nanoseconds_per_second +
                                              rest * nanoseconds_per_second / shape_.bits_per_second));
}

shaper::times shaper::send(time_point now, std::size_t octets)
{
    auto begin = std::max(now, free_);
    free_ = begin + sending_time(octets);
    auto arrived = free_ + shape_.latency;
    if (shape_.loss_per_million) {
        constexpr std::uint64_t million = 1'000'000;
        constexpr int most_losses = 6; // of one chunk in a row; more would be a broken path, not loss
        for (int losses = 0; losses < most_losses && dice_.chance(count_++, shape_.loss_per_million, million); ++losses)
            arrived += retransmission_;
    }
    last_arrival_ = std::max(last_arrival_, arrived);
    return {free_, last_arrival_};
}

} // namespace sim::transport
