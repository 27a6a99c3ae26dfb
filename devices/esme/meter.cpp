#include "devices/esme/meter.hpp"

#include "devices/metering/civil_time.hpp"

#include <algorithm>

namespace devices::esme {
namespace {

using metering::alert_code;
using metering::supply_cause;
using metering::supply_state;

constexpr std::uint32_t all_of_it = 1000;
constexpr std::uint64_t one_home_in = 30;

std::unique_ptr<metering::counter> solar_panels(const sim::rng& dice, std::string_view name, sim::time_point installed)
{
    if (!dice.stream(name).child("solar").chance(0, 1, one_home_in)) return nullptr;
    const metering::consumption yield(metering::domestic_solar_export, dice, std::string(name) + ".solar");
    return std::make_unique<metering::counter>(yield, installed);
}

std::uint32_t share(const sim::rng& dice, std::string_view name, std::string_view what, std::uint32_t least,
                    std::uint32_t most)
{
    return least + static_cast<std::uint32_t>(dice.stream(name).child(what).below(0, most - least + 1));
}

struct voltage_codes {
    alert_code begun, ended;
};

voltage_codes codes_of(voltage_event e)
{
    switch (e) {
    case voltage_event::sag: return {alert_code::voltage_below_sag, alert_code::voltage_sag_ended};
    case voltage_event::swell: return {alert_code::voltage_above_swell, alert_code::voltage_swell_ended};
    case voltage_event::extreme_under:
        return {alert_code::voltage_below_extreme, alert_code::voltage_extreme_under_ended};
    case voltage_event::extreme_over: break;
    }
    return {alert_code::voltage_above_extreme, alert_code::voltage_extreme_over_ended};
}

} // namespace

meter::meter(identity who, const sim::rng& dice, std::string_view name, sim::time_point installed)
    : metering::meter({metering::domestic_electricity, false, who.model, who.firmware,
                       metering::thirteen_months_of_half_hours, metering::half_hour_length},
                      dice, name, installed),
      who_(std::move(who)),
      generation_(solar_panels(dice, name, installed)),
      voltage_(dice, name),
      reactive_import_per_mille_(share(dice, name, "reactive_import", 120, 350)),
      reactive_export_per_mille_(share(dice, name, "reactive_export", 10, 80)),
      watched_since_(this->installed()),
      voltage_done_(this->installed()),
      monitored_since_(this->installed())
{}

metering::profile meter::export_profile() const
{
    return {generation_.get(), all_of_it, marks(), flow(), metering::three_months_of_half_hours};
}

metering::profile meter::reactive_import_profile() const
{
    return {&flow(), reactive_import_per_mille_, marks(), flow(), metering::three_months_of_half_hours};
}

metering::profile meter::reactive_export_profile() const
{
    return {&flow(), reactive_export_per_mille_, marks(), flow(), metering::three_months_of_half_hours};
}

std::int64_t meter::power_w(sim::time_point t) const
{
    return flow().flowing() && t >= installed() ? flow().per_hour(t) : 0;
}

std::int64_t meter::export_power_w(sim::time_point t) const
{
    return generation_ && flow().flowing() && t >= installed() ? 2 * generation_->demand(t) : 0;
}

std::int32_t meter::millivolts(sim::time_point t) const { return powered() ? voltage_.millivolts(t) : 0; }

// ---- load limit

sim::error_code meter::set_limit(load_limit limit, sim::time_point t)
{
    if (!ready(t)) return metering::supply_errc::no_power;
    if (!limit.fault().empty()) return metering::account_errc::invalid;
    limit_ = limit;
    watched_since_ = t;
    touch();
    return {};
}

std::optional<sim::time_point> meter::next_limit(sim::time_point from, sim::time_point until) const
{
    if (limit_.threshold_w == 0 || !flow().flowing()) return {};
    return next_excess(flow(), limit_, watched_since_, from, until);
}

void meter::exceed(sim::time_point t)
{
    ++limit_count_;
    raise(alert_code::above_load_limit, t);
    switch (limit_.action) {
    case load_limit_action::none:
        watched_since_ = next_relief(flow(), limit_, t, t + sim::days(7)); // told once each time
        return;
    case load_limit_action::arm:
        change_supply(supply_state::armed, supply_cause::load_limit, t);
        raise(alert_code::armed_by_load_limit, t);
        break;
    case load_limit_action::disable: change_supply(supply_state::disabled, supply_cause::load_limit, t); break;
    }
    if (limit_.restoration > std::chrono::seconds(0)) restoration_ = t + limit_.restoration;
}

void meter::end_restriction(sim::time_point t)
{
    restoration_.reset();
    touch();
    if (cause() != supply_cause::load_limit || flow().flowing() || without_credit()) return;
    change_supply(supply_state::enabled, supply_cause::load_limit, t);
    raise(alert_code::enabled_after_load_limit, t);
}

// ---- voltage

sim::error_code meter::monitor_voltage(std::optional<voltage_limits> limits, sim::time_point t)
{
    if (!ready(t)) return metering::supply_errc::no_power;
    if (limits && !limits->fault().empty()) return metering::account_errc::invalid;
    monitored_ = limits;
    monitored_since_ = t;
    forget_voltage_until(t);
    touch();
    return {};
}

void meter::forget_voltage_until(sim::time_point t)
{
    voltage_done_ = t;
    if (const auto e = voltage_.excursion(metering::day_of(t)); e && e->from <= t && t < e->to) voltage_done_ = e->to;
}

std::optional<meter::voltage_happening> meter::next_voltage(sim::time_point limit) const
{
    if (!monitored_) return {};
    for (auto day = metering::day_of(voltage_done_); metering::midnight(day) <= limit; day += std::chrono::days(1)) {
        const auto e = voltage_.excursion(day);
        const auto kind = e ? classify(*monitored_, *e) : std::nullopt;
        if (!kind) continue;
        const auto told = e->from + monitored_->longer_than;
        if (told > voltage_done_) return voltage_happening{told, codes_of(*kind).begun};
        if (e->to > voltage_done_) return voltage_happening{e->to, codes_of(*kind).ended};
    }
    return {};
}

std::vector<voltage_excursion> meter::voltage_log(voltage_event kind, sim::time_point t) const
{
    std::vector<voltage_excursion> log;
    if (!monitored_) return log;
    constexpr auto thirteen_months = std::chrono::days(397);
    const auto today = metering::day_of(t);
    for (auto day = std::max(metering::day_of(monitored_since_), today - thirteen_months); day <= today;
         day += std::chrono::days(1)) {
        const auto e = voltage_.excursion(day);
        if (!e || classify(*monitored_, *e) != kind) continue;
        const auto told = e->from + monitored_->longer_than;
        if (e->from > monitored_since_ && told <= t && !marks().unpowered_within(e->from, told)) log.push_back(*e);
    }
    return log;
}

// ---- what happens of itself

bool meter::restless() const { return monitored_.has_value() || (limit_.threshold_w > 0 && flow().flowing()); }

std::optional<sim::time_point> meter::next_of_fuel(sim::time_point from, sim::time_point limit) const
{
    auto first = restoration_;
    auto offer = [&](std::optional<sim::time_point> at) {
        if (at && *at <= limit && (!first || *at < *first)) first = at;
    };
    offer(next_limit(from, limit));
    if (const auto v = next_voltage(limit)) offer(v->at);
    return first;
}

void meter::run_of_fuel(sim::time_point t)
{
    if (restoration_ && *restoration_ <= t) return end_restriction(t);
    if (next_limit(t, t)) return exceed(t);
    if (const auto v = next_voltage(t); v && v->at <= t) {
        voltage_done_ = v->at;
        raise(v->code, t);
    }
}

void meter::flow_changed(sim::time_point t)
{
    watched_since_ = t;
    if (flow().flowing()) restoration_.reset(); // whoever enabled it was faster
    if (!generation_) return;
    if (flow().flowing())
        generation_->resume(t);
    else
        generation_->stop(t);
}

void meter::power_returned(sim::time_point t) { forget_voltage_until(t); }

// ---- non-volatile memory

void meter::save_fuel(sim::writer& out) const
{
    if (generation_) generation_->save(out);
    out.u32(static_cast<std::uint32_t>(limit_.threshold_w)).u32(static_cast<std::uint32_t>(limit_.longer_than.count()));
    out.u8(static_cast<std::uint8_t>(limit_.action)).u32(static_cast<std::uint32_t>(limit_.restoration.count()));
    out.i64(watched_since_.time_since_epoch().count()).u32(limit_count_);
    out.u8(restoration_.has_value());
    if (restoration_) out.i64(restoration_->time_since_epoch().count());
    out.u8(monitored_.has_value());
    if (monitored_) {
        for (auto limit : {monitored_->sag, monitored_->swell, monitored_->extreme_under, monitored_->extreme_over})
            out.u32(static_cast<std::uint32_t>(limit));
        out.u32(static_cast<std::uint32_t>(monitored_->longer_than.count()));
    }
    out.i64(voltage_done_.time_since_epoch().count());
    out.i64(monitored_since_.time_since_epoch().count());
}

void meter::restore_fuel(sim::reader& in)
{
    auto time = [&in] { return sim::time_point(sim::duration(in.i64())); };
    if (generation_) generation_->restore(in);
    limit_.threshold_w = in.u32();
    limit_.longer_than = std::chrono::seconds(in.u32());
    const auto action = in.u8();
    limit_.restoration = std::chrono::seconds(in.u32());
    if (action > static_cast<std::uint8_t>(load_limit_action::disable)) in.fail(sim::codec_errc::out_of_range);
    if (in.ok()) limit_.action = static_cast<load_limit_action>(action);
    if (in.ok() && !limit_.fault().empty()) in.fail(sim::codec_errc::out_of_range);
    watched_since_ = time();
    limit_count_ = in.u32();
    restoration_.reset();
    if (in.u8() != 0) restoration_ = time();
    monitored_.reset();
    if (in.u8() != 0) {
        voltage_limits limits;
        for (auto* limit : {&limits.sag, &limits.swell, &limits.extreme_under, &limits.extreme_over})
            *limit = static_cast<std::int32_t>(in.u32());
        limits.longer_than = std::chrono::seconds(in.u32());
        if (in.ok() && !limits.fault().empty()) in.fail(sim::codec_errc::out_of_range);
        monitored_ = limits;
    }
    voltage_done_ = time();
    monitored_since_ = time();
}

} // namespace devices::esme
