// The cyclic redundancy check that frames and install codes share: polynomial 0x1021, least significant bit first.
// Internal to sim/han.
#pragma once
#include "sim/core/bytes.hpp"

#include <array>

namespace sim::han {

inline constexpr auto reflected_crc_table = [] {
    constexpr std::uint16_t reversed_polynomial = 0x8408;
    std::array<std::uint16_t, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        auto crc = static_cast<std::uint16_t>(i);
        for (int bit = 0; bit < 8; ++bit)
            crc = static_cast<std::uint16_t>(crc & 1 ? crc >> 1 ^ reversed_polynomial : crc >> 1);
        table[i] = crc;
    }
    return table;
}();

constexpr std::uint16_t reflected_crc(std::uint16_t crc, byte_view octets)
{
    for (const auto octet : octets)
        crc = static_cast<std::uint16_t>(crc >> 8 ^ reflected_crc_table[(crc ^ octet) & 0xFF]);
    return crc;
}

} // namespace sim::han
