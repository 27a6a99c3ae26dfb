// What a run leaves in its folder.
#include "run_bench.hpp"

#include <boost/json/parse.hpp>

#include <filesystem>
#include <set>
#include <sstream>

namespace tests {
namespace {

constexpr const char* rebooting =
    "limits: { virtual: 6h }\n"
    "fleet: [{ id: a, family: trilliant, group: EA, overrides: { chf: { call_home: { interval: 1h } } } }]\n"
    "steps: [{ at: 1h, do: chf.reboot, on: a }, { at: 2h, do: chf.reboot, on: a }]\n"
    "expect: [{ id: x, that: wan.state == online, on: a }]\n";

TEST_CASE("a folder that cannot be made is told by its name, before anything runs")
{
    auto o = in_memory();
    o.report_folder = "/proc/nowhere/report";
    auto plan = scenario_of(rebooting);
    CHECK_THROWS_WITH(scenarios::engine::run_scenario(plan, o), doctest::Contains("/proc/nowhere/report"));
}

TEST_CASE("without a folder nothing is written")
{
    auto o = in_memory();
    o.capture_wan = true;
    auto report = scenarios::engine::run_scenario(scenario_of(rebooting), o);
    CHECK(report.outcome == scenarios::report::verdict::pass);
}

TEST_CASE("a run writes its journal, its wall times, its result; captures and keys only where they are wanted")
{
    scratch_folder folder;
    auto o = in_memory();
    o.report_folder = folder.path() + "/deep/er";
    auto plan = scenario_of(rebooting);
    auto report = scenarios::engine::run_scenario(plan, o);
    for (const char* name : {"journal.ndjson", "walltime.ndjson", "result.json", "junit.xml"}) {
        CAPTURE(name);
        CHECK(folder.has(std::string("deep/er/") + name));
    }
    CHECK_FALSE(folder.has("deep/er/wan.pcapng"));
    CHECK_FALSE(folder.has("deep/er/keys.log"));
    CHECK_FALSE(folder.has("deep/er/pki"));
    auto result = boost::json::parse(folder.text("deep/er/result.json")).as_object();
    CHECK(result.at("verdict") == "PASS");
    CHECK(result.at("seed") == 1);
    CHECK(result.at("transport") == "memory");
    CHECK(report.journal_lost == 0);
}

TEST_CASE("keys.log has a line for each TLS session, and no two sessions of a hub's life begin with the same random")
{
    scratch_folder folder;
    auto o = in_memory();
    o.report_folder = folder.path();
    o.capture_wan = true;
    scenarios::engine::run_scenario(scenario_of(rebooting), o);
    std::size_t established = 0;
    for (const auto& entry : folder.journal()) established += finished::text(entry, "event") == "tls.established";
    CHECK(established >= 6);
    std::set<std::string> randoms;
    std::size_t lines = 0;
    std::istringstream keys(folder.text("keys.log"));
    for (std::string label, random, secret; keys >> label >> random >> secret; ++lines) {
        CHECK(label == "CLIENT_RANDOM");
        CHECK(random.size() == 64);
        CHECK(secret.size() == 96);
        randoms.insert(random);
    }
    CHECK(lines == established);
    CHECK(randoms.size() == lines);
    for (const char* secret : {"keys.log", "wan.pcapng"}) {
        auto allowed = std::filesystem::status(folder.path() + "/" + secret).permissions();
        CHECK(allowed == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    }
}

TEST_CASE("a listening system is told by its name and address, and what a peer needs is in the folder")
{
    scratch_folder folder;
    auto o = in_memory();
    o.report_folder = folder.path();
    o.transport = scenarios::engine::transport_kind::tcp;
    std::vector<std::pair<std::string, std::string>> told;
    o.on_listening = [&](const std::string& name, const std::string& at) { told.emplace_back(name, at); };
    auto plan = scenario_of("limits: { virtual: 10s }\nsystems: { s1sp: { listen: 127.0.0.1:0 } }\n"
                            "fleet: [{ id: a, family: trilliant, group: EA }]\n"
                            "expect: [{ id: x, that: wan.state == off, on: a }]\n");
    auto report = scenarios::engine::run_scenario(plan, o);
    CHECK(report.outcome == scenarios::report::verdict::pass);
    REQUIRE(told.size() == 1);
    CHECK(told[0].first == "s1sp.dcc.example");
    CHECK(told[0].second.starts_with("127.0.0.1:"));
    for (const char* name : {"device-ca.pem", "dcc-ca.pem", "smso-a-ca.pem", "peer.pem", "peer.key", "expired-peer.pem",
                             "expired-peer.key"}) {
        CAPTURE(name);
        CHECK(folder.has(std::string("pki/") + name));
    }
}

} // namespace
} // namespace tests
