#include "sim/kernel/rng.hpp"

namespace sim {
namespace {

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15;

constexpr std::uint64_t mix(std::uint64_t z)
{
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

constexpr std::uint64_t fnv1a64(std::string_view text)
{
    std::uint64_t hash = 0xCBF29CE484222325;
    for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    return hash;
}

} // namespace

std::uint64_t random_stream::at(std::uint64_t index) const { return mix(key_ + (index + 1) * golden); }

std::uint64_t random_stream::below(std::uint64_t index, std::uint64_t bound) const
{
    __extension__ using wide = unsigned __int128;
    return static_cast<std::uint64_t>(static_cast<wide>(at(index)) * bound >> 64);
}

bool random_stream::chance(std::uint64_t index, std::uint64_t numerator, std::uint64_t denominator) const
{
    return below(index, denominator) < numerator;
}

random_stream random_stream::child(std::string_view name) const { return random_stream(mix(key_ ^ fnv1a64(name))); }

random_stream rng::stream(std::string_view name) const { return random_stream(mix(seed_ ^ fnv1a64(name))); }

} // namespace sim
