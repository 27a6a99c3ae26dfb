#include "test_catalogue.hpp"

#include <doctest/doctest.h>

namespace {

struct row {
    std::string_view text, errors;
};

/// A whole file: the head and a fleet of tri-1 … tri-3 and lg take lines 1 to 6, `text` begins at line 7.
std::string with_fleet(std::string_view text)
{
    return "s1sim: 1\nkind: scenario\nname: n\nfleet:\n  - { id: tri, count: 3, family: trilliant }\n  - { id: lg, "
           "family: landis_gyr }\n" +
           std::string(text);
}

void check_rows(std::initializer_list<row> rows)
{
    for (auto [text, errors] : rows) {
        CAPTURE(text);
        auto read = test::load(with_fleet(text));
        CHECK(read.errors == errors);
        CHECK_FALSE(read.scenario);
    }
}

} // namespace

TEST_CASE("a file that is no scenario is refused")
{
    for (auto [text, errors] :
         std::initializer_list<row>{{"just words\n", "f:1:1: expected a mapping, found `just words`\n"},
                                    {"{}\n", "f:1:1: the key `s1sim` is missing from the scenario\nf:1:1: the key "
                                             "`kind` is missing from the scenario\n"
                                             "f:1:1: the key `name` is missing from the scenario\nf:1:1: the key "
                                             "`fleet` is missing from the scenario\n"},
                                    {"s1sim: 2\nkind: suite\nname: \"\"\nfleet: []\n",
                                     "f:1:8: `2` is out of range: 1 … 1\nf:2:7: expected `scenario`, found "
                                     "`suite`\nf:3:7: \"\" is out of range: 1 … 200 characters\n"
                                     "f:4:8: 0 elements are out of range: 1 … 1000\n"}}) {
        CAPTURE(text);
        auto read = test::load(text);
        CHECK(read.errors == errors);
        CHECK_FALSE(read.scenario);
    }
}

TEST_CASE("wrong settings say where and how")
{
    check_rows({
        {"sed: 7\n", "f:7:1: unknown key `sed` in the scenario; did you mean `seed`?\n"},
        {"faults: []\n", "f:7:1: unknown key `faults` in the scenario\n"},
        {"seed: -1\n", "f:7:7: `-1` is out of range: at least 0\n"},
        {"clock: { start: now }\n", "f:7:17: expected a time such as 2020-11-07T00:00:00Z (RFC 3339), found `now`\n"},
        {"clock: { pace: 0x }\n", "f:7:16: expected leap, step or a rate such as 1x or 60x, found `0x`\n"},
        {"limits: { virtual: 10 }\n", "f:7:20: expected a duration such as 90s, 30m, 48h, 7d or 1h30m, found `10`\n"},
        {"limits: { virtual: 3651d }\n", "f:7:20: `3651d` is out of range: 1s … 3650d\n"},
        {"limits: { wall: 0s }\n", "f:7:17: `0s` is out of range: 1s … 30d\n"},
        {"systems: { dco: {} }\n", "f:7:12: unknown key `dco` in systems\n"},
        {"systems: { smso: { use: external } }\n", "f:7:25: expected `reference`, found `external`\n"},
        {"systems: { s1sp: { listen: localhost:80 } }\n",
         "f:7:28: expected an IPv4 address and a port such as 127.0.0.1:7443, found `localhost:80`\n"},
        {"systems: { s1sp: { listen: 127.0.0.256:80 } }\n",
         "f:7:28: expected an IPv4 address and a port such as 127.0.0.1:7443, found `127.0.0.256:80`\n"},
        {"systems: { s1sp: { listen: 127.0.0.1:65536 } }\n",
         "f:7:28: expected an IPv4 address and a port such as 127.0.0.1:7443, found `127.0.0.1:65536`\n"},
        {"handover: none\n", "f:7:11: expected one of smso_credentials | preloaded_dcc, found `none`\n"},
        {"capture: { lan: true }\n", "f:7:12: unknown key `lan` in capture; did you mean `wan`?\n"},
        {"han: none\n", "f:7:6: expected one of lazy | full, found `none`\n"},
        {"transport: udp\n", "f:7:12: expected one of tcp | memory, found `udp`\n"},
        {"expected_verdict: invalid\n",
         "f:7:19: expected one of PASS | FAIL | BLOCKED | INVALID | SKIPPED, found `invalid`\n"},
    });
}

