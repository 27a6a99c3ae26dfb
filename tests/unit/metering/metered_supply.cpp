#include "devices/metering/metered_supply.hpp"

#include <doctest/doctest.h>

#include <array>

namespace {

using namespace devices::metering;
using namespace std::chrono_literals;

const auto start = sim::parse_rfc3339("2019-03-01T00:00:00Z").value();

metered_supply make() { return {domestic_electricity, sim::rng(4), "m", start, false}; }

tariff two_rates()
{
    tariff t;
    t.table.days = {{{0min, 1}, {420min, 0}}};
    return t;
}

TEST_CASE("every register agrees with every other, before and after a change of tariff and with the supply off")
{
    auto m = make();
    const auto end = start + 300 * 24h + 7h;
    m.change_tariff(two_rates(), start + 50 * 24h + 11min);
    CHECK(m.in_force() == two_rates());
    CHECK(m.in_force_since() == start + 50 * 24h + 11min);
    m.valve().disable(start + 100 * 24h);
    REQUIRE_FALSE(m.valve().arm(start + 101 * 24h));
    REQUIRE_FALSE(m.valve().press_button(start + 102 * 24h + 5s));
    auto r = m.registers(end);
    CHECK(r.total() == m.total(end));
    CHECK(r.rates[0] > 0);
    CHECK(r.rates[1] > 0);
    std::int64_t profile = 0;
    for (auto t = start; t < end; t += half_hour_length) profile += m.half_hour(t).amount;
    CHECK(profile == m.total(end));
    CHECK(m.daily_read(end).value == m.total(start + 300 * 24h));
}

TEST_CASE("registers are the same whether they were asked before or not")
{
    auto asked = make(), silent = make();
    for (auto* m : {&asked, &silent}) m->change_tariff(two_rates(), start + 24h);
    for (int d = 2; d < 60; ++d) asked.registers(start + d * 24h + 13min);
    CHECK(asked.registers(start + 60 * 24h) == silent.registers(start + 60 * 24h));
    CHECK(asked.registers(start + 5 * 24h) == silent.registers(start + 5 * 24h)); // back again
}

TEST_CASE("a span is charged with the prices of its time, and with nothing for what is not remembered")
{
    auto m = make();
    price_list one, two;
    one.rates = {{100}, {100}};
    one.standing_charge = from_pence(1);
    two.rates = {{7}, {9}};
    two.standing_charge = from_pence(10);
    m.change_prices(one, start + 48h);
    m.change_tariff(two_rates(), start + 90h);
    m.change_prices(two, start + 96h);
    CHECK(m.standing_charges(start - 48h, start + 48h) == money{}); // free until then
    CHECK(m.standing_charges(start, start + 96h) == from_pence(2)); // two midnights, the second at the change
    CHECK(m.standing_charges(start + 95h, start + 120h) == from_pence(11));
    const std::array instants{start + 10h, start + 48h, start + 60h, start + 91h, start + 100h};
    std::vector<money> costs;
    m.visit(instants, [&](const tally& r, money cost) {
        CHECK(r == m.registers(r.at));
        CHECK(r.total() == m.total(r.at));
        costs.push_back(cost);
    });
    REQUIRE(costs.size() == instants.size());
    CHECK(costs[1] == money{});
    CHECK(costs[2].micropence == 100 * m.flow().between(start + 48h, start + 60h));
    CHECK(costs[3].micropence == 100 * m.flow().between(start + 48h, start + 91h));
    const auto last = m.registers(start + 100h), before = m.registers(start + 96h);
    CHECK(costs[4].micropence == 100 * m.flow().between(start + 48h, start + 96h) +
                                     7 * (last.rates[0] - before.rates[0]) + 9 * (last.rates[1] - before.rates[1]));
    CHECK_THROWS(m.registers(start - 1s));
    for (int i = 0; i < 30; ++i) m.change_prices(i % 2 ? one : two, start + 200h + i * 1h);
    CHECK(m.remembered_since() > start + 200h);
    CHECK(m.registers(start + 300h).total() == m.total(start + 300h));
}

TEST_CASE("all of it outlives a power cut")
{
    auto m = make(), again = make();
    m.change_tariff(two_rates(), start + 24h);
    m.valve().disable(start + 48h);
    sim::writer out;
    m.save(out);
    sim::reader in(out.data());
    again.restore(in);
    CHECK_FALSE(in.finish());
    CHECK(again.in_force() == m.in_force());
    CHECK(again.valve().state() == supply_state::disabled);
    CHECK(again.registers(start + 72h) == m.registers(start + 72h));
    for (std::size_t cut = 0; cut < out.data().size(); cut += 3) {
        auto damaged = make();
        sim::reader partial(sim::byte_view(out.data()).first(cut));
        damaged.restore(partial);
        CHECK(partial.finish());
    }
}

} // namespace
