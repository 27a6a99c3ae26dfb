#include "tests/unit/object_lists/bench.hpp"

namespace {

using namespace tests;
using dlms::action_result;
using dlms::data_access_result;
using dlms::data_tag;

constexpr const char *account = "0-0:19.0.0", *balance = "0-0:19.10.0", *emergency = "0-0:19.10.1",
                     *energy = "0-0:19.20.0", *standing = "0-0:19.20.1", *debt_1 = "0-0:19.20.2",
                     *payment_debt = "0-0:19.20.4", *tokens = "0-0:19.40.0";

dlms::data mode(int m) { return structure({number(data_tag::enumerated, m), number(data_tag::enumerated, 2)}); }
dlms::data unit_charge(const dlms::data& like, std::vector<std::pair<const char*, int>> prices)
{
    auto out = like;
    out.items[2] = array({});
    for (auto [index, price] : prices)
        out.items[2].items.push_back(structure({text(index), number(data_tag::long_integer, price)}));
    return out;
}

TEST_CASE("prepayment: the balance is topped up by command and by token, and a token serves once")
{
    electricity_bench b;
    REQUIRE(b.client.write(account, 2, mode(2)) == data_access_result::success);
    CHECK(b.client.write(account, 2, mode(3)) == data_access_result::other_reason);
    CHECK(b.client.run(balance, 2, double_long(100'000)) == action_result::success); // one pound
    CHECK(b.client.read(balance) == double_long(100'000));
    CHECK(b.client.run(balance, 1, double_long(50'000)) == action_result::success);
    CHECK(b.client.run(balance, 1, double_long(-30'000)) == action_result::success);
    CHECK(b.client.read(balance) == double_long(120'000));
    const auto token = b.meter.tokens().issue({500, 1});
    CHECK(b.client.run(tokens, 1, text("123")) == action_result::other_reason);
    CHECK(b.client.read(tokens, 6).items[0].number == 5); // not authentic
    CHECK(b.client.run(tokens, 1, text(token)) == action_result::success);
    CHECK(b.client.read(balance) == double_long(620'000));
    CHECK(b.client.read(tokens, 6).items[0].number == 3); // executed
    CHECK(b.client.read(tokens) == text(token));
    CHECK(time_in(b.client.read(tokens, 3)) == b.client.now);
    CHECK(b.client.run(tokens, 1, text(token)) == action_result::other_reason);
    CHECK(b.client.read(tokens, 6).items[0].number == 6); // not valid
    CHECK(b.client.read(balance) == double_long(620'000));
    CHECK(b.client.read(account, 5) == double_long(620'000));
}

TEST_CASE("emergency credit is set up, offered, invoked and used")
{
    electricity_bench b;
    REQUIRE(b.client.write(account, 2, mode(2)) == data_access_result::success);
    CHECK(b.client.run(balance, 2, double_long(500'000)) == action_result::success);
    CHECK(b.client.write(emergency, 9, double_long(500'000)) == data_access_result::success);
    CHECK(b.client.write(emergency, 10, double_long(100'000)) == data_access_result::success);
    CHECK(b.client.read(emergency, 8).number == 0);
    CHECK(b.client.run(emergency, 3) == action_result::other_reason); // not offered
    CHECK(b.client.run(balance, 2, double_long(80'000)) == action_result::success);
    CHECK(b.client.read(emergency, 8).number == 1);
    CHECK(b.client.run(emergency, 3) == action_result::success);
    CHECK(b.client.read(emergency, 8).number == 3);
    CHECK(b.client.read(account, 5) == double_long(580'000));
}

TEST_CASE("prices are written to the passive charge and come into force when they are activated")
{
    electricity_bench b;
    const auto before = b.client.read(energy, 5);
    const auto wanted = unit_charge(before, {{"1", 1634}, {"2", 900}});
    CHECK(b.client.write(energy, 6, wanted) == data_access_result::success);
    CHECK(b.client.read(energy, 6) == wanted);
    CHECK(b.client.read(energy, 5) == before);
    for (const char* bad : {"", "0", "49", "x", "1/", "/1", "5/1", "1/9", "001", "1/1/1"})
        CHECK(b.client.write(energy, 6, unit_charge(before, {{bad, 1}})) == data_access_result::other_reason);
    CHECK(b.client.write(energy, 6, unit_charge(before, {{"1", -1}})) == data_access_result::other_reason);
    CHECK(b.client.read(energy, 6) == wanted);
    CHECK(b.client.write(standing, 6, unit_charge(b.client.read(standing, 5), {{"1", 2500}})) ==
          data_access_result::success);
    CHECK(b.client.run(energy, 2) == action_result::success);
    CHECK(b.client.read(energy, 5) == wanted);
    CHECK(b.meter.given_prices()->rates.at(0).micropence == 16'340); // 16.34 p/kWh
    CHECK(b.meter.given_prices()->standing_charge == metering::from_pence(25));
    b.client.now += 24h;
    const auto used = b.meter.import_wh(b.client.now) - b.meter.import_wh(b.client.now - 24h);
    CHECK(b.client.read(energy, 2).as_integer() == used * 16'340 / 1000);
    CHECK(b.client.read(standing, 2) == double_long(25'000));
}

TEST_CASE("prices that are not written again keep what rounding hides")
{
    electricity_bench b;
    metering::price_list fine;
    fine.rates = {{16'347}};
    REQUIRE_FALSE(b.meter.set_tariff({}, fine, b.client.now, b.client.now));
    CHECK(b.client.write(energy, 6, b.client.read(energy, 5)) == data_access_result::success);
    CHECK(b.client.run(energy, 2) == action_result::success);
    CHECK(b.meter.given_prices()->rates.at(0).micropence == 16'347);
}

TEST_CASE("a calendar is written part by part, and comes into force at its time")
{
    electricity_bench b;
    const auto scripts = cosem::named("0-0:10.0.100");
    const auto switching = [&](int hour, int rate) {
        return structure({octets(sim::bytes{static_cast<std::uint8_t>(hour), 0, 0, 0}), octets(scripts.groups),
                          number(data_tag::long_unsigned, rate)});
    };
    const auto every_year = octets(sim::from_hex("FFFF0101FF000000008000FF").value());
    std::vector<dlms::data> week{text("week")};
    for (int d = 0; d < 7; ++d) week.push_back(number(data_tag::unsigned_integer, d < 5 ? 10 : 20));
    CHECK(b.client.write("0-0:13.0.0", 6, text("night")) == data_access_result::success);
    CHECK(b.client.write("0-0:13.0.0", 7, array({structure({text("all"), every_year, text("week")})})) ==
          data_access_result::success);
    CHECK(b.client.run("0-0:13.0.0", 1) == action_result::other_reason); // no weeks yet
    CHECK(b.client.write("0-0:13.0.0", 8, array({structure(week)})) == data_access_result::success);
    CHECK(b.client.write(
              "0-0:13.0.0", 9,
              array({structure({number(data_tag::unsigned_integer, 10), array({switching(0, 2), switching(7, 1)})}),
                     structure({number(data_tag::unsigned_integer, 20), array({switching(0, 2)})})})) ==
          data_access_result::success);
    CHECK(b.client.read("0-0:13.0.0", 6) == text("night"));
    CHECK(b.meter.in_force().table == metering::switching_table{});
    const auto midnight = at("2020-11-09T00:00:00Z");
    CHECK(b.client.write("0-0:13.0.0", 10, octets(cosem::to_date_time(midnight, {}))) == data_access_result::success);
    CHECK(time_in(b.client.read("0-0:13.0.0", 10)) == midnight);
    CHECK(b.client.read("0-0:96.14.0").number == 1);
    b.client.now = midnight + 1min;
    b.meter.settle(b.client.now);
    CHECK(b.client.read("0-0:96.14.0").number == 2); // Monday's night
    b.client.now = midnight + 8h;
    CHECK(b.client.read("0-0:96.14.0").number == 1);
    const auto night = b.meter.import_wh(midnight + 7h) - b.meter.import_wh(midnight);
    CHECK(b.client.read("1-0:1.8.2").as_integer() == night);
    CHECK(b.client.read("0-0:13.0.0", 4).items.at(0).items.at(7).number == 2); // Sunday has day plan 2
    CHECK(b.client.read("0-0:13.0.0", 8) == array({}));                        // nothing waits any more
}

TEST_CASE("special days are those of the table in force")
{
    electricity_bench b;
    const auto day = [](int index, const char* date, int id) {
        return structure({number(data_tag::long_unsigned, index), octets(sim::from_hex(date).value()),
                          number(data_tag::unsigned_integer, id)});
    };
    CHECK(b.client.run("0-0:11.0.0", 1, day(1, "FFFF0C19FF", 1)) == action_result::success);
    CHECK(b.meter.in_force().table.special.size() == 1);
    CHECK(b.client.read("0-0:11.0.0") == array({day(1, "FFFF0C19FF", 1)}));
    CHECK(b.client.run("0-0:11.0.0", 1, day(2, "FFFF0C1AFF", 9)) == action_result::other_reason); // no such plan
    CHECK(b.client.run("0-0:11.0.0", 1, day(2, "FFFF0CFFFF", 1)) == action_result::other_reason); // no date
    CHECK(b.client.run("0-0:11.0.0", 2, number(data_tag::long_unsigned, 1)) == action_result::success);
    CHECK(b.meter.in_force().table.special.empty());
}

TEST_CASE("debts have a rest and a rate, a payment debt a share")
{
    electricity_bench b;
    REQUIRE(b.client.write(account, 2, mode(2)) == data_access_result::success);
    CHECK(b.client.run(debt_1, 5, double_long(1'000'000)) == action_result::success); // ten pounds
    CHECK(b.client.run(debt_1, 4, double_long(-100'000)) == action_result::success);
    CHECK(b.client.read(debt_1, 12) == double_long(900'000));
    CHECK(b.client.write(debt_1, 6, unit_charge(b.client.read(debt_1, 5), {{"1", 1000}})) ==
          data_access_result::success);
    CHECK(b.meter.balance(b.client.now).time_debts[0].rate == metering::money{});
    CHECK(b.client.run(debt_1, 2) == action_result::success);
    CHECK(b.meter.balance(b.client.now).time_debts[0].rate == metering::from_pence(10));
    CHECK(b.client.write(debt_1, 8, number(data_tag::double_long_unsigned, 3600)) == data_access_result::other_reason);
    CHECK(b.client.write(debt_1, 8, number(data_tag::double_long_unsigned, 86'400)) == data_access_result::success);
    CHECK(b.meter.balance(b.client.now).time_debts[0].period == metering::debt_period::day);
    CHECK(b.client.run(payment_debt, 5, double_long(200'000)) == action_result::success);
    CHECK(b.client.write(payment_debt, 13, number(data_tag::long_unsigned, 2500)) == data_access_result::success);
    CHECK(b.meter.balance(b.client.now).on_payment.share_per_mille == 250);
    CHECK(b.client.read(account, 8) == double_long(1'100'000));
    CHECK(b.client.run(account, 3) == action_result::success); // a new tenant owes nothing
    CHECK(b.client.read(account, 8) == double_long(0));
}

} // namespace
