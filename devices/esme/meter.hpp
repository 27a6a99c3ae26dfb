// An electricity meter, family-neutral: who it is and what its import register shows.
//
// Units: Wh inside, kWh with three places (`sim::milli`) where shown. Half-hours and midnights are UTC.
// Source: 1 Wh steps and a half-hourly profile as of meters of the kind in the field; the values are a model choice.
#pragma once
#include "devices/metering/metered_supply.hpp"
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

class meter : public metering::metered_supply {
public:
    /// As metered_supply; the supply is enabled by a person only.
    meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed);

    const identity& who() const { return who_; }
    /// The cumulative import register; 0 before the installation.
    std::int64_t import_wh(sim::time_point t) const { return total(t); }
    /// The same as it is shown, in kWh.
    sim::milli import_kwh(sim::time_point t) const { return {total(t)}; }

private:
    identity who_;
};

} // namespace devices::esme
