#include "scenarios/engine/family_file.hpp"

#include <doctest/doctest.h>

using namespace scenarios::engine;
using namespace std::chrono_literals;
namespace families = devices::families;

namespace {

struct outcome {
    families::family family;
    std::vector<diagnostic> errors;
};

outcome overridden(std::string_view yaml, std::string_view family = "trilliant")
{
    diagnostics out("test.yaml");
    auto node = read_yaml(yaml, out);
    REQUIRE(node);
    outcome made{read_family(family), {}};
    bool good = override_family(*node, made.family, out);
    CHECK(good == out.empty());
    made.errors = out.sorted();
    return made;
}

TEST_CASE("what is wrong in overrides is told at its place, with a suggestion where one is near")
{
    struct {
        const char* yaml;
        position where;
        const char* words;
    } rows[] = {
        {"chf: { boot_tme: 20s }", {1, 8}, "boot_time"},
        {"chf: { boot_time: 20 }", {1, 19}, "20"},
        {"chf: { boot_time: 2h }", {1, 19}, "1h"},
        {"chf: { reconnect: { cause: weekly } }", {1, 28}, "weekly_restart"},
        {"chf: { reconnect: { rollback: sometimes } }", {1, 31}, "sometimes"},
        {"chf: { reconnect: { rollback: { after: 400d } } }", {1, 40}, "365d"},
        {"chf: { call_home: { retries: 101 } }", {1, 30}, "100"},
        {"chf: { call_home: { interval: 1m } }", {1, 31}, "5m"},
        {"chf: { tls: { resume: always } }", {1, 23}, "ticket"},
        {"chf: { link: { loss_per_million: 500001 } }", {1, 34}, "500000"},
        {"chf: { link: { round_trip_least: 2s, round_trip_most: 1s } }", {1, 1}, "round_trip_least is longer"},
        {"ihd: {}", {1, 1}, "ihd"},
        {"chf: 7", {1, 6}, "7"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.yaml);
        auto made = overridden(row.yaml);
        REQUIRE(made.errors.size() == 1);
        CHECK(made.errors[0].where == row.where);
        CAPTURE(made.errors[0].message);
        CHECK(made.errors[0].message.find(row.words) != std::string::npos);
    }
}

TEST_CASE("what means nothing to a family is refused where it is said")
{
    auto called = overridden("chf: { call_home: { retries: 1 } }", "landis_gyr");
    REQUIRE(called.errors.size() == 1);
    CHECK(called.errors[0].where == position{1, 19});
    CHECK(called.errors[0].message.find("its head-end calls it") != std::string::npos);
    for (auto yaml :
         {"chf: { context: on_demand }", "chf: { context_idle: 1m }", "chf: { dlms: {} }", "chf: { push: {} }"}) {
        CAPTURE(yaml);
        auto calling = overridden(yaml);
        REQUIRE(calling.errors.size() == 1);
        CHECK(calling.errors[0].message.find("no such thing") != std::string::npos);
        CHECK(overridden(yaml, "landis_gyr").errors.empty());
    }
}

TEST_CASE("a hub that is called has its own keys, within their bounds")
{
    struct {
        const char* yaml;
        const char* words;
    } rows[] = {
        {"chf: { context: sometimes }", "on_demand"},   {"chf: { context_idle: 0s }", "1s"},
        {"chf: { dlms: { transport: ssl } }", "plain"}, {"chf: { dlms: { journal: all } }", "requests"},
        {"chf: { dlms: { connections: 0 } }", "100"},   {"chf: { dlms: { inactivity: 25h } }", "1d"},
        {"chf: { push: { retries: 101 } }", "100"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.yaml);
        auto made = overridden(row.yaml, "landis_gyr");
        REQUIRE(made.errors.size() == 1);
        CAPTURE(made.errors[0].message);
        CHECK(made.errors[0].message.find(row.words) != std::string::npos);
    }
    auto good = overridden("chf: { context: on_demand, dlms: { transport: plain, journal: requests } }", "landis_gyr");
    CHECK(good.errors.empty());
    CHECK(good.family.chf.context == sim::smwan::context_mode::on_demand);
    CHECK(good.family.chf.dlms.transport == families::dlms_transport::plain);
    CHECK(good.family.chf.dlms.journal == families::dlms_journal::requests);
    CHECK(good.family.chf.dlms.inactivity == 5min);
}

TEST_CASE("a family that does not exist cannot be read")
{
    CHECK_THROWS(read_family(""));
    CHECK_THROWS(read_family("landis"));
}

TEST_CASE("the file of the trilliant family holds what its structs have by default")
{
    auto f = read_family("trilliant");
    families::chf_settings made;
    CHECK(f.name == "trilliant");
    CHECK(f.chf.boot_time == made.boot_time);
    CHECK(f.chf.call_home.interval == made.call_home.interval);
    CHECK(f.chf.call_home.retries == made.call_home.retries);
    CHECK(f.chf.tls.resume == made.tls.resume);
    CHECK(f.chf.link.bits_per_second_up == made.link.bits_per_second_up);
    CHECK(f.chf.reconnect.cause == sim::smwan::reconnect_cause::weekly_restart);
    CHECK(f.chf.reconnect_other_groups.cause == sim::smwan::reconnect_cause::network_cancel);
    CHECK_FALSE(f.chf.reconnect.after);
    CHECK(f.esme.model == "E470");
}

TEST_CASE("overrides change what they name, and nothing else")
{
    auto made = overridden("chf: { reconnect: { after: 168h, rollback: network_cancel }, tls: { resume: none } }\n"
                           "gsme: { model: other }\n");
    CHECK(made.errors.empty());
    const auto& r = made.family.chf.reconnect;
    CHECK(r.after == 168h);
    REQUIRE(r.rollback);
    CHECK(r.rollback->cause == sim::smwan::reconnect_cause::network_cancel);
    CHECK_FALSE(r.rollback->after);
    CHECK(made.family.chf.tls.resume == families::resumption::none);
    CHECK(made.family.chf.tls.time_limit == families::tls_settings().time_limit);
    CHECK(made.family.gsme.model == "other");
    CHECK(made.family.gsme.firmware == "1.09");
    CHECK(made.family.esme.model == "E470");
}

TEST_CASE("the way back may be written in full")
{
    auto made = overridden("chf: { reconnect: { rollback: { cause: never, old_context: served, after: 1h } } }");
    CHECK(made.errors.empty());
    REQUIRE(made.family.chf.reconnect.rollback);
    auto way = *made.family.chf.reconnect.rollback;
    CHECK(way.cause == sim::smwan::reconnect_cause::never);
    CHECK(way.old_context == sim::smwan::old_context::served);
    CHECK(way.after == 1h);
}

TEST_CASE("every key of a family has a sentence")
{
    auto all = describe_family();
    CHECK(all.keys.size() == 5);
    std::size_t keys = 0;
    auto look = [&](auto&& self, const object_description& object) -> void {
        for (const auto& key : object.keys) {
            ++keys;
            CAPTURE(key.name);
            CHECK(key.summary.size() > 8);
            if (key.type.object) self(self, *key.type.object);
        }
    };
    look(look, all);
    CHECK(keys > 35);
}

} // namespace
