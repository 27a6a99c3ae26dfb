// Money in meters: millionths of a penny, so that a price per kWh times a register in Wh is a whole number and no
// charge is ever rounded. 63 bits hold nine thousand million pounds.
#pragma once
#include "sim/core/bytes.hpp"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <limits>

namespace devices::metering {

struct money {
    std::int64_t micropence{0};

    constexpr auto operator<=>(const money&) const = default;
    constexpr money operator-() const { return {-micropence}; }
    constexpr money operator+(money other) const { return {micropence + other.micropence}; }
    constexpr money operator-(money other) const { return {micropence - other.micropence}; }
    constexpr money operator*(std::int64_t n) const { return {micropence * n}; }
    constexpr money& operator+=(money other) { return *this = *this + other; }
    constexpr money& operator-=(money other) { return *this = *this - other; }
};

constexpr money from_pence(std::int64_t pence) { return {pence * 1'000'000}; }
/// What DLMS and ZigBee transport: thousandths of a penny, rounded down.
constexpr std::int64_t to_millipence(money m) { return m.micropence / 1000 - (m.micropence % 1000 < 0 ? 1 : 0); }
/// The same, cut to the 32 bits that DLMS has for it.
constexpr std::int32_t to_short_millipence(money m)
{
    using limits = std::numeric_limits<std::int32_t>;
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(to_millipence(m), limits::min(), limits::max()));
}
constexpr money from_millipence(std::int64_t millipence) { return {millipence * 1000}; }

inline void encode(sim::writer& out, money m) { out.i64(m.micropence); }
inline money decode(sim::reader& in, const money*) { return {in.i64()}; }

} // namespace devices::metering
