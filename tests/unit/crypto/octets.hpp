// Octets of a fixed number, written as hexadecimal.
#pragma once
#include "sim/core/bytes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace tests {

template <std::size_t Size>
std::array<std::uint8_t, Size> fixed(std::string_view hexadecimal)
{
    const auto octets = sim::from_hex(hexadecimal).value();
    REQUIRE(octets.size() == Size);
    std::array<std::uint8_t, Size> out;
    std::copy(octets.begin(), octets.end(), out.begin());
    return out;
}

} // namespace tests
