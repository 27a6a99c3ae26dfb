#include "tests/unit/object_lists/bench.hpp"

namespace {

using namespace tests;
using dlms::data_tag;

TEST_CASE("registers are those of the meter, and rates add up to the total")
{
    electricity_bench b;
    const auto total = b.client.read("1-0:1.8.0").as_integer();
    CHECK(total == b.meter.import_wh(b.client.now));
    std::int64_t sum = 0;
    for (int rate = 1; rate <= 48; ++rate)
        sum += *b.client.read(("1-0:1.8." + std::to_string(rate)).c_str()).as_integer();
    CHECK(sum == total);
    CHECK(b.client.read("1-0:2.8.0").as_integer() == b.meter.export_wh(b.client.now));
    CHECK(b.client.read("1-0:3.8.0").as_integer() == b.meter.reactive_import_varh(b.client.now));
    CHECK(b.client.read("1-0:1.7.0").as_integer() == b.meter.power_w(b.client.now));
    CHECK(b.client.read("1-0:32.7.0").as_integer() == b.meter.millivolts(b.client.now) / 100);
    CHECK(b.client.read("1-0:32.7.0", 3) ==
          structure({number(data_tag::integer, -1), number(data_tag::enumerated, 35)}));
    gas_bench g;
    CHECK(g.client.read("7-0:3.0.0").as_integer() == g.meter.volume_dm3(g.client.now));
    CHECK(g.client.read("7-0:3.0.0", 3) ==
          structure({number(data_tag::integer, -3), number(data_tag::enumerated, 13)}));
}

TEST_CASE("the profile's entries are what the register has grown by, each under the time of its end")
{
    electricity_bench b;
    const auto rows = b.client.select("1-0:99.1.0", 1, range(at("2020-11-06T00:00:01Z"), at("2020-11-07T00:00:00Z")));
    REQUIRE(rows.items.size() == 48);
    for (const auto& row : rows.items) {
        const auto end = time_in(row.items.at(0));
        CHECK(row.items.at(1).number == 0);
        CHECK(row.items.at(2).as_integer() == b.meter.import_wh(end) - b.meter.import_wh(end - 30min));
    }
    CHECK(time_in(rows.items.front().items[0]) == at("2020-11-06T00:30:00Z"));
    CHECK(time_in(rows.items.back().items[0]) == at("2020-11-07T00:00:00Z"));
    CHECK(b.client.read("1-0:1.29.0").as_integer() ==
          b.meter.import_wh(at("2020-11-07T12:00:00Z")) - b.meter.import_wh(at("2020-11-07T11:30:00Z")));
}

TEST_CASE("thirteen months are read whole, and add up")
{
    electricity_bench b;
    CHECK(b.client.read("1-0:99.1.0", 7).number == 19'056);
    const auto rows = b.client.read("1-0:99.1.0");
    REQUIRE(rows.items.size() == 19'056);
    std::int64_t sum = 0;
    auto end = time_in(rows.items[0].items[0]);
    for (const auto& row : rows.items) {
        CHECK(time_in(row.items[0]) == end);
        end += 30min;
        sum += *row.items[2].as_integer();
    }
    const auto last = at("2020-11-07T12:00:00Z");
    CHECK(end == last + 30min);
    CHECK(sum == b.meter.import_wh(last) - b.meter.import_wh(last - 19'056 * 30min));
    CHECK(b.client.select("1-0:99.1.0", 2, entries(19'000, 0)).items.size() == 57);
    CHECK(b.client.select("1-0:99.1.0", 2, entries(19'000, 19'000)).items[0] == rows.items[18'999]);
}

TEST_CASE("a meter before its installation has no entries, and soon after it few")
{
    electricity_bench b;
    b.client.now = at("2018-05-01T00:00:00Z");
    CHECK(b.client.read("1-0:99.1.0").items.empty());
    CHECK(b.client.read("1-0:1.8.0").number == 0);
    CHECK(b.client.read("1-0:1.29.0").number == 0);
    CHECK(b.client.read("0-0:98.2.0").items.empty());
    CHECK(
        b.client.select("1-0:99.1.0", 1, range(at("2018-01-01T00:00:00Z"), at("2018-04-01T00:00:00Z"))).items.empty());
    b.client.now = at("2018-05-17T12:00:00Z");
    CHECK(b.client.read("1-0:99.1.0").items.size() == 3);
    CHECK(
        b.client.select("1-0:99.1.0", 1, range(at("2018-01-01T00:00:00Z"), at("2018-05-17T11:00:00Z"))).items.size() ==
        1);
}

TEST_CASE("local time in summer is an hour ahead and says so")
{
    electricity_bench b;
    b.client.now = at("2020-07-01T12:10:00Z");
    const auto clock = b.client.read("0-0:1.0.0");
    CHECK(clock.octets[5] == 13); // 13:00
    CHECK(clock.octets[11] == 0x80);
    CHECK(std::chrono::abs(time_in(clock) - b.client.now) < 1min);
    CHECK(b.client.read("0-0:1.0.0", 4).number == 0x80);
    const auto rows = b.client.select("1-0:99.1.0", 1, range(at("2020-07-01T00:30:00Z"), at("2020-07-01T00:30:00Z")));
    REQUIRE(rows.items.size() == 1);
    CHECK(rows.items[0].items[0].octets[5] == 1); // 01:30
}

TEST_CASE("the clock is set by command")
{
    electricity_bench b;
    const auto early = cosem::to_date_time(b.client.now - 5min, {});
    CHECK(b.client.write("0-0:1.0.0", 2, octets(early)) == dlms::data_access_result::success);
    CHECK(b.meter.clock().show(b.client.now) == b.client.now - 5min);
    CHECK(time_in(b.client.read("0-0:1.0.0")) == b.client.now - 5min);
    const auto rows = b.client.read("0-0:99.98.0").items;
    REQUIRE_FALSE(rows.empty());
    CHECK(rows.back().items[1].number == static_cast<std::uint16_t>(metering::alert_code::clock_adjusted));
}

TEST_CASE("daily reads and the billing log have the registers of their instants")
{
    electricity_bench b;
    const auto days = b.client.read("0-0:98.2.0").items;
    REQUIRE(days.size() == 14);
    for (const auto& row : days) {
        REQUIRE(row.items.size() == 50);
        CHECK(row.items[1].as_integer() == b.meter.import_wh(time_in(row.items[0])));
    }
    CHECK(time_in(days.back().items[0]) == at("2020-11-07T00:00:00Z"));
    CHECK(b.client.run("0-0:10.0.1", 1, number(data_tag::long_unsigned, 1)) == dlms::action_result::success);
    const auto bills = b.client.read("0-0:98.1.0").items;
    REQUIRE(bills.size() == 13);
    CHECK(time_in(bills.back().items[0]) == b.client.now);
    CHECK(bills.back().items[1].number == static_cast<std::uint8_t>(metering::billing_reason::demand));
    CHECK(bills.back().items[2].as_integer() == b.meter.import_wh(b.client.now));
    CHECK(time_in(bills[11].items[0]) == at("2020-11-01T00:00:00Z"));
}

TEST_CASE("the billing day is the schedule of its script")
{
    electricity_bench b;
    const auto schedule = [](const char* time, const char* date) {
        return array({structure({octets(sim::from_hex(time).value()), octets(sim::from_hex(date).value())})});
    };
    CHECK(b.client.read("0-0:15.0.0", 4) == schedule("00000000", "FFFFFF01FF"));
    for (auto [time, date] : {std::pair("00000000", "FFFFFF1DFF"),
                              {"00000000", "FFFF0C01FF"},
                              {"01000000", "FFFFFF01FF"},
                              {"00000000", "FFFFFFFFFF"},
                              {"00000000", "FFFFFFFF01"}})
        CHECK(b.client.write("0-0:15.0.0", 4, schedule(time, date)) == dlms::data_access_result::other_reason);
    CHECK(b.client.write("0-0:15.0.0", 4, schedule("00000000", "FFFFFF0FFF")) == dlms::data_access_result::success);
    CHECK(b.meter.billing().day() == 15);
    CHECK(b.client.write("0-0:15.0.0", 4, array({})) == dlms::data_access_result::success);
    CHECK(b.meter.billing().day() == 0);
    CHECK(b.client.read("0-0:15.0.0", 4) == array({}));
}

TEST_CASE("the event log is cleared by its reset, the security log has none")
{
    electricity_bench b;
    b.meter.note_event(metering::alert_code::command_actioned, b.client.now);
    b.meter.note_security(metering::alert_code::unauthorised_access, b.client.now);
    CHECK(b.client.read("0-0:96.11.1").number == 0x8F3E);
    const auto newest = b.client.read("0-0:99.98.1").items.back();
    CHECK(time_in(newest.items[0]) == b.client.now);
    CHECK(newest.items[1].number == 0x8F3E);
    CHECK(b.client.run("0-0:99.98.1", 1, number(data_tag::integer, 0)) == dlms::action_result::object_undefined);
    CHECK(b.client.run("0-0:99.98.0", 1, number(data_tag::integer, 0)) == dlms::action_result::success);
    for (const auto& row : b.client.read("0-0:99.98.0").items) CHECK(row.items[1].number == 0x8F52);
}

TEST_CASE("off, armed and pressed: the register stands still and goes on, and the slots say so")
{
    electricity_bench b;
    auto& now = b.client.now;
    const auto state = [&] { return b.client.read("0-0:96.3.10", 3).number; };
    CHECK(state() == 1);
    CHECK(b.client.run("0-0:96.3.10", 2, number(data_tag::integer, 0)) == dlms::action_result::other_reason);
    REQUIRE(b.client.run("0-0:96.3.10", 1, number(data_tag::integer, 0)) == dlms::action_result::success);
    CHECK(state() == 0);
    CHECK(b.client.read("0-0:96.3.10").number == 0);
    const auto stood = b.client.read("1-0:1.8.0");
    now += 2h;
    CHECK(b.client.read("1-0:1.8.0") == stood);
    const auto dark = b.client.read("1-0:99.1.0").items.back();
    CHECK(dark.items[1].number == static_cast<std::uint8_t>(metering::slot_status::supply_disabled));
    CHECK(dark.items[2].number == 0);
    REQUIRE(b.client.run("0-0:10.0.106", 1, number(data_tag::long_unsigned, 2)) == dlms::action_result::success);
    CHECK(state() == 2);
    CHECK(b.client.read("1-0:1.8.0") == stood);
    REQUIRE_FALSE(b.meter.press_button(now));
    CHECK(state() == 1);
    now += 2h;
    CHECK(b.client.read("1-0:1.8.0").number > stood.number);
    REQUIRE(b.client.run("0-0:10.0.106", 1, number(data_tag::long_unsigned, 3)) == dlms::action_result::success);
    CHECK(state() == 2);
}

TEST_CASE("the limiter is the load limit")
{
    electricity_bench b;
    CHECK(b.client.write("0-0:17.0.0", 4, number(data_tag::double_long_unsigned, 9000)) ==
          dlms::data_access_result::success);
    CHECK(b.meter.limit().threshold_w == 9000);
    const auto script = [](int n) {
        return structure({octets(cosem::named("0-0:10.0.106").groups), number(data_tag::long_unsigned, n)});
    };
    const auto no_script = structure({octets(sim::bytes(6)), number(data_tag::long_unsigned, 0)});
    CHECK(b.client.write("0-0:17.0.0", 11, structure({script(3), no_script})) == dlms::data_access_result::success);
    CHECK(b.meter.limit().action == esme::load_limit_action::arm);
    CHECK(b.client.read("0-0:17.0.0", 11).items[0] == script(3));
    CHECK(b.client.write("0-0:17.0.0", 11, structure({script(7), no_script})) ==
          dlms::data_access_result::other_reason);
    CHECK(b.client.write("0-0:17.0.0", 6, number(data_tag::double_long_unsigned, 0)) ==
          dlms::data_access_result::other_reason);
}

TEST_CASE("voltage is watched when there are thresholds")
{
    electricity_bench b;
    CHECK(b.client.read("0-0:16.0.0") == array({}));
    std::vector<dlms::data> four;
    for (int v : {1840, 2070, 2530, 2760}) four.push_back(number(data_tag::long_unsigned, v));
    CHECK(b.client.write("0-0:16.0.0", 2, array(four)) == dlms::data_access_result::success);
    REQUIRE(b.meter.monitored().has_value());
    CHECK(b.meter.monitored()->sag == 207'000);
    CHECK(b.client.read("0-0:16.0.0") == array(four));
    std::swap(four[0], four[3]);
    CHECK(b.client.write("0-0:16.0.0", 2, array(four)) == dlms::data_access_result::other_reason);
    CHECK(b.client.write("0-0:16.0.0", 2, array({})) == dlms::data_access_result::success);
    CHECK_FALSE(b.meter.monitored().has_value());
}

TEST_CASE("a profile of voltages has the lowest and highest of each half-hour")
{
    electricity_bench b;
    const auto rows = b.client.select("1-0:99.1.3", 2, entries(4'464, 4'464)).items;
    REQUIRE(rows.size() == 1);
    const auto last = b.meter.voltage().half_hour(at("2020-11-07T11:45:00Z"));
    CHECK(rows[0].items[1].as_integer() == last.average / 100);
    CHECK(rows[0].items[2].as_integer() == last.lowest / 100);
    CHECK(rows[0].items[3].as_integer() == last.highest / 100);
    CHECK(b.client.read("1-0:32.6.0").as_integer() == last.highest / 100);
}

} // namespace
