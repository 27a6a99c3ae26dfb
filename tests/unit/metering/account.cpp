#include "devices/metering/account.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::metering;
using namespace std::chrono_literals;
using alerts = std::vector<alert_code>;

const auto start = sim::parse_rfc3339("2019-03-01T00:00:00Z").value(); // a Friday
constexpr auto pence = from_pence;

/// A household and its account: energy free unless priced, 100 p a day, 250 p of credit, in prepayment.
struct household {
    metered_supply m{domestic_electricity, sim::rng(4), "m", start, false};
    account a{start};
    alerts told;

    explicit household(std::int64_t price = 0)
    {
        price_list p;
        p.rates = {{price}};
        p.standing_charge = pence(100);
        a.before_new_prices(m, start);
        m.change_prices(p, start);
        a.set_balance(m, pence(250), start, told);
        CHECK(a.set_mode(m, payment_mode::prepayment, start, told) == supply_wish::none);
    }
    supply_wish configure(const account_settings& s, sim::time_point t) { return a.configure(m, s, t, told).value(); }
    std::optional<sim::time_point> next(sim::time_point t) const { return a.next(m, t, t + sim::days(60)); }
};

account_settings with_emergency()
{
    account_settings s;
    s.low_credit = pence(200);
    s.emergency_threshold = pence(50);
    s.emergency_limit = pence(300);
    return s;
}

bool balanced(const balances& b)
{
    return b.meter - b.emergency_used - b.accumulated_debt == b.topped_up + b.adjusted - b.charged_energy -
                                                                  b.charged_standing - b.recovered_time_debt -
                                                                  b.recovered_payment_debt;
}

