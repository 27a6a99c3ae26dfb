// Virtual time: nanoseconds of UTC since 1970, and its written forms.
//
// There is no static now(): time belongs to a kernel (kernel.hpp), and two kernels can live in one process.
#pragma once
#include "sim/core/error.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace sim {

using duration = std::chrono::nanoseconds;
struct virtual_clock {
    using rep = std::int64_t;
    using period = std::nano;
    using duration = sim::duration;
    using time_point = std::chrono::time_point<virtual_clock>;
    static constexpr bool is_steady = true;
};
using time_point = virtual_clock::time_point;

using namespace std::chrono_literals;
using days = std::chrono::duration<std::int64_t, std::ratio<86400>>;

/// RFC 3339 in UTC with nine digits of seconds: 2020-11-07T01:00:00.000000000Z.
std::string to_rfc3339(time_point t);
void append_rfc3339(std::string& out, time_point t);
/// The same for sentences: no fraction when it is zero.
std::string to_text(time_point t);
/// RFC 3339; a fraction of up to nine digits and an offset are allowed. Years 1970 to 2200. Error:
/// `core_errc::malformed`.
result<time_point> parse_rfc3339(std::string_view text);

/// Whole seconds since 1970, as the library interfaces of C want it.
std::int64_t to_unix_seconds(time_point t);
time_point from_unix_seconds(std::int64_t seconds);

/// `90s`, `30m`, `48h`, `7d`, `1h30m`, `250ms`, `10us`, `5ns`: numbers with units, largest first, each unit once.
/// Errors: `malformed`, `out_of_range` (more than 36500 days).
result<duration> parse_duration(std::string_view text);
/// The shortest text that parse_duration reads back: `0s`, `1h30m`, `8d`, `1m0s` never.
std::string to_text(duration d);
/// For people: `6d 14:02:03` (days only when there are any), truncated to seconds.
std::string to_clock_text(duration d);

} // namespace sim
