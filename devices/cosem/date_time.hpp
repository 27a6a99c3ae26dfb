// Dates and times as COSEM writes them: octet-strings of 12, 5 and 4 octets, in local time with its deviation from UTC.
//
// Source: IEC 62056-6-2, common data types, date and time notation. 0xFF (0xFFFF for the year) is "not specified", a
// deviation of 0x8000 too. Here the deviation is what has to be added to local time to get UTC, in minutes.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/time.hpp"

#include <array>
#include <chrono>
#include <optional>

namespace devices::cosem {

using date_time = std::array<std::uint8_t, 12>;
using date = std::array<std::uint8_t, 5>;
using time_of_day = std::array<std::uint8_t, 4>;

/// Everything not specified.
inline constexpr date_time no_time{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0x00, 0xFF};

/// What makes local time of UTC.
struct time_base {
    std::chrono::minutes zone{0}; ///< ahead of UTC, in winter
    /// What has to be added in summer; null: nothing, ever.
    std::chrono::minutes (*summer)(sim::time_point utc){nullptr};
};

/// clock_status, bit by bit.
inline constexpr std::uint8_t status_invalid = 0x01, status_doubtful = 0x02, status_different_base = 0x04,
                              status_invalid_clock = 0x08, status_summer = 0x80;

/// In whole hundredths of a second, rounded down; `status` is added to the bit that says summer.
date_time to_date_time(sim::time_point t, const time_base& base, std::uint8_t status = 0);
/// Empty: it is no instant, because a field is out of range or not specified (seconds, hundredths and the day of week
/// need not be). Without a deviation it is local time; in the hour that summer repeats, its status decides, and winter
/// where that says nothing. Years 1970 to 2200.
std::optional<sim::time_point> from_date_time(sim::byte_view octets, const time_base& base);
/// All of it is "not specified", as an open end of a range has it.
bool unspecified(sim::byte_view octets);

/// The fields may be wildcards.
struct date_fields {
    std::optional<std::uint16_t> year;
    std::optional<std::uint8_t> month, day, day_of_week; ///< month 0xFD/0xFE and day 0xFD/0xFE are no numbers: empty
};
date to_date(const date_fields& f);
/// Empty: not 5 octets, or a field out of range.
std::optional<date_fields> from_date(sim::byte_view octets);

time_of_day to_time(std::chrono::seconds after_midnight);
/// Empty: not 4 octets, or hour or minute missing or out of range.
std::optional<std::chrono::seconds> from_time(sim::byte_view octets);

} // namespace devices::cosem
