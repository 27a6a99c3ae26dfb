// A head-end for hubs that call home: a TLS server that takes envelopes and configures hubs
// (devices/families/trilliant/protocol.md).
#pragma once
#include "devices/call_home/envelope_ledger.hpp"
#include "scenarios/reference/head_end/head_end.hpp"
#include "sim/kernel/simulation.hpp"
#include "sim/tls/stream.hpp"
#include "sim/transport/network.hpp"

#include <functional>
#include <list>
#include <memory>
#include <set>

namespace scenarios::reference {

inline constexpr sim::parameter contact_fields[] = {
    {"peer", sim::value_kind::text, "role of the head-end: smso or s1sp"},
    {"identity", sim::value_kind::text, "name in the certificate that it showed"},
    {"hub", sim::value_kind::text, "EUI-64 that the hub gave"},
    {"reason", sim::value_kind::text, "why the hub called"},
};
inline constexpr sim::event_type head_end_contact{"head_end.contact", "A hub has identified itself to a head-end.",
                                                  contact_fields};

/// One name under which the service is reached, and the certificate that it shows there.
struct service_identity {
    std::string name; ///< "hes.smso-a.example"
    sim::transport::endpoint at;
    std::shared_ptr<const sim::crypto::identity> certificate;
    std::optional<sim::transport::endpoint> listen; ///< a real address for peers from outside
};

struct trilliant_service_settings {
    std::string role;                           ///< "smso", "s1sp": for journals
    std::string owner;                          ///< "smso-a": names streams of dice and holds
    std::vector<sim::bytes> device_authorities; ///< whose certificates hubs must show
    sim::tls::handshake_cost cost{std::chrono::microseconds(200), std::chrono::milliseconds(2)}; ///< model choice
    sim::tls::key_log log_keys;                                                                  ///< may be empty
    sim::duration handshake_limit{std::chrono::minutes(2)}; ///< for a peer to complete its handshake; model choice
};

class trilliant_service {
public:
    trilliant_service(sim::simulation& world, sim::transport::network& internet, trilliant_service_settings settings,
                      head_end_owner& owner);
    trilliant_service(const trilliant_service&) = delete;
    trilliant_service& operator=(const trilliant_service&) = delete;
    ~trilliant_service();

    /// Begins to listen. Throws boost::system::system_error when an address is taken.
    void serve(service_identity identity);
    /// Hubs that are not known are turned away. `installation` names the hub in the journal.
    void know(sim::eui64 hub, std::string installation);
    bool knows(sim::eui64 hub) const { return hubs_.contains(hub); }
    /// The real endpoint of an identity that listens on one.
    std::optional<sim::transport::endpoint> real(const std::string& identity) const;

private:
    class session;
    struct served;
    struct hub_record {
        std::string installation;
        std::string model, firmware;
        std::map<sim::eui64, register_value> registers;
    };

    void accepted(served& by, std::unique_ptr<sim::transport::stream> stream);
    void drop(session& s);

    sim::simulation& world_;
    sim::transport::network& internet_;
    trilliant_service_settings settings_;
    head_end_owner& owner_;
    std::shared_ptr<const sim::tls::trust_policy> trust_;
    std::list<served> served_;
    std::map<sim::eui64, hub_record> hubs_;
    devices::call_home::envelope_ledger ledger_;
    std::list<std::unique_ptr<session>> sessions_;
    std::uint64_t accepted_{0};
};

} // namespace scenarios::reference