TEST_CASE("what an account refuses changes nothing")
{
    household h;
    const auto before = h.a.at(h.m, start + 1h);
    CHECK(h.a.top_up(h.m, pence(0), start + 1h, h.told).error() == account_errc::invalid);
    CHECK(h.a.top_up(h.m, pence(-5), start + 1h, h.told).error() == account_errc::invalid);
    CHECK(h.a.top_up(h.m, pence(25'001), start + 1h, h.told).error() == account_errc::over_limit);
    account_settings s;
    s.most_balance = pence(300);
    h.configure(s, start + 1h);
    CHECK(h.a.top_up(h.m, pence(51), start + 1h, h.told).error() == account_errc::balance_would_exceed);
    CHECK(h.told == alerts{alert_code::token_over_limit, alert_code::balance_would_exceed_maximum});
    CHECK(h.a.activate_emergency(h.m, start + 1h, h.told).error() == account_errc::not_available);
    CHECK(h.a.set_time_debt(h.m, 2, {}, start + 1h) == account_errc::invalid);
    CHECK(h.a.set_time_debt(h.m, 0, {pence(-1), {}}, start + 1h) == account_errc::invalid);
    CHECK(h.a.set_payment_debt(h.m, {pence(1), 1001}, start + 1h) == account_errc::invalid);
    CHECK(h.a.set_payment_debt(h.m, {pence(1), 1, pence(-1)}, start + 1h) == account_errc::invalid);
    s.most_credit = pence(-1);
    CHECK(h.a.configure(h.m, s, start + 1h, h.told).error() == account_errc::invalid);
    CHECK(h.a.at(h.m, start + 1h) == before);
    h.a.set_mode(h.m, payment_mode::credit, start + 1h, h.told);
    CHECK(h.a.top_up(h.m, pence(1), start + 1h, h.told).error() == account_errc::not_prepayment);
    CHECK(h.a.activate_emergency(h.m, start + 1h, h.told).error() == account_errc::not_prepayment);
    CHECK_THROWS(h.a.at(h.m, start)); // before the last decision
}

TEST_CASE("250 p at 100 p a day last until the third midnight, and the supply is to be disabled then")
{
    household h;
    CHECK(h.a.at(h.m, start + 48h - 1ns).meter == pence(150));
    CHECK(h.a.at(h.m, start + 48h).meter == pence(50));
    REQUIRE(h.next(start) == start + 72h);
    CHECK(h.next(start + 50h) == start + 72h);
    CHECK(h.a.next(h.m, start, start + 71h) == std::nullopt);
    CHECK(h.a.decide(h.m, start + 72h, h.told) == supply_wish::disable);
    CHECK(h.told == alerts{alert_code::below_disablement_threshold, alert_code::low_credit});
    CHECK(h.a.state() == credit_state::exhausted);
    CHECK(h.next(start + 72h) == std::nullopt);
    // What nobody pays for is owed.
    const auto later = h.a.at(h.m, start + 120h);
    CHECK(later.meter == pence(-50));
    CHECK(later.accumulated_debt == pence(200));
    CHECK(balanced(later));
}

TEST_CASE("the weekly cap limits what top-ups bring to the payment debt, until Monday")
{
    household h;
    REQUIRE_FALSE(h.a.set_payment_debt(h.m, {pence(1'000), 500, pence(120)}, start));
    const auto owed = [&](sim::time_point t) { return h.a.at(h.m, t).on_payment.balance; };
    const auto top_up = [&](std::int64_t p, sim::time_point t) {
        REQUIRE(h.a.top_up(h.m, pence(p), t, h.told).has_value());
        return owed(t);
    };
    CHECK(top_up(100, start + 1h) == pence(950));
    CHECK(top_up(200, start + 2h) == pence(880)); // 70 of 100
    CHECK(top_up(200, start + 3h) == pence(880));
    const auto monday = start + 72h;
    CHECK(top_up(20, monday - 1s) == pence(880));
    CHECK(top_up(100, monday) == pence(830));
    REQUIRE_FALSE(h.a.set_payment_debt(h.m, {pence(830), 500, {}}, monday + 1h));
    CHECK(top_up(1'000, monday + 2h) == pence(330));
    CHECK(balanced(h.a.at(h.m, monday + 3h)));
}

TEST_CASE("credit runs out in the very second in which the energy used has cost it")
{
    household h(15'000); // 15 p per kWh
    const auto at = h.next(start);
    REQUIRE(at);
    CHECK(h.a.at(h.m, *at - 1s).meter > money{});
    CHECK(h.a.at(h.m, *at).meter <= money{});
    CHECK(at->time_since_epoch() % 1s == 0s);
    CHECK(h.next(*at - 5h) == *at); // wherever the search begins
    const auto b = h.a.at(h.m, *at);
    CHECK(b.charged_energy.micropence == 15'000 * h.m.total(*at));
    CHECK(balanced(b));
}

TEST_CASE("thresholds are told once each, in their order, and again after a top-up")
{
    household h;
    h.configure(with_emergency(), start);
    REQUIRE(h.next(start) == start + 24h);
    h.a.decide(h.m, start + 24h, h.told);
    CHECK(h.told == alerts{alert_code::low_credit}); // 150 p
    REQUIRE(h.next(start + 24h) == start + 48h);
    h.a.decide(h.m, start + 48h, h.told);
    CHECK(h.told == alerts{alert_code::low_credit, alert_code::emergency_credit_available}); // 50 p
    h.told.clear();
    CHECK(h.a.top_up(h.m, pence(160), start + 50h, h.told).value() == supply_wish::none);
    CHECK_FALSE(h.a.emergency_offered());
    REQUIRE(h.next(start + 50h) == start + 72h);
    h.a.decide(h.m, start + 72h, h.told);
    CHECK(h.told == alerts{alert_code::low_credit});
}

TEST_CASE("emergency credit is used after the balance, and paid back before it")
{
    household h;
    h.configure(with_emergency(), start);
    h.a.decide(h.m, start + 24h, h.told);
    h.a.decide(h.m, start + 48h, h.told);
    REQUIRE(h.a.activate_emergency(h.m, start + 49h, h.told).has_value());
    CHECK(h.a.activate_emergency(h.m, start + 49h, h.told).error() == account_errc::not_available);
    REQUIRE(h.next(start + 49h) == start + 72h);
    h.a.decide(h.m, start + 72h, h.told); // 50 p of the balance and 50 p of emergency credit
    auto b = h.a.at(h.m, start + 72h);
    CHECK(b.meter == money{});
    CHECK(b.emergency_used == pence(50));
    CHECK(h.a.emergency_left(b) == pence(250));
    CHECK(h.a.combined(b) == pence(250));
    CHECK(h.a.state() == credit_state::emergency);
    // 130 p: 50 p pay it back, 80 p are credit; not above the threshold of 50 p before one has to choose again
    CHECK(h.a.top_up(h.m, pence(130), start + 73h, h.told).value() == supply_wish::none);
    b = h.a.at(h.m, start + 73h);
    CHECK(b.meter == pence(80));
    CHECK(b.emergency_used == money{});
    CHECK_FALSE(h.a.emergency_activated());
    CHECK(balanced(b));
}

TEST_CASE("when emergency credit is exhausted too, the supply goes; a token brings it back armed")
{
    household h;
    h.configure(with_emergency(), start);
    for (auto t : {start + 24h, start + 48h}) h.a.decide(h.m, t, h.told);
    REQUIRE(h.a.activate_emergency(h.m, start + 49h, h.told).has_value());
    auto wish = supply_wish::none;
    sim::time_point gone{};
    for (auto next = h.next(start + 49h); next; next = h.next(*next)) {
        gone = *next;
        wish = h.a.decide(h.m, gone, h.told);
    }
    CHECK(gone == start + 144h); // 350 p: the sixth midnight takes the last 50 of them, and 50 p that nobody had
    CHECK(wish == supply_wish::disable);
    CHECK(h.told.back() == alert_code::below_disablement_threshold);
    CHECK(h.told[h.told.size() - 2] == alert_code::emergency_credit_exhausted);
    auto b = h.a.at(h.m, gone);
    CHECK(b.emergency_used == pence(300));
    CHECK(b.meter == pence(-50));

    const token_key key(sim::rng(4), "m");
    const auto digits = key.issue({500, 7});
    CHECK(h.a.enter_token(h.m, key, digits, token_entry::typed, gone + 1h, h.told).value() == supply_wish::arm);
    CHECK(h.told.back() == alert_code::credit_added_locally);
    CHECK(h.a.at(h.m, gone + 1h).meter == pence(150)); // 500 − 300 of emergency credit − 50
    CHECK(h.a.enter_token(h.m, key, digits, token_entry::typed, gone + 2h, h.told).error() ==
          account_errc::token_duplicate);
    CHECK(h.told.back() == alert_code::token_duplicate);
    const token_key other(sim::rng(4), "n");
    CHECK(h.a.enter_token(h.m, other, digits, token_entry::remote, gone + 2h, h.told).error() ==
          account_errc::token_not_authentic);
    CHECK(h.told.back() == alert_code::token_not_authentic);
    CHECK(balanced(h.a.at(h.m, gone + 2h)));
}

TEST_CASE("in the hours of the calendar the supply stays on, and goes when they end")
{
    household h;
    account_settings s;
    s.non_disablement.days = {{{0min, 1}, {9 * 60min, 0}, {17 * 60min, 1}}};
    h.configure(s, start);
    CHECK(h.a.decide(h.m, start + 72h, h.told) == supply_wish::none);
    CHECK(h.a.disablement_suspended());
    CHECK(h.told ==
          alerts{alert_code::below_disablement_threshold, alert_code::disablement_suspended, alert_code::low_credit});
    REQUIRE(h.next(start + 72h) == start + 81h);
    CHECK(h.a.decide(h.m, start + 81h, h.told) == supply_wish::disable);
    CHECK_FALSE(h.a.disablement_suspended());
    SUBCASE("a top-up within them leaves nothing to be armed")
    {
        household g;
        g.configure(s, start);
        g.a.decide(g.m, start + 72h, g.told);
        CHECK(g.a.top_up(g.m, pence(500), start + 73h, g.told).value() == supply_wish::none);
        CHECK(g.a.state() == credit_state::sufficient);
    }
}

TEST_CASE("a top-up pays a share of the payment debt, then what has accumulated, then the balance")
{
    household h;
    REQUIRE_FALSE(h.a.set_payment_debt(h.m, {pence(60), 250}, start));
    h.a.decide(h.m, start + 72h, h.told); // −50 p
    h.told.clear();
    CHECK(h.a.top_up(h.m, pence(200), start + 100h, h.told).value() == supply_wish::none); // one day has accumulated
    auto b = h.a.at(h.m, start + 100h);
    CHECK(b.on_payment.balance == pence(10));
    CHECK(b.accumulated_debt == money{});
    CHECK(b.meter == money{}); // 200 − 50 − 100 − 50
    CHECK(balanced(b));
    CHECK(h.a.top_up(h.m, pence(1), start + 100h, h.told).value() == supply_wish::arm); // a threshold is not enough
}

TEST_CASE("time debts are taken at the ends of days and weeks until they are paid, which is told")
{
    household h;
    REQUIRE_FALSE(h.a.set_time_debt(h.m, 0, {pence(25), pence(10), debt_period::day}, start));
    REQUIRE_FALSE(h.a.set_time_debt(h.m, 1, {pence(7), pence(5), debt_period::week}, start));
    h.a.set_balance(h.m, pence(5'000), start, h.told);
    auto b = h.a.at(h.m, start + 72h); // Monday
    CHECK(b.time_debts[0].balance == money{});
    CHECK(b.time_debts[1].balance == pence(2));
    CHECK(b.recovered_time_debt == pence(30));
    REQUIRE(h.next(start) == start + 72h);
    h.a.decide(h.m, start + 72h, h.told);
    CHECK(h.told == alerts{alert_code::time_debt_1_collected});
    REQUIRE(h.next(start + 72h) == start + 240h); // the Monday after
    h.a.decide(h.m, start + 240h, h.told);
    CHECK(h.told.back() == alert_code::time_debt_2_collected);
    CHECK(balanced(h.a.at(h.m, start + 240h)));
}

TEST_CASE("in credit mode nothing is due, debts rest and the balance shows what has been used")
{
    household h;
    REQUIRE_FALSE(h.a.set_time_debt(h.m, 0, {pence(500), pence(10), debt_period::day}, start));
    h.a.decide(h.m, start + 72h, h.told);
    CHECK(h.a.set_mode(h.m, payment_mode::credit, start + 80h, h.told) == supply_wish::arm);
    CHECK(h.next(start + 80h) == std::nullopt);
    const auto b = h.a.at(h.m, start + 180h);
    CHECK(b.time_debts[0].balance == pence(470));
    CHECK(b.meter == pence(250 - 7 * 100 - 30));
    CHECK(balanced(b));
}

TEST_CASE("a new tenant starts with nothing and owes nothing")
{
    household h;
    REQUIRE_FALSE(h.a.set_time_debt(h.m, 0, {pence(500), pence(10), debt_period::day}, start));
    CHECK(h.a.reset(h.m, start + 1h, h.told) == supply_wish::disable);
    CHECK(h.a.at(h.m, start + 1h) == balances{});
    CHECK(h.a.mode() == payment_mode::prepayment);
}

} // namespace
