// Random numbers by name and index: `rng.stream("tri-3/wan/loss").at(17)` is the same for a seed, whoever else draws.
//
// Specified, so that journals can be reproduced elsewhere: key = mix(seed ^ fnv1a64(name)), at(i) = mix(key + (i + 1) *
// G) with G = 0x9E3779B97F4A7C15 and mix = the finaliser of SplitMix64. Integers only.
#pragma once
#include <cstdint>
#include <string_view>

namespace sim {

class random_stream {
public:
    /// Uniform over all 64-bit numbers.
    std::uint64_t at(std::uint64_t index) const;
    /// Uniform on [0, bound); bound must not be 0. The bias is below bound / 2^64.
    std::uint64_t below(std::uint64_t index, std::uint64_t bound) const;
    /// True with probability numerator / denominator.
    bool chance(std::uint64_t index, std::uint64_t numerator, std::uint64_t denominator) const;
    /// A stream of its own below this one.
    random_stream child(std::string_view name) const;

private:
    friend class rng;
    explicit random_stream(std::uint64_t key) : key_(key) {}
    std::uint64_t key_;
};

class rng {
public:
    explicit rng(std::uint64_t seed) : seed_(seed) {}
    std::uint64_t seed() const { return seed_; }
    random_stream stream(std::string_view name) const;

private:
    std::uint64_t seed_;
};

} // namespace sim
