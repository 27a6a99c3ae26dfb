// Load limiting: what happens when a household draws more than a threshold for longer than a period.
//
// The power is constant within a half-hour, or a part of one that a steady draw cuts off, as the register is linear in
// it; so a limit is exceeded from where the power changes, and the instant at which something happens can be computed.
// Source: SMETS2, "Load Limit Power Threshold", "Load Limit Period", "Load Limit Restoration Period".
#pragma once
#include "devices/metering/counter.hpp"

#include <optional>
#include <string>

namespace devices::esme {

enum class load_limit_action : std::uint8_t {
    none,    ///< it is told, nothing else
    arm,     ///< off until a person presses the button, or the restoration
    disable, ///< off until a command, or the restoration
};

struct load_limit {
    std::int64_t threshold_w{0};           ///< 0: there is no limit
    std::chrono::seconds longer_than{300}; ///< 1 s … 1 day
    load_limit_action action{load_limit_action::none};
    std::chrono::seconds restoration{0}; ///< after which the supply is on again by itself; 0: never
    bool operator==(const load_limit&) const = default;
    /// What is wrong with it, in words; empty: nothing.
    std::string fault() const;
};

/// The first instant in [from, until] at which the power has been above the limit for its period without a break,
/// counted from `watched_since` on. The supply is taken to stay on.
std::optional<sim::time_point> next_excess(const metering::counter& flow, const load_limit& limit,
                                           sim::time_point watched_since, sim::time_point from, sim::time_point until);
/// The first change of the power, not before `t`, to what is not above the limit; `until` at the latest.
sim::time_point next_relief(const metering::counter& flow, const load_limit& limit, sim::time_point t,
                            sim::time_point until);

} // namespace devices::esme
