#include "devices/gsme/meter.hpp"

#include "devices/metering/civil_time.hpp"

namespace devices::gsme {

meter::meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed)
    : who_(std::move(who)),
      volume_(metering::domestic_gas, dice, name),
      installed_(metering::half_hour_start(installed)),
      installed_at_dm3_(volume_.cumulative(installed_))
{}

std::int64_t meter::volume_dm3(sim::time_point t) const
{
    return t < installed_ ? 0 : volume_.cumulative(t) - installed_at_dm3_;
}

metering::interval meter::half_hour(sim::time_point t) const
{
    return {metering::half_hour_start(t), t < installed_ ? 0 : volume_.half_hour(t)};
}

metering::reading meter::daily_read(sim::time_point t) const
{
    sim::time_point at = metering::midnight(metering::day_of(t));
    return {at, volume_dm3(at)};
}

} // namespace devices::gsme
