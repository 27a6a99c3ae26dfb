#include "devices/metering/meter.hpp"

#include "devices/metering/civil_time.hpp"
#include "sim/core/check.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace devices::metering {
namespace {

/// How far ahead is searched for what has no date yet.
constexpr auto horizon = sim::days(35);

bool is_security(alert_code code)
{
    constexpr std::array codes{alert_code::token_duplicate, alert_code::token_not_authentic,
                               alert_code::token_entry_suspended, alert_code::token_locked_out};
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

} // namespace

std::string_view to_string(supply_cause cause)
{
    switch (cause) {
    case supply_cause::command: return "command";
    case supply_cause::person: return "person";
    case supply_cause::credit: return "credit";
    case supply_cause::load_limit: return "load_limit";
    case supply_cause::tamper: return "tamper";
    case supply_cause::depletion: return "depletion";
    }
    return "";
}

meter::meter(const make& kind, const sim::rng& dice, std::string_view name, sim::time_point installed)
    : metered_supply(kind.shape, dice, name, installed, kind.remote_enable),
      account_(this->installed()),
      billing_(this->installed()),
      clock_(dice, name, this->installed()),
      key_(dice, name),
      given_(shared_prices()),
      model_(kind.model),
      firmware_(kind.firmware),
      settled_(this->installed()),
      tenancy_since_(this->installed()),
      random_share_(static_cast<std::uint16_t>(
          dice.stream(name).child("random_offset").below(0, most_random_offset.count() + 1))),
      profile_entries_(kind.profile_entries),
      profile_step_(kind.profile_step),
      looked_until_(this->installed())
{}

// ---- time

std::optional<meter::due> meter::find_due() const
{
    if (!powered()) return {};
    const auto from = looked_until_, limit = from + horizon;
    std::optional<due> first;
    auto offer = [&](std::optional<sim::time_point> at, source what) {
        if (at && (!first || *at < first->at)) first = due{std::max(*at, from), what};
    };
    if (tariff_to_come_) offer(tariff_to_come_->at, source::tariff);
    offer(tenancy_to_come_, source::tenancy);
    offer(image_to_come_, source::image);
    if (billing_alert_ && billing_.day() != 0) offer(billing_.next(from), source::billing);
    offer(account_.next(*this, from, limit), source::account);
    offer(next_of_fuel(from, limit), source::fuel);
    if (account_.restless(*this) || restless()) offer(limit, source::look_again);
    return first;
}

std::optional<sim::time_point> meter::next_event() const
{
    if (!next_) next_ = find_due();
    return *next_ ? std::optional((*next_)->at) : std::nullopt;
}

void meter::settle(sim::time_point t)
{
    sim::check(t >= settled_, "a meter's time does not go back");
    constexpr int too_many = 1000;
    int at_one_instant = 0;
    for (auto at = next_event(); at && *at <= t; at = next_event()) {
        at_one_instant = *at == settled_ ? at_one_instant + 1 : 0;
        sim::check(at_one_instant < too_many, "a meter's events at one instant come to an end");
        const auto d = **next_;
        settled_ = std::max(settled_, d.at);
        run(d);
    }
    settled_ = t;
}

void meter::run(const due& d)
{
    looked_until_ = d.at;
    next_.reset();
    if (d.what == source::look_again) return;
    touch();
    switch (d.what) {
    case source::tariff: {
        const auto next = *std::exchange(tariff_to_come_, {});
        raise(alert_code::future_command_actioned, d.at);
        put_into_force(next, d.at);
        break;
    }
    case source::tenancy:
        raise(alert_code::future_command_actioned, d.at);
        begin_tenancy(d.at);
        break;
    case source::image:
        image_to_come_.reset();
        run_new_firmware(d.at);
        break;
    case source::billing: raise(alert_code::billing_data_log_updated, d.at); break;
    case source::account: {
        std::vector<alert_code> codes;
        const auto wish = books(d.at).decide(*this, d.at, codes);
        tell(codes, d.at);
        obey(wish, d.at);
        break;
    }
    case source::fuel: run_of_fuel(d.at); break;
    case source::look_again: break;
    }
}

bool meter::ready(sim::time_point t)
{
    settle(t);
    return powered();
}

void meter::touch()
{
    ++revision_;
    looked_until_ = settled_;
    next_.reset();
}

meter_outcome meter::take_outcome() { return std::exchange(outcome_, {}); }

void meter::raise(alert_code code, sim::time_point t, bool security)
{
    outcome_.alerts.push_back({code, t});
    (security ? security_ : events_).add(code, t);
    touch();
}

void meter::tell(const std::vector<alert_code>& codes, sim::time_point t)
{
    for (auto code : codes) raise(code, t, is_security(code));
}

void meter::note_event(alert_code code, sim::time_point t) { note(events_, code, t); }

void meter::note_security(alert_code code, sim::time_point t) { note(security_, code, t); }

void meter::note(event_log& in, alert_code code, sim::time_point t)
{
    if (!ready(t)) return;
    if (in.add(code, t)) outcome_.alerts.push_back({code, t});
    touch();
}

void meter::clear_events(sim::time_point t)
{
    if (!ready(t)) return;
    events_.clear();
    raise(alert_code::event_log_cleared, t, true);
}

// ---- the supply

void meter::change_supply(supply_state next, supply_cause cause, sim::time_point t)
{
    const auto before = valve().state();
    if (before == next && cause_ == cause) return;
    auto& gate = metered_supply::valve();
    switch (next) {
    case supply_state::disabled: gate.disable(t); break;
    case supply_state::armed:
        gate.disable(t);
        sim::check(!gate.arm(t), "what is disabled can be armed");
        break;
    case supply_state::enabled:
        if (before == supply_state::disabled) sim::check(!gate.arm(t), "what is disabled can be armed");
        if (before != next) sim::check(!gate.press_button(t), "what is armed can be enabled");
        break;
    }
    cause_ = cause;
    touch();
    if (before != next) outcome_.supply.push_back({next, cause, t});
    if ((before == supply_state::enabled) != (next == supply_state::enabled)) flow_changed(t);
}

void meter::obey(supply_wish wish, sim::time_point t)
{
    const auto state = valve().state();
    switch (wish) {
    case supply_wish::none: break;
    case supply_wish::disable:
        if (state != supply_state::disabled) change_supply(supply_state::disabled, supply_cause::credit, t);
        break;
    case supply_wish::arm:
        if (state != supply_state::disabled || cause_ != supply_cause::credit) break; // somebody else's decision
        change_supply(supply_state::armed, supply_cause::credit, t);
        raise(alert_code::supply_armed, t);
        break;
    }
}

sim::error_code meter::disable_supply(sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    change_supply(supply_state::disabled, supply_cause::command, t);
    raise(alert_code::command_actioned, t);
    return {};
}

bool meter::without_credit() const
{
    return account_.state() == credit_state::exhausted && !account_.disablement_suspended();
}

sim::error_code meter::arm_supply(sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    sim::error_code wrong;
    if (valve().state() == supply_state::enabled)
        wrong = supply_errc::not_disabled;
    else if (without_credit())
        wrong = account_errc::no_credit;
    if (wrong) return raise(alert_code::command_not_actioned, t), wrong;
    const bool changes = valve().state() != supply_state::armed;
    change_supply(supply_state::armed, supply_cause::command, t);
    raise(alert_code::command_actioned, t);
    if (changes) raise(alert_code::supply_armed, t);
    return {};
}

sim::error_code meter::enable_supply(sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    sim::error_code wrong;
    if (!valve().remote_enable())
        wrong = supply_errc::never_from_afar;
    else if (without_credit())
        wrong = account_errc::no_credit;
    if (wrong) return raise(alert_code::command_not_actioned, t), wrong;
    change_supply(supply_state::enabled, supply_cause::command, t);
    raise(alert_code::command_actioned, t);
    return {};
}

sim::error_code meter::press_button(sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    sim::error_code wrong;
    if (valve().state() != supply_state::armed)
        wrong = supply_errc::not_armed;
    else if (without_credit())
        wrong = account_errc::no_credit;
    if (wrong) return raise(alert_code::person_not_actioned, t), wrong;
    change_supply(supply_state::enabled, supply_cause::person, t);
    raise(alert_code::person_actioned, t);
    return {};
}

// ---- the clock

void meter::set_clock_drift(std::int64_t ppb, sim::time_point t)
{
    settle(t);
    clock_.set_drift(ppb, t);
    touch();
}

void meter::follow_hub_clock(bool on, sim::time_point t)
{
    settle(t);
    if (clock_.follows() == on) return;
    clock_.follow(on, t);
    touch();
}

bool meter::adjust_clock(sim::time_point shown, sim::time_point t)
{
    if (!ready(t)) return false;
    const auto by = shown - clock_.show(t);
    if (by > clock_tolerance || by < -clock_tolerance) {
        raise(alert_code::clock_not_adjusted, t, true);
        return false;
    }
    clock_.set(shown, t);
    touch();
    return true;
}

void meter::set_clock(sim::time_point shown, sim::time_point t)
{
    if (!ready(t)) return;
    clock_.set(shown, t);
    marks_.clock_moved(t);
    raise(alert_code::clock_adjusted, t);
}

// ---- what the household draws

sim::error_code meter::draw(std::int64_t per_hour, std::optional<sim::time_point> until, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    const auto end = until.value_or(sim::time_point::max());
    if (per_hour < 0 || per_hour > counter::most_per_hour || end <= t) return account_errc::invalid;
    counted().draw(per_hour, t, end);
    touch();
    flow_changed(t);
    return {};
}

void meter::draw_as_usual(sim::time_point t)
{
    if (!ready(t) || !flow().drawn_at(t)) return;
    counted().draw_as_usual(t);
    touch();
    flow_changed(t);
}

// ---- power and people

void meter::lose_power(sim::time_point t)
{
    if (ready(t)) go_dark(t);
}

void meter::go_dark(sim::time_point t)
{
    marks_.power_lost(t);
    if (counted().flowing()) {
        counted().stop(t);
        flow_changed(t);
    }
    touch();
}

void meter::restore_power(sim::time_point t)
{
    settle(t);
    if (powered()) return;
    const auto lost = marks_.power_failures().back().from;
    marks_.power_restored(t);
    touch();
    if (valve().state() == supply_state::enabled) {
        counted().resume(t);
        flow_changed(t);
    }
    power_returned(t);
    if (tells_of_outages()) {
        events_.add(alert_code::supply_interrupted, lost); // nobody could be told at the time
        constexpr auto long_outage = std::chrono::minutes(3);
        raise(t - lost >= long_outage ? alert_code::outage_of_three_minutes_restored : alert_code::outage_restored, t);
    }
    settle(t);
}

namespace {

struct tamper_codes {
    alert_code begun, ended;
};

tamper_codes codes_of(tamper_kind what)
{
    switch (what) {
    case tamper_kind::meter_cover: return {alert_code::meter_cover_removed, alert_code::meter_cover_closed};
    case tamper_kind::terminal_cover: return {alert_code::terminal_cover_removed, alert_code::terminal_cover_closed};
    case tamper_kind::battery_cover: return {alert_code::battery_cover_removed, alert_code::battery_cover_closed};
    case tamper_kind::magnetic_field: return {alert_code::strong_magnetic_field, alert_code::magnetic_field_removed};
    case tamper_kind::tilt: break;
    }
    return {alert_code::tilt, alert_code::tilt_ended};
}

std::uint8_t bit_of(tamper_kind what) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(what)); }

} // namespace

void meter::tamper(tamper_kind what, sim::time_point t)
{
    if (!ready(t) || tampered(what)) return;
    tampers_ = static_cast<std::uint8_t>(tampers_ | bit_of(what));
    raise(codes_of(what).begun, t, true);
    if ((disabling_tampers_ & bit_of(what)) == 0) return;
    change_supply(supply_state::disabled, supply_cause::tamper, t);
    raise(alert_code::disabled_by_tamper, t, true);
}

void meter::tamper_ended(tamper_kind what, sim::time_point t)
{
    if (!ready(t) || !tampered(what)) return;
    tampers_ = static_cast<std::uint8_t>(tampers_ & ~bit_of(what));
    raise(codes_of(what).ended, t, true);
}

sim::error_code meter::disable_on_tampers(tamper_set which, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if ((which & ~every_tamper) != 0) return account_errc::invalid;
    disabling_tampers_ = which;
    touch();
    return {};
}

} // namespace devices::metering
