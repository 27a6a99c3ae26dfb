// The reference SMSO: operates the installations before their migration. It takes what hubs send, and is glad to hear
// from one that it had lost.
#pragma once
#include "scenarios/reference/head_end/trilliant.hpp"

namespace scenarios::reference {

class smso final : head_end_owner {
public:
    /// `on_session`: a hub has completed a session here.
    smso(sim::simulation& world, sim::transport::network& internet, trilliant_service_settings settings,
         std::function<void(sim::eui64 hub)> on_session)
        : service_(world, internet, std::move(settings), *this), on_session_(std::move(on_session))
    {}

    trilliant_service& service() { return service_; }

private:
    bool wants(sim::eui64, const std::string&) override { return false; }
    void on_contact(head_end& contact) override { contact.close({}); }
    void on_contact_ended(head_end& contact, bool complete) override
    {
        if (complete) on_session_(contact.hub());
    }

    trilliant_service service_;
    std::function<void(sim::eui64)> on_session_;
};

} // namespace scenarios::reference
