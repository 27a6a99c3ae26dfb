// What a server must know and remember to talk in secret: a device implements it over its non-volatile memory.
//
// All of it is per client SAP: whether clients share keys is the device's matter, as long as equal keys share their
// counters. Keys may be replaced while an association is open (ACTION on a security setup): an open association goes on
// under the keys that it began with, the next one takes the new ones (model choice; that way the answer to the key
// transfer can be read by whoever sent it).
#pragma once
#include "devices/dlms/security_suite.hpp"

#include <span>

namespace devices::dlms {

/// Whose counters: each of a client's encryption keys has its own. A dedicated key lives and dies with its association.
enum class key_use : std::uint8_t { unicast, broadcast };

class association_keys {
public:
    virtual system_title own_title() const = 0;
    /// LLS: the client's password; empty: it has none, and nobody gets in with one.
    virtual sim::bytes password(std::uint16_t client) const = 0;
    /// GUEK or GBEK; empty: there is none.
    virtual std::optional<key128> encryption_key(std::uint16_t client, key_use use) const = 0;
    /// GAK.
    virtual std::optional<key128> authentication_key(std::uint16_t client) const = 0;

    /// Of the present key; 0 and 0 after it was replaced.
    virtual counter_values counters(std::uint16_t client, key_use use) const = 0;
    /// `next_own` is a ceiling: what an association may use up before it asks for more. Associations take such ranges
    /// one after the other, so two that are open under one key (optical port and network) never send the same counter.
    virtual void store(std::uint16_t client, key_use use, counter_values values) = 0;

    /// Octets that nobody can guess, for challenges.
    virtual void draw(std::span<std::uint8_t> out) = 0;

protected:
    ~association_keys() = default;
};

} // namespace devices::dlms
