// A gas meter, family-neutral: who it is and what its volume register shows.
//
// Units: dm³ inside, m³ with three places (`sim::milli`) where shown. Half-hours and midnights are UTC. What the rest
// of the world sees of it comes through the hub's mirror; this is the meter itself. The values are a model choice.
#pragma once
#include "devices/metering/metered_supply.hpp"
#include "sim/core/ids.hpp"
#include "sim/kernel/value.hpp"

#include <string>
#include <string_view>

namespace devices::gsme {

struct identity {
    sim::eui64 eui64;
    sim::mprn mprn;
    std::string serial;
    std::string manufacturer;
    std::string model;
    std::string firmware;
};

class meter : public metering::metered_supply {
public:
    /// As metered_supply; the supply is never enabled from afar.
    meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed);

    const identity& who() const { return who_; }
    /// The cumulative volume; 0 before the installation.
    std::int64_t volume_dm3(sim::time_point t) const { return total(t); }
    /// The same as it is shown, in m³.
    sim::milli volume_m3(sim::time_point t) const { return {total(t)}; }

private:
    identity who_;
};

} // namespace devices::gsme