TEST_CASE("a wrong fleet says where and how")
{
    for (auto [text, errors] : std::initializer_list<row>{
             {"- { id: a }\n", "f:5:3: the key `family` is missing from a fleet entry\n"},
             {"- { family: trilliant }\n", "f:5:3: the key `id` is missing from a fleet entry\n"},
             {"- { id: a, family: triliant }\n",
              "f:5:20: unknown device family `triliant`; did you mean `trilliant`?\n"},
             {"- { id: a.b, family: trilliant }\n", "f:5:9: an installation's id has letters, digits, - and _, begins "
                                                    "with a letter or digit, and has at most 64 characters\n"},
             {"- { id: \"\", family: trilliant }\n", "f:5:9: an installation's id cannot be empty\n"},
             {"- { id: a, count: 0, family: trilliant }\n", "f:5:19: `0` is out of range: 1 … 100000\n"},
             {"- { id: a, count: 100001, family: trilliant }\n", "f:5:19: `100001` is out of range: 1 … 100000\n"},
             {"- { id: a, family: trilliant }\n- { id: a, family: trilliant }\n",
              "f:6:9: the installation `a` exists already: line 5\n"},
             {"- { id: a, count: 9, family: trilliant }\n- { id: a-7, family: trilliant }\n",
              "f:6:9: the installation `a-7` exists already: line 5\n"},
             {"- { id: a, count: 100000, family: trilliant }\n- { id: b, count: 100000, family: trilliant }\n- { id: "
              "c, family: trilliant }\n",
              "f:7:9: more than 200000 installations in all\n"},
             {"- { id: a, family: trilliant, group: XY }\n",
              "f:5:38: expected one of AA | BA | CA | CB | DA | EA | EB | EC, found `XY`\n"},
             {"- { id: a, family: trilliant, status: dormant }\n",
              "f:5:39: expected one of active | recently_dormant | historically_dormant, found `dormant`\n"},
             {"- { id: a, family: trilliant, payment: { electricity: credit } }\n",
              "f:5:40: the key `gas` is missing from a value for each fuel\n"},
             {"- { id: a, family: trilliant, fuels: both }\n",
              "f:5:38: expected one of dual | electricity | gas, found `both`\n"},
             {"- { id: a, family: trilliant, supplier: [S] }\n", "f:5:41: expected text, found a list\n"},
             {"- { id: a, family: trilliant, migration: { previous_apn: none } }\n",
              "f:5:58: expected auto, missing or the name of a profile, found `none`; did you mean `missing`?\n"},
             {"- { id: a, family: trilliant, migration: { window_from: sim.changed } }\n",
              "f:5:57: unknown event `sim.changed`\n"},
             {"- { id: a, family: landis_gyr, dlms_port: 4059 }\n",
              "f:5:43: expected an IPv4 address and a port such as 127.0.0.1:7443, found `4059`\n"},
             {"- { id: a, family: trilliant, dlms_port: 127.0.0.1:0 }\n",
              "f:5:42: a hub of `trilliant` has no DLMS server: `dlms_port` is for families whose hubs are called\n"},
             {"- { id: a, count: 2, family: landis_gyr, dlms_port: 127.0.0.1:4059 }\n",
              "f:5:53: several hubs cannot share a port: with `count` it is ADDRESS:0, a port of its own for each\n"},
             {"- { id: a, family: trilliant, optical_port: meter }\n",
              "f:5:45: meters of `trilliant` have no optical port that is modelled\n"},
             {"- { id: a, family: landis_gyr, optical_port: \"\" }\n",
              "f:5:46: \"\" is out of range: 1 … 1000 characters\n"},
             {"- { id: a, family: landis_gyr, optical_port: {} }\n", "f:5:46: an optical port needs a path\n"},
             {"- { id: a, family: landis_gyr, optical_port: { electricity: x, gas: x } }\n",
              "f:5:46: two meters cannot share an optical port\n"},
             {"- { id: a, family: landis_gyr, fuels: gas, optical_port: { electricity: x } }\n",
              "f:5:58: there is no such meter: `fuels` says which there are\n"},
             {"- { id: a, family: trilliant, overrides: [x] }\n", "f:5:42: expected a mapping, found a list\n"},
             {"- { id: a, family: trilliant, overrides: { chf: { reconect: {} } } }\n",
              "f:5:51: unknown key `reconect` in chf; did you mean `reconnect`?\n"},
             {"- { id: a, family: trilliant, overrides: { chf: { reconnect: { after: 7 } } } }\n",
              "f:5:71: expected a duration such as 90s, 30m, 48h, 7d or 1h30m, found `7`\n"}}) {
        CAPTURE(text);
        auto read = test::load("s1sim: 1\nkind: scenario\nname: n\nfleet:\n" + std::string(text));
        CHECK(read.errors == errors);
        CHECK_FALSE(read.scenario);
    }
}

