#include "scenarios/engine/format_words.hpp"
#include "test_catalogue.hpp"

#include <doctest/doctest.h>

using namespace scenarios::engine;
using namespace std::chrono_literals;

namespace {

scenario good(std::string_view text)
{
    auto read = test::load(text);
    INFO(read.errors);
    REQUIRE(read.scenario);
    return *read.scenario;
}

constexpr std::string_view head = "s1sim: 1\nkind: scenario\nname: n\n";

/// Every key of the language.
constexpr std::string_view full = R"(s1sim: 1
kind: scenario
name: FOC installation reconnects on the seventh day
description: What it proves.
seed: 7
clock: { start: 2020-11-08T01:00:00+01:00, pace: 60x }
limits: { virtual: 10d, wall: 5m }
systems:
  smso: { use: reference }
  s1sp: { use: reference, listen: 127.0.0.1:7443 }
handover: preloaded_dcc
capture: { wan: true, han: false }
han: lazy
transport: memory
fleet:
  - id: tri
    count: 3
    family: trilliant
    group: EB
    status: { electricity: active, gas: recently_dormant }
    payment: prepayment
    fuels: electricity
    supplier: { electricity: SUP1, gas: SUP2 }
    migration: { previous_apn: wrong-profile, attempts: 4, master_key: missing, device_certificate: expired, window_from: wan.online }
    overrides: { chf: { reconnect: { after: 168h } } }
  - { id: lg, family: landis_gyr, migration: { previous_apn: missing } }
steps:
  - { at: 1h, do: migration.start, on: "tri-*", with: { window: auto } }
  - after: { event: wan.online, on: tri-1, plus: 5m }
    do: sim.set_profile
    on: [lg, "tri-[2-3]"]
    with: { profile: "5", urgent: true, times: 3 }
  - { after: { event: wan.offline }, do: migration.start, on: lg }
  - { after: { event: wan.offline }, do: clock.wait, with: { by: 1h30m } }
expect:
  - { id: commissioned, that: migration.state == commissioned, on: "tri-*", within: 192h, since: migration.requested }
  - { id: quiet, never: wan.online, where: { apn: x, attempt: 3, secure: false }, on: tri-1, since: migration.commissioned, vacuous: allow }
  - { id: few, that: count(wan.offline) <= 5 }
  - { id: all, that: chf.on == true }
expected_verdict: INVALID
)";

} // namespace

TEST_CASE("a full scenario is read: what holds for all")
{
    auto s = good(full);
    CHECK(s.name == "FOC installation reconnects on the seventh day");
    CHECK(s.description == "What it proves.");
    CHECK(s.seed == 7);
    CHECK(sim::to_rfc3339(s.clock.start) == "2020-11-08T00:00:00.000000000Z");
    CHECK(s.clock.pace.rate == 60);
    CHECK(s.limits.virtual_time == 240h);
    CHECK(s.limits.wall_time == 5min);
    CHECK_FALSE(s.systems.smso.listen);
    CHECK(s.systems.s1sp.listen->address == "127.0.0.1");
    CHECK(s.systems.s1sp.listen->port == 7443);
    CHECK(s.handover == handover::preloaded_dcc);
    CHECK(s.capture.wan);
    CHECK(s.transport == transport_kind::memory);
    CHECK(s.expected_verdict == verdict::invalid);
}

TEST_CASE("a full scenario is read: its fleet")
{
    auto s = good(full);
    REQUIRE(s.installations.size() == 4);
    CHECK(s.installations[0].id == "tri-1");
    CHECK(s.installations[2].number == 3);
    CHECK(s.installations[3].id == "lg");
    CHECK(s.installations[3].number == 0);
    const auto& tri = s.entry_of(s.installations[1]);
    CHECK(*tri.family == "trilliant");
    CHECK(name_of(tri.group) == "EB");
    CHECK(tri.status.gas == installation_status::recently_dormant);
    CHECK(tri.payment.electricity == payment_mode::prepayment);
    CHECK(tri.payment.gas == payment_mode::prepayment);
    CHECK(tri.fuels == fuel_set::electricity);
    CHECK(tri.supplier.gas == "SUP2");
    CHECK(tri.migration.previous.from == previous_apn::source::given);
    CHECK(tri.migration.previous.name == "wrong-profile");
    CHECK(tri.migration.attempts == 4);
    CHECK(tri.migration.master_key == master_key_state::missing);
    CHECK(tri.migration.device_certificate == certificate_condition::expired);
    CHECK(*tri.migration.window_from == "wan.online");
    CHECK(tri.overrides->find("chf")->find("reconnect")->find("after")->text == "168h");
    CHECK(s.entry_of(s.installations[3]).migration.previous.from == previous_apn::source::missing);
}

