#include "tests/unit/cosem/wild.hpp"
#include "tests/unit/object_lists/bench.hpp"

#include <set>

namespace {

using namespace tests;
using dlms::data_tag;

TEST_CASE_TEMPLATE("all that a list has is read and written as the rights say", Bench, electricity_bench, gas_bench,
                   hub_bench)
{
    Bench b;
    walk_attributes(b.client.list, b.client.server, b.client.now);
}

TEST_CASE_TEMPLATE("no method of a list takes another type, and strangers get nothing", Bench, electricity_bench,
                   gas_bench, hub_bench)
{
    Bench b;
    walk_methods(b.client.list, b.client.server, b.client.now);
    walk_strangers(b.client.list, b.client.server, b.client.now);
}

TEST_CASE_TEMPLATE("hostile values break no device", Bench, electricity_bench, gas_bench, hub_bench)
{
    Bench b;
    pester(b.client.list, b.client.server, b.client.now);
}

TEST_CASE("the public client sees clock, identity and its association, and no measurement")
{
    const std::set<cosem::class_id> allowed{cosem::class_id::clock, cosem::class_id::data,
                                            cosem::class_id::association_ln, cosem::class_id::sap_assignment};
    for (const auto* list : object_lists::all_lists()) {
        CAPTURE(list->name());
        std::size_t seen = 0;
        for (const auto& o : list->objects()) {
            CAPTURE(o.name().to_string());
            if (!o.visible(cosem::association::open)) continue;
            ++seen;
            CHECK(allowed.contains(o.of().id));
            for (const auto& a : o.of().attributes) CHECK_FALSE(o.writable(a.index, cosem::association::open));
        }
        CHECK(seen >= 8);
        CHECK_FALSE(list->find(cosem::named("0-0:43.0.0"))->visible(cosem::association::reading));
    }
}

TEST_CASE("the reading client writes and executes nothing")
{
    for (const auto* list : object_lists::all_lists())
        for (const auto& o : list->objects())
            for (std::uint8_t i = 0; i < 20; ++i) {
                CHECK_FALSE(o.writable(i, cosem::association::reading));
                CHECK_FALSE(o.executable(i, cosem::association::reading));
            }
}

TEST_CASE("the last token is money: only the management client sees it")
{
    for (const auto* list : {&object_lists::esme_objects(), &object_lists::gsme_objects()}) {
        const auto& tokens = *list->find(cosem::named("0-0:19.40.0"));
        CHECK_FALSE(tokens.visible(cosem::association::open));
        CHECK_FALSE(tokens.visible(cosem::association::reading));
        CHECK(tokens.visible(cosem::association::management));
    }
}

TEST_CASE("every object has a meaning, and every captured object is in its list")
{
    electricity_bench e;
    gas_bench g;
    const auto check = [](auto& client) {
        for (const auto& o : client.list.objects()) {
            CAPTURE(o.name().to_string());
            CHECK_FALSE(o.meaning().empty());
            if (o.of().id != cosem::class_id::profile_generic) continue;
            for (const auto& column : client.read(o.name().to_string().c_str(), 3).items) {
                cosem::obis name;
                std::ranges::copy(column.items[1].octets, name.groups.begin());
                CAPTURE(name.to_string());
                const bool reason = name == cosem::named("0-0:96.10.2");
                const auto* captured = client.list.find(name);
                REQUIRE((captured || reason));
                if (captured) CHECK(static_cast<std::uint16_t>(captured->of().id) == column.items[0].number);
            }
        }
    };
    check(e.client);
    check(g.client);
}

TEST_CASE("every object that a push names is in its list, with that attribute")
{
    hub_bench h;
    electricity_bench e;
    gas_bench g;
    std::size_t named = 0;
    const auto check = [&](auto& client) {
        for (const auto& o : client.list.objects()) {
            if (o.of().id != cosem::class_id::push_setup) continue;
            for (const auto& item : client.read(o.name().to_string().c_str(), 2).items) {
                cosem::obis name;
                std::ranges::copy(item.items[1].octets, name.groups.begin());
                CAPTURE(name.to_string());
                const auto* there = client.list.find(name);
                REQUIRE(there);
                CHECK(static_cast<std::uint16_t>(there->of().id) == item.items[0].number);
                CHECK(there->find(static_cast<std::uint8_t>(item.items[2].number)));
                ++named;
            }
        }
    };
    check(h.client);
    check(e.client);
    check(g.client);
    CHECK(named >= 4);
}

TEST_CASE("the hub shows its last alert and its security log")
{
    hub_bench b;
    CHECK(b.client.read("0-0:96.11.0").number == 0);
    CHECK(b.client.read("0-0:96.128.0") == text(""));
    b.hub.alert = {sim::eui64(0x70B3D50000000002), 0x8F32, b.client.now};
    b.hub.log.add(metering::alert_code::authentication_failure, b.client.now);
    CHECK(b.client.read("0-0:96.11.0").number == 0x8F32);
    CHECK(b.client.read("0-0:96.128.0") == text("70-B3-D5-00-00-00-00-02"));
    CHECK(time_in(b.client.read("0-0:96.128.1")) == b.client.now);
    CHECK(b.client.read("0-0:96.11.1").number == 0x8F3D);
    CHECK(b.client.read("0-0:99.98.1").items.size() == 1);
}

TEST_CASE("a context is as small as its references")
{
    CHECK(sizeof(object_lists::meter_context) <= 6 * sizeof(void*));
    CHECK(object_lists::chf_objects().objects().size() == 29);
    CHECK(object_lists::esme_objects().objects().size() == 181);
    CHECK(object_lists::gsme_objects().objects().size() == 81);
}

TEST_CASE("identities are those of the device")
{
    electricity_bench e;
    CHECK(e.client.read("0-0:42.0.0") == text("LGZ3D50000000002"));
    CHECK(e.client.read("0-0:96.1.0") == text("E20A000001"));
    CHECK(e.client.read("0-0:96.1.1") == text("E470"));
    CHECK(e.client.read("0-0:96.1.10") == text(e.meter.who().mpan.to_string()));
    CHECK(e.client.read("1-0:0.2.0") == text("1.14"));
    gas_bench g;
    CHECK(g.client.read("0-0:96.1.10") == text("12345678" + sim::mprn_check_digits("12345678")));
    hub_bench h;
    CHECK(h.client.read("0-0:96.1.0") == text("70-B3-D5-00-00-00-00-01"));
    CHECK(h.client.read("0-0:41.0.0").items.size() == 3);
}

TEST_CASE("keys and the reading client's password are changed through the list")
{
    electricity_bench b;
    const auto key = [](std::size_t size) {
        return array({structure({number(data_tag::enumerated, 0), octets(sim::bytes(size, 7))})});
    };
    CHECK(b.client.run("0-0:43.0.0", 2, key(23)) == dlms::action_result::other_reason);
    CHECK(b.client.run("0-0:43.0.0", 2, key(24)) == dlms::action_result::success);
    CHECK(b.keys.transferred.size() == 1);
    CHECK(b.client.write("0-0:40.0.2", 7, text("")) == dlms::data_access_result::other_reason);
    CHECK(b.client.write("0-0:40.0.2", 7, text("87654321")) == dlms::data_access_result::success);
    CHECK(sim::as_text(b.keys.password) == "87654321");
}

TEST_CASE("the hub's objects show what its modem believes, and take whom it trusts")
{
    hub_bench b;
    CHECK(b.client.read("0-0:25.4.0") == text("smets1.example"));
    CHECK(b.client.read("0-0:25.1.0", 3).number == 0x0A000001);
    CHECK(b.client.read("0-0:25.6.0", 3).number == 1);
    CHECK(b.client.read("0-0:25.6.0", 5).number == 1);
    b.hub.view = {};
    CHECK(b.client.read("0-0:25.4.0") == text(""));
    CHECK(b.client.read("0-0:25.6.0", 3).number == 0);
    CHECK(b.client.run("0-0:43.0.0", 6, octets(sim::bytes{9})) == dlms::action_result::success);
    CHECK(b.client.read("0-0:43.0.0", 6).items.size() == 2);
    const auto nine = structure({number(data_tag::enumerated, 1), structure({octets(sim::bytes{9}), text("i")})});
    CHECK(b.client.run("0-0:43.0.0", 7, nine) == dlms::action_result::success);
    CHECK(decoded(b.client.returned.value()) == octets(sim::bytes{9}));
    CHECK(b.client.run("0-0:43.0.0", 8, nine) == dlms::action_result::success);
    CHECK(b.client.run("0-0:43.0.0", 8, nine) == dlms::action_result::object_unavailable);
    const auto destination = [](std::string_view to) {
        return structure({number(data_tag::enumerated, 0), text(to), number(data_tag::enumerated, 0)});
    };
    CHECK(b.client.write("0-0:25.9.0", 3, destination("nowhere")) == dlms::data_access_result::other_reason);
    CHECK(b.client.write("0-0:25.9.0", 3, destination("other.example:4060")) == dlms::data_access_result::success);
    CHECK(b.client.read("0-0:2.1.0", 6) == array({text("other.example:4060")}));
    CHECK(b.client.run("0-0:2.1.0", 1) == dlms::action_result::success);
    CHECK(b.hub.pushes == 1);
}

TEST_CASE_TEMPLATE("an image comes in by blocks, is verified and runs", Bench, electricity_bench, gas_bench, hub_bench)
{
    Bench b;
    const auto model = b.client.read("0-0:96.1.1");
    const auto image = metering::make_firmware_image(sim::as_text(model.octets), "9.9", 1300);
    const auto size = number(data_tag::double_long_unsigned, static_cast<std::int64_t>(image.size()));
    CHECK(b.client.run("0-0:44.0.0", 3) == dlms::action_result::other_reason);
    REQUIRE(b.client.run("0-0:44.0.0", 1, structure({text("9.9"), size})) == dlms::action_result::success);
    CHECK(b.client.read("0-0:44.0.0", 6).number == 1);
    const auto step = static_cast<std::size_t>(b.client.read("0-0:44.0.0", 2).number);
    for (std::size_t at = 0; at < image.size(); at += step) {
        CHECK(b.client.run("0-0:44.0.0", 3) == dlms::action_result::other_reason); // not complete
        const auto block = sim::byte_view(image).subspan(at, std::min(step, image.size() - at));
        REQUIRE(b.client.run("0-0:44.0.0", 2,
                             structure({number(data_tag::double_long_unsigned, static_cast<std::int64_t>(at / step)),
                                        octets(block)})) == dlms::action_result::success);
    }
    CHECK(b.client.read("0-0:44.0.0", 3).number == 3);
    REQUIRE(b.client.run("0-0:44.0.0", 3) == dlms::action_result::success);
    CHECK(b.client.read("0-0:44.0.0", 6).number == 3);
    CHECK(b.client.read("0-0:44.0.0", 7).items.at(0).items.at(1) == text("9.9"));
    REQUIRE(b.client.run("0-0:44.0.0", 4) == dlms::action_result::success);
    CHECK(b.client.read("0-0:44.0.0", 6).number == 6);
}

} // namespace
