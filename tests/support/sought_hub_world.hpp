// A world of one hub that is called and of a head-end that calls it: WAN, TLS, DLMS and both ends are real; the objects
// of the devices are few, and do what the test says.
//
// Times that nobody draws are round: attach 3 s, activation 2 s, round trip 1 s, no limit of rate, messages after 5 s.
#pragma once
#include "awaited_event.hpp"
#include "devices/cosem/logical_device.hpp"
#include "devices/cosem/profile.hpp"
#include "devices/families/landis_gyr/dlms_server.hpp"
#include "recorder.hpp"
#include "scenarios/reference/head_end/landis_gyr.hpp"
#include "sim/crypto/simulation_pki.hpp"
#include "toy_dlms_device.hpp"

#include <doctest/doctest.h>

#include <optional>

namespace tests {

using namespace std::chrono_literals;
namespace chf = devices::chf;
namespace reference = scenarios::reference;

/// A device behind the hub, or the hub itself, as its objects have it.
struct toy_content {
    chf::hub* hub{nullptr};
    toy::keys keys;
    toy::key128 master{};
    sim::duration clock_error{}; ///< what its clock shows, less the truth
    std::size_t transfers{0};
    std::uint64_t register_value{0};
    bool refuses{false}; ///< every method
};

/// What the head-end's owner does is the test's.
struct toy_owner final : reference::head_end_owner {
    bool wants(sim::eui64, const std::string&) override { return true; }
    void on_contact(reference::head_end& contact) override
    {
        identities.push_back(contact.identity());
        present = &contact;
        if (act) act(contact);
    }
    void on_contact_ended(reference::head_end& contact, bool complete) override
    {
        ended.push_back(complete);
        if (present == &contact) present = nullptr;
    }
    std::function<void(reference::head_end&)> act;
    std::vector<std::string> identities; ///< under which each contact came
    std::vector<bool> ended;
    reference::head_end* present{nullptr};
};

class sought_hub_world {
public:
    static constexpr sim::time_point start{std::chrono::sys_days(std::chrono::year(2020) / 11 / 7).time_since_epoch()};
    static constexpr const char* smso_name = "hes.smso-b.example";
    static constexpr const char* dcc_name = "s1sp.dcc.example";
    static constexpr sim::eui64 hub_eui{0x70B3D50000000010}, esme_eui{0x70B3D50000000011}, gsme_eui{0x70B3D50000000012};

    struct options {
        sim::smwan::context_mode context{sim::smwan::context_mode::always};
        std::string certificate_authority{"SMSO B CA"}; ///< of the head-end's certificate for the SMSO's name
        bool known_keys{true};
        bool pushes{true}; ///< its destination is a name that the network knows
    };
    sought_hub_world() : sought_hub_world(options()) {}
    explicit sought_hub_world(options o);
    ~sought_hub_world();

    void run(sim::duration until) { REQUIRE(sim.time.run_until(start + until)); }
    void run_for(sim::duration d) { REQUIRE(sim.time.run_until(sim.time.now() + d)); }
    /// Runs until the n-th entry of an event from now, to the end of that instant; fails after `limit`.
    sim::duration run_to(std::string_view event, std::size_t n = 1, sim::duration limit = 48h);
    sim::duration now() const { return sim.time.now() - start; }
    /// The head-end looks for the hub from now on, under the SMSO's name, and then the S1SP's.
    void seek() { service->seek(hub_eui, {smso_name, dcc_name}); }
    reference::credential authority(std::string_view name);
    chf::hub& hub() { return *hub_; }
    toy_content& content(reference::device_part part) { return contents[static_cast<std::size_t>(part)]; }

    sim::simulation sim;
    recorder told;
    sim::crypto::simulation_pki pki;
    sim::transport::network internet;
    sim::smwan::sim_directory sims;
    sim::smwan::operator_network operators;
    sim::smwan::sms_centre messages;
    std::array<toy_content, 3> contents;
    sim::smwan::sim_card* card{nullptr};
    toy_owner boss;
    std::unique_ptr<reference::landis_gyr_service> service;

private:
    void make_profiles();
    void make_hub(const options& o);
    void make_service(const options& o);

    std::vector<devices::cosem::object_server> objects_;
    devices::families::landis_gyr::association_table clients_;
    std::unique_ptr<chf::hub> hub_;
    awaited_event arrival_{sim};
};

} // namespace tests