TEST_CASE("a wrong step says where and how")
{
    check_rows({
        {"steps:\n- { at: 1h }\n", "f:8:3: the key `do` is missing from a step\n"},
        {"steps:\n- { do: migration.start, on: lg }\n", "f:8:3: a step needs either `at:` or `after:`\n"},
        {"steps:\n- { at: 1h, after: { event: wan.online }, do: migration.start, on: lg }\n",
         "f:8:3: a step needs either `at:` or `after:`\n"},
        {"steps:\n- { at: 1h, do: migration.strt, on: nobody }\n",
         "f:8:17: unknown action `migration.strt`; did you mean `migration.start`?\nf:8:37: `nobody` selects no "
         "installation\n"},
        {"steps:\n- { at: 1h, do: migration.start }\n",
         "f:8:17: `migration.start` needs `on:`: the installations to which it is done\n"},
        {"steps:\n- { at: 1h, do: clock.wait, on: lg, with: { by: 1h } }\n",
         "f:8:33: `clock.wait` is not done to an installation: leave `on:` out\n"},
        {"steps:\n- { at: 1h, do: migration.start, on: tri }\n",
         "f:8:38: `tri` selects no installation: the entry has a count; did you mean `tri-*`?\n"},
        {"steps:\n- { at: 1h, do: migration.start, on: tri-4 }\n",
         "f:8:38: `tri-4` selects no installation; did you mean `tri-1`?\n"},
        {"steps:\n- { at: 1h, do: migration.start, on: \"tri-[4-9]\" }\n",
         "f:8:38: `tri-[4-9]` selects no installation\n"},
        {"steps:\n- { at: 1h, do: migration.start, on: \"tri-[9-4]\" }\n",
         "f:8:38: `tri-[9-4]`: a range is written [first-last], in whole numbers up to 1000000\n"},
        {"steps:\n- { at: 1h, do: migration.start, on: [lg, xy-*, 5.5] }\n",
         "f:8:43: `xy-*` selects no installation\nf:8:49: `5.5`: a selector holds letters, digits, `-`, `_`, `*`, `?` "
         "and ranges such as [1-3]\n"},
        {"steps:\n- { at: 1h, do: migration.start, on: [] }\n", "f:8:38: 0 elements are out of range: 1 … 1000\n"},
        {"steps:\n- { at: 31d, do: migration.start, on: lg }\n",
         "f:8:9: the run is over by then: limits.virtual is 30d\n"},
        {"steps:\n- { after: { event: wan.onlin, on: nobody }, do: migration.start, on: lg }\n",
         "f:8:21: unknown event `wan.onlin`; did you mean `wan.online`?\nf:8:36: `nobody` selects no installation\n"},
        {"steps:\n- { after: { plus: 1h }, do: migration.start, on: lg }\n",
         "f:8:12: the key `event` is missing from after\n"},
        {"steps:\n- { after: wan.online, do: migration.start, on: lg }\n",
         "f:8:12: expected a mapping, found `wan.online`\n"},
        {"steps:\n- { at: 1h, do: migration.start, on: lg, with: auto }\n",
         "f:8:48: expected a mapping of the action's arguments, found `auto`\n"},
        {"steps:\n- { at: 1h, do: migration.start, on: lg, with: { windw: auto } }\n",
         "f:8:50: unknown argument `windw` of `migration.start`; did you mean `window`?\n"},
        {"steps:\n- { at: 1h, do: migration.start, on: lg, with: { order: oldset } }\n",
         "f:8:57: unknown value `oldset` of `order`; did you mean `oldest`?\n"},
        {"steps:\n- { at: 1h, do: sim.set_profile, on: lg }\n",
         "f:8:17: the argument `profile` of `sim.set_profile` is missing\n"},
        {"steps:\n- { at: 1h, do: sim.set_profile, on: lg, with: { profile: [x], urgent: 1, times: \"3\" } }\n",
         "f:8:59: `profile` is a text, found a list\nf:8:72: `urgent` is a boolean, found `1`\nf:8:82: `times` is a "
         "integer, found \"3\"\n"},
    });
}

