// A gas meter, family-neutral: who it is and what its volume register shows.
//
// Units: dm³ inside, m³ with three places (`sim::milli`) where shown. Half-hours and midnights are UTC. What the rest
// of the world sees of it comes through the hub's mirror; this is the meter itself. The values are a model choice.
#pragma once
#include "devices/metering/consumption.hpp"
#include "devices/metering/readings.hpp"
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

class meter {
public:
    /// `name` ("tri-3.gsme") picks the dice. The register is 0 at `installed`, rounded down to a half-hour.
    meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed);

    const identity& who() const { return who_; }
    sim::time_point installed() const { return installed_; }

    /// The cumulative volume; 0 before the installation.
    std::int64_t volume_dm3(sim::time_point t) const;
    /// The same as it is shown, in m³.
    sim::milli volume_m3(sim::time_point t) const { return {volume_dm3(t)}; }
    /// The profile's entry for the half-hour that holds `t`; 0 before the installation.
    metering::interval half_hour(sim::time_point t) const;
    /// The daily read log's newest entry: the register at the last midnight that is not after `t`.
    metering::reading daily_read(sim::time_point t) const;

private:
    identity who_;
    metering::consumption volume_;
    sim::time_point installed_;
    std::int64_t installed_at_dm3_;
};

} // namespace devices::gsme
