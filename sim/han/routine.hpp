// What a device does again and again: an electricity meter's reports, a gas meter's wakes.
//
// Exchange k begins at k * period + phase since 1970 and takes effect when its window is over. All of it meets what the
// link is at its beginning (link.hpp), so that the whole exchange succeeds or fails. Phases are no whole milliseconds
// in practice: what people do at round times does not coincide with a wake.
#pragma once
#include "sim/han/link.hpp"

#include <optional>

namespace sim::han {

struct routine {
    std::chrono::duration<std::uint32_t> period{0};             ///< 0: the device has no routine
    std::chrono::duration<std::uint32_t, std::milli> window{0}; ///< below the period; at most a block in practice
    duration phase{0};                                          ///< below the period

    /// Reports every 30 s, as an electricity meter's DefaultUpdatePeriod says, for half a second at most (model
    /// choice). The phase is the first draw of `dice`.
    static routine electricity(const random_stream& dice);
    /// A wake every 30 min, for one and a half seconds.
    static routine gas(const random_stream& dice);

    explicit operator bool() const { return period.count() != 0; }
    time_point begins(std::uint64_t k) const;
    time_point ends(std::uint64_t k) const { return begins(k) + duration(window); }
    /// The first exchange that begins at `t` or later; `t` must not be before 1970.
    std::uint64_t first_from(time_point t) const;
    /// The last exchange that is over at `t`; none: there was none since 1970.
    std::optional<std::uint64_t> last_over(time_point t) const;
    /// When a window that holds some of [t, t + length) is over; `t` when there is none such.
    time_point after_windows(time_point t, duration length) const;
};

/// The first exchange from `k` on with which `limit` ones in a row have been missed, `missed` of them before `k`; none
/// of those that begin before `until`.
std::optional<std::uint64_t> first_run_of_misses(const link& over, const routine& r, std::uint64_t k, unsigned missed,
                                                 unsigned limit, time_point until);
/// How many of the exchanges [from, to] were missed at the end, counted up to `limit`.
unsigned misses_at_end(const link& over, const routine& r, std::uint64_t from, std::uint64_t to, unsigned limit);
/// The last of [from, to] that was heard.
std::optional<std::uint64_t> last_heard(const link& over, const routine& r, std::uint64_t from, std::uint64_t to);

} // namespace sim::han
