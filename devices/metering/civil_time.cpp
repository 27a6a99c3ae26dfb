#include "devices/metering/civil_time.hpp"

namespace devices::metering {
namespace {

using namespace std::chrono;

sim::time_point one_o_clock_on_last_sunday(year y, month m) { return midnight(sys_days(y / m / Sunday[last])) + 1h; }

} // namespace

sys_days day_of(sim::time_point t) { return sys_days(floor<std::chrono::days>(t.time_since_epoch())); }

sim::time_point midnight(sys_days day) { return sim::time_point(sim::duration(day.time_since_epoch())); }

bool summer_time(sim::time_point t)
{
    year y = year_month_day(day_of(t)).year();
    return t >= one_o_clock_on_last_sunday(y, March) && t < one_o_clock_on_last_sunday(y, October);
}

std::chrono::minutes civil_offset(sim::time_point t) { return minutes(summer_time(t) ? 60 : 0); }

} // namespace devices::metering
