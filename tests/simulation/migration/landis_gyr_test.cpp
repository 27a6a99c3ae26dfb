// Migrations of an installation whose head-ends call it, end to end.
#include "tests/support/installation_world.hpp"

#include <doctest/doctest.h>

namespace tests {
namespace {

using namespace std::chrono_literals;

std::string fleet(std::string_view reconnect, std::string_view migration = "{}")
{
    return "fleet: [{ id: one, family: landis_gyr, group: EB, migration: " + std::string(migration) +
           ", overrides: { chf: { reconnect: " + std::string(reconnect) + " } } }]\n";
}
const std::string after_two_hours = fleet("{ after: 2h, rollback: network_cancel }");

/// Everything is as before, and the SMSO reads the hub under its own keys.
void undone(installation_world& w)
{
    w.run_to("migration.rolled_back", 1, 3h);
    CHECK(w.state("sim.profile", "one") == "smso-b");
    CHECK(w.state("credentials.trust", "one") == "smso");
    CHECK(w.state("chf.hes", "one") == "hes.smso-b.example:4059");
    w.run_to("migration.smso_restored", 1, 25h); // it calls once a day
    w.run_for(48h);
    CHECK(w.state("migration.state", "one") == "smso_restored");
    CHECK(w.told.of("dlms.associated", "one").back().text("peer") == "smso");
    CHECK(w.told.of("head_end.contact", "one").back().text("peer") == "smso");
}

TEST_CASE("from its reconnect to commissioned a called hub takes ten minutes at most, for ten seeds")
{
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        installation_world w(after_two_hours, seed);
        w.run(1h);
        w.act("migration.start", "one");
        w.run_to("migration.commissioned");
        CHECK(w.now() - w.last("wan.online", "one") <= 10min);
        CHECK(w.state("credentials.trust", "one") == "dcc");
        CHECK(w.state("chf.hes", "one") == "s1sp.dcc.example:4059");
        w.run_to("s1sp.reading", 2, 5min);
        for (const auto& reading : w.told.of("s1sp.reading", "one")) CHECK(reading.text("half_hours") == "48");
        // Both contacts, each under the name that the hub trusted by then.
        auto contacts = w.told.of("head_end.contact", "one");
        REQUIRE(contacts.size() >= 2);
        CHECK(contacts[contacts.size() - 2].text("identity") == "hes.smso-b.example");
        CHECK(contacts.back().text("identity") == "s1sp.dcc.example");
        w.run_for(48h);
        CHECK(w.told.of("head_end.contact", "one").size() == contacts.size()); // its SMSO has lost it
    }
}

TEST_CASE("a hub that comes too late is rolled back without having been touched")
{
    installation_world w(fleet("{ after: 193h, rollback: network_cancel }"));
    w.run(1h);
    w.act("migration.start", "one");
    w.run_to("migration.timed_out", 1, 200h);
    CHECK(w.now() == 1h + 2s + 192h);
    undone(w);
    CHECK(w.told.count("credentials.replaced") == 0);
    CHECK(w.told.count("chf.hes_changed") == 0);
}

TEST_CASE("a master key that the DCO does not hold fails the installation before any key is touched")
{
    installation_world w(fleet("{ after: 2h, rollback: network_cancel }", "{ master_key: lost }"));
    w.run(1h);
    w.act("migration.start", "one");
    w.run_to("migration.failed");
    CHECK(w.told.of("migration.failed", "one")[0].text("reason") ==
          "wrapping the devices' new keys: the DCO holds no master key of that device");
    CHECK(w.told.of("migration.rolling_back", "one")[0].text("undo") == "credentials, address, sim");
    undone(w);
}

TEST_CASE("it can be withdrawn at every change to the hub, its keys included: the SMSO's are back")
{
    struct {
        const char* event;
        std::size_t n;
        sim::duration later; ///< far enough for the keys of no, some, or all devices
    } rows[] = {{"credentials.replaced", 1, 0s},
                {"chf.hes_changed", 1, 0s},
                {"head_end.contact", 2, 10s},
                {"head_end.contact", 2, 14s},
                {"credentials.replaced", 2, 0s}};
    for (const auto& row : rows) {
        CAPTURE(row.event);
        CAPTURE(row.later);
        installation_world w(after_two_hours);
        w.run(2h);
        w.act("migration.start", "one");
        w.run_to(row.event, row.n);
        w.run_for(row.later);
        REQUIRE(w.state("migration.state", "one") == "installing");
        w.act("migration.cancel", "one");
        undone(w);
    }
}

TEST_CASE("a hub that loses its power while it is installed is found again, and commissioned")
{
    for (auto later : {1s, 5s, 10s, 15s, 20s}) {
        CAPTURE(later);
        for (std::size_t contact : {1U, 2U}) {
            CAPTURE(contact);
            installation_world w(after_two_hours);
            w.run(2h);
            w.act("migration.start", "one");
            w.run_to("migration.connected");
            if (contact == 2) w.run_to("head_end.contact");
            w.run_for(later);
            w.act("chf.power_cut", "one");
            w.run_for(30min);
            w.act("chf.power_restore", "one");
            w.run_to("migration.commissioned", 1, 30min);
            CHECK(w.state("credentials.trust", "one") == "dcc");
            w.run_to("s1sp.reading", 2, 5min);
        }
    }
}

TEST_CASE("a hub that was prepared for the DCC is installed in one contact")
{
    installation_world w("handover: preloaded_dcc\n" + after_two_hours);
    w.run(1h);
    w.act("migration.start", "one");
    w.run_to("migration.commissioned");
    CHECK(w.told.of("head_end.contact", "one").back().text("identity") == "s1sp.dcc.example");
    CHECK(w.state("credentials.trust", "one") == "dcc");
    CHECK(w.state("chf.hes", "one") == "s1sp.dcc.example:4059");
}

TEST_CASE("both families migrate in one world, of one SMSO")
{
    installation_world w("fleet:\n"
                         "  - { id: called, family: landis_gyr, group: EB, "
                         "overrides: { chf: { reconnect: { after: 2h } } } }\n"
                         "  - { id: calling, family: trilliant, group: EB, "
                         "overrides: { chf: { reconnect: { after: 2h } } } }\n");
    w.run(1h);
    w.act("migration.start", "called");
    w.act("migration.start", "calling");
    w.run_to("migration.commissioned", 2);
    CHECK(w.state("chf.hes", "called") == "s1sp.dcc.example:4059");
    CHECK(w.state("chf.hes", "calling") == "s1sp.dcc.example:4433");
}

} // namespace
} // namespace tests
