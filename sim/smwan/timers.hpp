// Durations of registration and activation. Those with a T number are 3GPP TS 24.008 (clause 11.2, defaults); the
// others are model choices, with the reason beside them.
#pragma once
#include "sim/kernel/time.hpp"

#include <cstdint>

namespace sim::smwan {

namespace lengths {

/// Guards an attach request; at each of the first four expiries the request is sent again.
inline constexpr duration t3310 = 15s;
/// Pause between a rejected attach and the next attempt.
inline constexpr duration t3311 = 15s;
/// Silence after the fifth failed attempt. The default; a network may send another.
inline constexpr duration t3302 = 12min;
/// Period of routing-area updates. The default; a network may send another.
inline constexpr duration t3312 = 54min;
/// Guards a routing-area update.
inline constexpr duration t3330 = 15s;
/// Guards an activation request; at each of the first four expiries the request is sent again.
inline constexpr duration t3380 = 30s;
/// Back-off per APN. The network sends it; 12 min is the specification's default for those causes that have one.
inline constexpr duration t3396 = 12min;
/// Congestion back-off that the network draws when it refuses an attach with cause 22.
inline constexpr duration t3346_least = 15min;
inline constexpr duration t3346_most = 30min;

} // namespace lengths

/// Attach or update attempts before T3302.
inline constexpr std::uint8_t attach_attempts = 5;
/// Requests of one activation: the first and four repetitions. Also the temporary rejects in a row before T3396.
inline constexpr std::uint8_t activation_attempts = 5;
/// Pause after a temporary activation reject. Model choice: with one attempt a minute a device stays inside the radio
/// policy's 60 temporary rejects per hour and APN (GSMA TS.34 style) without counting them.
inline constexpr duration activation_retry = 60s;

} // namespace sim::smwan
