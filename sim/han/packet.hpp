// A frame as both modes know it: what it says, how it is secured, how long it is. Mode full makes octets of it
// (frame_codec.hpp), mode lazy hands it over as it is.
#pragma once
#include "sim/core/ids.hpp"
#include "sim/han/mac_payload.hpp"
#include "sim/han/message.hpp"
#include "sim/han/records.hpp"

#include <memory>
#include <optional>

namespace sim::han {

enum class packet_kind : std::uint8_t {
    beacon_request,
    beacon,
    association_request,
    response_request, ///< the poll for an association response
    association_response,
    orphan_notification,
    realignment,
    poll,          ///< a sleepy device asks for what waits
    transport_key, ///< the network key; the link key is the install code's for one that joins
    switch_key,
    device_announce,
    rejoin_request,
    rejoin_response,
    leave_request, ///< the hub: leave
    leaving,       ///< the device: I am leaving
    data,          ///< one block of an application message
};

struct packet {
    packet_kind what{};
    end from{};

    // ---- what it says; each kind uses what it needs
    bool flag{false};                      ///< beacon: lets devices join
    association_status status{};           ///< responses
    short_address address{};               ///< of the device
    network_key carried{};                 ///< transport_key; switch_key: its number
    std::shared_ptr<const message> body{}; ///< data
    std::uint8_t block{0}, blocks{1};      ///< data: which part of the body

    /// Within an exchange's window, in mode full alone.
    bool routine{false};

    // ---- how it is secured
    bool secure{false};                           ///< at the network layer
    std::optional<network_key> sealed{};          ///< with this key
    std::optional<crypto::aes_key> link_sealed{}; ///< application support layer: the key itself, before derivation
    std::uint32_t counter{0}, link_counter{0};
    std::uint8_t aps_counter{0}; ///< the same for all blocks of a message

    bool acknowledged() const;
    /// Octets on the air from the MAC header to the FCS.
    std::size_t size() const;
};

/// What fits into one frame of a message that is not cut into blocks.
constexpr std::size_t whole_size(bool link_secured) { return link_secured ? 73 : 82; }
/// Octets of a message's payload in one block, whatever secures it.
inline constexpr std::size_t block_size = 64;
std::uint8_t blocks_of(const message& m);

} // namespace sim::han
