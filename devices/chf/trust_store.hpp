// Whom a hub trusts: the store of devices/call_home in non-volatile memory.
//
// Until the first change it is as made: it costs no memory of its own, and it holds what the hub's operator put in
// before the hub was installed.
#pragma once
#include "devices/call_home/credential_store.hpp"
#include "sim/kernel/nvm.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace devices::chf {

class trust_store {
public:
    /// `as_made` is shared by all hubs that were made alike.
    trust_store(sim::nvm_backend& memory, std::string device,
                std::shared_ptr<const call_home::credential_store> as_made);

    call_home::credential_store contents() const;
    /// It trusts just whom it trusted when it was made, in whatever order.
    bool as_made() const;
    call_home::config_status import(const call_home::credential& c);
    /// `allow_last`: the last one may go too, after which nobody can reach the hub.
    call_home::config_status remove(const call_home::fingerprint& which, bool allow_last);

private:
    /// Back to what it was made with, it costs nothing again.
    void keep(const call_home::credential_store& store);

    sim::nvm_cell<call_home::credential_store> cell_;
    std::shared_ptr<const call_home::credential_store> as_made_;
};

} // namespace devices::chf
