#include "devices/esme/meter.hpp"

namespace devices::esme {

meter::meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed)
    : metered_supply(metering::domestic_electricity, dice, name, installed, false), who_(std::move(who))
{}

} // namespace devices::esme
