#include "sim/smwan/catalogue.hpp"
#include "sim/smwan/sim_directory.hpp"

#include <doctest/doctest.h>

namespace sim::smwan {
namespace {

sim_identity identity(int n)
{
    auto serial = std::to_string(1'000'000 + n).substr(1);
    auto payload = "893144000000" + serial;
    return {iccid::parse(payload + luhn_digit(payload)).value(), imsi::parse("204040000" + serial).value(),
            msisdn::parse("88239000" + serial).value()};
}

service_profile profile(std::string name, const char* pool)
{
    return {.name = name, .apns = {name + ".example"}, .pool = address_pool::parse(pool).value(), .routes = {}};
}

struct told_lines : journal_sink {
    bool write(const journal_entry& e) override { return lines.push_back(e.to_json()), true; }
    std::vector<std::string> lines;
};

struct world {
    simulation sim{7};
    sim_directory directory{sim};
    told_lines told;
    world()
    {
        declare(sim);
        bind(sim, directory);
        sim.log.add_sink(told);
        REQUIRE_FALSE(directory.add_profile(profile("smso-a", "127.16.0.0/14")));
        REQUIRE_FALSE(directory.add_profile(profile("dcc-foc", "127.20.0.0/14")));
        REQUIRE(directory.add_sim({.identity = identity(1), .installation = "tri-1", .profile = "smso-a", .plan = {}}));
    }
    sim_card& card() { return *directory.by_installation("tri-1"); }
};

TEST_CASE("a profile's name and pool are its own")
{
    world w;
    CHECK(w.directory.add_profile(profile("smso-a", "127.24.0.0/14")) == smwan_errc::duplicate);
    CHECK(w.directory.add_profile(profile("other", "127.17.0.0/16")) == smwan_errc::bad_pool);
    CHECK(w.directory.add_profile(profile("", "127.24.0.0/14")) == smwan_errc::bad_profile_name);
    CHECK(w.directory.set_route("unknown", "hes.example", {}) == smwan_errc::unknown_profile);
}

TEST_CASE("a SIM's numbers and installation are its own, and its profile must exist")
{
    world w;
    auto add = [&](int number, const char* installation, const char* name) {
        return w.directory.add_sim(
            {.identity = identity(number), .installation = installation, .profile = name, .plan = {}});
    };
    CHECK(add(1, "tri-2", "smso-a").error() == smwan_errc::duplicate);
    CHECK(add(2, "tri-1", "smso-a").error() == smwan_errc::duplicate);
    CHECK(add(2, "tri-2", "nowhere").error() == smwan_errc::unknown_profile);
    CHECK(w.directory.size() == 1);
    CHECK(add(2, "tri-2", "smso-a").value()->index() == 1);
}

TEST_CASE("a SIM is found by each of its names, still after many more have been added")
{
    world w;
    for (int i = 2; i <= 1000; ++i)
        REQUIRE(w.directory.add_sim(
            {.identity = identity(i), .installation = "tri-" + std::to_string(i), .profile = "smso-a", .plan = {}}));
    auto& card = w.card();
    CHECK(w.directory.by_iccid(identity(1).card.to_string()) == &card);
    CHECK(w.directory.by_imsi(identity(1).subscriber.to_string()) == &card);
    CHECK(w.directory.by_installation("tri-1001") == nullptr);
    CHECK(w.directory.by_iccid("") == nullptr);
}

TEST_CASE("a profile change is journalled, remembers where it came from, and is told to the watcher")
{
    struct watcher final : sim_watcher {
        void on_profile_changed(const profile_change& c) override { seen.push_back({c.direction, c.ordinal}); }
        std::vector<std::pair<change_direction, std::uint32_t>> seen;
    } seen;
    world w;
    w.directory.watch(w.card(), &seen);
    CHECK(w.directory.set_profile(w.card(), "nowhere") == smwan_errc::unknown_profile);
    CHECK_FALSE(w.directory.set_profile(w.card(), "smso-a"));
    CHECK(w.told.lines.empty());
    CHECK(w.card().previous() == nullptr);

    CHECK_FALSE(w.sim.names.invoke("sim.set_profile", "tri-1", {{"profile", std::string("dcc-foc")}}));
    REQUIRE(w.told.lines.size() == 1);
    CHECK(w.told.lines[0] ==
          "{\"seq\":1,\"t\":\"1970-01-01T00:00:00.000000000Z\",\"on\":\"tri-1\",\"device\":\"tri-1.chf\","
          "\"event\":\"sim.profile_changed\",\"iccid\":\"" +
              identity(1).card.to_string() + "\",\"from\":\"smso-a\",\"to\":\"dcc-foc\"}");
    CHECK(w.card().previous()->name == "smso-a");
    CHECK(w.sim.names.get("sim.profile", "tri-1").value() == value("dcc-foc"));
    CHECK_FALSE(w.directory.set_profile(w.card(), "smso-a"));
    CHECK(seen.seen == std::vector<std::pair<change_direction, std::uint32_t>>{{change_direction::there, 1},
                                                                               {change_direction::back, 2}});
    w.directory.watch(w.card(), nullptr);
}

TEST_CASE("leaving for a wrong profile on the way back is still a way back")
{
    struct watcher final : sim_watcher {
        void on_profile_changed(const profile_change& c) override { last = c.direction; }
        change_direction last{};
    } seen;
    world w;
    REQUIRE_FALSE(w.directory.add_profile(profile("smso-b", "127.24.0.0/14")));
    w.directory.watch(w.card(), &seen);
    CHECK_FALSE(w.directory.set_profile(w.card(), "dcc-foc"));
    CHECK_FALSE(w.directory.set_profile(w.card(), "smso-b"));
    CHECK(seen.last == change_direction::back);
    CHECK_FALSE(w.directory.set_profile(w.card(), "smso-a"));
    CHECK(seen.last == change_direction::back);
    CHECK_FALSE(w.directory.set_profile(w.card(), "dcc-foc"));
    CHECK(seen.last == change_direction::there);
    w.directory.watch(w.card(), nullptr);
}

TEST_CASE("the action refuses what is not there")
{
    world w;
    auto invoke = [&](const char* on, arguments args) { return w.sim.names.invoke("sim.set_profile", on, args); };
    CHECK(invoke("tri-2", {{"profile", std::string("dcc-foc")}}) == registry_errc::unknown_subject);
    CHECK(invoke("tri-1", {}) == registry_errc::missing_argument);
    CHECK(invoke("tri-1", {{"profile", std::int64_t{1}}}) == registry_errc::wrong_kind);
    CHECK(invoke("tri-1", {{"profile", std::string("nowhere")}}) == smwan_errc::unknown_profile);
}

TEST_CASE("SIM states have their codes and say what they allow")
{
    CHECK_FALSE(sim_state_from('X'));
    struct row {
        char code;
        std::string_view name;
        bool attach, activate;
    };
    const row table[] = {{'T', "Active.Test", true, true},       {'R', "Active.Ready", true, true},
                         {'A', "Active.Live", true, true},       {'S', "Active.Suspend", true, false},
                         {'U', "Active.Standby", true, true},    {'C', "Active.Sleep", true, false},
                         {'D', "Inactive.Stopped", false, false}};
    for (const auto& r : table) {
        auto s = sim_state_from(r.code).value();
        CHECK(to_string(s) == r.name);
        CHECK(may_attach(s) == r.attach);
        CHECK(may_activate(s) == r.activate);
    }
}

} // namespace
} // namespace sim::smwan
