// Files that somebody spoilt: they are refused with a place, or are scenarios still; they never crash the reader.
#include "sim/kernel/rng.hpp"
#include "test_catalogue.hpp"

#include <doctest/doctest.h>

namespace {

constexpr std::string_view sound = R"(s1sim: 1
kind: scenario
name: n
clock: { start: 2020-11-07T00:00:00Z, pace: leap }
limits: { virtual: 10d, wall: 5m }
systems: { s1sp: { use: reference, listen: 127.0.0.1:7443 } }
fleet:
  - { id: tri, count: 3, family: trilliant, supplier: { electricity: A, gas: B }, migration: &m { previous_apn: missing, attempts: 4 } }
  - { id: lg, family: landis_gyr, migration: *m, overrides: { chf: { reconnect: { after: 168h } } } }
steps:
  - { at: 1h, do: migration.start, on: "tri-*", with: { window: auto } }
  - after: { event: wan.online, on: tri-1, plus: 5m }
    do: sim.set_profile
    on: [lg, "tri-[2-3]"]
    with: { profile: "5", urgent: true, times: 3 }
expect:
  - { id: a, that: migration.state == commissioned, on: "tri-?", within: 192h, since: wan.offline }
  - { id: b, never: wan.online, where: { apn: x, attempt: 3 }, on: tri-1, since: wan.offline, vacuous: allow }
  - { id: c, that: count(wan.offline) <= 5 }
)";

constexpr std::string_view pieces[] = {"*",
                                       "&m ",
                                       "[",
                                       "]",
                                       "{",
                                       "}",
                                       ": ",
                                       "- ",
                                       "\n",
                                       "\t",
                                       "\"",
                                       "'",
                                       "|",
                                       ">",
                                       "!!str ",
                                       "~",
                                       "#",
                                       ",",
                                       "99999999999999999999",
                                       "-1",
                                       "1.5",
                                       "\xff",
                                       "é",
                                       "[1-3]",
                                       "[3-1]",
                                       "count(",
                                       "==",
                                       "<=",
                                       "\n---\n",
                                       "%"};

} // namespace

TEST_CASE("spoilt files are refused with a place, or are scenarios still")
{
    CHECK(test::load(sound).errors == "");
    sim::rng dice(7);
    auto stream = dice.stream("mutations");
    int refused = 0;
    for (std::uint64_t round = 0, draw = 0; round < 600; ++round) {
        auto below = [&](std::size_t n) { return static_cast<std::size_t>(stream.at(draw++) % n); };
        std::string text(sound);
        for (std::size_t edits = 1 + below(3); edits > 0; --edits) {
            auto at = below(text.size());
            auto length = std::min(below(12), text.size() - at);
            switch (below(3)) {
            case 0: text.erase(at, length); break;
            case 1: text.insert(at, pieces[below(std::size(pieces))]); break;
            case 2: text.insert(below(text.size()), text.substr(at, length)); break;
            }
        }
        CAPTURE(text);
        auto read = test::load(text);
        CHECK(read.scenario.has_value() == read.errors.empty());
        CHECK((read.errors.empty() || read.errors.starts_with("f:")));
        refused += !read.scenario;
    }
    // Most edits do harm: a reader that took everything would show here.
    CHECK(refused > 400);
}
