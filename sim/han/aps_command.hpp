// Commands of the application support layer that hand out and take away keys (ZigBee specification, 4.4.9).
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/core/ids.hpp"
#include "sim/crypto/aes_mmo.hpp"
#include "sim/han/identifiers.hpp"

#include <variant>

namespace sim::han {

/// The network key, under the key-transport key of a link key (4.4.9.2.3.2).
struct transport_network_key {
    crypto::aes_key key{};
    std::uint8_t sequence{0};
    eui64 destination{0}, source{0};
    bool operator==(const transport_network_key&) const = default;
};
/// A trust centre link key, under the key-load key (4.4.9.2.3.1).
struct transport_link_key {
    crypto::aes_key key{};
    eui64 destination{0}, source{0};
    bool operator==(const transport_link_key&) const = default;
};
/// A link key between two members, under the key-load key (4.4.9.2.3.3).
struct transport_application_key {
    crypto::aes_key key{};
    eui64 partner{0};
    bool initiator{false};
    bool operator==(const transport_application_key&) const = default;
};
/// 4.4.9.3: a router tells the trust centre who came or went.
enum class device_status : std::uint8_t { secured_rejoin = 0, unsecured_join = 1, left = 2, unsecured_rejoin = 3 };
struct update_device {
    eui64 device{0};
    short_address address{};
    device_status status{};
    bool operator==(const update_device&) const = default;
};
struct remove_device {
    eui64 child{0};
    bool operator==(const remove_device&) const = default;
};
struct request_link_key {
    bool operator==(const request_link_key&) const = default;
};
struct request_application_key {
    eui64 partner{0};
    bool operator==(const request_application_key&) const = default;
};
struct switch_key {
    std::uint8_t sequence{0};
    bool operator==(const switch_key&) const = default;
};

using aps_command = std::variant<transport_network_key, transport_link_key, transport_application_key, update_device,
                                 remove_device, request_link_key, request_application_key, switch_key>;
void encode(writer& out, const aps_command& command);
/// Errors: codec_errc; unsupported for other commands and kinds of keys.
result<aps_command> decode_aps_command(byte_view octets);

} // namespace sim::han
