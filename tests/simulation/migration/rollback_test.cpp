// Windows that end, hubs that vanish, and the way back.
#include "tests/support/installation_world.hpp"

#include <doctest/doctest.h>

namespace tests {
namespace {

using namespace std::chrono_literals;

constexpr auto moved = 1h + 2s; ///< a start at 1 h, and the platform's two seconds

TEST_CASE("a hub that never reconnects times out with the window, and only its SIM goes back")
{
    struct {
        const char* group;
        sim::duration window;
        const char* home;
    } rows[] = {{"EA", 192h, "smso-a"}, {"EB", 192h, "smso-b"}, {"CA", 48h, "smso-f"}};
    for (const auto& row : rows) {
        CAPTURE(row.group);
        installation_world w("fleet: [{ id: one, family: trilliant, group: " + std::string(row.group) +
                             ", overrides: { chf: { reconnect: { cause: never } } } }]\n");
        w.run(1h);
        w.act("migration.start", "one");
        w.run(moved + row.window - 1ns);
        CHECK(w.state("migration.state", "one") == "sim_migrated");
        w.run(moved + row.window + 1min);
        CHECK(w.told.story("migration.", "one") ==
              words{"requested", "validated", "sim_migrated", "timed_out", "rolling_back", "rolled_back"});
        CHECK(w.first("migration.timed_out", "one") == moved + row.window);
        CHECK(w.first("migration.rolled_back", "one") == moved + row.window + 2s);
        CHECK(w.told.of("migration.rolling_back", "one")[0].text("undo") == "sim");
        CHECK(w.state("sim.profile", "one") == row.home);
        CHECK(w.told.count("credentials.replaced") == 0);
        // It goes on in its old context for ever: the way back takes the family's cause again.
        w.run_for(1000h);
        CHECK(w.state("migration.state", "one") == "rolled_back");
        CHECK(w.state("wan.context", "one") == "stale");
    }
}

TEST_CASE("rolled back and back with its SMSO are two events; the way back has a cause of its own")
{
    installation_world w("fleet: [{ id: one, family: trilliant, group: EA, "
                         "overrides: { chf: { reconnect: { cause: never, rollback: { after: 100h } } } } }]\n");
    w.run(1h);
    w.act("migration.start", "one");
    w.run_to("migration.smso_restored");
    CHECK(w.first("migration.rolled_back", "one") == moved + 192h + 2s);
    auto restart = moved + 192h + 2s + 100h;
    CHECK(w.last("chf.booted", "one") == restart + 20s);
    CHECK(w.now() > restart + 20s);
    CHECK(w.now() < restart + 20s + 2min);
    CHECK(w.state("migration.outcome", "one") == "timed_out");
}

TEST_CASE("a hub that comes back after the window has ended, and after the SIM has, finds its SMSO as it was")
{
    installation_world w("fleet: [{ id: one, family: trilliant, group: EA, "
                         "overrides: { chf: { reconnect: { after: 192h1m, rollback: network_cancel } } } }]\n");
    w.run(1h);
    w.act("migration.start", "one");
    w.run_to("migration.smso_restored", 1, 200h);
    CHECK(w.told.story("credentials.", "one").empty());
    CHECK(w.told.count("chf.hes_changed") == 0);
    CHECK(w.told.of("hub.called_home", "one").back().text("peer") == "smso");
}

/// A hub that loses its power at some point of the installation, and gets it back `away` later.
struct outage {
    outage(const char* event, std::size_t n, sim::duration away)
        : w("fleet: [{ id: one, family: trilliant, group: EA, "
            "overrides: { chf: { reconnect: { after: 2h, rollback: network_cancel } } } }]\n")
    {
        w.run(1h);
        w.act("migration.start", "one");
        cut = w.run_to(event, n);
        w.act("chf.power_cut", "one");
        w.run_for(away);
        w.act("chf.power_restore", "one");
    }
    installation_world w;
    sim::duration cut{};
};

struct point {
    const char* event;
    std::size_t n;
    const char* undo;
    const char* trust; ///< what it trusts while it is away
    bool knows_us;     ///< it has the S1SP's address
};
constexpr point points[] = {{"credentials.replaced", 1, "credentials, sim", "dcc+smso", false},
                            {"chf.hes_changed", 1, "credentials, address, sim", "dcc+smso", true},
                            {"credentials.replaced", 2, "credentials, address, sim", "dcc", true}};

TEST_CASE("a hub that is away for days in the middle of the installation is commissioned when it comes back in time")
{
    for (const auto& p : points) {
        CAPTURE(p.event);
        CAPTURE(p.n);
        outage o(p.event, p.n, 100h);
        CHECK(o.w.state("credentials.trust", "one") == p.trust);
        o.w.run_to("migration.commissioned", 1, 1h);
        CHECK(o.w.state("credentials.trust", "one") == "dcc");
        CHECK(o.w.state("chf.hes", "one") == "s1sp.dcc.example:4433");
    }
}

TEST_CASE(
    "a hub that reboots in the middle of the installation is back in a minute, and not held up by its old session")
{
    for (const auto& p : points) {
        CAPTURE(p.event);
        CAPTURE(p.n);
        outage o(p.event, p.n, 1s);
        o.w.run_to("migration.commissioned", 1, 5min);
        CHECK(o.w.now() - o.w.last("wan.online", "one") < 3min);
    }
}

TEST_CASE("a hub that comes back after the window is rolled back: credentials, address, SIM, and then its SMSO")
{
    for (const auto& p : points) {
        CAPTURE(p.event);
        CAPTURE(p.n);
        outage o(p.event, p.n, 200h);
        auto& w = o.w;
        CHECK(w.state("migration.state", "one") == "rolling_back");
        CHECK(w.first("migration.timed_out", "one") == moved + 192h);
        CHECK(w.told.of("migration.rolling_back", "one")[0].text("undo") == p.undo);
        CHECK(w.state("sim.profile", "one") == "dcc-foc");
        w.run_to("migration.rolled_back", 1, 1h);
        CHECK(w.state("credentials.trust", "one") == "smso");
        CHECK(w.state("sim.profile", "one") == "smso-a");
        CHECK(w.state("chf.hes", "one") == "hes.smso-a.example:4433");
        CHECK(w.told.count("credentials.restored") == 1);
        CHECK(w.first("credentials.restored", "one") < w.last("sim.profile_changed", "one"));
        if (p.knows_us) {
            CHECK(w.first("credentials.restored", "one") < w.last("chf.hes_changed", "one"));
            CHECK(w.last("chf.hes_changed", "one") < w.last("sim.profile_changed", "one"));
        }
        w.run_to("migration.smso_restored", 1, 24h);
        CHECK(w.told.of("hub.called_home", "one").back().text("peer") == "smso");
    }
}

TEST_CASE(
    "after two days of waiting for the hub the SIM goes back without it, and the S1SP says what it could not undo")
{
    for (const auto& p : points) {
        CAPTURE(p.event);
        CAPTURE(p.n);
        outage o(p.event, p.n, 300h);
        auto& w = o.w;
        CHECK(w.state("migration.state", "one") == "rollback_failed");
        CHECK(w.first("migration.rollback_failed", "one") == moved + 192h + 48h + 2s);
        CHECK(w.state("sim.profile", "one") == "smso-a");
        auto reason = w.told.of("migration.rollback_failed", "one")[0].text("reason");
        std::string_view expected = p.knows_us ? "credentials not restored (the hub did not come), "
                                                 "address not restored (the hub did not come)"
                                               : "credentials not restored (the hub did not come)";
        CHECK(reason == expected);
        w.run_for(48h);
        if (p.knows_us) {
            // On its SMSO's network it calls a name that nobody there knows.
            CHECK(w.state("migration.state", "one") == "rollback_failed");
            CHECK(w.told.of("hub.call_failed", "one").back().text("error") ==
                  "the APN's name service does not know the name");
        } else {
            // It still trusts its SMSO beside the DCC, and calls it.
            CHECK(w.state("migration.state", "one") == "smso_restored");
            CHECK(w.state("credentials.trust", "one") == "dcc+smso");
        }
    }
}

TEST_CASE("a hub that was prepared for the DCC is given back as it was prepared")
{
    installation_world w("handover: preloaded_dcc\n"
                         "fleet: [{ id: one, family: trilliant, group: EA, "
                         "overrides: { chf: { reconnect: { after: 2h, rollback: network_cancel } } } }]\n");
    w.run(1h);
    w.act("migration.start", "one");
    SUBCASE("after its credentials were replaced") { w.run_to("credentials.replaced"); }
    SUBCASE("after its address was replaced") { w.run_to("chf.hes_changed"); }
    w.act("migration.cancel", "one");
    w.run_to("migration.rolled_back", 1, 1h);
    CHECK(w.state("credentials.trust", "one") == "dcc+smso");
    CHECK(w.told.count("credentials.restored") == 1);
    CHECK(w.state("chf.hes", "one") == "hes.smso-a.example:4433");
    w.run_to("migration.smso_restored", 1, 48h);
}

TEST_CASE("a session that breaks while credentials are restored is tried again with the next one")
{
    outage o("chf.hes_changed", 1, 200h);
    o.w.run_to("tls.established");
    o.w.act("chf.power_cut", "one");
    o.w.run_for(1h);
    o.w.act("chf.power_restore", "one");
    o.w.run_to("migration.rolled_back", 1, 1h);
    CHECK(o.w.state("credentials.trust", "one") == "smso");
}

} // namespace
} // namespace tests
