#include <doctest/doctest.h>

#include "heap_count.hpp"
#include "random_life.hpp"

#include "devices/metering/civil_time.hpp"

#include <map>
#include <numeric>
#include <set>

using namespace random_life;

namespace {

constexpr auto year = sim::days(366);

struct history {
    std::vector<metering::alert> alerts;
    std::vector<metering::supply_change> supply;
    void take(metering::meter& m)
    {
        auto o = m.take_outcome();
        alerts.insert(alerts.end(), o.alerts.begin(), o.alerts.end());
        supply.insert(supply.end(), o.supply.begin(), o.supply.end());
    }
};

/// What must always hold, whatever has happened.
void check_books(const esme::meter& m, sim::time_point t)
{
    const auto registers = m.registers(t);
    CHECK(registers.total() == m.import_wh(t));
    if (!m.in_force().thresholds.empty()) {
        std::int64_t blocks = 0, before = 0;
        for (const auto& block : registers.blocks) blocks = std::accumulate(block.begin(), block.end(), blocks);
        for (const auto& block : m.registers(m.in_force_since()).blocks)
            before = std::accumulate(block.begin(), block.end(), before);
        CHECK(blocks - before == m.import_wh(t) - m.import_wh(m.in_force_since()));
    }
    const auto b = m.balance(t);
    CHECK(b.meter - b.emergency_used - b.accumulated_debt == b.topped_up + b.adjusted - b.charged_energy -
                                                                 b.charged_standing - b.recovered_time_debt -
                                                                 b.recovered_payment_debt);
    CHECK(b.emergency_used <= m.credit().settings().emergency_limit);
    if (m.credit().state() == metering::credit_state::exhausted && !m.credit().disablement_suspended() && m.powered())
        CHECK(m.valve().state() != metering::supply_state::enabled);
}

} // namespace

TEST_CASE("a leap of a year and a walk of a year in half-hours end in the same state")
{
    std::set<metering::alert_code> seen;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        const auto dice = sim::rng(seed).stream("life");
        auto leap = meter(seed), walk = meter(seed);
        history of_leap, of_walk;
        auto t = installed, walked = installed;
        for (std::uint64_t i = 0; t < installed + year; ++i) {
            t += pause(dice, i);
            for (; walked <= t; walked += 30min) {
                walk->settle(walked);
                walk->next_event();
                of_walk.take(*walk);
            }
            deed(*leap, dice, i, t);
            deed(*walk, dice, i, t);
            check_books(*walk, t);
        }
        t = std::max(t, walked);
        leap->settle(t);
        walk->settle(t);
        of_leap.take(*leap);
        of_walk.take(*walk);
        CHECK(saved(*leap) == saved(*walk));
        CHECK(of_leap.alerts == of_walk.alerts);
        CHECK(of_leap.supply == of_walk.supply);
        CHECK(of_leap.alerts.size() > 30);
        for (const auto& a : of_leap.alerts) seen.insert(a.code);
        CHECK(leap->balance(t) == walk->balance(t));
        CHECK(leap->registers(t) == walk->registers(t));
        CHECK(leap->next_event() == walk->next_event());
    }
    using enum metering::alert_code;
    for (auto code : {low_credit,
                      credit_added_locally,
                      emergency_credit_available,
                      emergency_credit_activated,
                      emergency_credit_exhausted,
                      below_disablement_threshold,
                      disablement_suspended,
                      supply_armed,
                      time_debt_1_collected,
                      time_debt_2_collected,
                      payment_debt_collected,
                      above_load_limit,
                      armed_by_load_limit,
                      enabled_after_load_limit,
                      armed_by_emergency_credit,
                      voltage_below_sag,
                      voltage_sag_ended,
                      disabled_by_tamper,
                      outage_restored,
                      outage_of_three_minutes_restored,
                      billing_data_log_updated,
                      token_entry_suspended,
                      token_locked_out,
                      future_command_actioned,
                      token_duplicate}) {
        CAPTURE(to_string(code));
        CHECK(seen.contains(code)); // a life without it would prove nothing about it
    }
}

TEST_CASE("a shell that arms one timer for the next event sees everything at its instant")
{
    const std::uint64_t seed = 4;
    const auto dice = sim::rng(seed).stream("life");
    auto polled = meter(seed), timed = meter(seed);
    history all, at_timers;
    auto t = installed;
    for (std::uint64_t i = 0; i < 150; ++i) {
        t += pause(dice, i);
        for (auto next = timed->next_event(); next && *next < t; next = timed->next_event()) {
            timed->settle(*next);
            auto o = timed->take_outcome();
            for (const auto& a : o.alerts) CHECK(a.at == *next);
            at_timers.alerts.insert(at_timers.alerts.end(), o.alerts.begin(), o.alerts.end());
        }
        deed(*timed, dice, i, t);
        at_timers.take(*timed);
        deed(*polled, dice, i, t);
        all.take(*polled);
    }
    CHECK(all.alerts == at_timers.alerts);
}

