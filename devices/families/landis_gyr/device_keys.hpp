// The symmetric keys of one device (hub or meter): made with it, as a function of the seed; replaced under its master
// key; their invocation counters. All that differs from as-made is in non-volatile memory.
//
// Suite 0 has one set of global keys per security setup. Model choices: there is one security setup per device, for the
// management client; the reading client has the LLS password; the public client has nothing. There is no broadcast key.
#pragma once
#include "devices/dlms/association_keys.hpp"
#include "sim/core/ids.hpp"
#include "sim/kernel/simulation.hpp"

#include <string>

namespace devices::families::landis_gyr {

/// What a device leaves the factory with, and what may replace it.
struct key_set {
    dlms::key128 master{};         ///< KEK: wraps the others; never used for messages
    dlms::key128 encryption{};     ///< GUEK
    dlms::key128 authentication{}; ///< GAK
    sim::bytes password;           ///< LLS, 1 … 64 octets
    bool operator==(const key_set&) const = default;
};
void encode(sim::writer& out, const key_set& k);
key_set decode(sim::reader& in, const key_set*);

/// Functions of the seed and of the EUI-64; the password is eight digits. Model choice: the SMSO works with the
/// encryption and authentication key of the factory; the master key went to the DCO, and nobody else has it.
key_set keys_as_made(const sim::rng& dice, sim::eui64 device);
/// Three letters of the manufacturer and the last five octets of the EUI-64 (model choice).
dlms::system_title title_of(sim::eui64 device);

/// Of the present encryption key.
struct counter_memory {
    dlms::counter_values unicast;
};
void encode(sim::writer& out, const counter_memory& m);
counter_memory decode(sim::reader& in, const counter_memory*);

class device_keys final : public dlms::association_keys {
public:
    /// `device` names its cells and its dice.
    device_keys(sim::simulation& world, std::string device, sim::eui64 eui64);

    key_set keys() const;
    /// What the next association begins under; a new encryption key begins at counters 0 and 0.
    void replace(const key_set& with);
    /// Unwraps under the master key. Error: security_errc::wrong_key_data.
    sim::result<dlms::key128> unwrap(sim::byte_view wrapped) const { return dlms::unwrap_key(keys().master, wrapped); }

    // ---- dlms::association_keys
    dlms::system_title own_title() const override { return title_; }
    sim::bytes password(std::uint16_t client) const override;
    std::optional<dlms::key128> encryption_key(std::uint16_t client, dlms::key_use use) const override;
    std::optional<dlms::key128> authentication_key(std::uint16_t client) const override;
    dlms::counter_values counters(std::uint16_t client, dlms::key_use use) const override;
    void store(std::uint16_t client, dlms::key_use use, dlms::counter_values values) override;
    void draw(std::span<std::uint8_t> out) override;

private:
    sim::simulation& world_;
    std::string device_;
    sim::eui64 eui64_;
    dlms::system_title title_;
    sim::nvm_cell<key_set> replaced_;
    sim::nvm_cell<counter_memory> counters_;
    std::uint64_t drawn_{0};
    // Once they are needed, which then is with each message, several times: the encryption key and its counters.
    mutable std::optional<dlms::key128> in_use_;
    mutable std::optional<dlms::counter_values> counted_;
};

} // namespace devices::families::landis_gyr
