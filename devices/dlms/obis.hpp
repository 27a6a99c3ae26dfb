// The logical name of a COSEM object: six value groups A to F (IEC 62056-6-1).
#pragma once
#include "sim/core/bytes.hpp"

#include <array>
#include <compare>
#include <string>
#include <string_view>

namespace devices::dlms {

struct obis {
    std::array<std::uint8_t, 6> groups{};
    auto operator<=>(const obis&) const = default;

    /// "1-0:1.8.0.255"
    std::string to_string() const;
    /// As to_string gives it; without F, it is 255. Error: `core_errc::malformed`.
    static sim::result<obis> parse(std::string_view text);
};

} // namespace devices::dlms
