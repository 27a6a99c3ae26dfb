// What a hub and its devices keep of the network in non-volatile memory.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/ids.hpp"
#include "sim/crypto/aes_mmo.hpp"
#include "sim/han/frame_counter.hpp"
#include "sim/han/identifiers.hpp"

#include <optional>
#include <vector>

namespace sim::han {

struct network_key {
    crypto::aes_key octets{};
    std::uint8_t sequence{0};
    bool operator==(const network_key&) const = default;
};

/// A device's.
struct device_record {
    struct membership {
        pan_id network{};
        radio_channel channel{};
        short_address own{};
        network_key secret;
        std::optional<network_key> next; ///< given by the trust centre, not switched to yet
        std::optional<crypto::aes_key> link_key;
    };
    std::optional<membership> of; ///< none: belongs to no network
    frame_counter counter;
};
void encode(writer& out, const device_record& r);
device_record decode(reader& in, const device_record*);

/// What the hub knows of a device.
struct hub_entry {
    enum class standing : std::uint8_t {
        expected, ///< may join; not a member
        child,    ///< associated, key establishment is not over
        member,
        leaving, ///< no member any more; asleep, and to be told when it polls
    };
    eui64 device{0};
    standing is{standing::expected};
    short_address address{short_address::unassigned};
    std::uint8_t key_sequence{0};            ///< the network key that it was given last
    crypto::aes_key install_key{};           ///< all zero in an entry as made
    std::optional<crypto::aes_key> link_key; ///< of a member
};
struct hub_record {
    pan_id network{};
    radio_channel channel{};
    network_key secret;
    std::optional<network_key> previous; ///< still opens what comes: a sleepy device may not know the present one
    frame_counter counter;
    std::vector<hub_entry> entries; ///< in the order in which the hub learned of them

    hub_entry* find(eui64 device);
    const hub_entry* find(eui64 device) const;
};
void encode(writer& out, const hub_record& r);
hub_record decode(reader& in, const hub_record*);

} // namespace sim::han
