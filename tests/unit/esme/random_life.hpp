// A year in the life of a meter, by dice: what suppliers, customers and the weather do to it, at the same instants
// whoever lives it.
#pragma once
#include "devices/esme/meter.hpp"

#include <doctest/doctest.h>

#include <memory>

namespace random_life {

using namespace devices;
using namespace std::chrono_literals;

inline esme::identity identity()
{
    return {sim::eui64(0x70B3D50000000001),
            sim::mpan::parse(std::string("200000000001") + sim::mpan_check_digit("200000000001")).value(),
            "E20A000001",
            "model choice",
            "E470",
            "1.4.2"};
}

inline const sim::time_point installed = sim::parse_rfc3339("2019-03-01T00:00:00Z").value();

inline std::unique_ptr<esme::meter> meter(std::uint64_t seed)
{
    return std::make_unique<esme::meter>(identity(), sim::rng(seed), "m", installed);
}

inline metering::tariff tariff(std::uint64_t which)
{
    metering::tariff t;
    if (which % 3 > 0) t.table.days = {{{0min, 1}, {30min, 0}, {450min, 2}}, {{0min, 0}, {725min, 3}}};
    if (which % 3 > 0) t.table.weeks = {{0, 0, 0, 0, 0, 1, 1}};
    if (which % 3 == 2) t.thresholds = {2'000, 5'000};
    if (which % 2 == 1) t.period = metering::block_period::day;
    return t;
}

inline metering::price_list prices(std::uint64_t which)
{
    metering::price_list p;
    const auto base = static_cast<std::int64_t>(9'000 + which % 7 * 1'733); // millipence per kWh
    for (std::int64_t r = 0; r < 4; ++r) p.rates.push_back({base + 777 * r});
    for (auto& block : p.blocks) block = p.rates;
    p.blocks[2] = {{25'001}, {25'003}, {1}, {0}};
    p.standing_charge = metering::from_pence(static_cast<std::int64_t>(which % 40));
    return p;
}

inline metering::account_settings settings(std::uint64_t which)
{
    metering::account_settings s;
    s.low_credit = metering::from_pence(200);
    s.emergency_threshold = metering::from_pence(static_cast<std::int64_t>(which % 150));
    s.emergency_limit = metering::from_pence(500);
    s.disablement = metering::from_pence(-static_cast<std::int64_t>(which % 3 * 100));
    if (which % 2 == 1) {
        s.non_disablement.days = {{{0min, 1}, {540min, 0}, {1020min, 1}}, {{0min, 1}}};
        s.non_disablement.weeks = {{0, 0, 0, 0, 0, 1, 1}};
    }
    return s;
}

/// One deed of the account and its tariff; every second one is a top-up or what gets a household out of the dark.
inline void pay(esme::meter& m, std::uint64_t which, std::uint64_t luck, sim::time_point t)
{
    const auto amount = metering::from_pence(static_cast<std::int64_t>(luck % 4'000));
    const auto later = luck % 3 == 0 ? t : t + std::chrono::hours(luck % 700);
    switch (which % 10) {
    case 0: m.set_tariff(tariff(luck), prices(luck), later, t); break;
    case 1: m.configure_account(settings(luck), t); break;
    case 2:
        m.set_payment_mode(luck % 8 == 0 ? metering::payment_mode::credit : metering::payment_mode::prepayment, t);
        break;
    case 3:
        m.set_time_debt(luck % 2,
                        {amount, metering::from_pence(1 + static_cast<std::int64_t>(luck % 97)),
                         luck % 5 == 0 ? metering::debt_period::day : metering::debt_period::week},
                        t);
        break;
    case 4:
        m.set_payment_debt({amount, static_cast<std::uint16_t>(luck % 1001),
                            metering::from_pence(static_cast<std::int64_t>(luck % 3 * 400))},
                           t);
        break;
    case 5: m.activate_emergency_credit(t); break;
    case 6: m.bill_now(t); break;
    case 7: m.set_billing_day(static_cast<std::uint8_t>(luck % 29), t); break;
    default: {
        const auto digits =
            m.tokens().issue({static_cast<std::uint32_t>(luck % 5'000), static_cast<std::uint32_t>(luck % 900)});
        if (luck % 4 == 0) m.enter_token(digits, t);
        for (auto wrong = luck % 13; wrong > 7; --wrong) m.type_token("01234567890123456789", t);
        m.type_token(digits, t);
        break;
    }
    }
}

inline void live(esme::meter& m, std::uint64_t which, std::uint64_t luck, sim::time_point t)
{
    const auto kind = static_cast<metering::tamper_kind>(luck % 5);
    switch (which % 18) {
    case 0: m.disable_supply(t); break;
    case 1: m.arm_supply(t); break;
    case 2:
    case 3: m.press_button(t); break;
    case 4: m.lose_power(t); break;
    case 5:
    case 6: m.restore_power(t); break;
    case 7: m.tamper(kind, t); break;
    case 8: m.tamper_ended(kind, t); break;
    case 9: m.disable_on_tampers(luck % 3 == 0 ? metering::every_tamper : 0, t); break;
    case 10:
        m.set_limit({static_cast<std::int64_t>(luck % 4'000), std::chrono::seconds(1 + luck % 5'000),
                     static_cast<esme::load_limit_action>(luck % 3), std::chrono::seconds(luck % 20'000)},
                    t);
        break;
    case 11:
        m.monitor_voltage(luck % 4 == 0 ? std::nullopt : std::optional<esme::voltage_limits>(std::in_place), t);
        break;
    case 12: m.set_clock(t + std::chrono::seconds(luck % 100), t); break;
    case 13: m.alert_on_billing(luck % 2 == 0, t); break;
    case 14:
        m.draw(static_cast<std::int64_t>(luck % 9'000),
               luck % 2 == 0 ? std::optional(t + std::chrono::seconds(1 + luck % 200'000)) : std::nullopt, t);
        break;
    case 15: m.draw_as_usual(t); break;
    case 16: m.set_random_offset_limit(std::chrono::seconds(luck % 1'800), t); break;
    default:
        luck % 6 == 0 ? m.change_tenancy(t + std::chrono::hours(luck % 300), t) : void(m.adjust_clock(t, t));
        break;
    }
}

/// Deed number `i` of a life, at `t`.
inline void deed(esme::meter& m, const sim::random_stream& dice, std::uint64_t i, sim::time_point t)
{
    const auto which = dice.below(4 * i, 1'000), luck = dice.below(4 * i + 1, 1'000'000);
    if (!m.powered() && luck % 4 != 0) m.restore_power(t); // few households sit in the dark for long
    if (which < 550)
        pay(m, which, luck, t);
    else
        live(m, which, luck, t);
}

/// How long after the deed before; sometimes not at all, mostly no whole seconds.
inline sim::duration pause(const sim::random_stream& dice, std::uint64_t i)
{
    return std::chrono::milliseconds(dice.below(4 * i + 2, 8) == 0 ? 0 : dice.below(4 * i + 3, 500'000'000));
}

inline sim::bytes saved(const metering::meter& m)
{
    sim::writer out;
    m.save(out);
    REQUIRE_FALSE(out.error());
    return out.take();
}

} // namespace random_life
