// The four combinations of SIM and credentials, with and without the address, and what the hub then does.
#include "tests/support/installation_world.hpp"

#include <doctest/doctest.h>

namespace tests {
namespace {

using namespace std::chrono_literals;

constexpr const char* fleet = "fleet: [{ id: one, family: trilliant, group: EA, "
                              "overrides: { chf: { reconnect: { after: 2h, rollback: network_cancel } } } }]\n";

const sim::arguments smso_profile{{"profile", std::string("smso-a")}}, dcc_profile{{"profile", std::string("dcc-foc")}};
const sim::arguments smso_address{{"name", std::string("hes.smso-a.example")}, {"port", std::int64_t{4433}}};
const sim::arguments dcc_address{{"name", std::string("s1sp.dcc.example")}, {"port", std::int64_t{4433}}};

struct commissioned : installation_world {
    commissioned() : installation_world(fleet)
    {
        run(1h);
        act("migration.start", "one");
        run_to("migration.commissioned");
        run_for(10min);
    }
};
struct rolled_back : installation_world {
    rolled_back() : installation_world(fleet)
    {
        run(1h);
        act("migration.start", "one");
        run_to("chf.hes_changed");
        act("migration.cancel", "one");
        run_to("migration.smso_restored", 1, 48h);
        run_for(10min);
    }
};

/// Attaches afresh, and calls: "called smso", or "failed: …".
std::string what_it_does(installation_world& w)
{
    auto calls = w.told.count("hub.called_home"), failures = w.told.count("hub.call_failed");
    w.act("chf.reboot", "one");
    w.run_to("wan.online");
    w.run_for(5min);
    if (w.told.count("hub.called_home") > calls) return "called " + w.told.of("hub.called_home").back().text("peer");
    REQUIRE(w.told.count("hub.call_failed") > failures);
    const auto failure = w.told.of("tls.failed").back();
    auto alert = failure.text("alert");
    return "failed: " + (alert.empty() ? failure.text("reason") : alert);
}

TEST_CASE("SIM back, credentials back, address back: it talks to its SMSO again")
{
    rolled_back w;
    CHECK(what_it_does(w) == "called smso");
}

TEST_CASE("SIM back, credentials not: it reaches its SMSO, whose certificate it does not trust")
{
    commissioned w;
    w.act("sim.set_profile", "one", smso_profile);
    w.act("chf.set_hes", "one", smso_address);
    CHECK(what_it_does(w) == "failed: unknown_ca");
    CHECK(w.told.of("tls.failed").back().text("by") == "us");
    CHECK(w.told.of("tls.failed").back().text("peer") == "smso");
    CHECK(w.state("credentials.trust", "one") == "dcc");
}

TEST_CASE("SIM not back, credentials back: it is on the S1SP's network, and never reaches its SMSO")
{
    rolled_back w;
    w.act("sim.set_profile", "one", dcc_profile);
    // The DCC's network leads the SMSO's name to the S1SP, which shows what the SMSO has handed over.
    CHECK(what_it_does(w) == "called s1sp");
    CHECK(w.state("chf.hes", "one") == "hes.smso-a.example:4433");
}

TEST_CASE("SIM not back, credentials back, the S1SP's address: it does not trust the S1SP")
{
    rolled_back w;
    w.act("sim.set_profile", "one", dcc_profile);
    w.act("chf.set_hes", "one", dcc_address);
    CHECK(what_it_does(w) == "failed: unknown_ca");
}

TEST_CASE("neither back: it is the S1SP's still")
{
    commissioned w;
    CHECK(what_it_does(w) == "called s1sp");
}

TEST_CASE("with the address not back it calls a name that its SMSO's network does not know, whatever it trusts")
{
    SUBCASE("credentials back")
    {
        rolled_back w;
        w.act("chf.set_hes", "one", dcc_address);
        CHECK(what_it_does(w) == "failed: the APN's name service does not know the name");
    }
    SUBCASE("credentials not back")
    {
        commissioned w;
        w.act("sim.set_profile", "one", smso_profile);
        CHECK(what_it_does(w) == "failed: the APN's name service does not know the name");
    }
}

TEST_CASE("an address that makes no sense is refused by the action")
{
    installation_world w(fleet);
    for (std::int64_t port : {std::int64_t{0}, std::int64_t{65536}, std::int64_t{-1}}) {
        auto to = dcc_address;
        to["port"] = port;
        CHECK(w.try_to("chf.set_hes", "one", to) == sim::core_errc::out_of_range);
    }
    CHECK(w.try_to("chf.call_home", "one") == sim::registry_errc::refused); // it has not booted
    CHECK(w.state("chf.hes", "one") == "hes.smso-a.example:4433");
}

TEST_CASE("a PreviousAPN that is wrong passes validation, and its rollback strands the hub")
{
    SUBCASE("another SMSO's profile: the platform moves the SIM, and the hub finds nobody there")
    {
        installation_world w("fleet:\n"
                             "  - { id: one, family: trilliant, group: EA, migration: { previous_apn: smso-b }, "
                             "overrides: { chf: { reconnect: { cause: never, rollback: network_cancel } } } }\n"
                             "  - { id: other, family: trilliant, group: EB }\n");
        w.run(1h);
        w.act("migration.start", "one");
        w.run_to("migration.rolled_back", 1, 200h);
        CHECK(w.state("sim.profile", "one") == "smso-b");
        w.run_for(400h);
        CHECK(w.state("migration.state", "one") == "rolled_back"); // and never restored
        CHECK(w.told.of("hub.call_failed", "one").back().text("error") ==
              "the APN's name service does not know the name");
        CHECK(w.state("chf.apn", "one") == "smso-b.example");
    }
    SUBCASE("a profile that does not exist: the platform refuses it five times")
    {
        installation_world w("fleet: [{ id: one, family: trilliant, group: EA, migration: { previous_apn: nonsense }, "
                             "overrides: { chf: { reconnect: { cause: never, rollback: network_cancel } } } }]\n");
        w.run(1h);
        w.act("migration.start", "one");
        w.run_to("migration.rollback_failed", 1, 200h);
        CHECK(w.now() == 1h + 2s + 192h + 5 * 2s + 4 * 1min);
        CHECK(w.state("sim.profile", "one") == "dcc-foc");
        CHECK(w.told.of("migration.rollback_failed", "one")[0].text("reason") ==
              "sim not restored (there is no customer service profile of that name)");
        // A person may try again.
        w.act("migration.rollback", "one");
        CHECK(w.state("migration.state", "one") == "rolling_back");
        w.run_to("migration.rollback_failed", 1, 1h);
    }
}

} // namespace
} // namespace tests
