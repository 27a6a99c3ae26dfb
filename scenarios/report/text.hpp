// Text for people: durations, and strings that are safe and aligned on a terminal.
#pragma once
#include "sim/kernel/time.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace scenarios::report {

/// The two largest units, zero ones left out: `10 d`, `6 d 14 h`, `34 h 58 m` (hours up to three days), `12 m 5 s`, `0
/// s`.
std::string spaced(sim::duration d);
/// `6.2 s` below ten seconds, `42 s` below a hundred, then `3 m 20 s`.
std::string wall_text(std::chrono::milliseconds wall);
/// `6d 14:02`: days always, without seconds.
std::string day_and_minute(sim::duration d);
/// `6d 14:02:41`: days always.
std::string day_and_second(sim::duration d);

/// Control characters (which could steer a terminal) and bytes that are not UTF-8 become U+FFFD.
std::string printable(std::string_view text);
/// Code points. Wide and combining characters count as one.
std::size_t display_width(std::string_view text);
/// At most `columns` code points, the last one an ellipsis when something was cut off.
std::string clip(std::string_view text, std::size_t columns);
/// With blanks up to `columns` code points; longer text stays as it is.
std::string padded(std::string_view text, std::size_t columns);

} // namespace scenarios::report
