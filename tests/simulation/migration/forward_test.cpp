// Whole migrations that go well, and those that must not begin.
#include "tests/support/installation_world.hpp"

#include <doctest/doctest.h>

namespace tests {
namespace {

using namespace std::chrono_literals;

const words all_the_way{"requested", "validated", "sim_migrated", "connected", "installing", "commissioned"};

/// "one": an installation whose hub is back soon.
std::string one(std::string_view more = {}, std::string_view group = "EA")
{
    return "fleet: [{ id: one, family: trilliant, group: " + std::string(group) +
           ", overrides: { chf: { reconnect: { after: 2h } } }" + std::string(more) + " }]\n";
}

TEST_CASE("an installation is taken over by its SMSO's credentials: first contact, call back, commissioned")
{
    installation_world w(one());
    w.run(1h);
    CHECK(w.state("migration.state", "one") == "none");
    CHECK(w.state("credentials.trust", "one") == "smso");
    w.act("migration.start", "one");
    CHECK(w.state("migration.state", "one") == "validated");
    CHECK(w.state("sim.profile", "one") == "smso-a");
    w.run(1h + 2s);
    CHECK(w.state("migration.state", "one") == "sim_migrated");
    CHECK(w.state("sim.profile", "one") == "dcc-foc");
    CHECK(w.state("wan.context", "one") == "stale");
    w.run_to("migration.commissioned");
    CHECK(w.told.story("migration.", "one") == all_the_way);
    CHECK(w.state("credentials.trust", "one") == "dcc");
    CHECK(w.state("chf.hes", "one") == "s1sp.dcc.example:4433");
    CHECK(w.state("migration.outcome", "one") == "commissioned");

    // From the pinned restart: 20 s to boot, then the modem; from there minutes at most.
    auto online = w.last("wan.online", "one");
    CHECK(online >= 1h + 2s + 2h + 20s);
    CHECK(online <= 1h + 2s + 2h + 20s + 30s);
    CHECK(w.now() - online < 10min);
    CHECK(w.first("migration.installing", "one") == w.first("migration.connected", "one") + 3s);

    // Once under the SMSO's name, once under its own, and in that order.
    words names;
    for (const auto& l : w.told.of("head_end.contact", "one"))
        if (l.text("peer") == "s1sp") names.push_back(l.text("identity"));
    CHECK(names == words{"hes.smso-a.example", "s1sp.dcc.example"});
    CHECK(w.told.story("credentials.", "one") == words{"replaced", "replaced"});
    words trust;
    for (const auto& l : w.told.of("credentials.replaced", "one")) trust.push_back(l.text("trust"));
    CHECK(trust == words{"SMSO A CA, DCC CA", "DCC CA"});

    // From then on it calls the S1SP every day, and nobody else.
    auto calls = w.told.count("hub.called_home", "one");
    w.run_for(3 * 24h);
    CHECK(w.told.count("hub.called_home", "one") >= calls + 3);
    CHECK(w.told.of("hub.called_home", "one").back().text("peer") == "s1sp");
    CHECK(w.told.count("hub.call_failed", "one") == 0);
}

TEST_CASE("the hub calls back half a minute after it was given its new head-end")
{
    installation_world w(one());
    w.run(1h);
    w.act("migration.start", "one");
    w.run_to("migration.commissioned");
    auto connecting = w.told.times("tls.connecting", "one");
    auto told_to = w.told.times("chf.hes_changed", "one");
    REQUIRE(told_to.size() == 1);
    // The S1SP counts from when it hears the answer, the protocol from whole seconds.
    auto later = connecting.back() - told_to[0];
    CHECK(later >= 29s);
    CHECK(later <= 32s);
}

TEST_CASE("a hub that was prepared for the DCC comes to it by itself: its own name, one contact")
{
    installation_world w("handover: preloaded_dcc\n" + one());
    w.run(1h);
    CHECK(w.state("credentials.trust", "one") == "dcc+smso");
    CHECK(w.told.of("hub.called_home", "one").back().text("peer") == "smso");
    w.act("migration.start", "one");
    w.run_to("migration.commissioned");
    CHECK(w.told.story("migration.", "one") == all_the_way);
    CHECK(w.state("credentials.trust", "one") == "dcc");
    CHECK(w.state("chf.hes", "one") == "s1sp.dcc.example:4433");
    std::size_t contacts = 0;
    for (const auto& l : w.told.of("head_end.contact", "one"))
        if (l.text("peer") == "s1sp") {
            ++contacts;
            CHECK(l.text("identity") == "s1sp.dcc.example");
        }
    CHECK(contacts == 1);
    auto commissioned = w.now();
    w.run_for(2 * 24h);
    CHECK(w.told.of("hub.called_home", "one").back().text("peer") == "s1sp");
    CHECK(w.last("hub.called_home", "one") > commissioned);
}

TEST_CASE("from wan.online to commissioned it takes ten minutes at most over GPRS, for fifty seeds")
{
    sim::duration longest{};
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        CAPTURE(seed);
        installation_world w("fleet: [{ id: one, family: trilliant, group: EA, "
                             "overrides: { chf: { reconnect: { cause: network_cancel } } } }]\n",
                             seed);
        w.run(1h);
        w.act("migration.start", "one");
        auto done = w.run_to("migration.commissioned", 1, 1h);
        longest = std::max(longest, done - w.last("wan.online", "one"));
    }
    MESSAGE("longest: " << sim::to_text(sim::duration(longest)));
    CHECK(longest <= 10min);
}

TEST_CASE("a bad line costs time, but loses nothing")
{
    installation_world w(
        "fleet: [{ id: one, family: trilliant, group: EA, overrides: { chf: { reconnect: { after: 2h }, "
        "link: { loss_per_million: 200000, bits_per_second_up: 2400, bits_per_second_down: 4800 } } } }]\n");
    w.run(1h);
    w.act("migration.start", "one");
    w.run_to("migration.commissioned");
    CHECK(w.state("credentials.trust", "one") == "dcc");
}

TEST_CASE("a group of the initial cohorts comes back within minutes, and has 48 hours")
{
    installation_world w("fleet: [{ id: one, family: trilliant, group: CA }]\n");
    w.run(1h);
    w.act("migration.start", "one");
    REQUIRE(w.told.count("migration.requested", "one") == 1);
    CHECK(w.told.of("migration.requested", "one")[0].text("window") == "2d");
    w.run_to("migration.commissioned");
    CHECK(w.state("sim.profile", "one") == "dcc");
    CHECK(w.now() < 1h + 2s + 5min + 10min);
    CHECK(w.told.of("wan.detached", "one")[0].text("reason") == "detached by the network");
}

TEST_CASE("what a scenario says of `reconnect` counts in every group")
{
    installation_world w(
        "fleet:\n"
        "  - { id: pinned, family: trilliant, group: CA, overrides: { chf: { reconnect: { after: 7h } } } }\n"
        "  - { id: others, family: trilliant, group: CA, "
        "overrides: { chf: { reconnect_other_groups: { after: 9h } } } }\n");
    w.run(1h);
    w.act("migration.start", "pinned");
    w.act("migration.start", "others");
    w.run(20h);
    CHECK(w.last("chf.booted", "pinned") == 1h + 2s + 7h + 20s);
    CHECK(w.last("chf.booted", "others") == 1h + 2s + 9h + 20s);
}

TEST_CASE("every group has a window, and every SMSO its profile; they do not disturb each other")
{
    std::string fleet = "fleet:\n";
    for (std::string group : {"AA", "BA", "CA", "CB", "DA", "EA", "EB", "EC"})
        fleet += "  - { id: " + group + ", family: trilliant, group: " + group +
                 ", overrides: { chf: { reconnect: { cause: network_cancel } } } }\n";
    installation_world w(fleet);
    w.run(1h);
    for (std::string group : {"AA", "BA", "CA", "CB", "DA", "EA", "EB", "EC"}) w.act("migration.start", group);
    w.run(2h);
    for (std::string group : {"AA", "BA", "CA", "CB", "DA", "EA", "EB", "EC"}) {
        CAPTURE(group);
        CHECK(w.state("migration.state", group) == "commissioned");
        bool final_cohort = group[0] == 'E';
        CHECK(w.state("sim.profile", group) == (final_cohort ? "dcc-foc" : "dcc"));
        CHECK(w.told.of("migration.requested", group)[0].text("window") == std::string(final_cohort ? "8d" : "2d"));
    }
}

TEST_CASE("a window may be named, and `auto` is the group's")
{
    installation_world w(one());
    w.run(1h);
    CHECK(w.try_to("migration.start", "one", {{"window", std::string("long")}}));
    CHECK(w.state("migration.state", "one") == "none");
    w.act("migration.start", "one", {{"window", std::string("90m")}});
    w.run(3h);
    CHECK(w.first("migration.timed_out", "one") == 1h + 2s + 90min);
}

TEST_CASE("what may not be migrated is rejected, with a step and a reason, and its SIM never moves")
{
    struct {
        const char* entry;
        const char* step;
        const char* reason;
    } rows[] = {
        {", migration: { previous_apn: missing }", "15.6.1", "PreviousAPN missing"},
        {", migration: { previous_apn: \"\" }", "15.6.1", "PreviousAPN missing"},
        {", migration: { master_key: missing }", "eligibility", "the device's master key is missing"},
        {", migration: { attempts: 5 }", "eligibility", "five or more attempts have failed"},
        {", migration: { device_certificate: expired }", "eligibility", "DeviceCertificate has expired"},
        {", supplier: { electricity: A, gas: B }", "eligibility",
         "split supply, and not both fuels are recently dormant"},
        {", status: recently_dormant, payment: prepayment", "eligibility", "dormant, and electricity is in prepayment"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.entry);
        installation_world w(one(row.entry));
        w.run(1h);
        w.act("migration.start", "one");
        w.run(5h);
        CHECK(w.told.story("migration.", "one") == words{"requested", "rejected"});
        CHECK(w.state("migration.step", "one") == row.step);
        CHECK(w.told.of("migration.rejected", "one")[0].text("reason") == row.reason);
        CHECK(w.told.count("sim.profile_changed") == 0);
    }
}

TEST_CASE("what may just be migrated is")
{
    for (std::string entry : {", migration: { attempts: 4 }", ", status: recently_dormant", ", fuels: electricity",
                              ", status: recently_dormant, supplier: { electricity: A, gas: B }",
                              ", status: { electricity: recently_dormant, gas: historically_dormant }",
                              ", fuels: gas, status: recently_dormant, payment: prepayment",
                              ", payment: { electricity: credit, gas: prepayment }, status: recently_dormant"}) {
        CAPTURE(entry);
        installation_world w(one(entry));
        w.run(1h);
        w.act("migration.start", "one");
        CHECK(w.state("migration.state", "one") == "validated");
    }
}

TEST_CASE("a second start is refused while the first is under way, and after it was commissioned")
{
    installation_world w(one());
    w.run(1h);
    w.act("migration.start", "one");
    CHECK(w.try_to("migration.start", "one"));
    w.run_to("migration.commissioned");
    CHECK(w.try_to("migration.start", "one"));
    CHECK(w.try_to("migration.start", "two") == sim::registry_errc::unknown_subject);
    CHECK(w.told.count("migration.requested") == 1);
}

} // namespace
} // namespace tests
