// A head-end for hubs that call home: a TLS server that takes envelopes and configures hubs
// (devices/families/trilliant/protocol.md).
#pragma once
#include "devices/call_home/envelope_ledger.hpp"
#include "scenarios/reference/head_end/hub_work.hpp"
#include "scenarios/reference/head_end/service.hpp"
#include "sim/kernel/simulation.hpp"
#include "sim/transport/network.hpp"

#include <list>
#include <map>
#include <memory>

namespace scenarios::reference {

class trilliant_service final : public head_end_service {
public:
    trilliant_service(sim::simulation& world, sim::transport::network& internet, service_settings settings,
                      head_end_owner& owner);
    trilliant_service(const trilliant_service&) = delete;
    trilliant_service& operator=(const trilliant_service&) = delete;
    ~trilliant_service() override;

    void serve(service_identity identity) override;
    void know(known_hub hub) override;
    bool knows(sim::eui64 hub) const override { return hubs_.contains(hub); }
    // Its hubs call when they find it due: there is nothing to seek.
    void seek(sim::eui64, std::vector<std::string>) override {}
    void rest(sim::eui64) override {}
    sim::error_code send(sim::eui64 hub, device_command c) override;
    sim::error_code offer(sim::eui64 hub, firmware_job job) override;
    sim::error_code redirect(sim::eui64 hub, devices::call_home::redirection to) override;
    std::optional<sim::transport::endpoint> real(const std::string& identity) const override;

private:
    class session;
    struct served;
    struct hub_record {
        std::string installation;
        std::string model, firmware;
        std::map<sim::eui64, register_value> registers;
        std::unique_ptr<hub_work> work; ///< made when there is some
        std::uint32_t next_id{1};       ///< of requests: never given twice, since late results are known by it
    };
    /// Null: not known.
    hub_work* work_for(sim::eui64 hub);

    void accepted(served& by, std::unique_ptr<sim::transport::stream> stream);
    void drop(session& s);

    sim::simulation& world_;
    sim::transport::network& internet_;
    service_settings settings_;
    head_end_owner& owner_;
    std::shared_ptr<const sim::tls::trust_policy> trust_;
    std::list<served> served_;
    std::map<sim::eui64, hub_record> hubs_;
    devices::call_home::envelope_ledger ledger_;
    std::list<std::unique_ptr<session>> sessions_;
    std::uint64_t accepted_{0};
};

} // namespace scenarios::reference
