// The cyclic redundancy check that frames and install codes share: polynomial 0x1021, least significant bit first.
// Internal to sim/han.
#pragma once
#include "sim/core/bytes.hpp"

#include <array>

namespace sim::han {

/// What an octet does to the check, and in the further tables what it does when one, two and three others come behind
/// it: so four octets are taken at once, since every frame is checked twice.
inline constexpr auto reflected_crc_tables = [] {
    constexpr std::uint16_t reversed_polynomial = 0x8408;
    std::array<std::array<std::uint16_t, 256>, 4> tables{};
    for (std::size_t i = 0; i < 256; ++i) {
        auto crc = static_cast<std::uint16_t>(i);
        for (int bit = 0; bit < 8; ++bit)
            crc = static_cast<std::uint16_t>(crc & 1 ? crc >> 1 ^ reversed_polynomial : crc >> 1);
        tables[0][i] = crc;
    }
    for (std::size_t behind = 1; behind < tables.size(); ++behind)
        for (std::size_t i = 0; i < 256; ++i) {
            const auto crc = tables[behind - 1][i];
            tables[behind][i] = static_cast<std::uint16_t>(crc >> 8 ^ tables[0][crc & 0xFF]);
        }
    return tables;
}();

constexpr std::uint16_t reflected_crc(std::uint16_t crc, byte_view octets)
{
    const auto& t = reflected_crc_tables;
    std::size_t i = 0;
    for (; i + 4 <= octets.size(); i += 4)
        crc = static_cast<std::uint16_t>(t[3][(crc ^ octets[i]) & 0xFF] ^ t[2][(crc >> 8 ^ octets[i + 1]) & 0xFF] ^
                                         t[1][octets[i + 2]] ^ t[0][octets[i + 3]]);
    for (; i < octets.size(); ++i) crc = static_cast<std::uint16_t>(crc >> 8 ^ t[0][(crc ^ octets[i]) & 0xFF]);
    return crc;
}

} // namespace sim::han
