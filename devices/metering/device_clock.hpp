// A meter's clock: a crystal that runs fast or slow, and people who set it.
//
// The clock is what the meter shows and what its clock object answers. Registers, profiles and logs go by true time
// (model choice: a drift of some seconds would move watt-hours between slots, and nothing could be checked exactly).
// A meter follows its hub's clock at midnight (model choice), unless it is more than 10 seconds off by then.
// Source: GBCS: a clock that is off by more than 10 seconds is not adjusted in passing, and that is an alert.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/rng.hpp"
#include "sim/kernel/time.hpp"

namespace devices::metering {

inline constexpr sim::duration clock_tolerance = std::chrono::seconds(10);

class device_clock {
public:
    /// Right at `since`; a crystal of ± 20 ppm by the dice (model choice).
    device_clock(const sim::rng& dice, std::string_view name, sim::time_point since);

    std::int64_t drift_ppb() const { return drift_ppb_; }
    /// From `t` on.
    void set_drift(std::int64_t ppb, sim::time_point t);
    /// What it shows at the true time `t`.
    sim::time_point show(sim::time_point t) const;
    /// How far it is ahead.
    sim::duration error(sim::time_point t) const { return show(t) - t; }
    void set(sim::time_point shown, sim::time_point t);
    /// Whether it follows its hub; as made it does.
    bool follows() const { return follows_; }
    void follow(bool on, sim::time_point t);
    /// UTC shown plus this is civil time; the flag "daylight saving" is whether it is not zero.
    std::chrono::minutes deviation(sim::time_point t) const;

    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    sim::duration drifted(sim::duration elapsed) const;
    sim::time_point true_, shown_; ///< where both stood when it was last set
    std::int64_t drift_ppb_;
    bool follows_{true};
};

} // namespace devices::metering
