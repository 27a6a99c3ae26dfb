// Costs, balances, gas by tenths of an hour, voltage logs; and what a supplier lays down.
#include "tests/unit/object_lists/bench.hpp"

namespace {

using namespace tests;
using dlms::action_result;
using dlms::data_access_result;
using dlms::data_tag;

constexpr const char *account = "0-0:19.0.0", *balance = "0-0:19.10.0";

dlms::data prepayment() { return structure({number(data_tag::enumerated, 2), number(data_tag::enumerated, 2)}); }

metering::price_list fifteen_pence()
{
    metering::price_list p;
    p.rates = {{15'000}};
    p.standing_charge = metering::from_pence(20);
    return p;
}

TEST_CASE("the cost and consumption store: today and eight days, five weeks, thirteen months, by entry and by range")
{
    electricity_bench b;
    REQUIRE_FALSE(b.meter.set_tariff({}, fifteen_pence(), at("2019-06-01T00:00:00Z"), at("2019-06-01T00:00:00Z")));
    const auto days = b.client.read("0-0:98.128.0").items;
    CHECK(days.size() == 9);
    CHECK(b.client.read("0-0:98.128.1").items.size() == 6);
    CHECK(b.client.read("0-0:98.128.2").items.size() == 14);
    for (std::size_t i = 0; i + 1 < days.size(); ++i) {
        const auto begin = time_in(days[i].items[0]);
        const auto used = b.meter.import_wh(begin + 24h) - b.meter.import_wh(begin);
        CHECK(days[i].items[1].as_integer() == used);
        CHECK(days[i].items[2].as_integer() == used * 15 + 20'000);
    }
    CHECK(time_in(days.back().items[0]) == at("2020-11-07T00:00:00Z"));
    CHECK(b.client.read("1-0:1.29.128") == days.back().items[1]);
    CHECK(b.client.read("0-0:128.0.0") == days.back().items[2]);
    CHECK(b.client.read("0-0:128.0.0", 3) ==
          structure({number(data_tag::integer, -5), number(data_tag::enumerated, 10)}));
    const auto two = b.client.select("0-0:98.128.0", 1, range(at("2020-11-03T00:00:00Z"), at("2020-11-04T00:00:00Z")));
    CHECK(two == array({days[4], days[5]}));
    CHECK(b.client.select("0-0:98.128.0", 2, entries(9, 9)) == array({days[8]}));
}

TEST_CASE("the prepayment logs: nothing in credit mode, then balances and debts at midnights and with each bill")
{
    electricity_bench b;
    CHECK(b.client.read("0-0:98.2.1").items.empty());
    CHECK(b.client.read("0-0:98.1.1").items.empty());
    REQUIRE_FALSE(b.meter.set_tariff({}, fifteen_pence(), b.client.now, b.client.now));
    REQUIRE(b.client.run(balance, 2, double_long(10'000'000)) == action_result::success);
    REQUIRE(b.client.write(account, 2, prepayment()) == data_access_result::success);
    REQUIRE(b.client.run("0-0:19.20.2", 5, double_long(1'000'000)) == action_result::success);
    b.client.now += 5 * 24h;
    REQUIRE(b.client.run("0-0:98.1.0", 2, number(data_tag::integer, 0)) == action_result::success); // a bill
    const auto days = b.client.read("0-0:98.2.1").items;
    REQUIRE(days.size() == 5);
    for (const auto& row : days) {
        REQUIRE(row.items.size() == 7);
        const auto shown = b.meter.balance(time_in(row.items[0])).meter; // no decision since
        CHECK(row.items[1].as_integer() == metering::to_millipence(shown));
        CHECK(row.items[4] == double_long(1'000'000));
    }
    const auto bills = b.client.read("0-0:98.1.1").items;
    REQUIRE(bills.size() == 1);
    CHECK(time_in(bills[0].items[0]) == b.client.now);
    CHECK(bills[0].items[1] == b.client.read(balance));
    CHECK(b.client.select("0-0:98.2.1", 2, entries(5, 5)) == array({days[4]}));
}

TEST_CASE("the network data of gas are the register at whole tenths of an hour")
{
    gas_bench b;
    b.client.now = at("2020-11-07T12:13:00Z");
    const auto rows = b.client.read("7-0:99.128.0").items;
    REQUIRE(rows.size() == 41);
    CHECK(b.client.read("7-0:99.128.0", 4).number == 360);
    CHECK(time_in(rows.front().items[0]) == at("2020-11-07T08:12:00Z"));
    CHECK(time_in(rows.back().items[0]) == at("2020-11-07T12:12:00Z"));
    for (const auto& row : rows) CHECK(row.items[1].as_integer() == b.meter.volume_dm3(time_in(row.items[0])));
    const auto some = b.client.select("7-0:99.128.0", 1, range(at("2020-11-07T12:00:00Z"), at("2020-11-07T13:00:00Z")));
    CHECK(some.items.size() == 3);
}

TEST_CASE("voltage logs hold what was seen while voltage was watched")
{
    electricity_bench b;
    for (const char* log : {"1-0:99.128.0", "1-0:99.128.1", "1-0:99.128.2", "1-0:99.128.3"})
        CHECK(b.client.read(log).items.empty());
    REQUIRE_FALSE(b.meter.monitor_voltage(esme::voltage_limits{}, b.client.now));
    b.client.now += 390 * 24h;
    std::size_t all = 0;
    for (auto [log, count, length, volts] : {std::array{"1-0:99.128.0", "1-0:32.32.0", "1-0:32.33.0", "1-0:32.34.0"},
                                             {"1-0:99.128.1", "1-0:32.36.0", "1-0:32.37.0", "1-0:32.38.0"}}) {
        const auto rows = b.client.read(log).items;
        all += rows.size();
        CHECK(b.client.read(count).number == rows.size());
        if (rows.empty()) continue;
        CHECK(b.client.read(length) == rows.back().items[1]);
        CHECK(b.client.read(volts) == rows.back().items[2]);
        CHECK(b.meter.voltage().millivolts(time_in(rows.back().items[0])) / 100 == rows.back().items[2].as_integer());
    }
    CHECK(all > 3);
}

TEST_CASE("limits of top-ups are written, and hold")
{
    electricity_bench b;
    REQUIRE(b.client.write(account, 2, prepayment()) == data_access_result::success);
    CHECK(b.client.read("0-0:128.1.1") == double_long(25'000'000)); // 250 pounds
    CHECK(b.client.write("0-0:128.1.1", 2, number(data_tag::double_long_unsigned, 1)) ==
          data_access_result::type_unmatched);
    CHECK(b.client.write("0-0:128.1.1", 2, double_long(-1)) == data_access_result::other_reason);
    CHECK(b.client.write("0-0:128.1.1", 2, double_long(100'000)) == data_access_result::success);
    CHECK(b.client.run(balance, 1, double_long(100'001)) == action_result::other_reason);
    CHECK(b.client.write("0-0:128.1.2", 2, double_long(150'000)) == data_access_result::success);
    CHECK(b.client.run(balance, 1, double_long(100'000)) == action_result::success);
    CHECK(b.client.run(balance, 1, double_long(60'000)) == action_result::other_reason);
    CHECK(b.client.read(balance) == double_long(100'000));
}

TEST_CASE("the weekly cap on payment debts is the account's max_provision, in pence")
{
    electricity_bench b;
    REQUIRE(b.client.write(account, 2, prepayment()) == data_access_result::success);
    CHECK(b.client.read(account, 19) == double_long(604'800));
    CHECK(b.client.write(account, 18, number(data_tag::long_unsigned, 100)) == data_access_result::success);
    CHECK(b.client.run("0-0:19.20.4", 5, double_long(1'000'000)) == action_result::success);
    CHECK(b.client.write("0-0:19.20.4", 13, number(data_tag::long_unsigned, 10'000)) == data_access_result::success);
    CHECK(b.client.read(account, 18).number == 100);
    CHECK(b.client.run(balance, 1, double_long(300'000)) == action_result::success);
    CHECK(b.client.read("0-0:19.20.4", 12) == double_long(900'000));
    CHECK(b.client.read(balance) == double_long(200'000));
}

TEST_CASE("the non-disablement calendar is written as the tariff's is, and keeps the supply on")
{
    electricity_bench b;
    const auto scripts = cosem::named("0-0:10.0.128");
    const auto day = [&](int id, std::vector<std::pair<int, int>> points) {
        std::vector<dlms::data> actions;
        for (auto [hour, script] : points)
            actions.push_back(structure({octets(sim::bytes{static_cast<std::uint8_t>(hour), 0, 0, 0}),
                                         octets(scripts.groups), number(data_tag::long_unsigned, script)}));
        return structure({number(data_tag::unsigned_integer, id), array(std::move(actions))});
    };
    const auto every_year = octets(sim::from_hex("FFFF0101FF000000008000FF").value());
    std::vector<dlms::data> week{text("week")};
    for (int d = 0; d < 7; ++d) week.push_back(number(data_tag::unsigned_integer, d < 5 ? 1 : 2));
    const char* calendar = "0-0:13.0.1";
    CHECK(b.client.write(calendar, 7, array({structure({text("all"), every_year, text("week")})})) ==
          data_access_result::success);
    CHECK(b.client.write(calendar, 8, array({structure(week)})) == data_access_result::success);
    CHECK(b.client.write(calendar, 9, array({day(1, {{0, 3}}), day(2, {{0, 2}})})) == data_access_result::success);
    CHECK(b.client.run(calendar, 1) == action_result::other_reason); // no third script
    CHECK(b.client.write(calendar, 9, array({day(1, {{0, 2}, {9, 1}, {17, 2}}), day(2, {{0, 2}})})) ==
          data_access_result::success);
    CHECK(b.client.write(calendar, 10, octets(cosem::to_date_time(b.client.now + 24h, {}))) ==
          data_access_result::other_reason); // only at once
    CHECK(b.client.run(calendar, 1) == action_result::success);
    CHECK(b.client.run("0-0:11.0.1", 1,
                       structure({number(data_tag::long_unsigned, 1), octets(sim::from_hex("FFFF0B09FF").value()),
                                  number(data_tag::unsigned_integer, 2)})) == action_result::success); // a holiday
    // Saturday: without credit, and yet not off; Monday the 9th neither, Tuesday at nine.
    REQUIRE(b.client.write(account, 2, prepayment()) == data_access_result::success);
    CHECK(b.client.read("0-0:96.3.10", 3).number == 1);
    CHECK(b.meter.credit().disablement_suspended());
    CHECK(b.meter.next_event() == at("2020-11-10T09:00:00Z"));
    b.meter.settle(at("2020-11-10T09:00:00Z"));
    CHECK(b.meter.valve().state() == metering::supply_state::disabled);
}

TEST_CASE("tamper shows, and disables where it is told to; a gas meter has a policy for its battery's end")
{
    gas_bench b;
    b.meter.tamper(metering::tamper_kind::tilt, b.client.now);
    CHECK(b.client.read("0-0:128.3.0").number == 16);
    CHECK(b.client.write("0-0:128.3.1", 2, number(data_tag::unsigned_integer, 32)) == data_access_result::other_reason);
    CHECK(b.client.write("0-0:128.3.1", 2, number(data_tag::unsigned_integer, 9)) == data_access_result::success);
    b.meter.tamper(metering::tamper_kind::magnetic_field, b.client.now);
    CHECK(b.client.read("0-0:96.3.10", 3).number == 0);
    CHECK(b.client.write("0-0:128.3.2", 2, number(data_tag::boolean, 1)) == data_access_result::success);
    CHECK(b.client.read("0-0:128.3.2").number != 0);
    CHECK(b.meter.disables_on_depletion());
    CHECK_FALSE(object_lists::esme_objects().find(cosem::named("0-0:128.3.2")));
}

TEST_CASE("the randomised offset has a limit that is written, and shows in the rate in force")
{
    electricity_bench b;
    metering::tariff t;
    t.table.days = {{{0min, 0}, {780min, 1}}}; // 13:00
    REQUIRE_FALSE(b.meter.set_tariff(t, {}, b.client.now, b.client.now));
    CHECK(b.client.write("0-0:128.2.0", 2, number(data_tag::long_unsigned, 1800)) == data_access_result::other_reason);
    CHECK(b.client.write("0-0:128.2.0", 2, number(data_tag::long_unsigned, 1799)) == data_access_result::success);
    const auto late = std::chrono::seconds(b.client.read("0-0:128.2.1").number);
    CHECK(late > 0s);
    b.client.now = at("2020-11-07T13:00:00Z") + late - 1s;
    CHECK(b.client.read("0-0:96.14.0").number == 1);
    b.client.now += 1s;
    CHECK(b.client.read("0-0:96.14.0").number == 2);
}

TEST_CASE("when tokens may be typed in again is shown")
{
    electricity_bench b;
    REQUIRE(b.client.write(account, 2, prepayment()) == data_access_result::success);
    CHECK(b.client.read("0-0:128.1.3") == octets(cosem::no_time));
    for (int i = 0; i < 5; ++i) b.meter.type_token("1", b.client.now);
    CHECK(time_in(b.client.read("0-0:128.1.3")) == b.client.now + 1h);
    b.client.now += 1h;
    CHECK(b.client.read("0-0:128.1.3") == octets(cosem::no_time));
}

} // namespace
