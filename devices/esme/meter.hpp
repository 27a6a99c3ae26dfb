// An electricity meter, family-neutral: what all meters have (devices/metering/meter.hpp), and export, reactive energy,
// power, voltage and the load limit.
//
// Units: Wh and varh inside, kWh with three places (`sim::milli`) where shown. Half-hours and midnights are UTC.
// Source: 1 Wh steps and a half-hourly profile as of meters of the kind in the field; the values are a model choice:
// one home in thirty has solar panels; reactive energy is a share of the active that is the household's own.
#pragma once
#include "devices/esme/load_limit.hpp"
#include "devices/esme/voltage.hpp"
#include "devices/metering/meter.hpp"
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
    std::string firmware; ///< the version it is made with
};

class meter : public metering::meter {
public:
    /// As metered_supply; the supply is enabled by a person only.
    meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed);

    /// The firmware is the one it was made with: `firmware()` is the one that runs.
    const identity& who() const { return who_; }

    // ---- registers; 0 before the installation
    std::int64_t import_wh(sim::time_point t) const { return total(t); }
    /// The same as it is shown, in kWh.
    sim::milli import_kwh(sim::time_point t) const { return {total(t)}; }
    std::int64_t export_wh(sim::time_point t) const { return export_profile().total(t); }
    std::int64_t reactive_import_varh(sim::time_point t) const { return reactive_import_profile().total(t); }
    std::int64_t reactive_export_varh(sim::time_point t) const { return reactive_export_profile().total(t); }
    bool has_solar() const { return generation_ != nullptr; }

    // ---- profiles of three months beside the import's thirteen
    metering::profile export_profile() const;
    metering::profile reactive_import_profile() const;
    metering::profile reactive_export_profile() const;

    // ---- now
    /// Imported; constant within a half-hour or a part of one that a steady draw cuts off, 0 while nothing can flow.
    std::int64_t power_w(sim::time_point t) const;
    std::int64_t export_power_w(sim::time_point t) const;
    /// 0 while the meter has no power.
    std::int32_t millivolts(sim::time_point t) const;
    const voltage_model& voltage() const { return voltage_; }

    // ---- load limit. Error: account_errc::invalid
    const load_limit& limit() const { return limit_; }
    /// How often it has been exceeded.
    std::uint32_t limit_count() const { return limit_count_; }
    sim::error_code set_limit(load_limit limit, sim::time_point t);

    // ---- voltage alerts; as made there are none. Error: account_errc::invalid
    const std::optional<voltage_limits>& monitored() const { return monitored_; }
    sim::error_code monitor_voltage(std::optional<voltage_limits> limits, sim::time_point t);
    /// What has been seen since the limits are what they are, of the last thirteen months, while there was power: the
    /// excursions whose alert was due by `t`, oldest first.
    std::vector<voltage_excursion> voltage_log(voltage_event kind, sim::time_point t) const;

private:
    struct voltage_happening {
        sim::time_point at;
        metering::alert_code code;
    };
    std::optional<voltage_happening> next_voltage(sim::time_point limit) const;
    std::optional<sim::time_point> next_limit(sim::time_point from, sim::time_point until) const;
    void exceed(sim::time_point t);
    void end_restriction(sim::time_point t);
    /// What had begun by `t` is not told, nor is its end.
    void forget_voltage_until(sim::time_point t);

    std::optional<sim::time_point> next_of_fuel(sim::time_point from, sim::time_point limit) const override;
    void run_of_fuel(sim::time_point t) override;
    bool restless() const override;
    void flow_changed(sim::time_point t) override;
    void power_returned(sim::time_point t) override;
    void save_fuel(sim::writer& out) const override;
    void restore_fuel(sim::reader& in) override;

    identity who_;
    std::unique_ptr<metering::counter> generation_;
    voltage_model voltage_;
    std::uint32_t reactive_import_per_mille_, reactive_export_per_mille_;
    load_limit limit_;
    sim::time_point watched_since_; ///< the limit's period counts from here
    std::optional<sim::time_point> restoration_;
    std::uint32_t limit_count_{0};
    std::optional<voltage_limits> monitored_;
    sim::time_point voltage_done_; ///< what happened until then has been told
    sim::time_point monitored_since_;
};

} // namespace devices::esme
