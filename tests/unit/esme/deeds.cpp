// What happens to a meter from outside, one thing at a time; the bad cases first.
#include "devices/esme/meter.hpp"

#include "devices/metering/events.hpp"
#include "random_life.hpp"

#include <doctest/doctest.h>

using namespace random_life;
using metering::account_errc;
using metering::alert_code;
using metering::from_pence;
using metering::supply_errc;
using metering::supply_state;

namespace {

std::vector<alert_code> codes(metering::meter& m)
{
    std::vector<alert_code> out;
    for (const auto& a : m.take_outcome().alerts) out.push_back(a.code);
    return out;
}

} // namespace

TEST_CASE("a meter as made needs no timer and nothing of the non-volatile memory")
{
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        auto m = meter(seed);
        CHECK_FALSE(m->next_event());
        m->settle(installed + 900 * 24h);
        CHECK(m->revision() == 0);
        CHECK(m->take_outcome().empty());
        CHECK(m->balance(installed + 900 * 24h) == metering::balances{});
        CHECK(m->billing_log(installed + 900 * 24h).size() == 13);
        CHECK(m->random_offset() == 0s);
    }
}

TEST_CASE("rates change later by the randomised offset, a share of its limit that each meter has of its own")
{
    auto m = meter(1), plain = meter(1), other = meter(2);
    CHECK(m->set_random_offset_limit(1800s, installed) == account_errc::invalid);
    CHECK(m->set_random_offset_limit(-1s, installed) == account_errc::invalid);
    for (auto* one : {m.get(), plain.get(), other.get()})
        REQUIRE_FALSE(one->set_tariff(tariff(1), prices(1), installed, installed));
    const auto t = installed + 240h;
    REQUIRE_FALSE(m->set_random_offset_limit(1799s, t));
    REQUIRE_FALSE(other->set_random_offset_limit(1799s, t));
    const auto late = m->random_offset();
    CHECK(late > 0s);
    CHECK(late != other->random_offset());
    const auto at = t + 24h + 30min; // from rate 1 to rate 0
    CHECK(m->rate(at + late - 1s) == 1);
    CHECK(m->rate(at + late) == 0);
    CHECK(plain->rate(at) == 0);
    const auto now = t + 240h;
    CHECK(m->registers(now).total() == m->import_wh(now));
    CHECK(m->registers(t) == plain->registers(t));
    CHECK(m->registers(at + late).rates[0] == m->registers(at).rates[0]);
    CHECK(plain->registers(at + late).rates[0] > plain->registers(at).rates[0]);
    REQUIRE_FALSE(m->set_random_offset_limit(0s, now));
    CHECK(m->random_offset() == 0s);
}

TEST_CASE("five wrong tokens in a row suspend typing for an hour, not what comes as a command")
{
    auto m = meter(1);
    REQUIRE_FALSE(m->set_balance(from_pence(100), installed));
    REQUIRE_FALSE(m->set_payment_mode(metering::payment_mode::prepayment, installed));
    const auto token = [&](std::uint32_t n) { return m->tokens().issue({100, n}); };
    const auto wrong = [&](sim::time_point t) { return m->type_token("01234567890123456789", t); };
    for (int i = 0; i < 4; ++i) CHECK(wrong(installed) == account_errc::token_not_authentic);
    REQUIRE_FALSE(m->type_token(token(1), installed)); // a good one between them
    for (int i = 0; i < 5; ++i) CHECK(wrong(installed) == account_errc::token_not_authentic);
    m->take_outcome();
    CHECK(m->type_token(token(2), installed + 59min) == account_errc::entry_suspended);
    CHECK(codes(*m) == std::vector{alert_code::token_locked_out});
    CHECK(m->security().newest().code == alert_code::token_locked_out);
    REQUIRE_FALSE(m->enter_token(token(3), installed + 59min));
    REQUIRE_FALSE(m->type_token(token(2), installed + 1h));
    for (int i = 0; i < 9; ++i) CHECK(m->enter_token("1", installed + 2h) == account_errc::token_not_authentic);
    REQUIRE_FALSE(m->type_token(token(4), installed + 2h));
    CHECK(m->balance(installed + 2h).topped_up == from_pence(400));
}