TEST_CASE("a full scenario is read: its steps")
{
    auto s = good(full);
    REQUIRE(s.steps.size() == 4);
    CHECK(s.steps[0].when.at == 1h);
    CHECK(s.steps[0].action == "migration.start");
    CHECK(s.steps[0].on == std::vector<std::string>{"tri-1", "tri-2", "tri-3"});
    CHECK(s.steps[0].with.at("window") == sim::value(std::string("auto")));
    CHECK(s.steps[0].where.line == 28);
    CHECK(s.steps[0].where.column == 5);
    CHECK_FALSE(s.steps[1].when.at);
    CHECK(s.steps[1].when.event == "wan.online");
    CHECK(s.steps[1].when.on == std::vector<std::string>{"tri-1"});
    CHECK_FALSE(s.steps[1].when.each);
    CHECK(s.steps[1].when.plus == 5min);
    CHECK(s.steps[1].on == std::vector<std::string>{"tri-2", "tri-3", "lg"});
    CHECK(s.steps[1].with ==
          sim::arguments{{"profile", std::string("5")}, {"urgent", true}, {"times", std::int64_t(3)}});
    CHECK(s.steps[2].when.each);
    CHECK_FALSE(s.steps[3].when.each);
    CHECK(s.steps[3].on.empty());
    CHECK(s.steps[3].with.at("by") == sim::value(sim::duration(90min)));
}

TEST_CASE("a full scenario is read: its expectations")
{
    auto s = good(full);
    REQUIRE(s.expectations.size() == 4);
    CHECK(constraint_text(s.expectations[0]) == "migration.state == commissioned within 8d since migration.requested");
    CHECK(s.expectations[0].on.size() == 3);
    CHECK(constraint_text(s.expectations[1]) ==
          "never wan.online where apn = x and attempt = 3 and secure = false since migration.commissioned");
    CHECK(s.expectations[1].vacuous_allowed);
    CHECK(constraint_text(s.expectations[2]) == "count(wan.offline) <= 5");
    CHECK(s.expectations[2].on.empty());
    CHECK(s.expectations[3].on.size() == 4);
}

TEST_CASE("defaults are those of the documentation")
{
    auto s = good(std::string(head) + "fleet: [{ id: a, family: trilliant }]\n");
    CHECK(s.seed == 1);
    CHECK(sim::to_rfc3339(s.clock.start) == "2020-11-07T00:00:00.000000000Z");
    CHECK(s.clock.pace.mode == sim::pace_mode::leap);
    CHECK(s.limits.virtual_time == 720h);
    CHECK(s.limits.wall_time == 10min);
    CHECK(s.handover == handover::smso_credentials);
    CHECK_FALSE(s.capture.wan);
    CHECK(s.transport == transport_kind::tcp);
    CHECK_FALSE(s.expected_verdict);
    const auto& entry = s.fleet.front();
    CHECK(entry.group == group_id::EA);
    CHECK(entry.status.gas == installation_status::active);
    CHECK(entry.payment.gas == payment_mode::credit);
    CHECK(entry.fuels == fuel_set::dual);
    CHECK(entry.supplier.electricity == "SUP1");
    CHECK(entry.migration.previous.from == previous_apn::source::automatic);
    CHECK(entry.migration.attempts == 0);
    CHECK(*entry.migration.window_from == "sim.profile_changed");
    CHECK(s.steps.empty());
    CHECK(s.expectations.empty());
}

