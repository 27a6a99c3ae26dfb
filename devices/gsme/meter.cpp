#include "devices/gsme/meter.hpp"

namespace devices::gsme {

meter::meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed)
    : metered_supply(metering::domestic_gas, dice, name, installed, false), who_(std::move(who))
{}

} // namespace devices::gsme
