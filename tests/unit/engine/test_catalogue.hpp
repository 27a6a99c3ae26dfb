// A small catalogue with every kind of thing, and short ways to read scenarios against it.
#pragma once
#include "scenarios/engine/scenario.hpp"

#include <string>

namespace test {

namespace engine = scenarios::engine;

/// Events wan.online{apn, attempt, secure}, wan.offline, migration.commissioned, migration.requested, clock.jumped,
/// sim.profile_changed, wan.attach_rejected, tls.established{peer}, han.joined;
/// states migration.state (text with values), wan.state (text), chf.calls (integer), meter.kwh (decimal),
/// gsme.mirror_age (duration), sim.since (time), chf.on (boolean);
/// actions han.lose, migration.start{window: text?}, sim.set_profile{profile: text, urgent: boolean?, times: integer?},
/// clock.wait{by: duration} without a subject.
const sim::registry& names();
/// names() with the families trilliant and landis_gyr; overrides may hold `chf: { reconnect: { after, cause } }`.
engine::catalogue catalogue();

struct loaded {
    std::optional<engine::scenario> scenario;
    std::string errors; ///< as printed, with the file's name `f`
};
loaded load(std::string_view text);

extern const sim::event_type online, offline, commissioned, requested, jumped;

} // namespace test