TEST_CASE("an empty PreviousAPN is given, not missing")
{
    auto s = good(std::string(head) + "fleet: [{ id: a, family: trilliant, migration: { previous_apn: \"\" } }]\n");
    CHECK(s.fleet.front().migration.previous.from == previous_apn::source::given);
    CHECK(s.fleet.front().migration.previous.name.empty());
    s = good(std::string(head) + "fleet: [{ id: a, family: trilliant, migration: { previous_apn: \"none\" } }]\n");
    CHECK(s.fleet.front().migration.previous.name == "none");
}

TEST_CASE("anchors and aliases share parts of a fleet")
{
    auto s = good(std::string(head) +
                  "fleet:\n- { id: a, family: trilliant, overrides: &o { chf: { reconnect: { after: 1h } } } }\n"
                  "- { id: b, family: trilliant, overrides: *o }\n");
    CHECK(s.fleet[1].overrides->find("chf")->find("reconnect")->find("after")->text == "1h");
}

TEST_CASE("a scenario needs no steps to expect something at the latest instant of the run")
{
    auto s =
        good(std::string(head) +
             "limits: { virtual: 1h }\nfleet: [{ id: a, family: trilliant }]\n"
             "steps: [{ at: 1h, do: migration.start, on: a }]\nexpect: [{ id: x, never: wan.online, within: 1h }]\n");
    CHECK(s.steps.front().when.at == 1h);
    CHECK(s.expectations.front().within == 1h);
}

TEST_CASE("the kind of a file is found without checking it")
{
    diagnostics out("f");
    CHECK(kind_of(*read_yaml("kind: lab\nthings: 5\n", out)) == "lab");
    CHECK(kind_of(*read_yaml("things: 5\n", out)).empty());
    CHECK(kind_of(*read_yaml("[kind]\n", out)).empty());
}

TEST_CASE("the description of the format names every key of the contract that exists")
{
    auto d = describe_scenario();
    std::vector<std::string> names;
    for (const auto& key : d.keys) names.push_back(key.name);
    CHECK(names == std::vector<std::string>{"s1sim", "kind", "name", "description", "seed", "clock", "limits",
                                            "systems", "handover", "capture", "han", "transport", "fleet", "steps",
                                            "expect", "expected_verdict"});
    auto text = to_text(d);
    CHECK(text.find("\n  count: integer (1 … 100000). How many installations of this kind.\n") != std::string::npos);
    CHECK(text.find("\n  virtual: duration (1s … 3650d); default 30d. ") != std::string::npos);
}

TEST_CASE("the HANs that a scenario looks at are those that it does something to, waits for or judges")
{
    auto watched = [](std::string_view rest) {
        auto s = good(std::string(head) + "fleet: [{ id: tri, count: 3, family: trilliant }]\n" + std::string(rest));
        watched_hans hans(s);
        std::string out;
        for (const auto& i : s.installations)
            if (hans.contains(i.id)) out += i.id.back();
        return out;
    };
    CHECK(watched("").empty());
    CHECK(watched("capture: { wan: true }\n").empty());
    CHECK(watched("steps: [{ at: 1h, do: migration.start, on: tri-1 }]\n").empty());
    CHECK(watched("expect: [{ id: x, that: wan.state == online, on: tri-1 }]\n").empty());
    CHECK(watched("han: full\n") == "123");
    CHECK(watched("capture: { han: true }\n") == "123");
    CHECK(watched("steps: [{ at: 1h, do: han.lose, on: tri-2 }]\n") == "2");
    CHECK(watched("steps: [{ after: { event: han.joined, on: tri-3 }, do: migration.start, on: tri-1 }]\n") == "3");
    CHECK(watched("steps: [{ after: { event: han.joined }, do: migration.start, on: tri-1 }]\n") == "1");
    CHECK(watched("expect: [{ id: x, never: han.joined, on: tri-2 }]\n") == "2");
    CHECK(watched("expect: [{ id: x, that: count(han.joined) == 0, on: [tri-1, tri-3] }]\n") == "13");
    CHECK(watched("expect: [{ id: x, that: count(han.joined) == 0 }]\n") == "123");
    CHECK(watched("expect: [{ id: x, that: gsme.mirror_age <= 30m, on: tri-1 }]\n") == "1");
    CHECK(watched("expect: [{ id: x, that: wan.state == online, within: 1h, since: han.joined, on: tri-2 }]\n") == "2");
}
