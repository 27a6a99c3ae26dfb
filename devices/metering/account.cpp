#include "devices/metering/account.hpp"

#include "devices/metering/civil_time.hpp"
#include "sim/core/check.hpp"

#include <algorithm>
#include <utility>

namespace devices::metering {
namespace {

constexpr std::int64_t whole_share = 1000;

std::shared_ptr<const account_settings> settings_as_made()
{
    static const auto as_made = std::make_shared<const account_settings>();
    return as_made;
}

/// Weeks (from Monday) since one before 1970.
std::int64_t week_number(sim::time_point t)
{
    constexpr std::int64_t thursday = 3; // the weekday of the first day of 1970, from Monday
    return (day_of(t).time_since_epoch().count() + thursday) / 7;
}

std::int64_t ends_of(debt_period period, sim::time_point from, sim::time_point to)
{
    switch (period) {
    case debt_period::day: return (day_of(to) - day_of(from)).count();
    case debt_period::week: break;
    }
    return week_number(to) - week_number(from);
}

/// `count` ends of periods after `from`.
sim::time_point end_of(debt_period period, sim::time_point from, std::int64_t count)
{
    const auto today = day_of(from);
    switch (period) {
    case debt_period::day: return midnight(today + std::chrono::days(count));
    case debt_period::week: break;
    }
    const auto monday = today - (std::chrono::weekday(today) - std::chrono::Monday);
    return midnight(monday + std::chrono::days(7 * count));
}

/// The least of both is taken, and what is taken is answered.
money take(money& from, money most)
{
    const auto taken = std::min(from, most);
    from -= taken;
    return taken;
}

} // namespace

account::account(sim::time_point since) : at_(since), settings_(settings_as_made()) {}

account::day_charges account::charged_daily(const metered_supply& m, sim::time_point t) const
{
    day_charges out;
    out.standing = m.prices().standing_charge * ends_of(debt_period::day, at_, t);
    if (mode_ == payment_mode::credit) return out;
    for (std::size_t i = 0; i < out.debts.size(); ++i) {
        const auto& debt = held_.time_debts[i];
        const auto ends = ends_of(debt.period, at_, t);
        // Compared as quotients: rates are the supplier's, and the product might not fit.
        const bool all = debt.rate > money{} && ends > debt.balance.micropence / debt.rate.micropence;
        out.debts[i] = all ? debt.balance : debt.rate * ends;
    }
    return out;
}

balances account::at(const metered_supply& m, sim::time_point t, money energy) const
{
    sim::check(t >= at_, "an account is not asked for what was before its last decision");
    auto b = held_;
    const auto daily = charged_daily(m, t);
    for (std::size_t i = 0; i < daily.debts.size(); ++i) b.time_debts[i].balance -= daily.debts[i];
    b.charged_energy += energy;
    b.charged_standing += daily.standing;
    b.recovered_time_debt += daily.debts[0] + daily.debts[1];
    switch (state_) {
    case credit_state::sufficient: b.meter -= energy + daily.sum(); break;
    case credit_state::emergency: b.emergency_used += energy + daily.sum(); break;
    case credit_state::exhausted:
        b.meter -= energy;
        b.accumulated_debt += daily.sum();
        break;
    }
    return b;
}

void account::carry(const metered_supply& m, sim::time_point t)
{
    const auto before = std::exchange(held_, at(m, t));
    for (std::size_t i = 0; i < collected_.size(); ++i)
        if (before.time_debts[i].balance > money{} && held_.time_debts[i].balance == money{}) collected_[i] = true;
    cost_at_ = m.cost(t);
    at_ = t;
}

void account::before_new_prices(const metered_supply& m, sim::time_point t)
{
    carry(m, t);
    cost_at_ = {}; // costs count from the prices' beginning
}

bool account::restless(const metered_supply& m) const
{
    if (mode_ == payment_mode::credit) return false;
    const auto owed = [](const time_debt& d) { return d.balance > money{} && d.rate > money{}; };
    return suspended_ || !m.prices().free() || m.prices().standing_charge > money{} || owed(held_.time_debts[0]) ||
           owed(held_.time_debts[1]);
}

std::optional<money> account::room(const balances& b) const
{
    if (state_ == credit_state::exhausted) return {};
    const bool drawing = state_ == credit_state::emergency;
    auto least = drawing ? emergency_left(b) : b.meter - settings_->disablement;
    if (!low_told_) least = std::min(least, combined(b) - settings_->low_credit);
    if (!drawing && !activated_ && !offered_ && settings_->emergency_limit > money{})
        least = std::min(least, b.meter - settings_->emergency_threshold);
    return least;
}

std::optional<sim::time_point> account::next_debt_collected() const
{
    std::optional<sim::time_point> first;
    for (const auto& debt : held_.time_debts) {
        constexpr std::int64_t for_ever = 10'000; // as many weeks end before time does
        if (debt.balance <= money{} || debt.rate <= money{}) continue;
        const auto ends = (debt.balance.micropence - 1) / debt.rate.micropence + 1;
        if (ends > for_ever) continue;
        const auto end = end_of(debt.period, at_, ends);
        first = first ? std::min(*first, end) : end;
    }
    return first;
}

std::optional<sim::time_point> account::next(const metered_supply& m, sim::time_point from, sim::time_point limit) const
{
    if (mode_ == payment_mode::credit) return {};
    from = std::max(from, at_);
    auto first = next_debt_collected();
    if (first && *first > limit) first.reset();
    if (collected_[0] || collected_[1]) first = from;
    auto sooner = [&](sim::time_point t) { first = first ? std::min(*first, t) : t; };
    if (suspended_) {
        const auto& calendar = settings_->non_disablement;
        auto end = from;
        while (end <= limit && calendar.rate(end) != 0) end = calendar.next_switch(end);
        if (end <= limit) sooner(end);
    }
    if (const auto left = room(at(m, from)); left && *left <= money{}) {
        sooner(from);
    } else if (left) {
        const auto before = charged_daily(m, from).sum();
        auto daily = [&](sim::time_point t) { return charged_daily(m, t).sum() - before; };
        if (const auto t = m.when_cost(from, *left, limit, daily)) sooner(*t);
    }
    return first;
}

supply_wish account::decide(const metered_supply& m, sim::time_point t, std::vector<alert_code>& alerts)
{
    carry(m, t);
    return judge(t, alerts);
}

void account::tell_collected(std::vector<alert_code>& alerts)
{
    constexpr std::array codes{alert_code::time_debt_1_collected, alert_code::time_debt_2_collected};
    for (std::size_t i = 0; i < codes.size(); ++i)
        if (std::exchange(collected_[i], false)) alerts.push_back(codes[i]);
}

supply_wish account::run_dry(sim::time_point t, std::vector<alert_code>& alerts)
{
    state_ = credit_state::exhausted;
    alerts.push_back(alert_code::below_disablement_threshold);
    suspended_ = settings_->non_disablement.rate(t) != 0;
    if (!suspended_) return supply_wish::disable;
    alerts.push_back(alert_code::disablement_suspended);
    return supply_wish::none;
}

supply_wish account::judge(sim::time_point t, std::vector<alert_code>& alerts)
{
    tell_collected(alerts);
    if (mode_ == payment_mode::credit) return supply_wish::none;
    const auto& s = *settings_;
    auto& b = held_;
    const bool was_off = state_ == credit_state::exhausted && !suspended_;
    const bool was_exhausted = state_ == credit_state::exhausted;
    auto wish = supply_wish::none;
    if (activated_ && b.emergency_used == money{} && b.meter > s.emergency_threshold) activated_ = offered_ = false;

    // What the balance lacks, emergency credit gives; once all was exhausted, only if it then covers everything.
    if (activated_ && b.meter < s.disablement && (!was_exhausted || combined(b) > s.disablement)) {
        b.emergency_used += s.disablement - b.meter;
        b.meter = s.disablement;
    }
    if (activated_ && b.emergency_used > s.emergency_limit) { // and what that lacks is owed
        b.meter -= b.emergency_used - s.emergency_limit;
        b.emergency_used = s.emergency_limit;
    }
    if (b.meter > s.disablement) {
        state_ = credit_state::sufficient;
    } else if (activated_ && b.emergency_used < s.emergency_limit && b.meter == s.disablement) {
        state_ = credit_state::emergency;
    } else if (!was_exhausted) {
        if (activated_) alerts.push_back(alert_code::emergency_credit_exhausted);
        wish = run_dry(t, alerts);
    } else if (suspended_ && s.non_disablement.rate(t) == 0) {
        suspended_ = false;
        wish = supply_wish::disable;
    }
    if (state_ != credit_state::exhausted) {
        suspended_ = false;
        if (was_off) wish = supply_wish::arm;
    }
    tell_thresholds(alerts);
    return wish;
}

void account::tell_thresholds(std::vector<alert_code>& alerts)
{
    const bool low = combined(held_) <= settings_->low_credit;
    if (low && !low_told_) alerts.push_back(alert_code::low_credit);
    low_told_ = low;
    if (activated_) return;
    const bool available = settings_->emergency_limit > money{} && held_.meter <= settings_->emergency_threshold;
    if (available && !offered_) alerts.push_back(alert_code::emergency_credit_available);
    offered_ = available;
}

// ---- what people and suppliers do

sim::result<supply_wish> account::top_up(const metered_supply& m, money amount, sim::time_point t,
                                         std::vector<alert_code>& alerts)
{
    if (mode_ == payment_mode::credit) return account_errc::not_prepayment;
    if (amount <= money{}) return account_errc::invalid;
    if (amount > settings_->most_credit) {
        alerts.push_back(alert_code::token_over_limit);
        return account_errc::over_limit;
    }
    if (at(m, t).meter + amount > settings_->most_balance) {
        alerts.push_back(alert_code::balance_would_exceed_maximum);
        return account_errc::balance_would_exceed;
    }
    carry(m, t);
    auto& b = held_;
    b.topped_up += amount;
    auto left = amount;
    left -= recover_payment_debt(amount, t, alerts);
    left -= take(b.accumulated_debt, left);
    left -= take(b.emergency_used, left);
    b.meter += left;
    return judge(t, alerts);
}

/// What is taken of a top-up.
money account::recover_payment_debt(money amount, sim::time_point t, std::vector<alert_code>& alerts)
{
    auto& debt = held_.on_payment;
    if (const auto week = week_number(t); std::exchange(recovery_week_, week) != week) recovered_in_week_ = {};
    money most{amount.micropence * debt.share_per_mille / whole_share};
    if (debt.weekly_cap > money{}) most = std::min(most, std::max(debt.weekly_cap - recovered_in_week_, money{}));
    const auto taken = take(debt.balance, most);
    if (taken > money{} && debt.balance == money{}) alerts.push_back(alert_code::payment_debt_collected);
    recovered_in_week_ += taken;
    held_.recovered_payment_debt += taken;
    return taken;
}

sim::error_code account::refuse_token(token_entry how, sim::time_point t, std::vector<alert_code>& alerts)
{
    alerts.push_back(alert_code::token_not_authentic);
    if (how == token_entry::typed && ++wrong_tokens_ == most_wrong_tokens) {
        wrong_tokens_ = 0;
        typing_suspended_until_ = t + token_suspension;
        alerts.push_back(alert_code::token_entry_suspended);
    }
    return account_errc::token_not_authentic;
}

sim::result<supply_wish> account::enter_token(const metered_supply& m, const token_key& key, std::string_view digits,
                                              token_entry how, sim::time_point t, std::vector<alert_code>& alerts)
{
    if (how == token_entry::typed && t < typing_suspended_until_) {
        alerts.push_back(alert_code::token_locked_out);
        return account_errc::entry_suspended;
    }
    const auto token = key.open(digits);
    if (!token) return refuse_token(how, t, alerts);
    if (how == token_entry::typed) wrong_tokens_ = 0;
    if (tokens_.used(token->counter)) {
        alerts.push_back(alert_code::token_duplicate);
        return account_errc::token_duplicate;
    }
    auto wish = top_up(m, from_pence(token->pence), t, alerts);
    if (!wish) return wish;
    tokens_.use(token->counter);
    alerts.push_back(alert_code::credit_added_locally);
    return wish;
}

sim::result<supply_wish> account::activate_emergency(const metered_supply& m, sim::time_point t,
                                                     std::vector<alert_code>& alerts)
{
    if (mode_ == payment_mode::credit) return account_errc::not_prepayment;
    if (activated_ || !offered_) return account_errc::not_available;
    carry(m, t);
    activated_ = true;
    offered_ = false;
    alerts.push_back(alert_code::emergency_credit_activated);
    const auto wish = judge(t, alerts);
    if (wish == supply_wish::arm) alerts.push_back(alert_code::armed_by_emergency_credit);
    return wish;
}

void account::end_prepayment()
{
    // What is owed to prepayment's own registers becomes a part of the one balance that is left.
    held_.meter -= held_.emergency_used + held_.accumulated_debt;
    held_.emergency_used = held_.accumulated_debt = {};
    state_ = credit_state::sufficient;
    activated_ = offered_ = low_told_ = suspended_ = false;
}

supply_wish account::set_mode(const metered_supply& m, payment_mode mode, sim::time_point t,
                              std::vector<alert_code>& alerts)
{
    if (mode == mode_) return supply_wish::none;
    carry(m, t);
    const bool was_off = state_ == credit_state::exhausted && !suspended_;
    mode_ = mode;
    tell_collected(alerts);
    if (mode == payment_mode::prepayment) return judge(t, alerts);
    end_prepayment();
    return was_off ? supply_wish::arm : supply_wish::none;
}

sim::result<supply_wish> account::configure(const metered_supply& m, account_settings settings, sim::time_point t,
                                            std::vector<alert_code>& alerts)
{
    if (!settings.fault().empty()) return account_errc::invalid;
    carry(m, t);
    settings_ = std::make_shared<const account_settings>(std::move(settings));
    return judge(t, alerts);
}

supply_wish account::set_balance(const metered_supply& m, money balance, sim::time_point t,
                                 std::vector<alert_code>& alerts)
{
    carry(m, t);
    held_.adjusted += balance - held_.meter;
    held_.meter = balance;
    return judge(t, alerts);
}

sim::error_code account::set_time_debt(const metered_supply& m, std::size_t which, time_debt debt, sim::time_point t)
{
    if (which >= held_.time_debts.size() || debt.balance < money{} || debt.rate < money{}) return account_errc::invalid;
    carry(m, t);
    held_.time_debts[which] = debt;
    return {};
}

sim::error_code account::set_payment_debt(const metered_supply& m, payment_debt debt, sim::time_point t)
{
    if (debt.balance < money{} || debt.share_per_mille > whole_share || debt.weekly_cap < money{})
        return account_errc::invalid;
    carry(m, t);
    held_.on_payment = debt;
    return {};
}

supply_wish account::reset(const metered_supply& m, sim::time_point t, std::vector<alert_code>& alerts)
{
    carry(m, t);
    held_ = {};
    recovered_in_week_ = {};
    activated_ = offered_ = low_told_ = false;
    return judge(t, alerts);
}

} // namespace devices::metering
