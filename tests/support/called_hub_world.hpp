// A world of one hub that is called, and of head-ends that tests write: everything between them is real, the network is
// in memory; the objects behind the hub are toys.
//
// Times that the hub does not draw itself are round: search and boot as they are, attach 3 s, activation 2 s, round
// trip 1 s, no limit of rate, messages 5 s.
#pragma once
#include "devices/dlms/client_association.hpp"
#include "devices/dlms/wrapper.hpp"
#include "devices/families/landis_gyr/device_keys.hpp"
#include "devices/families/landis_gyr/dlms_server.hpp"
#include "devices/families/landis_gyr/events.hpp"
#include "recorder.hpp"
#include "sim/crypto/simulation_pki.hpp"
#include "sim/smwan/catalogue.hpp"
#include "sim/smwan/private_line.hpp"
#include "sim/smwan/sms_centre.hpp"
#include "sim/tls/events.hpp"
#include "toy_dlms_device.hpp"

#include <doctest/doctest.h>

namespace tests {

namespace landis_gyr = devices::families::landis_gyr;
namespace dlms = devices::dlms;
using namespace std::chrono_literals;

class called_hub_world {
public:
    static constexpr sim::time_point start{std::chrono::sys_days(std::chrono::year(2020) / 11 / 7).time_since_epoch()};
    static constexpr const char* smso_name = "hes.smso-a.example";
    static constexpr sim::transport::address smso_host{0x7F010101}, dcc_host{0x7F010001};
    static constexpr sim::eui64 hub_eui{0x70B3D50000000010}, esme_eui{0x70B3D50000000011};

    struct options {
        sim::smwan::reconnect_plan plan{{sim::smwan::reconnect_cause::never, {}, {}}, {}};
        devices::families::chf_settings chf{};
        std::vector<devices::call_home::credential> trust{}; ///< empty: the SMSO's authority
        sim::transport::network_kind network{sim::transport::network_kind::memory};
    };
    called_hub_world() : called_hub_world(options()) {}
    explicit called_hub_world(options o);
    ~called_hub_world();

    void run(sim::duration until) { REQUIRE(sim.time.run_until(start + until)); }
    void run_for(sim::duration d) { REQUIRE(sim.time.run_until(sim.time.now() + d)); }
    sim::duration now() const { return sim.time.now() - start; }
    sim::crypto::validity valid() const { return {start - sim::days(365), start + sim::days(3650)}; }
    devices::call_home::credential authority(std::string_view name, std::string binding = {});
    landis_gyr::dlms_server& server() { return dynamic_cast<landis_gyr::dlms_server&>(*hub->running()); }
    /// Power, boot, context and the push that says so.
    void bring_online();

    sim::simulation sim;
    recorder told;
    sim::crypto::simulation_pki pki;
    sim::transport::network internet;
    sim::smwan::sim_directory sims;
    sim::smwan::operator_network operators;
    sim::smwan::sms_centre messages;
    sim::smwan::sim_card* card{nullptr};
    toy::objects hub_objects, esme_objects;
    landis_gyr::device_keys hub_keys, esme_keys;
    landis_gyr::association_table table{landis_gyr::make_association_table(toy::everything, 600)};
    std::unique_ptr<devices::chf::hub> hub;
};

/// A head-end that calls: TLS (or nothing), the wrapper, and one question at a time.
class caller {
public:
    struct identity {
        std::string authority{"SMSO A CA"};
        std::string name{called_hub_world::smso_name};
        bool plain{false};
        sim::transport::address host{called_hub_world::smso_host};
        std::string profile{"smso-a"};
    };
    explicit caller(called_hub_world& w) : caller(w, identity()) {}
    caller(called_hub_world& w, identity who);
    ~caller();

    /// Dials and shakes hands; the error of either. Runs until that is over.
    sim::error_code connect();
    sim::error_code connect(sim::transport::address to);
    /// One wrapped APDU there, and what comes back for it until time has passed.
    std::vector<dlms::wrapped> exchange(std::uint16_t client, std::uint16_t server, sim::byte_view apdu,
                                        sim::duration within = 10s);
    void send(sim::byte_view octets);
    /// Whether it reads on what comes; as made it does.
    void listen(bool on);
    /// Octets that it has read, since it was made.
    std::size_t heard() const { return heard_; }
    /// Passes APDUs to and fro until something has come of them.
    std::optional<dlms::client_event> ask(dlms::client_association& with, std::uint16_t client, std::uint16_t server,
                                          sim::result<dlms::client_association::apdus> first,
                                          std::optional<sim::eui64> behind_gateway = {});
    /// A client of the device whose keys these are.
    static dlms::client_association client_of(const landis_gyr::device_keys& keys, std::uint16_t client,
                                              std::uint32_t counter = 0);
    void close();
    const sim::error_code& ended() const { return ended_; }
    sim::transport::stream& stream() { return *stream_; }
    const sim::tls::outcome& tls() const { return tls_->result(); }

private:
    void read();

    called_hub_world& world_;
    identity who_;
    sim::smwan::private_line line_;
    std::unique_ptr<sim::transport::stream> stream_;
    sim::tls::stream* tls_{nullptr};
    dlms::unwrapper incoming_;
    sim::bytes buffer_ = sim::bytes(4096);
    sim::error_code ended_;
    std::size_t heard_{0};
    bool listening_{true}, reading_{false};
    static inline int calls_{0};
};

} // namespace tests
