// An electricity meter, family-neutral: who it is and what its import register shows.
//
// Units: Wh inside, kWh with three places (`sim::milli`) where shown. Half-hours and midnights are UTC.
// Source: 1 Wh steps and a half-hourly profile as of meters of the kind in the field; the values are a model choice.
#pragma once
#include "devices/metering/consumption.hpp"
#include "devices/metering/readings.hpp"
#include "sim/core/ids.hpp"
#include "sim/kernel/value.hpp"

#include <string>
#include <string_view>

namespace devices::esme {

struct identity {
    sim::eui64 eui64;
    sim::mpan mpan;
    std::string serial;
    std::string manufacturer;
    std::string model;
    std::string firmware;
};

class meter {
public:
    /// `name` ("tri-3.esme") picks the dice. The register is 0 at `installed`, rounded down to a half-hour.
    meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed);

    const identity& who() const { return who_; }
    sim::time_point installed() const { return installed_; }

    /// The cumulative import register; 0 before the installation.
    std::int64_t import_wh(sim::time_point t) const;
    /// The same as it is shown, in kWh.
    sim::milli import_kwh(sim::time_point t) const { return {import_wh(t)}; }
    /// The profile's entry for the half-hour that holds `t`; 0 before the installation.
    metering::interval half_hour(sim::time_point t) const;
    /// The daily read log's newest entry: the register at the last midnight that is not after `t`.
    metering::reading daily_read(sim::time_point t) const;

private:
    identity who_;
    metering::consumption import_;
    sim::time_point installed_;
    std::int64_t installed_at_wh_;
};

} // namespace devices::esme