TEST_CASE("a meter that lost all but its non-volatile memory lives on as if nothing had been")
{
    for (std::uint64_t seed = 21; seed <= 28; ++seed) {
        CAPTURE(seed);
        const auto dice = sim::rng(seed).stream("life");
        auto whole = meter(seed), broken = meter(seed);
        auto t = installed;
        for (std::uint64_t i = 0; i < 300; ++i) {
            t += pause(dice, i);
            deed(*whole, dice, i, t);
            deed(*broken, dice, i, t);
            if (i % 7 != 0) continue;
            const auto blob = saved(*broken);
            broken = meter(seed);
            sim::reader in(blob);
            broken->restore(in);
            REQUIRE_FALSE(in.finish());
            REQUIRE(saved(*broken) == blob);
        }
        CHECK(saved(*whole) == saved(*broken));
        CHECK(whole->balance(t) == broken->balance(t));
        CHECK(whole->next_event() == broken->next_event());
    }
}

TEST_CASE("non-volatile memory that was cut short is an error, whatever has been stored")
{
    auto m = meter(5);
    const auto dice = sim::rng(5).stream("life");
    auto t = installed;
    for (std::uint64_t i = 0; i < 60; ++i) deed(*m, dice, i, t += pause(dice, i));
    const auto blob = saved(*m);
    for (std::size_t cut = 0; cut < blob.size(); cut += 5) {
        auto damaged = meter(5);
        sim::reader in(sim::byte_view(blob).first(cut));
        damaged->restore(in);
        CHECK(in.finish());
    }
}

TEST_CASE("profiles, register, daily reads and billing log agree through a life of exceptions")
{
    for (std::uint64_t seed = 41; seed <= 44; ++seed) {
        CAPTURE(seed);
        auto m = meter(seed);
        const auto dice = sim::rng(seed).stream("life");
        auto t = installed;
        for (std::uint64_t i = 0; t < installed + year; ++i) deed(*m, dice, i, t += pause(dice, i));
        for (const auto& p : {m->import_profile(), m->reactive_import_profile(), m->export_profile()}) {
            auto range = p.read(sim::time_point{}, t, t);
            REQUIRE(range.left() == p.entries(t));
            auto at = p.oldest(t);
            auto sum = p.total(at);
            while (auto s = range.next()) {
                sum += s->amount;
                if (at.time_since_epoch() % 7h == 0s) CHECK(*s == p.at(at, t)); // the reader and the single entry
                at += 30min;
                if (at.time_since_epoch() % 24h == 0s) CHECK(sum == p.total(at));
            }
            CHECK(sum == p.total(at));
            CHECK(at == metering::half_hour_start(t));
        }
        const auto reads = m->daily_reads(t);
        CHECK(reads.size() == metering::most_daily_reads);
        for (const auto& r : reads) {
            CHECK(r == m->registers(r.at));
            CHECK(r.total() == m->import_wh(r.at));
        }
        const auto log = m->billing_log(t);
        CHECK(log.size() == metering::most_billing_entries);
        for (const auto& e : log) CHECK(e.registers.total() == m->import_wh(e.at));
    }
}

TEST_CASE("the prepayment logs have what the account held at each of their instants")
{
    std::size_t days = 0, bills = 0;
    for (std::uint64_t seed = 61; seed <= 68; ++seed) {
        CAPTURE(seed);
        auto m = meter(seed);
        const auto dice = sim::rng(seed).stream("life");
        std::map<sim::time_point, metering::balances> seen; // in prepayment mode, at midnights
        auto t = installed, midnight = installed;
        for (std::uint64_t i = 0; t < installed + 150 * 24h; ++i) {
            t += pause(dice, i);
            for (; midnight <= t; midnight += 24h) {
                m->settle(midnight);
                if (m->credit().mode() == metering::payment_mode::prepayment)
                    seen.emplace(midnight, m->balance(midnight));
            }
            deed(*m, dice, i, t);
        }
        const auto shown = [](metering::money v) { return metering::to_short_millipence(v); };
        const auto check = [&](const metering::balance_entry& e) {
            const auto it = seen.find(e.at);
            if (it == seen.end()) return false;
            using enum metering::balance_of;
            CHECK(e[meter] == shown(it->second.meter));
            CHECK(e[accumulated_debt] == shown(it->second.accumulated_debt));
            CHECK(e[time_debt_1] == shown(it->second.time_debts[0].balance));
            CHECK(e[time_debt_2] == shown(it->second.time_debts[1].balance));
            CHECK(e[payment_debt] == shown(it->second.on_payment.balance));
            return true;
        };
        const auto log = m->daily_balances(t);
        CHECK(log.size() == std::min<std::size_t>(14, seen.size()));
        for (const auto& e : log) CHECK(check(e));
        if (!log.empty()) CHECK(log.back().at == seen.rbegin()->first);
        days += log.size();
        for (const auto& e : m->billing_balances(t)) bills += check(e);
    }
    CHECK(days > 50);
    CHECK(bills > 5);
}

