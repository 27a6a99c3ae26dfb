// How a hub comes back after its SIM has moved to another profile. Nothing public explains the days that it takes:
// these are selectable, mechanical causes (model choices), so that the delay comes out of the model.
#pragma once
#include "sim/kernel/rng.hpp"
#include "sim/kernel/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace sim::smwan {

enum class reconnect_cause : std::uint8_t {
    weekly_restart, ///< the hub believes in its old context; only its own weekly restart attaches afresh
    network_cancel, ///< the operator detaches it minutes after the change
    pinned,         ///< it restarts `after` the change, and never else by itself
    never,          ///< it never restarts by itself
};
std::string_view to_string(reconnect_cause c);

/// What the change does to the context that the hub still believes in.
enum class old_context : std::uint8_t {
    black_hole, ///< dropped by the network; packets vanish
    refused,    ///< dropped by the network; packets are answered with a reset
    served,     ///< the old operator's network still carries it
};
std::string_view to_string(old_context c);

struct reconnect_policy {
    reconnect_cause cause{reconnect_cause::weekly_restart};
    old_context old{old_context::black_hole};
    duration after{}; ///< for pinned; at least 0
    bool operator==(const reconnect_policy&) const = default;
};

struct reconnect_plan {
    reconnect_policy there;                   ///< for a change away from the SIM's first profile
    std::optional<reconnect_policy> rollback; ///< for a change back; empty: as there
    const reconnect_policy& back() const { return rollback ? *rollback : there; }
};

inline constexpr duration week = 168h;

/// When in the week a hub restarts: uniform on [0, 168 h), from the stream "<installation>/wan/weekly_restart".
duration weekly_restart_phase(const rng& dice, std::string_view installation);
/// The first restart strictly after `t`. Weeks are counted from 1970, so a phase is the same weekday and hour for ever.
time_point next_weekly_restart(duration phase, time_point t);
/// A pinned restart counts from the SIM's first change, whatever came between; from `changed` where that instant has
/// passed (a second migration), and always from `changed` on the way back.
time_point pinned_restart(duration after, time_point first_change, time_point changed, bool back);
/// Between `least` and `most`, from the stream "<installation>/wan/network_cancel", for the SIM's n-th change.
duration network_cancel_delay(const rng& dice, std::string_view installation, std::uint64_t change, duration least,
                              duration most);
/// Uniform on [least, most] in whole milliseconds.
duration draw_between(const random_stream& stream, std::uint64_t index, duration least, duration most);

} // namespace sim::smwan
