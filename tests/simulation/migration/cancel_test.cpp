// A migration that is withdrawn, in every phase.
#include "tests/support/installation_world.hpp"

#include <doctest/doctest.h>

namespace tests {
namespace {

using namespace std::chrono_literals;

constexpr const char* fleet = "fleet: [{ id: one, family: trilliant, group: EA, "
                              "overrides: { chf: { reconnect: { after: 2h, rollback: network_cancel } } } }]\n";

TEST_CASE("before it begins and after it is over there is nothing to withdraw")
{
    installation_world w(fleet);
    w.run(1h);
    CHECK(w.try_to("migration.cancel", "one"));
    CHECK(w.try_to("migration.rollback", "one"));
    CHECK(w.try_to("migration.cancel", "nobody") == sim::registry_errc::unknown_subject);
    CHECK(w.try_to("migration.rollback", "nobody") == sim::registry_errc::unknown_subject);
    w.act("migration.start", "one");
    w.run_to("migration.commissioned");
    CHECK(w.try_to("migration.cancel", "one"));
    CHECK(w.try_to("migration.rollback", "one"));
    CHECK(w.state("migration.state", "one") == "commissioned");
}

/// Cancelled (or rolled back on demand) at some point, everything is undone and the hub talks to its SMSO again.
void undone(installation_world& w, std::string_view action, std::string_view outcome)
{
    w.act(action, "one");
    CHECK(w.state("migration.outcome", "one") == outcome);
    CHECK(w.state("migration.state", "one") == "rolling_back");
    CHECK(w.try_to("migration.cancel", "one")); // once is enough
    w.run_to("migration.rolled_back", 1, 1h);
    CHECK(w.state("sim.profile", "one") == "smso-a");
    CHECK(w.state("credentials.trust", "one") == "smso");
    CHECK(w.state("chf.hes", "one") == "hes.smso-a.example:4433");
    w.run_to("migration.smso_restored", 1, 48h);
    w.run_for(400h);
    CHECK(w.state("migration.state", "one") == "smso_restored");
    CHECK(w.told.of("hub.called_home", "one").back().text("peer") == "smso");
    CHECK(w.told.count("migration.commissioned") == 0);
    CHECK(w.told.count("migration.timed_out") == 0);
}

TEST_CASE("it can be withdrawn, or rolled back on demand, at every state between the files and the end")
{
    for (std::string action : {"migration.cancel", "migration.rollback"}) {
        auto outcome = action == "migration.cancel" ? "cancelled" : "failed";
        for (std::string phase : {"validated", "sim_migrated", "connected", "installing"}) {
            CAPTURE(action);
            CAPTURE(phase);
            installation_world w(fleet);
            w.run(1h);
            w.act("migration.start", "one");
            if (phase != "validated") w.run_to("migration." + phase);
            CHECK(w.state("migration.state", "one") == phase);
            undone(w, action, outcome);
            CHECK(w.told.story("migration.", "one").back() == "smso_restored");
        }
    }
}

TEST_CASE("it can be withdrawn after each change to the hub: what had changed is restored, in its order")
{
    struct {
        const char* event;
        std::size_t n;
        const char* undo;
        words credentials;
    } rows[] = {
        {"credentials.replaced", 1, "credentials, sim", {"replaced", "restored"}},
        {"chf.hes_changed", 1, "credentials, address, sim", {"replaced", "restored"}},
        {"credentials.replaced", 2, "credentials, address, sim", {"replaced", "replaced", "replaced", "restored"}}};
    for (const auto& row : rows) {
        CAPTURE(row.event);
        CAPTURE(row.n);
        installation_world w(fleet);
        w.run(1h);
        w.act("migration.start", "one");
        w.run_to(row.event, row.n);
        undone(w, "migration.cancel", "cancelled");
        CHECK(w.told.of("migration.rolling_back", "one")[0].text("undo") == row.undo);
        CHECK(w.told.story("credentials.", "one") == row.credentials);
        CHECK(w.last("credentials.restored", "one") <= w.last("sim.profile_changed", "one"));
        if (w.told.count("chf.hes_changed") == 0) continue;
        CHECK(w.told.count("chf.hes_changed") == 2);
        CHECK(w.last("credentials.restored", "one") < w.last("chf.hes_changed", "one"));
        CHECK(w.last("chf.hes_changed", "one") < w.last("sim.profile_changed", "one"));
    }
}

TEST_CASE("after a rollback it can be tried again, and succeeds")
{
    installation_world w("fleet: [{ id: one, family: trilliant, group: EA, "
                         "overrides: { chf: { reconnect: { cause: network_cancel } } } }]\n");
    w.run(1h);
    w.act("migration.start", "one");
    w.run_to("credentials.replaced");
    w.act("migration.cancel", "one");
    w.run_to("migration.smso_restored", 1, 48h);
    w.act("migration.start", "one");
    w.run_to("migration.commissioned", 1, 48h);
    CHECK(w.state("credentials.trust", "one") == "dcc");
}

} // namespace
} // namespace tests
