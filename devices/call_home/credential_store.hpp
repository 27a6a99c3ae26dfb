// The rules of a hub's trust store: what may be imported, exported, removed, and with which answer. Pure; the hub keeps
// its contents in a sim::nvm_cell<credential_store> and answers CONFIG messages from it.
#pragma once
#include "devices/call_home/credential.hpp"

#include <optional>
#include <vector>

namespace devices::call_home {

/// What the store must know about certificates; the hub implements it with its cryptography.
class certificate_inspector {
public:
    virtual ~certificate_inspector() = default;
    virtual bool well_formed(sim::byte_view der) const = 0;
    /// SHA-256 of the DER octets.
    virtual call_home::fingerprint fingerprint(sim::byte_view der) const = 0;
};

class credential_store {
public:
    credential_store() = default;
    /// As made. At most limits::credentials.
    explicit credential_store(std::vector<credential> made_with);

    /// In the order of their import; no purpose: all.
    std::vector<credential> find(std::optional<purpose> wanted) const;
    const std::vector<credential>& all() const { return items_; }

    /// ok, duplicate, full or malformed.
    config_status import(const credential& c, const certificate_inspector& inspector);
    /// Removes every credential with that certificate. ok, not_found, or refused_last when nothing would be left and
    /// `allow_last` is false.
    config_status remove(const fingerprint& which, bool allow_last, const certificate_inspector& inspector);

    bool operator==(const credential_store&) const = default;

private:
    std::vector<credential> items_;
};
void encode(sim::writer& out, const credential_store& v);
credential_store decode(sim::reader& in, const credential_store*);

} // namespace devices::call_home
