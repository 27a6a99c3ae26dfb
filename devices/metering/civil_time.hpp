// Civil time of Great Britain: what households live by and what a head-end's clock message announces.
//
// Source: The Summer Time Order 2002 — one hour ahead of UTC from 01:00 UTC on the last Sunday of March to 01:00 UTC on
// the last Sunday of October.
#pragma once
#include "sim/kernel/time.hpp"

#include <chrono>

namespace devices::metering {

using sys_days = std::chrono::sys_days;

/// The calendar day (UTC) that holds `t`.
sys_days day_of(sim::time_point t);
/// 00:00 UTC of a day.
sim::time_point midnight(sys_days day);

bool summer_time(sim::time_point t);
/// What has to be added to UTC: 0 or 60 minutes.
std::chrono::minutes civil_offset(sim::time_point t);

} // namespace devices::metering
