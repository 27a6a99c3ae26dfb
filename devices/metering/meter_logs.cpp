// What a meter shows of its past: profiles, daily reads, billing, costs, balances.
#include "devices/metering/civil_time.hpp"
#include "devices/metering/meter.hpp"

#include <algorithm>
#include <iterator>

namespace devices::metering {

// ---- registers, profiles, logs

profile meter::import_profile() const
{
    constexpr std::uint32_t all = 1000;
    return {&flow(), all, marks_, flow(), profile_entries_, profile_step_};
}

sim::error_code meter::set_profile_step(sim::duration step, sim::time_point t)
{
    if (!ready(t)) return supply_errc::no_power;
    if (step != half_hour_length && step != 2 * half_hour_length) return account_errc::invalid;
    profile_entries_ = profile_entries_ * static_cast<std::size_t>(profile_step_ / half_hour_length) /
                       static_cast<std::size_t>(step / half_hour_length); // as many months as before
    profile_step_ = step;
    touch();
    return {};
}

std::vector<tally> meter::daily_reads(sim::time_point t) const
{
    std::vector<sim::time_point> midnights;
    const auto oldest = std::max(remembered_since(), installed());
    for (std::size_t back = most_daily_reads; back-- > 0;) {
        const auto at = midnight(day_of(t) - std::chrono::days(back));
        if (at >= oldest) midnights.push_back(at);
    }
    std::vector<tally> reads;
    visit(midnights, [&](const tally& r, money) { reads.push_back(r); });
    return reads;
}

std::vector<billing_entry> meter::billing_log(sim::time_point t) const
{
    auto instants = billing_.instants(t);
    std::erase_if(instants, [this](const billing_instant& i) { return i.at < remembered_since(); });
    std::vector<sim::time_point> at;
    for (const auto& i : instants) at.push_back(i.at);
    std::vector<billing_entry> log;
    visit(at, [&](const tally& r, money) { log.push_back({r.at, instants[log.size()].why, r, total(r.at)}); });
    return log;
}

namespace {

constexpr int spans_kept(calendar_span span)
{
    switch (span) {
    case calendar_span::day: return 9;
    case calendar_span::week: return 6;
    case calendar_span::month: break;
    }
    return 14;
}

sim::time_point span_start(calendar_span span, sim::time_point t, int back)
{
    using std::chrono::days, std::chrono::months, std::chrono::sys_days;
    const auto today = day_of(t);
    switch (span) {
    case calendar_span::day: return midnight(today - days(back));
    case calendar_span::week:
        return midnight(today - (std::chrono::weekday(today) - std::chrono::Monday) - days(7 * back));
    case calendar_span::month: break;
    }
    const std::chrono::year_month_day date(today);
    return midnight(sys_days((date.year() / date.month() - months(back)) / 1));
}

} // namespace

std::vector<consumption_and_cost> meter::history(calendar_span span, sim::time_point t) const
{
    const auto oldest = std::max(tenancy_since_, remembered_since());
    std::vector<sim::time_point> edges;
    for (int back = spans_kept(span) - 1; back >= 0; --back) {
        const auto start = span_start(span, t, back);
        const auto end = back > 0 ? span_start(span, t, back - 1) : t;
        if (end > oldest || back == 0) edges.push_back(std::max(start, oldest));
    }
    edges.push_back(t);
    std::vector<money> costs;
    visit(edges, [&](const tally&, money sum) { costs.push_back(sum); });
    std::vector<consumption_and_cost> out;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i)
        out.push_back({edges[i], flow().between(edges[i], edges[i + 1]),
                       costs[i + 1] - costs[i] + standing_charges(edges[i], edges[i + 1])});
    return out;
}

// ---- the prepayment logs

balance_entry meter::shown(const balances& b, sim::time_point t) const
{
    const auto emergency =
        account_.emergency_activated() ? account_.emergency_left(b) : account_.settings().emergency_limit;
    return {t,
            {to_short_millipence(b.meter), to_short_millipence(emergency), to_short_millipence(b.accumulated_debt),
             to_short_millipence(b.time_debts[0].balance), to_short_millipence(b.time_debts[1].balance),
             to_short_millipence(b.on_payment.balance)}};
}

void meter::complete(balance_log& log, sim::time_point t) const
{
    if (account_.mode() != payment_mode::prepayment) return;
    const auto known = account_.since();
    const auto day = std::max(known, log.days_until() + sim::duration(1));
    const auto bill = std::max(known, log.bills_until() + sim::duration(1));
    std::vector<sim::time_point> days, bills, all;
    for (auto back = static_cast<int>(balance_log::most_days); back >= 0; --back)
        if (const auto at = midnight(day_of(t) - std::chrono::days(back)); at >= day && at < t) days.push_back(at);
    for (const auto& i : billing_.instants(t))
        if (i.at >= bill && i.at < t && i.why == billing_reason::billing_day) bills.push_back(i.at);
    if (days.empty() && bills.empty()) return;
    std::ranges::merge(days, bills, std::back_inserter(all));
    all.insert(all.begin(), known);
    std::size_t next = 0;
    visit(all, [&](const tally&, money energy) { // one walk for all of them
        const auto at = all[next];
        if (next++ == 0) return;
        const auto e = shown(account_.at(*this, at, energy), at);
        if (std::ranges::binary_search(days, at)) log.keep_day(e);
        if (std::ranges::binary_search(bills, at)) log.keep_bill(e);
    });
}

account& meter::books(sim::time_point t)
{
    complete(balance_log_, t);
    return account_;
}

std::vector<balance_entry> meter::daily_balances(sim::time_point t) const
{
    auto log = balance_log_;
    complete(log, t + sim::duration(1));
    return log.days();
}

std::vector<balance_entry> meter::billing_balances(sim::time_point t) const
{
    auto log = balance_log_;
    complete(log, t + sim::duration(1));
    return log.bills();
}

} // namespace devices::metering
