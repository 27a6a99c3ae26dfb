// When a gas meter's radio wakes, and how it looks for its hub when it does not hear it.
//
// Source: a wake every half-hour and an alert after three lost searches (GBCS: 0x8F29). Model choices: the phase, of
// the dice; after three wakes without the hub each wake scans for it, and after a day of that only every sixth, to
// spare the battery; what the radio costs beside its routine.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/rng.hpp"
#include "sim/kernel/time.hpp"

namespace devices::gsme {

/// Wakes are numbered from 1970 on, so that the number is the index of a wake's dice. The phase is no whole
/// millisecond in practice: what people do at round times does not coincide with it.
class wake_schedule {
public:
    static constexpr sim::duration period = std::chrono::minutes(30);

    wake_schedule(const sim::rng& dice, std::string_view name);
    /// The last wake that is not after `t`.
    std::int64_t last(sim::time_point t) const;
    sim::time_point at(std::int64_t number) const;
    sim::duration phase() const { return phase_; }

private:
    sim::duration phase_;
};

/// The search for the hub, wake by wake.
class hub_search {
public:
    enum class state : std::uint8_t {
        in_touch, ///< the hub was heard at the last wake
        missing,  ///< not heard at one or two wakes
        lost,     ///< not heard at three wakes or more: it scans
    };
    enum class outcome : std::uint8_t { nothing, lost, found };

    static constexpr int most_missing = 2;
    static constexpr std::int64_t eager_wakes = 48; ///< after being lost, with a scan each
    static constexpr std::int64_t lazy_step = 6;    ///< then one of so many

    state is() const { return state_; }
    /// Whether the radio tries at all: always, but for lost ones that spare their battery.
    bool tries(std::int64_t wake) const;
    /// A wake at which it has tried. Numbers ascend.
    outcome tried(std::int64_t wake, bool heard);
    /// How many scans it took, when found; while lost, so far.
    std::int64_t scans() const { return scans_; }
    /// It looks for nobody any more, or begins anew.
    void reset() { *this = {}; }

    /// What has to outlive a power cut: that it is lost. One that misses its hub begins to count anew.
    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    state state_{state::in_touch};
    int missed_{0};
    std::int64_t lost_since_{0}, scans_{0};
};

// ---- what the radio costs, as life of the battery
inline constexpr sim::duration scan_cost = std::chrono::hours(5);
inline constexpr sim::duration command_cost = std::chrono::minutes(30); ///< as much as a wake
/// Of each second with a poll every quarter of it.
inline constexpr sim::duration fast_poll_second_cost = std::chrono::minutes(6);

} // namespace devices::gsme
