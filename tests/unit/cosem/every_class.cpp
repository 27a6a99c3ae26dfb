#include "tests/unit/cosem/sample.hpp"
#include "tests/unit/cosem/walk.hpp"

#include <set>

namespace {

using namespace tests;
using namespace devices::cosem;
using dlms::data;
using dlms::data_tag;

TEST_CASE("the sample has an object of every class that servers of logical names have")
{
    std::set<class_id> there;
    for (const auto& o : sample_model().objects()) there.insert(o.of().id);
    for (const auto& c : interface_classes()) {
        CAPTURE(c.name);
        CHECK(there.contains(c.id) == (c.id != class_id::association_sn));
    }
}

TEST_CASE("every attribute of every class is read and written as the rights say, in its type")
{
    sample device;
    object_server server(sample_model(), device);
    walk_attributes(sample_model(), server, noon);
}

TEST_CASE("no method takes a parameter of another type, or is executed without the right to")
{
    sample device;
    object_server server(sample_model(), device);
    walk_methods(sample_model(), server, noon);
    CHECK(device.done.empty());
}

TEST_CASE("whoever is none of the associations gets nothing")
{
    sample device;
    object_server server(sample_model(), device);
    walk_strangers(sample_model(), server, noon);
}

TEST_CASE("a server costs three pointers, whatever the number of objects")
{
    CHECK(sizeof(object_server) == 3 * sizeof(void*));
    CHECK(sample_model().objects().size() == 30);
}

/// Executes as the management client does.
struct bench {
    sample device;
    object_server server{sample_model(), device};
    std::optional<dlms::encoded_data> returned{};

