// The hub's clock: a crystal that runs fast or slow, and a head-end that sets it. It runs on through power cuts.
//
// Model choices: the crystal's error is drawn once, within what the family gives; the clock is right when the hub is
// made; it follows a time that it is told only when it is further off than `tolerance`, since that time travels in
// whole seconds over a slow link.
#pragma once
#include "sim/kernel/nvm.hpp"
#include "sim/kernel/rng.hpp"
#include "sim/kernel/time.hpp"

#include <chrono>
#include <string>

namespace devices::chf {

class hub_clock {
public:
    static constexpr sim::duration tolerance = std::chrono::seconds(2);

    /// `most_ppm`: the largest error of the crystal, either way; at most 1000. `since`: when the hub was made.
    hub_clock(sim::nvm_backend& memory, const std::string& device, const sim::rng& dice, std::uint32_t most_ppm,
              sim::time_point since);

    /// What it shows at the true time `t`.
    sim::time_point show(sim::time_point t) const;
    /// The same within what protocols and logs can carry, whatever the clock was set to: 2000 to 2106, whole seconds.
    sim::time_point stamp(sim::time_point t) const;
    /// The true time at which it will show `shown`, if nobody sets it before.
    sim::time_point when(sim::time_point shown) const;
    /// It was told the time. What it moved by; zero: it was near enough.
    sim::duration follow(sim::time_point told, sim::time_point t);
    /// As an engineer or a fault would, whatever the difference.
    void set(sim::time_point shown, sim::time_point t);

    /// Minutes to be added for local time, as the head-end said last.
    std::chrono::minutes civil_offset() const { return state_.civil_offset; }
    /// True: it was another.
    bool set_civil_offset(std::chrono::minutes offset);
    std::int64_t drift_ppb() const { return drift_ppb_; }

private:
    struct state {
        sim::time_point truth, shown; ///< where both stood when it was last set
        std::chrono::minutes civil_offset{0};
        friend void encode(sim::writer& out, const state& s)
        {
            out.i64(s.truth.time_since_epoch().count()).i64(s.shown.time_since_epoch().count());
            out.i64(s.civil_offset.count());
        }
        friend state decode(sim::reader& in, const state*)
        {
            state s;
            s.truth = sim::time_point(sim::duration(in.i64()));
            s.shown = sim::time_point(sim::duration(in.i64()));
            s.civil_offset = std::chrono::minutes(in.i64());
            return s;
        }
    };
    sim::duration drifted(sim::duration elapsed) const;

    sim::nvm_cell<state> cell_;
    std::int64_t drift_ppb_;
    state state_;
};

} // namespace devices::chf