TEST_CASE("a wrong expectation says where and how")
{
    check_rows({
        {"expect:\n- { that: migration.state == commissioned }\n",
         "f:8:3: the key `id` is missing from an expectation\n"},
        {"expect:\n- { id: a b, never: wan.online }\n",
         "f:8:9: an expectation's id has letters, digits, - and _, begins with a letter or digit, and has at most 64 "
         "characters\n"},
        {"expect:\n- { id: a, never: wan.online }\n- { id: a, never: wan.online }\n",
         "f:9:9: the id `a` is taken: line 8\n"},
        {"expect:\n- { id: a, on: nobody }\n",
         "f:8:3: an expectation needs either `that:` or `never:`\nf:8:16: `nobody` selects no installation\n"},
        {"expect:\n- { id: a, that: chf.on == true, never: wan.online }\n",
         "f:8:3: an expectation needs either `that:` or `never:`\n"},
        {"expect:\n- { id: a, that: [x] }\n",
         "f:8:18: expected a condition such as migration.state == commissioned, found a list\n"},
        {"expect:\n- { id: a, that: migration.state == comissioned }\n",
         "f:8:37: `migration.state` is never `comissioned`; did you mean `commissioned`?\n"},
        {"expect:\n- { id: a, that: \"migration.stte == commissioned\" }\n",
         "f:8:19: unknown state `migration.stte`; did you mean `migration.state`?\n"},
        {"expect:\n- id: a\n  that: >-\n    migration.state\n    == commisioned\n",
         "f:9:9: `migration.state` is never `commisioned`; did you mean `commissioned`?\n"},
        {"expect:\n- { id: a, never: wan.onlin, since: migration.done, on: nobody }\n",
         "f:8:19: unknown event `wan.onlin`; did you mean `wan.online`?\nf:8:37: unknown event `migration.done`\n"
         "f:8:57: `nobody` selects no installation\n"},
        {"expect:\n- { id: a, never: wan.online, since: strat }\n",
         "f:8:38: unknown event `strat`; did you mean `start`?\n"},
        {"expect:\n- { id: a, never: wan.online, since: wan.offline }\n",
         "f:8:38: `since:` an event needs `on:`, so that each installation is judged from its own; for all of them "
         "write on: \"*\"\n"},
        {"expect:\n- { id: a, that: chf.on == true, since: wan.online }\n",
         "f:8:41: `since:` says nothing here without `within:`: a bare condition is judged at the end\n"},
        {"expect:\n- { id: a, never: wan.online, within: 31d }\n",
         "f:8:39: the run is over by then: limits.virtual is 30d\n"},
        {"expect:\n- { id: a, that: chf.on == true, vacuous: allow }\n",
         "f:8:43: `vacuous:` says nothing here: it goes with `never:` or `count(…)` since an event\n"},
        {"expect:\n- { id: a, never: wan.online, vacuous: allow }\n",
         "f:8:40: `vacuous:` says nothing here: it goes with `never:` or `count(…)` since an event\n"},
        {"expect:\n- { id: a, never: wan.online, vacuous: yes }\n", "f:8:40: expected `allow`, found `yes`\n"},
        {"expect:\n- { id: a, that: chf.on == true, where: { apn: x } }\n",
         "f:8:41: `where:` picks among events: it goes with `never:` and `count(…)`\n"},
        {"expect:\n- { id: a, never: wan.online, where: x }\n",
         "f:8:38: expected a mapping of the event's fields, found `x`\n"},
        {"expect:\n- { id: a, never: wan.online, where: { apm: x, attempt: one, secure: [] } }\n",
         "f:8:40: `wan.online` has no field `apm`; did you mean `apn`?\nf:8:57: `attempt` is a integer, found `one`\n"
         "f:8:70: `secure` is a boolean, found a list\n"},
        {"expect:\n- { id: a, never: wan.online, wihtin: 1h }\n",
         "f:8:31: unknown key `wihtin` in an expectation; did you mean `within`?\n"},
        {"expect:\n- { id: a, never: wan.online, within: 1x }\n",
         "f:8:39: expected a duration such as 90s, 30m, 48h, 7d or 1h30m, found `1x`\n"},
    });
}

TEST_CASE("errors of all parts of a file are told at once, by place")
{
    auto read = test::load(with_fleet(
        "expect:\n- { id: a, never: wan.onlin }\nsteps:\n- { at: 1h, do: migration.strt, on: lg }\nsed: 1\n"));
    CHECK(read.errors == "f:8:19: unknown event `wan.onlin`; did you mean `wan.online`?\n"
                         "f:10:17: unknown action `migration.strt`; did you mean `migration.start`?\n"
                         "f:11:1: unknown key `sed` in the scenario; did you mean `seed`?\n");
}

TEST_CASE("too many judgements are refused")
{
    std::string text =
        "s1sim: 1\nkind: scenario\nname: n\nfleet: [{ id: a, count: 100000, family: trilliant }]\nexpect:\n";
    for (int i = 0; i < 21; ++i) text += "- { id: e" + std::to_string(i) + ", never: wan.online, on: \"*\" }\n";
    CHECK(test::load(text).errors == "f:26:3: expectations times installations are more than 2000000 here\n");
}