    action_result run(const char* name, std::uint8_t method, std::optional<data> parameter = {})
    {
        const auto* o = sample_model().find(named(name));
        REQUIRE(o);
        returned.reset();
        return server.invoke(caller_of(association::management, noon), method_of(*o, method), parameter, returned);
    }
    data read(const char* name, std::uint8_t index)
    {
        dlms::axdr_writer out;
        const auto* o = sample_model().find(named(name));
        REQUIRE(o);
        REQUIRE(server.read(caller_of(association::management, noon), attribute_of(*o, index), out) ==
                data_access_result::success);
        return decoded(out.encoded());
    }
    data_access_result write(const char* name, std::uint8_t index, const data& v)
    {
        const auto* o = sample_model().find(named(name));
        REQUIRE(o);
        return server.write(caller_of(association::management, noon), attribute_of(*o, index), v);
    }
};

data number(data_tag t, std::int64_t v) { return {t, static_cast<std::uint64_t>(v), {}, {}}; }
data octets(std::string_view text)
{
    const auto v = sim::as_bytes(text);
    return {data_tag::octet_string, 0, {v.begin(), v.end()}, {}};
}
data structure(std::vector<data> items) { return {data_tag::structure, 0, {}, std::move(items)}; }
data array(std::vector<data> items) { return {data_tag::array, 0, {}, std::move(items)}; }

TEST_CASE("methods whose integer means nothing are executed with it and without it")
{
    struct row {
        const char* name;
        std::uint8_t method;
        const char* done;
    };
    for (auto [name, method, done] : {row{"1-0:99.1.0", 1, "reset"},
                                      {"1-0:99.1.0", 2, "capture"},
                                      {"0-0:13.0.0", 1, "activate calendar"},
                                      {"0-0:2.1.0", 1, "connect"},
                                      {"0-0:25.9.0", 1, "push"},
                                      {"0-0:96.3.10", 1, "disconnect"},
                                      {"0-0:96.3.10", 2, "reconnect"},
                                      {"0-0:19.0.0", 1, "open account"},
                                      {"0-0:19.0.0", 2, "close account"},
                                      {"0-0:19.0.0", 3, "reset account"},
                                      {"0-0:19.10.0", 3, "invoke credit"},
                                      {"0-0:19.20.0", 2, "activate charge"},
                                      {"0-0:19.20.0", 3, "collect"},
                                      {"0-0:44.0.0", 3, "verify"},
                                      {"0-0:44.0.0", 4, "activate image"}}) {
        CAPTURE(done);
        for (auto parameter :
             {std::optional<data>(), std::optional(number(data_tag::integer, 0)), std::optional(data{})}) {
            bench b;
            CHECK(b.run(name, method, parameter) == action_result::success);
            CHECK(b.device.done == done);
            CHECK_FALSE(b.returned.has_value());
        }
    }
}

TEST_CASE("a script is executed by its number")
{
    bench b;
    CHECK(b.run("0-0:10.0.0", 1, number(data_tag::long_unsigned, 2)) == action_result::object_undefined);
    CHECK(b.run("0-0:10.0.0", 1) == action_result::type_unmatched);
    CHECK(b.device.done.empty());
    CHECK(b.run("0-0:10.0.0", 1, number(data_tag::long_unsigned, 1)) == action_result::success);
    CHECK(b.device.done == "script");
}

TEST_CASE("the clock is set, shifted and rounded")
{
    bench b;
    using namespace std::chrono_literals;
    auto late = octets("");
    const auto text = to_date_time(noon + 7min + 40s, {});
    late.octets.assign(text.begin(), text.end());
    CHECK(b.write("0-0:1.0.0", 2, late) == data_access_result::success);
    CHECK(b.device.clock_error == 7min + 40s);
    CHECK(b.run("0-0:1.0.0", 6, number(data_tag::long_integer, -901)) == action_result::other_reason);
    CHECK(b.run("0-0:1.0.0", 6, number(data_tag::long_integer, -15)) == action_result::success);
    CHECK(b.device.clock_error == 7min + 25s);
    CHECK(b.run("0-0:1.0.0", 3) == action_result::success);
    CHECK(b.device.clock_error == 7min);
    b.device.clock_error = 7min + 30s; // half a quarter
    CHECK(b.run("0-0:1.0.0", 1) == action_result::success);
    CHECK(b.device.clock_error == 15min);
    b.device.clock_error = 14min;
    CHECK(b.run("0-0:1.0.0", 2) == action_result::success);
    CHECK(b.device.clock_error == 0min);
    auto nonsense = late;
    nonsense.octets[2] = 13;
    CHECK(b.write("0-0:1.0.0", 2, nonsense) == data_access_result::other_reason);
    nonsense.octets.resize(11);
    CHECK(b.write("0-0:1.0.0", 2, nonsense) == data_access_result::type_unmatched);
    CHECK(b.device.clock_error == 0min);
}

TEST_CASE("a preset time is set while the clock stands in its interval, and not outside")
{
    bench b;
    using namespace std::chrono_literals;
    const auto at = [](sim::time_point t) {
        auto out = octets("");
        const auto text = to_date_time(t, {});
        out.octets.assign(text.begin(), text.end());
        return out;
    };
    const auto preset = [&](sim::duration time, sim::duration from, sim::duration until) {
        return b.run("0-0:1.0.0", 5, structure({at(noon + time), at(noon + from), at(noon + until)}));
    };
    CHECK(b.run("0-0:1.0.0", 4) == action_result::other_reason); // there is none
    CHECK(preset(1h, 2h, 1h) == action_result::other_reason);    // ends before it begins
    auto nonsense = at(noon);
    nonsense.octets[2] = 13;
    CHECK(b.run("0-0:1.0.0", 5, structure({nonsense, at(noon), at(noon)})) == action_result::other_reason);
    CHECK(b.run("0-0:1.0.0", 4) == action_result::other_reason); // there is still none
    CHECK(preset(1h, 1min, 2min) == action_result::success);
    CHECK(b.run("0-0:1.0.0", 4) == action_result::other_reason); // too early
    b.device.clock_error = 3min;
    CHECK(b.run("0-0:1.0.0", 4) == action_result::other_reason); // too late
    CHECK(b.device.clock_error == 3min);
    b.device.clock_error = 2min;
    CHECK(b.run("0-0:1.0.0", 4) == action_result::success);
    CHECK(b.device.clock_error == 1h);
}

TEST_CASE("special days are inserted, replaced and deleted by their index")
{
    bench b;
    const auto day = [](std::uint16_t index, const char* date, std::uint8_t id) {
        auto when = octets("");
        when.octets = sim::from_hex(date).value();
        return structure({number(data_tag::long_unsigned, index), when, number(data_tag::unsigned_integer, id)});
    };
    CHECK(b.run("0-0:11.0.0", 1, day(7, "FFFF0C19FF", 3)) == action_result::success);
    CHECK(b.run("0-0:11.0.0", 1, day(2, "07E50101FF", 1)) == action_result::success);
    CHECK(b.run("0-0:11.0.0", 1, day(7, "FFFF0C1AFF", 4)) == action_result::success);
    CHECK(b.run("0-0:11.0.0", 1, day(8, "FFFF0D1AFF", 4)) == action_result::other_reason);
    REQUIRE(b.device.days.size() == 2);
    CHECK(b.device.days[0].index == 2);
    CHECK(b.device.days[1] == special_day{7, {0xFF, 0xFF, 12, 26, 0xFF}, 4});
    CHECK(b.run("0-0:11.0.0", 2, number(data_tag::long_unsigned, 5)) == action_result::object_undefined);
    CHECK(b.run("0-0:11.0.0", 2, number(data_tag::long_unsigned, 2)) == action_result::success);
    CHECK(b.device.days.size() == 1);
    CHECK(b.write("0-0:11.0.0", 2, array({day(1, "FFFF0101FF", 1), day(1, "FFFF0102FF", 1)})) ==
          data_access_result::other_reason);
    CHECK(b.write("0-0:11.0.0", 2, array({})) == data_access_result::success);
    CHECK(b.device.days.empty());
}

TEST_CASE("a passive calendar that was written is read back as it was")
{
    bench b;
    auto start = octets("");
    start.octets.assign(no_time.begin(), no_time.end());
    auto at = octets("");
    at.octets = {7, 30, 0, 0};
    auto script = octets("");
    script.octets = {0, 0, 10, 0, 100, 255};
    std::vector<data> week{octets("W")};
    for (int i = 0; i < 7; ++i) week.push_back(number(data_tag::unsigned_integer, i));
    const std::pair<std::uint8_t, data> parts[] = {
        {6, octets("winter")},
        {7, array({structure({octets("S"), start, octets("W")})})},
        {8, array({structure(week)})},
        {9, array({structure({number(data_tag::unsigned_integer, 1),
                              array({structure({at, script, number(data_tag::long_unsigned, 2)})})})})}};
    for (const auto& [index, value] : parts) {
        CAPTURE(int{index});
        CHECK(b.write("0-0:13.0.0", index, value) == data_access_result::success);
        CHECK(b.read("0-0:13.0.0", index) == value);
    }
    auto late = parts[3].second;
    late.items[0].items[1].items[0].items[0].octets[0] = 24;
    CHECK(b.write("0-0:13.0.0", 9, late) == data_access_result::other_reason);
    CHECK(b.write("0-0:13.0.0", 2, octets("active")) == data_access_result::read_write_denied);
}

TEST_CASE("keys and certificates come as the security setup's methods have them")
{
    bench b;
    const auto key = [](int id) {
        return structure({number(data_tag::enumerated, id), octets("012345678901234567890123")});
    };
    CHECK(b.run("0-0:43.0.0", 2, array({})) == action_result::other_reason);
    CHECK(b.run("0-0:43.0.0", 2, array({key(0), key(4)})) == action_result::type_unmatched);
    CHECK(b.device.keys.empty());
    CHECK(b.run("0-0:43.0.0", 2, array({key(0), key(2)})) == action_result::success);
    REQUIRE(b.device.keys.size() == 2);
    CHECK(b.device.keys[1].kind == key_kind::authentication);
    CHECK(b.run("0-0:43.0.0", 3, array({})) == action_result::object_undefined); // suite 0 agrees on nothing
    CHECK(b.run("0-0:43.0.0", 6, octets("DER")) == action_result::success);
    const auto by_entity =
        structure({number(data_tag::enumerated, 0),
                   structure({number(data_tag::enumerated, 2), number(data_tag::enumerated, 2), octets("12345678")})});
    const auto by_serial = structure({number(data_tag::enumerated, 1), structure({octets("1"), octets("CN=issuer")})});
    const auto neither = structure({number(data_tag::enumerated, 0), structure({octets("1"), octets("CN=issuer")})});
    CHECK(b.run("0-0:43.0.0", 7, neither) == action_result::type_unmatched);
    CHECK(b.run("0-0:43.0.0", 7, by_entity) == action_result::success);
    REQUIRE(b.returned.has_value());
    CHECK(decoded(*b.returned) == octets("DER"));
    CHECK(b.run("0-0:43.0.0", 8, by_serial) == action_result::success);
    CHECK(b.device.done == "serial");
}

TEST_CASE("an image shows which of its blocks are there")
{
    bench b;
    CHECK(b.read("0-0:44.0.0", 3) == data{data_tag::bit_string, 0, {}, {}});
    CHECK(b.run("0-0:44.0.0", 1, structure({octets("v2"), number(data_tag::double_long_unsigned, 2001)})) ==
          action_result::success);
    const auto put = [&](std::uint32_t n) {
        return b.run("0-0:44.0.0", 2, structure({number(data_tag::double_long_unsigned, n), octets("x")}));
    };
    for (std::uint32_t n : {0U, 1U, 10U}) CHECK(put(n) == action_result::success);
    CHECK(put(11) == action_result::other_reason);
    CHECK(b.read("0-0:44.0.0", 3) == data{data_tag::bit_string, 11, {0xC0, 0x20}, {}});
    CHECK(b.read("0-0:44.0.0", 4) == number(data_tag::double_long_unsigned, 2));
}

TEST_CASE("credits, charges and tokens take amounts")
{
    bench b;
    const auto amount = [](std::int32_t v) { return number(data_tag::double_long, v); };
    CHECK(b.run("0-0:19.10.0", 2, amount(500)) == action_result::success);
    CHECK(b.run("0-0:19.10.0", 1, amount(-700)) == action_result::success);
    CHECK(b.read("0-0:19.10.0", 2) == amount(-200));
    CHECK(b.run("0-0:19.20.0", 5, amount(80)) == action_result::success);
    CHECK(b.run("0-0:19.20.0", 4, amount(-5)) == action_result::success);
    CHECK(b.read("0-0:19.20.0", 12) == amount(75));
    const auto prices = array({structure({octets("1"), number(data_tag::long_integer, 150)})});
    CHECK(b.run("0-0:19.20.0", 1, prices) == action_result::success);
    CHECK(b.read("0-0:19.20.0", 6).items[2] == prices);
    CHECK(b.run("0-0:19.40.0", 1, octets("123")) == action_result::other_reason);
    CHECK(b.run("0-0:19.40.0", 1, octets("12345678901234567890")) == action_result::success);
    CHECK(b.read("0-0:19.40.0", 2) == octets("12345678901234567890"));
    CHECK(b.write("0-0:19.0.0", 2, structure({number(data_tag::enumerated, 3), number(data_tag::enumerated, 2)})) ==
          data_access_result::other_reason);
    CHECK(b.write("0-0:19.0.0", 2, structure({number(data_tag::enumerated, 2), number(data_tag::enumerated, 2)})) ==
          data_access_result::success);
    CHECK(b.device.account.mode == account_mode::prepayment);
}

TEST_CASE("numbers that do not fit their type are cut, not wrapped")
{
    bench b;
    CHECK(b.read("1-0:1.4.0", 2) == number(data_tag::long_unsigned, 65535));
    CHECK(b.read("1-0:1.4.0", 3) == number(data_tag::long_unsigned, 0));
}

TEST_CASE("thresholds keep their number and their type")
{
    bench b;
    const auto threshold = [](data_tag t, std::int64_t v) { return number(t, v); };
    CHECK(b.write("0-0:16.1.0", 2, array({threshold(data_tag::long_unsigned, 1)})) == data_access_result::other_reason);
    CHECK(
        b.write("0-0:16.1.0", 2, array({threshold(data_tag::long_unsigned, 1), threshold(data_tag::double_long, 2)})) ==
        data_access_result::type_unmatched);
    CHECK(b.write("0-0:16.1.0", 2,
                  array({threshold(data_tag::long_unsigned, 1), threshold(data_tag::long_unsigned, 2)})) ==
          data_access_result::success);
    CHECK(b.device.thresholds == std::vector<std::int64_t>{1, 2});
    CHECK(b.write("0-0:17.0.0", 4, number(data_tag::double_long, 5)) == data_access_result::type_unmatched);
    CHECK(b.write("0-0:17.0.0", 4, number(data_tag::double_long_unsigned, 5)) == data_access_result::success);
    CHECK(b.read("0-0:17.0.0", 4) == number(data_tag::double_long_unsigned, 5));
}

} // namespace
