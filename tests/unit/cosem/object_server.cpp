#include "tests/unit/cosem/sample.hpp"
#include "tests/unit/cosem/walk.hpp"
#include "tests/unit/cosem/wild.hpp"

#include "sim/core/check.hpp"

namespace {

using namespace tests;
using namespace devices::cosem;
using dlms::data;
using dlms::data_tag;

const object& named_object(const char* name) { return *sample_model().find(named(name)); }

struct bench {
    sample device;
    object_server server{sample_model(), device};

    data_access_result read(association a, const dlms::attribute& what, data& out)
    {
        dlms::axdr_writer w;
        const auto result = server.read(caller_of(a, noon), what, w);
        if (result == data_access_result::success) out = decoded(w.encoded());
        return result;
    }
};

TEST_CASE("an object that there is not is undefined, for everybody alike")
{
    bench b;
    data out;
    const dlms::attribute what{3, named("1-0:1.8.77"), 2, {}};
    for (auto a : associations) {
        CHECK(b.read(a, what, out) == data_access_result::object_undefined);
        CHECK(b.server.write(caller_of(a, noon), what, {}) == data_access_result::object_undefined);
        std::optional<dlms::encoded_data> returned;
        CHECK(b.server.invoke(caller_of(a, noon), {3, what.instance, 1}, {}, returned) ==
              action_result::object_undefined);
    }
}

TEST_CASE("attribute 0 is all that the caller may read")
{
    bench b;
    data out;
    REQUIRE(b.read(association::reading, attribute_of(named_object("1-0:1.8.0"), 0), out) ==
            data_access_result::success);
    REQUIRE(out.as_structure(3));
    CHECK(out.items[1].number == 1234);
    REQUIRE(b.read(association::management, attribute_of(named_object("0-0:40.0.2"), 0), out) ==
            data_access_result::success);
    REQUIRE(out.as_structure(11));
    CHECK(out.items[6] == data{}); // the secret
    CHECK(b.read(association::open, attribute_of(named_object("1-0:1.8.0"), 0), out) ==
          data_access_result::read_write_denied);
    auto selected = attribute_of(named_object("1-0:99.1.0"), 0);
    selected.selection = dlms::selective_access{2, {}};
    CHECK(b.read(association::reading, selected, out) == data_access_result::scope_of_access_violated);
}

TEST_CASE("attribute 0 is written all or not at all")
{
    bench b;
    const auto what = attribute_of(named_object("0-0:25.4.0"), 0);
    const auto who = caller_of(association::management, noon);
    const auto write = [&](std::vector<data> items) {
        return b.server.write(who, what, {data_tag::structure, 0, {}, std::move(items)});
    };
    const data apn{data_tag::octet_string, 0, {'a'}, {}}, pin{data_tag::long_unsigned, 7, {}, {}};
    CHECK(write({{}, apn, pin}) == data_access_result::type_unmatched); // one is missing
    CHECK(write({{}, apn, apn, {}}) == data_access_result::type_unmatched);
    CHECK(write({apn, apn, pin, {}}) == data_access_result::read_write_denied);
    CHECK(b.device.modem.apn.empty());
    CHECK(write({{}, {}, pin, {}}) == data_access_result::success);
    CHECK(b.device.modem.apn.empty());
    CHECK(write({{}, apn, pin, {}}) == data_access_result::success);
    CHECK(b.device.modem.apn == "a");
    CHECK(b.device.modem.pin == 7);
}

TEST_CASE("nothing is written by selective access")
{
    bench b;
    auto what = attribute_of(named_object("0-0:25.4.0"), 2);
    what.selection = dlms::selective_access{1, {}};
    CHECK(b.server.write(caller_of(association::management, noon), what, {data_tag::octet_string, 0, {}, {}}) ==
          data_access_result::scope_of_access_violated);
}

TEST_CASE("a secret is written, and read by nobody")
{
    bench b;
    data out;
    const auto what = attribute_of(named_object("0-0:40.0.2"), 7);
    CHECK(b.server.write(caller_of(association::management, noon), what, {data_tag::octet_string, 0, {'x'}, {}}) ==
          data_access_result::success);
    CHECK(b.device.secret == "x");
    CHECK(b.read(association::management, what, out) == data_access_result::read_write_denied);
}

TEST_CASE("each association lists exactly what it can see, with its rights")
{
    bench b;
    for (auto a : associations) {
        CAPTURE(describe(a).name);
        data list;
        REQUIRE(b.read(a, attribute_of(named_object("0-0:40.0.0"), 2), list) == data_access_result::success);
        std::size_t i = 0;
        for (const auto& o : sample_model().objects()) {
            if (!o.visible(a)) continue;
            REQUIRE(i < list.items.size());
            const auto& row = list.items[i++].items;
            CAPTURE(o.name().to_string());
            CHECK(row[0].number == static_cast<std::uint16_t>(o.of().id));
            CHECK(row[1].number == o.of().version);
            CHECK(std::ranges::equal(row[2].octets, o.name().groups));
            const auto& attributes = row[3].items[0].items;
            REQUIRE(attributes.size() == o.of().attributes.size());
            for (const auto& entry : attributes) {
                const auto index = static_cast<std::uint8_t>(entry.items[0].number);
                const auto mode = entry.items[1].number;
                const auto plain = mode > 3 ? mode - 3 : mode;
                CHECK((mode > 3) == (a == association::management && mode != 0));
                CHECK((plain & 1) == (o.readable(index, a) ? 1 : 0));
                CHECK((plain & 2) == (o.writable(index, a) ? 2 : 0));
            }
            const auto& methods = row[3].items[1].items;
            REQUIRE(methods.size() == o.of().methods.size());
            for (const auto& entry : methods) {
                const auto expected = o.executable(static_cast<std::uint8_t>(entry.items[0].number), a)
                                          ? (a == association::management ? 2U : 1U)
                                          : 0U;
                CHECK(entry.items[1].number == expected);
            }
        }
        CHECK(i == list.items.size());
    }
}

TEST_CASE("an association says who its partners are and how they proved it")
{
    bench b;
    for (auto [a, client, context, mechanism] :
         {std::tuple(association::open, 16, 1, 0), std::tuple(association::reading, 2, 1, 1),
          std::tuple(association::management, 1, 3, 5)}) {
        const auto& o = named_object("0-0:40.0.0");
        data out;
        REQUIRE(b.read(a, attribute_of(o, 3), out) == data_access_result::success);
        CHECK(out.items[0].as_integer() == client);
        CHECK(out.items[1].as_integer() == 1);
        REQUIRE(b.read(a, attribute_of(o, 4), out) == data_access_result::success);
        CHECK(out.items[6].as_integer() == context);
        REQUIRE(b.read(a, attribute_of(o, 6), out) == data_access_result::success);
        CHECK(out.items[6].as_integer() == mechanism);
        REQUIRE(b.read(a, attribute_of(o, 8), out) == data_access_result::success);
        CHECK(out.as_integer() == 2);
    }
    data other;
    REQUIRE(b.read(association::management, attribute_of(named_object("0-0:40.0.2"), 8), other) ==
            data_access_result::success);
    CHECK(other.as_integer() == 0);
    REQUIRE(b.read(association::management, attribute_of(named_object("0-0:40.0.0"), 5), other) ==
            data_access_result::success);
    CHECK(other.items[0] == data{data_tag::bit_string, 24, {0x00, 0x00, 0x18}, {}});
    CHECK(other.items[1].number == 1024);
}

TEST_CASE("the context of the association in use is what was agreed")
{
    bench b;
    const dlms::association_terms agreed{
        .negotiated = dlms::conformance::get, .server_max_pdu = 500, .client_max_pdu = 300, .client_title = {}};
    auto who = caller_of(association::management, noon);
    who.terms = &agreed;
    dlms::axdr_writer out;
    REQUIRE(b.server.read(who, attribute_of(named_object("0-0:40.0.0"), 5), out) == data_access_result::success);
    const auto context = decoded(out.encoded());
    CHECK(context.items[0] == data{data_tag::bit_string, 24, {0x00, 0x00, 0x10}, {}});
    CHECK(context.items[1].number == 500);
    CHECK(context.items[2].number == 300);
}

TEST_CASE("a list with two objects of one name, or one that cannot be read, is not made")
{
    const auto text = [] { return make_text(named("0-0:96.1.0"), "", for_everyone, [](const call&) { return "x"; }); };
    const auto make = [](std::vector<object> objects) { logical_device("", 1, {}, std::move(objects)); };
    CHECK_THROWS_AS(make({text(), text()}), sim::broken_invariant);
    CHECK_THROWS_AS(make({object(class_id::data, named("0-0:96.1.0"), "", for_everyone)}), sim::broken_invariant);
    CHECK_THROWS_AS(object(class_id::data, named("0-0:96.1.0"), "", for_everyone).method(1, {}), sim::broken_invariant);
    CHECK_THROWS_AS(named("0-0"), sim::broken_invariant);
    CHECK_NOTHROW(make({text()}));
}

TEST_CASE("hostile values and selections are refused, and the next request works")
{
    bench b;
    pester(sample_model(), b.server, noon);
}

} // namespace