TEST_CASE("a household that is made to draw draws just that, while there is supply, and its limit sees it")
{
    auto m = meter(1), as_usual = meter(1);
    CHECK(m->draw(-1, std::nullopt, installed) == account_errc::invalid);
    CHECK(m->draw(1'000'001, std::nullopt, installed) == account_errc::invalid);
    CHECK(m->draw(1, installed, installed) == account_errc::invalid);
    const auto t = installed + 100h + 7min;
    REQUIRE_FALSE(m->set_limit({5'000, 600s, esme::load_limit_action::arm, 0s}, installed));
    REQUIRE_FALSE(m->draw(4'999, t + 2h, t));
    CHECK(m->power_w(t) == 4'999);
    CHECK(m->import_wh(t + 90min) - m->import_wh(t) == 4'999 * 3 / 2);
    CHECK(m->import_wh(t + 5h) - m->import_wh(t + 2h) == as_usual->import_wh(t + 5h) - as_usual->import_wh(t + 2h));
    const auto high = t + 10h;
    REQUIRE_FALSE(m->draw(6'000, std::nullopt, high));
    CHECK(m->next_event() == high + 600s);
    m->settle(high + 600s);
    CHECK(m->valve().state() == supply_state::armed);
    CHECK(m->import_wh(high + 600s) - m->import_wh(high) == 1'000);
    CHECK(m->import_wh(high + 20h) == m->import_wh(high + 600s));
    m->draw_as_usual(high + 20h);
    REQUIRE_FALSE(m->press_button(high + 20h));
    CHECK(m->import_wh(high + 44h) - m->import_wh(high + 20h) ==
          as_usual->import_wh(high + 44h) - as_usual->import_wh(high + 20h));
}

TEST_CASE("time does not go back")
{
    auto m = meter(1);
    m->settle(installed + 1h);
    CHECK_THROWS(m->settle(installed));
    CHECK_THROWS(m->press_button(installed));
}

TEST_CASE("without power a meter does nothing, and tells how long it was when it comes back")
{
    auto m = meter(1);
    m->lose_power(installed + 10h);
    CHECK(m->disable_supply(installed + 11h) == supply_errc::no_power);
    CHECK(m->press_button(installed + 11h) == supply_errc::no_power);
    CHECK(m->add_credit(from_pence(1), installed + 11h) == supply_errc::no_power);
    CHECK(m->set_billing_day(3, installed + 11h) == supply_errc::no_power);
    CHECK_FALSE(m->adjust_clock(installed, installed + 11h));
    CHECK(m->millivolts(installed + 11h) == 0);
    CHECK(m->power_w(installed + 11h) == 0);
    CHECK_FALSE(m->next_event());
    CHECK(codes(*m).empty());
    m->restore_power(installed + 11h);
    CHECK(codes(*m) == std::vector{alert_code::outage_of_three_minutes_restored});
    m->lose_power(installed + 12h);
    m->restore_power(installed + 12h + 179s);
    CHECK(codes(*m) == std::vector{alert_code::outage_restored});
    CHECK(m->events().at(0) == metering::log_entry{installed + 10h, alert_code::supply_interrupted, 1});
    CHECK(m->import_wh(installed + 11h) == m->import_wh(installed + 10h));
    const auto p = m->import_profile();
    CHECK(p.at(installed + 10h, installed + 20h) ==
          metering::slot{installed + 10h, 0, metering::slot_status::power_failure});
    CHECK(p.at(installed + 11h, installed + 20h).status == metering::slot_status::valid);
    CHECK(p.at(installed + 12h, installed + 20h).status == metering::slot_status::power_failure);
}

TEST_CASE("what became due while there was no power happens when it is back")
{
    auto m = meter(1);
    REQUIRE_FALSE(m->set_tariff(tariff(1), prices(1), installed + 30h, installed));
    m->lose_power(installed + 29h);
    m->settle(installed + 31h);
    CHECK(m->in_force() == metering::tariff{});
    m->restore_power(installed + 32h);
    CHECK(m->in_force() == tariff(1));
    CHECK(m->in_force_since() == installed + 32h);
}

TEST_CASE("disabled from afar, a supply is armed from afar and enabled by a person")
{
    auto m = meter(1);
    CHECK(m->arm_supply(installed) == supply_errc::not_disabled);
    CHECK(m->press_button(installed) == supply_errc::not_armed);
    CHECK(m->enable_supply(installed) == supply_errc::never_from_afar);
    m->take_outcome();
    REQUIRE_FALSE(m->disable_supply(installed + 1h));
    CHECK(m->press_button(installed + 1h) == supply_errc::not_armed);
    REQUIRE_FALSE(m->arm_supply(installed + 2h));
    REQUIRE_FALSE(m->press_button(installed + 3h));
    using change = metering::supply_change;
    const auto o = m->take_outcome();
    CHECK(o.supply == std::vector{change{supply_state::disabled, metering::supply_cause::command, installed + 1h},
                                  change{supply_state::armed, metering::supply_cause::command, installed + 2h},
                                  change{supply_state::enabled, metering::supply_cause::person, installed + 3h}});
    CHECK(m->import_wh(installed + 3h) == m->import_wh(installed + 1h));
    CHECK(m->import_profile().at(installed + 2h, installed + 9h).status == metering::slot_status::supply_disabled);
    CHECK(m->events().sequence() == m->events().size());
}

TEST_CASE("a household without credit can neither be armed nor press the button; a token arms it")
{
    auto m = meter(1);
    REQUIRE_FALSE(m->set_tariff(tariff(0), prices(1), installed, installed));
    REQUIRE_FALSE(m->set_balance(from_pence(100), installed));
    REQUIRE_FALSE(m->set_payment_mode(metering::payment_mode::prepayment, installed));
    const auto dark = m->next_event();
    REQUIRE(dark);
    m->settle(*dark);
    CHECK(m->valve().state() == supply_state::disabled);
    CHECK(m->cause() == metering::supply_cause::credit);
    CHECK(m->balance(*dark).meter <= metering::money{});
    CHECK(m->arm_supply(*dark + 1h) == account_errc::no_credit);
    m->take_outcome();
    CHECK(m->enter_token("01234567890123456789", *dark + 1h) == account_errc::token_not_authentic);
    CHECK(m->security().newest().code == alert_code::token_not_authentic);
    REQUIRE_FALSE(m->enter_token(m->tokens().issue({2'000, 1}), *dark + 2h));
    CHECK(codes(*m) ==
          std::vector{alert_code::token_not_authentic, alert_code::credit_added_locally, alert_code::supply_armed});
    CHECK(m->valve().state() == supply_state::armed);
    REQUIRE_FALSE(m->press_button(*dark + 3h));
    CHECK(m->import_wh(*dark + 3h) == m->import_wh(*dark));
    CHECK(m->import_wh(*dark + 4h) > m->import_wh(*dark));
}

TEST_CASE("a top-up does not undo what a command has disabled")
{
    auto m = meter(1);
    REQUIRE_FALSE(m->set_tariff(tariff(0), prices(1), installed, installed));
    REQUIRE_FALSE(m->set_payment_mode(metering::payment_mode::prepayment, installed));
    CHECK(m->valve().state() == supply_state::disabled);
    REQUIRE_FALSE(m->disable_supply(installed + 1h));
    REQUIRE_FALSE(m->add_credit(from_pence(500), installed + 2h));
    CHECK(m->valve().state() == supply_state::disabled);
    REQUIRE_FALSE(m->arm_supply(installed + 3h));
    CHECK(m->valve().state() == supply_state::armed);
}

TEST_CASE("a tariff that is no good is refused, one of the future comes at its instant, the last one counts")
{
    auto m = meter(1);
    metering::tariff bad;
    bad.table.days.clear();
    CHECK(m->set_tariff(bad, {}, installed, installed) == account_errc::invalid);
    metering::price_list costly;
    costly.rates = {{-1}};
    CHECK(m->set_tariff({}, costly, installed, installed) == account_errc::invalid);
    CHECK(m->revision() == 0);
    REQUIRE_FALSE(m->set_tariff(tariff(1), prices(1), installed + 10h, installed));
    REQUIRE_FALSE(m->set_tariff(tariff(2), prices(2), installed + 20h + 1s, installed));
    CHECK(m->next_event() == installed + 20h + 1s);
    m->settle(installed + 24h);
    CHECK_FALSE(m->tariff_to_come());
    CHECK(m->in_force() == tariff(2));
    CHECK(m->in_force_since() == installed + 20h + 1s);
    CHECK(m->prices() == prices(2));
    const auto log = m->billing_log(installed + 24h);
    REQUIRE(log.size() == 1);
    CHECK(log[0].at == installed + 20h + 1s);
    CHECK(log[0].why == metering::billing_reason::tariff);
    CHECK(log[0].total == m->import_wh(log[0].at));
}

TEST_CASE("a debt that is paid in the instant in which the tariff changes is told in that instant")
{
    auto m = meter(1);
    const auto midnight = installed + 48h;
    REQUIRE_FALSE(m->set_balance(from_pence(50'000), installed));
    REQUIRE_FALSE(m->set_payment_mode(metering::payment_mode::prepayment, installed));
    REQUIRE_FALSE(m->set_time_debt(0, {from_pence(15), from_pence(10), metering::debt_period::day}, installed));
    REQUIRE_FALSE(m->set_tariff(tariff(1), prices(1), midnight, installed));
    m->settle(midnight);
    CHECK(m->in_force() == tariff(1));
    const auto o = m->take_outcome();
    REQUIRE(o.alerts.size() == 2);
    CHECK(o.alerts[1] == metering::alert{alert_code::time_debt_1_collected, midnight});
    CHECK(m->balance(midnight).meter == from_pence(50'000 - 15));
}

TEST_CASE("billing days are told only when asked for")
{
    auto m = meter(1);
    m->alert_on_billing(true, installed);
    REQUIRE_FALSE(m->set_billing_day(28, installed));
    CHECK(m->set_billing_day(29, installed) == account_errc::invalid);
    CHECK(m->next_event() == installed + 27 * 24h);
    m->settle(installed + 70 * 24h);
    const auto o = m->take_outcome();
    REQUIRE(o.alerts.size() == 2);
    CHECK(o.alerts[0] == metering::alert{alert_code::billing_data_log_updated, installed + 27 * 24h});
    CHECK(o.alerts[1] == metering::alert{alert_code::billing_data_log_updated, installed + 58 * 24h});
}

TEST_CASE("a change of supplier resets the account and hides what was before, at its instant")
{
    auto m = meter(1);
    REQUIRE_FALSE(m->set_balance(from_pence(1'000), installed));
    m->change_supplier("B", installed + 50h, installed + 1h);
    m->settle(installed + 50h - 1ns);
    CHECK(m->supplier().empty());
    CHECK(m->balance(installed + 49h).meter == from_pence(1'000));
    m->settle(installed + 50h);
    CHECK(m->supplier() == "B");
    CHECK(m->balance(installed + 50h) == metering::balances{});
    CHECK(m->tenancy_since() == installed + 50h);
    const auto days = m->history(metering::calendar_span::day, installed + 80h);
    REQUIRE(days.size() == 2);
    CHECK(days[0].from == installed + 50h);
    m->change_tenancy(installed + 81h, installed + 81h);
    CHECK(m->supplier() == "B");
    CHECK(m->tenancy_since() == installed + 81h);
}

TEST_CASE("a clock that is more than ten seconds off is not adjusted in passing, and set only by command")
{
    auto m = meter(1);
    const auto t = installed + 100h;
    m->set_clock_drift(0, installed);
    CHECK_FALSE(m->adjust_clock(t + 11s, t));
    CHECK(m->clock().error(t) == 0s);
    CHECK(m->security().newest().code == alert_code::clock_not_adjusted);
    CHECK(m->adjust_clock(t + 10s, t));
    CHECK(m->clock().error(t) == 10s);
    m->set_clock(t + 3600s, t);
    CHECK(m->clock().error(t + 1h) == 3600s);
    CHECK(m->import_profile().at(t, t + 1h).status == metering::slot_status::clock_adjusted);
    CHECK(codes(*m) == std::vector{alert_code::clock_not_adjusted, alert_code::clock_adjusted});
}

TEST_CASE("tamper is told in the security log, and disables the supply where that was asked for")
{
    auto m = meter(1);
    m->tamper(metering::tamper_kind::terminal_cover, installed + 1h);
    m->tamper(metering::tamper_kind::terminal_cover, installed + 2h); // still
    CHECK(m->valve().state() == supply_state::enabled);
    m->tamper_ended(metering::tamper_kind::terminal_cover, installed + 3h);
    m->tamper_ended(metering::tamper_kind::magnetic_field, installed + 3h); // was none
    CHECK(m->disable_on_tampers(0x20, installed + 4h) == account_errc::invalid);
    REQUIRE_FALSE(m->disable_on_tampers(1U << 3, installed + 4h)); // magnets
    m->tamper(metering::tamper_kind::magnetic_field, installed + 5h);
    CHECK(m->valve().state() == supply_state::disabled);
    CHECK(m->cause() == metering::supply_cause::tamper);
    CHECK(codes(*m) == std::vector{alert_code::terminal_cover_removed, alert_code::terminal_cover_closed,
                                   alert_code::strong_magnetic_field, alert_code::disabled_by_tamper});
    CHECK(m->security().size() == 4);
    m->clear_events(installed + 6h);
    CHECK(m->events().size() == 0);
    CHECK(m->security().newest().code == alert_code::event_log_cleared);
}

TEST_CASE("firmware runs from its activation on, and outlives a power cut")
{
    auto m = meter(1);
    const auto image = metering::make_firmware_image("E470", "2.0.0", 1'000);
    CHECK(m->put_block(0, image, installed) == metering::firmware_errc::no_transfer);
    CHECK(m->activate_image(installed, installed) == metering::firmware_errc::not_verified);
    REQUIRE_FALSE(m->begin_image(image.size(), 1'000, installed));
    REQUIRE_FALSE(m->put_block(0, image, installed));
    REQUIRE_FALSE(m->verify_image(installed + 1h));
    REQUIRE_FALSE(m->activate_image(installed + 5h, installed + 2h));
    CHECK(m->next_event() == installed + 5h);
    CHECK(m->firmware() == "1.4.2");
    m->settle(installed + 5h);
    CHECK(m->firmware() == "2.0.0");
    CHECK(codes(*m) == std::vector{alert_code::firmware_verified, alert_code::firmware_changed});
    const auto blob = saved(*m);
    auto again = meter(1);
    sim::reader in(blob);
    again->restore(in);
    CHECK(again->firmware() == "2.0.0");

    REQUIRE_FALSE(m->begin_image(16, 16, installed + 6h));
    REQUIRE_FALSE(m->put_block(0, sim::bytes(16), installed + 6h));
    CHECK(m->verify_image(installed + 6h) == metering::firmware_errc::bad_image);
    CHECK(codes(*m) == std::vector{alert_code::firmware_verification_failed});
}

TEST_CASE("voltage is told when it is watched: at the limit's period, and when it is over")
{
    auto m = meter(1);
    auto day = std::chrono::sys_days(2019y / 3 / 2);
    auto classified = [&] {
        const auto e = m->voltage().excursion(day);
        return e && esme::classify({}, *e);
    };
    while (!classified()) day += std::chrono::days(1);
    const auto e = *m->voltage().excursion(day);
    REQUIRE_FALSE(m->monitor_voltage(esme::voltage_limits{}, installed));
    CHECK(m->monitor_voltage(esme::voltage_limits{.sag = 0}, installed) == account_errc::invalid);
    m->settle(e.from + 5s - 1ns);
    CHECK(codes(*m).empty());
    m->settle(e.from + 5s);
    CHECK(codes(*m).size() == 1);
    CHECK(m->next_event() == e.to);
    m->settle(e.to);
    const auto o = m->take_outcome();
    REQUIRE(o.alerts.size() == 1);
    CHECK(o.alerts[0].at == e.to);
    CHECK(m->millivolts(e.from) == e.millivolts);
}

TEST_CASE("an excursion that began without power is not told, nor is its end")
{
    auto day = std::chrono::sys_days(2019y / 3 / 2);
    for (bool wholly : {true, false}) {
        auto m = meter(1);
        auto classified = [&] {
            const auto e = m->voltage().excursion(day);
            return e && esme::classify({}, *e);
        };
        while (!classified()) day += std::chrono::days(1);
        const auto e = *m->voltage().excursion(day);
        REQUIRE_FALSE(m->monitor_voltage(esme::voltage_limits{}, installed));
        m->settle(e.from - 1s);
        m->take_outcome();
        m->lose_power(e.from - 1s);
        m->restore_power(wholly ? e.to + 1s : e.from + 5s);
        m->settle(e.to + 1h);
        for (auto code : codes(*m)) CHECK(code == alert_code::outage_restored);
    }
}

TEST_CASE("homes with solar panels export in bright hours, the others never")
{
    int solar = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        auto m = meter(seed);
        const auto year = installed + 365 * 24h;
        if (!m->has_solar()) {
            CHECK(m->export_wh(year) == 0);
            continue;
        }
        ++solar;
        CHECK(m->export_wh(year) > 400'000);
        std::int64_t night = 0;
        for (auto t = installed; t < year; t += 24h) night += m->export_profile().at(t + 1h, year).amount;
        CHECK(night <= 366); // what is left of rounding
        REQUIRE_FALSE(m->disable_supply(year));
        CHECK(m->export_wh(year + 48h) == m->export_wh(year));
        CHECK(m->export_power_w(year + 12h) == 0);
    }
    CHECK(solar >= 3); // one in thirty
    CHECK(solar <= 25);
}

TEST_CASE("reactive energy stands in the household's own ratio to the active")
{
    auto m = meter(1);
    const auto t = installed + 300 * 24h;
    CHECK(m->reactive_import_varh(t) >= m->import_wh(t) * 120 / 1000);
    CHECK(m->reactive_import_varh(t) <= m->import_wh(t) * 350 / 1000);
    CHECK(m->reactive_export_varh(t) < m->reactive_import_varh(t));
    CHECK(m->reactive_import_profile().entries(t) == 4'464);
}

TEST_CASE("power times time is energy")
{
    auto m = meter(1);
    const auto t = installed + 77h;
    CHECK(m->power_w(t) == 2 * m->half_hour(t).amount);
    CHECK(m->power_w(installed - 1s) == 0);
}
