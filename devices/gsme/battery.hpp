// The battery of a gas meter: it ages, and at last the meter says so.
//
// Model choice: new ones last nine to twelve years by the dice, evenly, with a wake every half-hour; what the radio
// does beyond that is taken from the life that is left. "Low" is said with 180 days left, once; an empty one ends it
// all.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/rng.hpp"
#include "sim/kernel/time.hpp"

namespace devices::gsme {

class battery {
public:
    static constexpr std::int64_t low_days = 180;

    battery(const sim::rng& dice, std::string_view name, sim::time_point installed);

    /// Whole days of life at `t`; 0: empty.
    std::int64_t days_left(sim::time_point t) const;
    /// What is left of a new one's life.
    std::int64_t per_mille_left(sim::time_point t) const;
    bool low(sim::time_point t) const { return days_left(t) <= low_days; }
    /// When it has just `low_days` left.
    sim::time_point low_from() const;
    bool told() const { return told_; }
    void tell() { told_ = true; }
    void replace(sim::time_point t);
    /// The radio was on for longer than its routine asks: that much less life. Not negative.
    void spend(sim::duration life) { spent_ += life; }
    /// Whatever it was before, it has `days` left from `t` on.
    void set_left(std::int64_t days, sim::time_point t);
    /// When it is empty.
    sim::time_point empty_from() const;

    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    std::int64_t whole_life() const;
    sim::random_stream lives_;
    sim::time_point since_;
    sim::duration spent_{0};
    std::uint32_t number_{0}; ///< of batteries that it has had before
    bool told_{false};
};

} // namespace devices::gsme
