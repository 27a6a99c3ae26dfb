// The outgoing frame counter of an end: for the network key and for link keys alike, since all that a counter must do
// is grow.
//
// Model choice: it grows by one per second of virtual time and by one per frame that is not routine. So what is elided
// needs no count, and its value at an instant is the same with every frame and without. A burst of routine frames may
// run ahead of it (`routine`), by less than the gap in front of the ceiling.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/check.hpp"
#include "sim/kernel/time.hpp"

#include <algorithm>

namespace sim::han {

class frame_counter {
public:
    /// Values that a power cut may skip.
    static constexpr std::uint32_t gap = 1024;

    /// Counters of installations as made run from 2010 on, so that they are the same whenever a world begins.
    static constexpr time_point made_on{std::chrono::hours(24) * 14610};

    explicit frame_counter(time_point since = made_on) : since_(since) {}

    /// What the next frame that is not routine gets at `t`, unless routine ones have run ahead.
    std::uint32_t value(time_point t) const
    {
        auto seconds = (t - since_) / duration(1s);
        return start_ + spent_ + static_cast<std::uint32_t>(seconds);
    }
    /// For a frame that is not routine. `must_save`: the ceiling has moved.
    std::uint32_t take(time_point t, bool& must_save)
    {
        ++spent_;
        must_save = spent_ == ceiling_;
        if (must_save) ceiling_ += gap;
        return use(value(t) - 1);
    }
    std::uint32_t routine(time_point t) { return use(value(t)); }
    /// After a power cut: what was not saved may have been used.
    void restart(time_point t)
    {
        spent_ = ceiling_ + gap; // routine frames may have run ahead
        start_ = value(t);
        since_ = t;
        spent_ = 0;
        ceiling_ = gap;
        used_ = start_;
    }

    void save(writer& out) const { out.u32(start_).u32(ceiling_).i64(since_.time_since_epoch().count()); }
    /// As a power cut leaves it: call restart.
    void restore(reader& in)
    {
        start_ = in.u32();
        ceiling_ = in.u32();
        since_ = time_point(duration(in.i64()));
    }

private:
    std::uint32_t use(std::uint32_t wanted)
    {
        used_ = std::max(used_, wanted);
        return used_++;
    }
    time_point since_;
    std::uint32_t start_{1}, spent_{0}, ceiling_{gap};
    std::uint32_t used_{0}; ///< one above the highest that was on the air
};

} // namespace sim::han
