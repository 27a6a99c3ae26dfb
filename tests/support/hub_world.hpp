// A world of one hub and of head-ends that tests write: everything between them is real, the network is in memory.
//
// Times that the hub does not draw itself are round: attach 3 s, activation 2 s, round trip 1 s, no limit of rate.
#pragma once
#include "awaited_event.hpp"
#include "devices/call_home/envelope_ledger.hpp"
#include "devices/call_home/server_session.hpp"
#include "devices/families/trilliant/call_home_client.hpp"
#include "devices/families/trilliant/near_meters.hpp"
#include "recorder.hpp"
#include "sim/crypto/simulation_pki.hpp"
#include "sim/smwan/catalogue.hpp"
#include "sim/tls/events.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <functional>
#include <map>

namespace tests {

namespace call_home = devices::call_home;
namespace trilliant = devices::families::trilliant;
using namespace std::chrono_literals;

class hub_world;

/// A head-end that remembers everything, and does what the test says.
class test_head_end {
public:
    struct call {
        sim::time_point at; ///< when its HELLO came
        call_home::hello hello;
        bool resumed;
        std::vector<call_home::envelope> envelopes;
        std::vector<call_home::config_result> answers;
        std::vector<call_home::command_result> results;
        std::vector<call_home::image_result> images;
        std::optional<call_home::session_result> end;
    };
    test_head_end(hub_world& w, std::string name, std::string role, sim::transport::endpoint at,
                  std::string_view authority);
    ~test_head_end();

    // ---- what to do
    std::function<call_home::ack_plan(const call_home::envelopes&)> answer; ///< none: acknowledge everything, done
    std::vector<call_home::config_operation> settings;                      ///< of the next session that is kept open
    std::vector<call_home::command> commands;                               ///< the same
    std::vector<call_home::image_operation> images;                         ///< the same, after the others
    std::optional<call_home::bye> farewell;                                 ///< to end it with; none: `complete`
    std::optional<call_home::bye> dismissal;                                ///< instead of any answer to HELLO

    // ---- what came
    std::deque<call> calls;
    std::map<std::uint32_t, int> received; ///< how often each envelope was new to the ledger
    std::map<std::uint32_t, call_home::envelope> envelopes;
    std::size_t refused{0}; ///< handshakes that failed
    std::size_t open() const { return sessions_.size(); }

private:
    class session;
    hub_world& world_;
    std::string role_;
    std::shared_ptr<const sim::tls::config> tls_;
    std::shared_ptr<const sim::tls::trust_policy> trust_;
    std::shared_ptr<sim::tls::session_cache> cache_{std::make_shared<sim::tls::session_cache>()};
    std::unique_ptr<sim::transport::listener> door_;
    std::deque<std::unique_ptr<session>> sessions_;
    call_home::envelope_ledger ledger_;
    std::uint64_t accepted_{0};
};

class hub_world {
public:
    static constexpr sim::time_point start{std::chrono::sys_days(std::chrono::year(2020) / 11 / 7).time_since_epoch()};
    static constexpr const char* smso_name = "hes.smso-a.example";
    static constexpr const char* dcc_name = "s1sp.dcc.example";

    struct options {
        std::uint64_t seed{7};
        sim::smwan::reconnect_plan plan{{sim::smwan::reconnect_cause::never, {}, {}}, {}};
        devices::families::chf_settings chf{};
        std::vector<call_home::credential> trust{}; ///< empty: the SMSO's authority
        bool certificate_valid{true};
        std::optional<devices::chf::head_end_address> prepared{};
        bool gas{true};
        devices::families::trilliant::device_gateway* devices{nullptr}; ///< none: devices take no frames
        std::uint32_t clock_ppm{0};
        devices::chf::firmware_trial trial{};
    };
    hub_world() : hub_world(options()) {}
    explicit hub_world(options o);
    ~hub_world();

    void run(sim::duration until) { REQUIRE(sim.time.run_until(start + until)); }
    void run_for(sim::duration d) { REQUIRE(sim.time.run_until(sim.time.now() + d)); }
    /// Runs until the n-th entry of an event from now, to the end of that instant; fails after `limit`.
    sim::time_point run_to(std::string_view event, std::size_t n = 1, sim::duration limit = sim::days(40));
    sim::duration now() const { return sim.time.now() - start; }
    sim::crypto::validity valid() const { return {start - sim::days(365), start + sim::days(3650)}; }
    call_home::credential authority(std::string_view name, std::string binding = {});
    void set_profile(const char* name);

    sim::simulation sim;
    recorder told;
    sim::crypto::simulation_pki pki;
    sim::transport::network internet;
    sim::smwan::sim_directory sims;
    sim::smwan::operator_network operators;
    test_head_end smso, dcc;
    trilliant::no_devices devices;
    devices::esme::meter electricity;
    devices::gsme::meter gas;
    sim::smwan::sim_card* card{nullptr};
    std::unique_ptr<trilliant::near_meters> view;
    std::unique_ptr<devices::chf::hub> hub;

private:
    awaited_event arrival_{sim};
};

} // namespace tests
