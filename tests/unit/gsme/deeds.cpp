// What gas meters have of their own: energy from volume, limits of the tariff, battery, network data.
#include "devices/gsme/meter.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace devices;
using namespace std::chrono_literals;
using metering::account_errc;
using metering::alert_code;
using metering::from_pence;

namespace {

const auto installed = sim::parse_rfc3339("2018-11-01T00:00:00Z").value();

std::unique_ptr<gsme::meter> meter(std::uint64_t seed = 7)
{
    gsme::identity who{sim::eui64(0x70B3D50000000002),
                       sim::mprn::parse("12345678" + sim::mprn_check_digits("12345678")).value(),
                       "G4K0000001",
                       "model choice",
                       "U6",
                       "1.0.7"};
    return std::make_unique<gsme::meter>(std::move(who), sim::rng(seed), "tri-1.gsme", installed);
}

metering::price_list four_pence()
{
    metering::price_list p;
    p.rates = {{4'000}, {4'000}, {4'000}, {4'000}}; // per kWh
    p.standing_charge = from_pence(25);
    return p;
}

sim::bytes saved(const gsme::meter& m)
{
    sim::writer out;
    m.save(out);
    return out.take();
}

} // namespace

TEST_CASE("tariffs that gas has no registers for are refused")
{
    auto m = meter();
    auto refused = [&](const metering::tariff& t) {
        REQUIRE(t.fault().empty());
        return m->set_tariff(t, {}, installed, installed) == account_errc::invalid;
    };
    metering::tariff t;
    t.table.days = {{{0min, 0}, {60min, 1}}};
    CHECK(refused(t));
    t.table.days = {{{0min, 4}}};
    CHECK(refused(t));
    t.table.days.assign(5, {{0min, 0}});
    CHECK(refused(t));
    t.table.days = {{{0min, 1}}};
    t.thresholds = {1'000};
    CHECK(refused(t));
    t.table.days = {{{0min, 0}}};
    t.table.special.assign(21, {{}, 12, 25, 0});
    CHECK(refused(t));
    CHECK(m->revision() == 0);
    t.table.special.pop_back();
    CHECK_FALSE(m->set_tariff(t, {}, installed, installed));
}

TEST_CASE("values that no gas has are refused")
{
    auto m = meter();
    for (auto v : {gsme::conversion{299, 102'264}, gsme::conversion{501, 102'264}, gsme::conversion{395, 89'999},
                   gsme::conversion{395, 130'001}})
        CHECK(m->set_conversion(v, installed) == account_errc::invalid);
    CHECK(m->values() == gsme::conversion{});
    CHECK(m->set_profile_step(45min, installed) == account_errc::invalid);
    CHECK(m->enable_supply(installed) == metering::supply_errc::never_from_afar);
}

TEST_CASE("a cubic metre of 39.5 MJ is 11.220 kWh, as on a bill")
{
    CHECK(gsme::conversion{}.wh(1'000) == 11'220);
    CHECK(gsme::conversion{393, 102'264}.wh(1'000'000) == 11'163'820);
    metering::price_list p;
    p.rates = {{4'000}};
    CHECK(gsme::conversion{}.per_dm3(p).rates[0] == metering::money{44'883}); // 44 882.5
    CHECK(gsme::conversion{}.per_dm3(p).standing_charge == p.standing_charge);
}

TEST_CASE("what gas costs follows from its calorific value, from the instant on at which it changes")
{
    auto m = meter();
    REQUIRE_FALSE(m->set_tariff({}, four_pence(), installed, installed));
    const auto change = installed + 10 * 24h + 5h, end = installed + 20 * 24h;
    REQUIRE_FALSE(m->set_conversion({420, 102'264}, change));
    const auto b = m->balance(end);
    CHECK(b.charged_energy.micropence == 44'883 * m->total(change) + 47'723 * (m->total(end) - m->total(change)));
    CHECK(b.charged_standing == from_pence(25 * 20));
    CHECK(b.meter == -b.charged_energy - b.charged_standing);
    CHECK(m->prices().rates[0].micropence == 47'723);
    CHECK(*m->given_prices() == four_pence());
}

TEST_CASE("gas without credit is disabled, armed by a token and lit by a person; all of it outlives a power cut")
{
    auto m = meter(), again = meter();
    REQUIRE_FALSE(m->set_tariff({}, four_pence(), installed, installed));
    REQUIRE_FALSE(m->set_balance(from_pence(1'500), installed));
    REQUIRE_FALSE(m->set_payment_mode(metering::payment_mode::prepayment, installed));
    while (m->valve().state() == metering::supply_state::enabled) m->settle(m->next_event().value());
    const auto off = m->valve().since();
    CHECK(off < installed + 60 * 24h);
    CHECK(m->balance(off).meter <= metering::money{});
    m->settle(off + 24h);
    CHECK(m->total(off + 24h) == m->total(off));
    REQUIRE_FALSE(m->enter_token(m->tokens().issue({5'000, 3}), off + 25h));
    CHECK(m->valve().state() == metering::supply_state::armed);
    const auto blob = saved(*m);
    sim::reader in(blob);
    again->restore(in);
    REQUIRE_FALSE(in.finish());
    CHECK(saved(*again) == blob);
    for (auto* x : {m.get(), again.get()}) REQUIRE_FALSE(x->press_button(off + 26h));
    CHECK(m->total(off + 40h) > m->total(off));
    CHECK(again->total(off + 40h) == m->total(off + 40h));
    CHECK(again->next_event() == m->next_event());
}

TEST_CASE("a leap of a year and a walk in half-hours of a gas meter end in the same state")
{
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        auto leap = meter(seed), walk = meter(seed);
        metering::tariff by_block;
        by_block.thresholds = {3'000, 9'000, 20'000};
        auto prices = four_pence();
        prices.blocks = {{{{5'000}}, {{4'000}}, {{3'000}}, {{2'500}}}};
        for (auto* m : {leap.get(), walk.get()}) {
            REQUIRE_FALSE(m->set_tariff(by_block, prices, installed + 24h * 3 + 5s, installed));
            REQUIRE_FALSE(m->set_balance(from_pence(20'000), installed));
            REQUIRE_FALSE(m->set_payment_mode(metering::payment_mode::prepayment, installed));
            REQUIRE_FALSE(m->set_time_debt(0, {from_pence(4'000), from_pence(40)}, installed));
        }
        const auto end = installed + 365 * 24h;
        for (auto t = installed; t <= end; t += 30min) walk->settle(t);
        leap->settle(end);
        CHECK(saved(*leap) == saved(*walk));
        CHECK(leap->take_outcome().alerts == walk->take_outcome().alerts);
        CHECK(leap->valve().state() == metering::supply_state::disabled);
        const auto r = leap->registers(end);
        std::int64_t blocks = 0;
        for (const auto& block : r.blocks) blocks += block[0];
        CHECK(blocks == leap->total(end) - leap->total(installed + 24h * 3 + 5s));
    }
}

TEST_CASE("hourly and half-hourly profiles of the same gas agree, and the choice outlives a power cut")
{
    auto m = meter(), again = meter();
    const auto now = installed + 500 * 24h;
    const auto first = m->import_profile().at(now - 2h, now).amount + m->import_profile().at(now - 90min, now).amount;
    REQUIRE_FALSE(m->set_profile_step(1h, now));
    CHECK(m->import_profile().at(now - 2h, now).amount == first);
    CHECK(m->import_profile().entries(now) == 9'528);
    const auto blob = saved(*m);
    sim::reader in(blob);
    again->restore(in);
    CHECK(again->import_profile().entries(now) == 9'528);
    REQUIRE_FALSE(again->set_profile_step(30min, now));
    CHECK(again->import_profile().entries(now) == 19'056);
}

TEST_CASE("network data are 41 readings, six minutes apart, as many as there can be yet")
{
    auto m = meter();
    CHECK(m->network_data(installed - 1s).empty());
    CHECK(m->network_data(installed + 13min).size() == 3);
    const auto start = installed + 30 * 24h + 6min;
    const auto all = m->network_data(start + 4h + 5min);
    REQUIRE(all.size() == 41);
    for (std::size_t i = 0; i < all.size(); ++i) {
        CHECK(all[i].at == start + static_cast<int>(i) * 6min);
        CHECK(all[i].value == m->total(all[i].at));
    }
    CHECK(all.back().at == start + 4h);
}

TEST_CASE("with its battery's last strength a meter closes its valve, where the depletion policy says so")
{
    for (bool closes : {false, true}) {
        auto m = meter();
        REQUIRE_FALSE(m->disable_on_depletion(closes, installed));
        m->age_battery(0, installed + 24h);
        CHECK_FALSE(m->powered());
        CHECK((m->valve().state() == metering::supply_state::disabled) == closes);
        if (closes) CHECK(m->cause() == metering::supply_cause::depletion);
        const auto blob = saved(*m);
        auto again = meter();
        sim::reader in(blob);
        again->restore(in);
        CHECK(again->disables_on_depletion() == closes);
    }
}

TEST_CASE("a battery is low once, half a year before its end, and new when it was replaced")
{
    auto m = meter();
    const auto low = m->next_event();
    REQUIRE(low);
    CHECK(*low > installed + 3000 * 24h);
    CHECK(m->cell().days_left(*low) == 180);
    CHECK_FALSE(m->cell().low(*low - 1s));
    m->settle(*low);
    m->settle(*low + 100 * 24h);
    const auto o = m->take_outcome();
    REQUIRE(o.alerts.size() == 1);
    CHECK(o.alerts[0] == metering::alert{alert_code::low_battery, *low});
    CHECK(m->cell().days_left(*low + 400 * 24h) == 0);
    CHECK(m->cell().per_mille_left(*low + 400 * 24h) == 0);
    m->replace_battery(*low + 401 * 24h);
    CHECK(m->cell().per_mille_left(*low + 401 * 24h) == 1000);
    CHECK(m->take_outcome().alerts.size() == 1);
    CHECK(m->next_event().value() > *low + 3000 * 24h);
    CHECK(meter(8)->cell().low_from() != meter(7)->cell().low_from());
}

TEST_CASE("with an empty battery the meter counts nothing and does nothing until it has a new one")
{
    auto m = meter();
    const auto start = installed + 400 * 24h;
    m->age_battery(3, start);
    CHECK(m->cell().days_left(start) == 3);
    CHECK(m->take_outcome().alerts == std::vector{metering::alert{alert_code::low_battery, start}});
    const auto end = m->next_event();
    REQUIRE(end == start + 72h);
    m->settle(*end);
    CHECK_FALSE(m->powered());
    CHECK(m->cell().days_left(*end) == 0);
    CHECK(m->volume_dm3(*end + 24h) == m->volume_dm3(*end));
    CHECK(m->disable_supply(*end + 24h) == metering::supply_errc::no_power);
    CHECK(m->next_event() == std::nullopt);
    CHECK(m->take_outcome().alerts.empty());
    m->replace_battery(*end + 48h);
    CHECK(m->powered());
    CHECK(m->volume_dm3(*end + 72h) > m->volume_dm3(*end + 48h));
    CHECK(m->volume_dm3(*end + 48h) == m->volume_dm3(*end));
    CHECK(m->take_outcome().alerts == std::vector{metering::alert{alert_code::battery_capacity_reset, *end + 48h}});
}

TEST_CASE("what the radio does beyond its routine shortens the battery's life, and outlives a power cut")
{
    auto m = meter(), other = meter();
    const auto t = installed + 24h;
    const auto before = m->cell().empty_from();
    m->spend_battery(36h, t);
    CHECK(m->cell().empty_from() == before - 36h);
    const auto kept = saved(*m);
    sim::reader in(kept);
    other->restore(in);
    CHECK_FALSE(in.finish());
    CHECK(other->cell().empty_from() == before - 36h);
}

TEST_CASE("a battery that is said to have more than its whole life has its whole life")
{
    auto m = meter();
    m->age_battery(100'000, installed + 24h);
    CHECK(m->cell().per_mille_left(installed + 24h) == 1000);
    m->age_battery(0, installed + 25h);
    CHECK_FALSE(m->powered());
}
