#include "devices/object_lists/parts.hpp"

#include "devices/cosem/values.hpp"

namespace devices::object_lists {

using namespace cosem;

namespace {

using metering::money;

const obis account_name = named("0-0:19.0.0"), meter_credit = named("0-0:19.10.0"),
           emergency_credit = named("0-0:19.10.1"), energy_charge = named("0-0:19.20.0"),
           standing_charge = named("0-0:19.20.1"), payment_debt_charge = named("0-0:19.20.4");
const std::array<obis, 2> time_debt_charges{named("0-0:19.20.2"), named("0-0:19.20.3")};
constexpr std::int8_t millipence_scale = -5, price_scale = -4, per_thousand = 3;
constexpr std::int32_t no_further_credit = std::numeric_limits<std::int32_t>::min();
constexpr std::uint32_t day_seconds = 86'400, week_seconds = 604'800;

metering::meter& meter(const call& c) { return device(c).meter; }
metering::balances balance(const call& c) { return meter(c).balance(c.now()); }

money debts(const metering::balances& b)
{
    return b.accumulated_debt + b.time_debts[0].balance + b.time_debts[1].balance + b.on_payment.balance;
}

// ---- the account

account account_of(const call& c)
{
    const auto& credit = meter(c).credit();
    const auto b = balance(c);
    const auto& settings = credit.settings();
    account a;
    a.mode = credit.mode() == metering::payment_mode::credit ? account_mode::credit : account_mode::prepayment;
    a.credit_in_use = credit.state() == metering::credit_state::emergency ? 1 : 0;
    // Bits: in credit, low, next enabled, next selectable, next selected, selected in use, out of credit.
    const bool exhausted = credit.state() == metering::credit_state::exhausted;
    a.credit_status =
        static_cast<bits>((exhausted ? 0x40 : 0x01) | (b.meter <= settings.low_credit ? 0x02 : 0) |
                          (credit.emergency_offered() ? 0x08 : 0) | (credit.emergency_activated() ? 0x20 : 0));
    a.available_credit = amount(credit.combined(b));
    a.amount_to_clear = amount(b.emergency_used + b.accumulated_debt);
    a.clearance_threshold = 0;
    a.aggregated_debt = amount(debts(b));
    a.credits = {meter_credit, emergency_credit};
    a.charges = {energy_charge, standing_charge, time_debt_charges[0], time_debt_charges[1], payment_debt_charge};
    for (const auto& charge : a.charges) a.collections.push_back({meter_credit, charge, 0});
    a.collections.push_back({emergency_credit, energy_charge, 0});
    a.token_shares = {{meter_credit, std::uint8_t{100}}};
    a.activated = shown(meter(c).tenancy_since());
    a.currency = "GBP";
    a.currency_scale = millipence_scale;
    a.low_credit_threshold = amount(settings.low_credit);
    a.max_provision = static_cast<std::uint16_t>(
        std::min<std::int64_t>(b.on_payment.weekly_cap.micropence / metering::from_pence(1).micropence, 0xFFFF));
    a.max_provision_period_seconds = week_seconds;
    a.next_credit_threshold = credit.emergency_activated() ? no_further_credit : amount(settings.emergency_threshold);
    return a;
}

/// Attribute 18, max_provision, is the weekly cap on payment debts. Model choice: in pence, since its 16 bits hold no
/// more than 65 of them in the account's scale; 0: there is no cap.
data_access_result change_cap(const call& c, std::uint16_t pence)
{
    auto debt = balance(c).on_payment;
    if (const auto before = std::exchange(debt.weekly_cap, metering::from_pence(pence)); before == debt.weekly_cap)
        return data_access_result::success;
    return answer(meter(c).set_payment_debt(debt, c.now()));
}

data_access_result change_account(const call& c, std::uint8_t index, const account& a)
{
    if (index == 18) return change_cap(c, a.max_provision);
    if (a.status != account_status::active) return data_access_result::other_reason;
    const auto mode =
        a.mode == account_mode::credit ? metering::payment_mode::credit : metering::payment_mode::prepayment;
    if (mode == meter(c).credit().mode()) return data_access_result::success;
    return answer(meter(c).set_payment_mode(mode, c.now()));
}

// ---- credits

data_access_result configure(const call& c, money metering::account_settings::*which, std::int32_t value)
{
    auto settings = meter(c).credit().settings();
    settings.*which = from_amount(value);
    if (settings == meter(c).credit().settings()) return data_access_result::success;
    return answer(meter(c).configure_account(settings, c.now()));
}

credit meter_credit_of(const call& c)
{
    const auto& account = meter(c).credit();
    credit v;
    v.amount = amount(balance(c).meter);
    v.priority = 1;
    v.warning_threshold = amount(account.settings().low_credit);
    v.limit = amount(account.settings().disablement);
    v.configuration = 0x10; // tokens go to it
    v.status = account.state() == metering::credit_state::sufficient ? credit_status::in_use : credit_status::exhausted;
    return v;
}

data_access_result change_meter_credit(const call& c, std::uint8_t index, const credit& v)
{
    return index == 5 ? configure(c, &metering::account_settings::low_credit, v.warning_threshold)
                      : configure(c, &metering::account_settings::disablement, v.limit);
}

credit emergency_of(const call& c)
{
    const auto& account = meter(c).credit();
    const auto& settings = account.settings();
    credit v;
    v.type = credit_type::emergency;
    v.priority = 2;
    v.amount = amount(account.emergency_activated() ? account.emergency_left(balance(c)) : settings.emergency_limit);
    v.configuration = 0x06; // has to be confirmed by a person or a client, is paid back
    if (account.emergency_offered()) v.status = credit_status::selectable;
    if (account.emergency_activated()) v.status = credit_status::in_use;
    if (account.emergency_activated() && account.state() == metering::credit_state::exhausted)
        v.status = credit_status::exhausted;
    v.preset = amount(settings.emergency_limit);
    v.available_threshold = amount(settings.emergency_threshold);
    return v;
}

data_access_result change_emergency(const call& c, std::uint8_t index, const credit& v)
{
    return index == 9 ? configure(c, &metering::account_settings::emergency_limit, v.preset)
                      : configure(c, &metering::account_settings::emergency_threshold, v.available_threshold);
}

void add_credits(object_list& list)
{
    credit_actions meter_actions;
    meter_actions.update = [](const call& c, std::int32_t by) {
        if (by > 0) return action_answer(meter(c).add_credit(from_amount(by), c.now()));
        return action_answer(meter(c).set_balance(balance(c).meter + from_amount(by), c.now()));
    };
    meter_actions.set = [](const call& c, std::int32_t to) {
        return action_answer(meter(c).set_balance(from_amount(to), c.now()));
    };
    list.push_back(make_credit(meter_credit, "Meter balance", for_readers,
                               {meter_credit_of, change_meter_credit, {5, 6}}, std::move(meter_actions)));
    credit_actions emergency_actions;
    emergency_actions.invoke = [](const call& c) { return action_answer(meter(c).activate_emergency_credit(c.now())); };
    list.push_back(make_credit(emergency_credit, "Emergency credit", for_readers,
                               {emergency_of, change_emergency, {9, 10}}, std::move(emergency_actions)));
}

// ---- charges

using price_table = std::vector<std::pair<std::string, std::int16_t>>;

/// "3" is rate 3; where the tariff counts blocks, "2/3" is rate 3 in block 2.
price_table table_of(const metering::price_list& prices, bool by_block)
{
    price_table out;
    if (!by_block)
        for (std::size_t r = 0; r < prices.rates.size(); ++r)
            out.emplace_back(std::to_string(r + 1), energy_price(prices.rates[r]));
    else
        for (std::size_t b = 0; b < prices.blocks.size(); ++b)
            for (std::size_t r = 0; r < prices.blocks[b].size(); ++r)
                out.emplace_back(std::to_string(b + 1) + "/" + std::to_string(r + 1),
                                 energy_price(prices.blocks[b][r]));
    return out;
}

std::optional<std::size_t> number_in(std::string_view text, std::size_t most)
{
    std::size_t n = 0;
    if (text.empty() || text.size() > 2) return {};
    for (char digit : text) {
        if (digit < '0' || digit > '9') return {};
        n = n * 10 + static_cast<std::size_t>(digit - '0');
    }
    if (n < 1 || n > most) return {};
    return n;
}

/// Where the price called `index` goes; null: nowhere.
money* place(metering::price_list& prices, std::string_view index)
{
    const auto slash = index.find('/');
    auto* rates = &prices.rates;
    if (slash != std::string_view::npos) {
        const auto block = number_in(index.substr(0, slash), metering::most_blocks);
        if (!block) return nullptr;
        rates = &prices.blocks[*block - 1];
        index.remove_prefix(slash + 1);
    }
    const bool blocks = rates != &prices.rates;
    const auto rate = number_in(index, blocks ? metering::most_block_rates : metering::most_rates);
    if (!rate) return nullptr;
    if (rates->size() < *rate) rates->resize(*rate);
    return &(*rates)[*rate - 1];
}

/// A price that shows as it does already stays what it is: what is shown is rounded.
bool set_price(money& to, std::int16_t given, std::int16_t (*show)(money), money (*take)(std::int16_t))
{
    if (show(to) != given) to = take(given);
    return given >= 0;
}

bool apply(metering::price_list& prices, const price_table& table)
{
    for (const auto& [index, value] : table) {
        auto* to = place(prices, index);
        if (!to || !set_price(*to, value, energy_price, from_energy_price)) return false;
    }
    return true;
}

/// What is being written, or waits, or is in force.
const metering::price_list& passive_prices(const call& c)
{
    const auto& d = device(c);
    if (d.draft && d.draft->prices) return *d.draft->prices;
    const auto& waiting = d.meter.tariff_to_come();
    return waiting ? *waiting->prices : *d.meter.given_prices();
}

date_time activation_of(const call& c)
{
    const auto& waiting = meter(c).tariff_to_come();
    return waiting ? shown(waiting->at) : no_time;
}

sim::error_code activate_prices(const call& c, sim::time_point at)
{
    const auto ec = schedule(c, {}, passive_prices(c), at);
    if (!ec && device(c).draft) device(c).draft->prices.reset();
    return ec;
}

/// Prices of energy and the standing charge are activated together.
data_access_result change_prices(const call& c, std::uint8_t index, const charge& v,
                                 const std::function<bool(metering::price_list&, const unit_charge&)>& take)
{
    if (index == 6) {
        auto prices = passive_prices(c);
        if (!take(prices, v.passive)) return data_access_result::other_reason;
        draft(c).prices = std::move(prices);
        return data_access_result::success;
    }
    if (unspecified(v.activation)) return data_access_result::success;
    const auto at = from_date_time(v.activation, civil_time());
    return at ? answer(activate_prices(c, *at)) : data_access_result::other_reason;
}

charge_actions price_actions()
{
    charge_actions a;
    a.activate_passive = [](const call& c) { return action_answer(activate_prices(c, c.now())); };
    return a;
}

void add_energy_charge(object_list& list, const fuel_names& fuel)
{
    contents<charge> v;
    v.get = [total = named(fuel.energy)](const call& c) {
        const bool by_block = !meter(c).in_force().thresholds.empty();
        charge e;
        e.total_paid = amount(balance(c).charged_energy);
        e.active = {
            per_thousand, price_scale, {class_id::register_, total}, table_of(*meter(c).given_prices(), by_block)};
        e.passive = {per_thousand, price_scale, {class_id::register_, total}, table_of(passive_prices(c), by_block)};
        e.activation = activation_of(c);
        e.configuration = 0x02; // all the time
        return e;
    };
    v.change = [](const call& c, std::uint8_t index, const charge& e) {
        return change_prices(c, index, e,
                             [](metering::price_list& to, const unit_charge& from) { return apply(to, from.prices); });
    };
    v.changeable = {6, 7};
    list.push_back(make_charge(energy_charge, "Energy: price per kWh of rate n, or of block m and rate n as m/n",
                               for_readers, std::move(v), price_actions()));
}

void add_standing_charge(object_list& list)
{
    contents<charge> v;
    v.get = [](const call& c) {
        charge s;
        s.type = charge_type::time_based;
        s.priority = 1;
        s.total_paid = amount(balance(c).charged_standing);
        s.active = {0, price_scale, {}, {{"1", price(meter(c).given_prices()->standing_charge)}}};
        s.passive = {0, price_scale, {}, {{"1", price(passive_prices(c).standing_charge)}}};
        s.activation = activation_of(c);
        s.period_seconds = day_seconds;
        return s;
    };
    v.change = [](const call& c, std::uint8_t index, const charge& s) {
        return change_prices(c, index, s, [](metering::price_list& to, const unit_charge& from) {
            return from.prices.size() == 1 && set_price(to.standing_charge, from.prices[0].second, price, from_price);
        });
    };
    v.changeable = {6, 7};
    list.push_back(make_charge(standing_charge, "Standing charge, per day; activated with the prices of energy",
                               for_readers, std::move(v), price_actions()));
}

// ---- debts

sim::error_code set_debt(const call& c, std::size_t which, std::optional<money> left, std::optional<money> rate,
                         std::optional<metering::debt_period> period)
{
    auto debt = balance(c).time_debts[which];
    const auto before = debt;
    debt.balance = left.value_or(debt.balance);
    debt.rate = rate.value_or(debt.rate);
    debt.period = period.value_or(debt.period);
    return debt == before ? sim::error_code{} : meter(c).set_time_debt(which, debt, c.now());
}

charge time_debt_of(const call& c, std::size_t which)
{
    const auto b = balance(c);
    const auto& debt = b.time_debts[which];
    const auto& d = device(c).draft;
    charge v;
    v.type = charge_type::time_based;
    v.priority = static_cast<std::uint8_t>(2 + which);
    v.total_paid = amount(b.recovered_time_debt);
    v.active = {0, price_scale, {}, {{"1", price(debt.rate)}}};
    v.passive = {0, price_scale, {}, {{"1", price(d && d->debt_rates[which] ? *d->debt_rates[which] : debt.rate)}}};
    v.period_seconds = debt.period == metering::debt_period::day ? day_seconds : week_seconds;
    v.remaining = amount(debt.balance);
    return v;
}

data_access_result change_time_debt(const call& c, std::size_t which, std::uint8_t index, const charge& v)
{
    if (index == 6) {
        if (v.passive.prices.size() != 1 || v.passive.prices[0].second < 0) return data_access_result::other_reason;
        draft(c).debt_rates[which] = from_price(v.passive.prices[0].second);
        return data_access_result::success;
    }
    if (v.period_seconds != day_seconds && v.period_seconds != week_seconds) return data_access_result::other_reason;
    const auto period = v.period_seconds == day_seconds ? metering::debt_period::day : metering::debt_period::week;
    return answer(set_debt(c, which, {}, {}, period));
}

charge_actions time_debt_actions(std::size_t which)
{
    charge_actions a;
    a.activate_passive = [which](const call& c) {
        auto& d = device(c).draft;
        if (!d || !d->debt_rates[which]) return action_result::success; // it is in force already
        const auto ec = set_debt(c, which, {}, d->debt_rates[which], {});
        if (!ec) d->debt_rates[which].reset();
        return action_answer(ec);
    };
    a.update_remaining = [which](const call& c, std::int32_t by) {
        return action_answer(set_debt(c, which, balance(c).time_debts[which].balance + from_amount(by), {}, {}));
    };
    a.set_remaining = [which](const call& c, std::int32_t to) {
        return action_answer(set_debt(c, which, from_amount(to), {}, {}));
    };
    return a;
}

void add_time_debt(object_list& list, std::size_t which)
{
    contents<charge> v;
    v.get = [which](const call& c) { return time_debt_of(c, which); };
    v.change = [which](const call& c, std::uint8_t index, const charge& d) {
        return change_time_debt(c, which, index, d);
    };
    v.changeable = {6, 8};
    list.push_back(make_charge(time_debt_charges[which],
                               "Time debt " + std::to_string(which + 1) + "; what is paid is of both", for_readers,
                               std::move(v), time_debt_actions(which)));
}

void add_payment_debt(object_list& list)
{
    constexpr std::uint16_t ten_thousandths_per_mille = 10;
    const auto set = [](const call& c, metering::payment_debt debt) {
        return debt == balance(c).on_payment ? sim::error_code{} : meter(c).set_payment_debt(debt, c.now());
    };
    contents<charge> v;
    v.get = [](const call& c) {
        const auto b = balance(c);
        charge d;
        d.type = charge_type::payment_based;
        d.priority = 4;
        d.total_paid = amount(b.recovered_payment_debt);
        d.configuration = 0x01; // a share
        d.remaining = amount(b.on_payment.balance);
        d.proportion = static_cast<std::uint16_t>(b.on_payment.share_per_mille * ten_thousandths_per_mille);
        return d;
    };
    v.change = [set](const call& c, std::uint8_t, const charge& d) {
        auto debt = balance(c).on_payment;
        debt.share_per_mille = static_cast<std::uint16_t>(d.proportion / ten_thousandths_per_mille);
        return answer(set(c, debt));
    };
    v.changeable = {13};
    charge_actions actions;
    actions.set_remaining = [set](const call& c, std::int32_t to) {
        auto debt = balance(c).on_payment;
        debt.balance = from_amount(to);
        return action_answer(set(c, debt));
    };
    actions.update_remaining = [set](const call& c, std::int32_t by) {
        auto debt = balance(c).on_payment;
        debt.balance += from_amount(by);
        return action_answer(set(c, debt));
    };
    list.push_back(make_charge(payment_debt_charge, "Payment debt: a share of every top-up", for_readers, std::move(v),
                               std::move(actions)));
}

// ---- tokens

action_result enter(const call& c, std::string_view digits)
{
    const auto ec = meter(c).enter_token(digits, c.now());
    auto& d = draft(c);
    d.token = digits.substr(0, 20);
    d.token_time = shown(c.now());
    d.token_status = token_status::executed;
    if (ec == metering::account_errc::token_not_authentic)
        d.token_status = token_status::not_authentic;
    else if (ec == metering::account_errc::token_duplicate || ec == metering::account_errc::over_limit)
        d.token_status = token_status::not_valid;
    else if (ec)
        d.token_status = token_status::not_executed;
    return action_answer(ec);
}

token_gateway tokens_of(const call& c)
{
    const auto& d = device(c).draft;
    token_gateway g;
    if (!d || d->token.empty()) return g;
    g.token = d->token;
    g.entered = d->token_time;
    g.status = d->token_status;
    return g;
}

} // namespace

void add_payment(object_list& list, const fuel_names& fuel)
{
    list.push_back(make_account(account_name, "Account; reset: a new tenant", for_readers,
                                {account_of, change_account, {2, 18}}, {}, {}, [](const call& c) {
                                    meter(c).change_tenancy(c.now(), c.now());
                                    return action_result::success;
                                }));
    add_credits(list);
    add_energy_charge(list, fuel);
    add_standing_charge(list);
    for (std::size_t which = 0; which < time_debt_charges.size(); ++which) add_time_debt(list, which);
    add_payment_debt(list);
    list.push_back(
        make_token_gateway(named("0-0:19.40.0"), "Top-up tokens of twenty digits", for_managers, tokens_of, enter));
}

} // namespace devices::object_lists
