// Turns wall time into virtual time. The only place, with the gate's watchdog, that reads the wall clock.
#pragma once
#include "sim/kernel/time.hpp"

#include <chrono>

namespace sim {

using wall_clock = std::chrono::steady_clock;

class pacer {
public:
    explicit pacer(std::chrono::nanoseconds slice) : slice_(slice) { restart(); }

    /// Forgets what has passed: virtual time will not catch up with it.
    void restart() { anchor_ = wall_clock::now(); }
    /// How far virtual time may move at `rate`, at most `room`. What does not fit is kept, since waits of epoll round
    /// up to a millisecond; but never more than two slices, so that a stalled process loses time instead of firing
    /// time-outs before it has looked at its sockets.
    duration advance(std::uint32_t rate, duration room)
    {
        auto wall = wall_clock::now();
        anchor_ = std::max(anchor_, wall - 2 * slice_);
        auto due = std::chrono::duration_cast<duration>(wall - anchor_) * rate;
        if (due >= room) {
            anchor_ += room / rate;
            return room;
        }
        anchor_ = wall;
        return due;
    }

private:
    std::chrono::nanoseconds slice_;
    wall_clock::time_point anchor_;
};

} // namespace sim
