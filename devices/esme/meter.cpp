#include "devices/esme/meter.hpp"

#include "devices/metering/civil_time.hpp"

namespace devices::esme {

meter::meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed)
    : who_(std::move(who)),
      import_(metering::domestic_electricity, dice, name),
      installed_(metering::half_hour_start(installed)),
      installed_at_wh_(import_.cumulative(installed_))
{}

std::int64_t meter::import_wh(sim::time_point t) const
{
    return t < installed_ ? 0 : import_.cumulative(t) - installed_at_wh_;
}

metering::interval meter::half_hour(sim::time_point t) const
{
    return {metering::half_hour_start(t), t < installed_ ? 0 : import_.half_hour(t)};
}

metering::reading meter::daily_read(sim::time_point t) const
{
    sim::time_point at = metering::midnight(metering::day_of(t));
    return {at, import_wh(at)};
}

} // namespace devices::esme
