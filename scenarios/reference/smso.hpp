// The reference SMSO: operates the installations before their migration. It takes what hubs send, calls those that have
// to be called, and is glad to hear from one that it had lost.
//
// Model choice: a call that comes to its hub asks what time it is there. A hub of which the SMSO has other keys than it
// holds is not heard from, though TLS succeeds.
#pragma once
#include "scenarios/reference/head_end/service.hpp"

#include <functional>
#include <map>
#include <set>

namespace scenarios::reference {

class smso final : public head_end_owner {
public:
    /// `on_session`: a hub has completed a session here.
    explicit smso(std::function<void(sim::eui64 hub)> on_session) : on_session_(std::move(on_session)) {}

    /// Once for each family. Services are made for their owner: this.
    void add_family(std::string family, std::unique_ptr<head_end_service> service, std::string identity);
    /// The installation is this SMSO's, for ever: whether its hub can be reached decides its SIM.
    void operate(const std::string& family, known_hub hub);
    /// Null: it has none of that family.
    head_end_service* service(const std::string& family) const;

private:
    struct served {
        std::unique_ptr<head_end_service> service;
        std::string identity;
    };

    bool wants(sim::eui64, const std::string&) override { return false; }
    void on_contact(head_end& contact) override;
    void on_contact_ended(head_end& contact, bool complete) override;

    std::map<std::string, served> families_;
    std::set<sim::eui64> refused_; ///< hubs in contact that did not answer
    std::function<void(sim::eui64)> on_session_;
};

} // namespace scenarios::reference