TEST_CASE("the voltage log has the excursions that were told")
{
    std::size_t all = 0;
    for (std::uint64_t seed = 71; seed <= 76; ++seed) {
        auto m = meter(seed);
        const auto dice = sim::rng(seed).stream("power");
        REQUIRE_FALSE(m->monitor_voltage(esme::voltage_limits{}, installed));
        auto t = installed;
        for (std::uint64_t i = 0; t < installed + 300 * 24h; ++i) {
            m->lose_power(t += std::chrono::seconds(1 + dice.below(2 * i, 300'000)));
            m->restore_power(t += std::chrono::seconds(1 + dice.below(2 * i + 1, 90'000)));
        }
        history told;
        told.take(*m);
        using event = esme::voltage_event;
        using enum metering::alert_code;
        for (auto [kind, code] : {std::pair(event::sag, voltage_below_sag),
                                  {event::swell, voltage_above_swell},
                                  {event::extreme_under, voltage_below_extreme},
                                  {event::extreme_over, voltage_above_extreme}}) {
            std::vector<sim::time_point> expected, logged;
            for (const auto& a : told.alerts)
                if (a.code == code) expected.push_back(a.at - 5s);
            for (const auto& e : m->voltage_log(kind, t)) logged.push_back(e.from);
            CHECK(logged == expected);
            all += logged.size();
        }
        REQUIRE_FALSE(m->monitor_voltage(std::nullopt, t));
        CHECK(m->voltage_log(event::sag, t).empty());
    }
    CHECK(all > 30);
}

TEST_CASE("what days have cost adds up to what was charged")
{
    auto m = meter(9);
    REQUIRE_FALSE(m->set_tariff(tariff(1), prices(5), installed, installed));
    REQUIRE_FALSE(m->set_tariff(tariff(2), prices(11), installed + 200 * 24h + 5h, installed));
    const auto now = installed + 203 * 24h + 11h;
    m->settle(now);
    using span = metering::calendar_span;
    for (auto s : {span::day, span::week, span::month}) {
        const auto spans = m->history(s, now);
        CHECK(spans.size() == (s == span::day ? 9 : s == span::week ? 6 : 7));
        CHECK(spans.front().from >= installed);
        std::int64_t sum = 0;
        for (const auto& x : spans) sum += x.amount;
        CHECK(sum == m->import_wh(now) - m->import_wh(spans.front().from));
    }
    metering::money cost;
    const auto months = m->history(span::month, now);
    for (const auto& x : months) cost += x.cost;
    const auto b = m->balance(now);
    CHECK(cost == b.charged_energy + b.charged_standing);
    CHECK(b.meter == -cost);
    CHECK(cost > metering::from_pence(1'000));
}

TEST_CASE("a meter at rest with full logs, those of prepayment too, and a full history takes less than 9 KiB")
{
    auto t = installed;
    const auto before = live_octets;
    auto m = meter(3);
    const auto as_made = live_octets - before;
    for (std::uint64_t i = 0; i < 4; ++i) {
        REQUIRE_FALSE(m->set_tariff(tariff(i), prices(i), t, t));
        t += 31 * 24h;
    }
    REQUIRE_FALSE(m->configure_account(settings(1), t));
    REQUIRE_FALSE(m->set_payment_mode(metering::payment_mode::prepayment, t));
    for (std::uint32_t i = 0; i < 150; ++i) {
        t += 1h;
        m->note_event(metering::alert_code::command_actioned, t);
        m->note_security(metering::alert_code::authentication_failure, t);
        REQUIRE_FALSE(m->enter_token(m->tokens().issue({10, i}), t));
        if (i % 10 == 1) m->lose_power(t);
        if (i % 10 == 1) m->restore_power(t + 1min);
        if (i % 10 == 0) m->bill_now(t);
    }
    REQUIRE(m->events().size() == 100);
    REQUIRE(m->security().size() == 100);
    REQUIRE(m->billing_log(t).size() == 13);
    REQUIRE(m->daily_reads(t).size() == 14);
    REQUIRE(m->credit().tokens().remembered().size() == 50);
    m->take_outcome();
    const auto used = live_octets - before;
    MESSAGE("octets as made: ", as_made, ", with everything: ", used, ", stored: ", saved(*m).size());
    CHECK(as_made < 2'560);
    CHECK(used < 9 * 1024);
}
