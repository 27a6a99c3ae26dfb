// The clusters that Smart Energy devices of this simulator have: one table of attributes and commands.
//
// It drives servers (server.hpp), payloads (layout.hpp), `s1sim describe clusters` and tests. Numbers and layouts:
// ZigBee Cluster Library (075123) for the general clusters, ZigBee Smart Energy profile 0x0109 (075356) for the others,
// in the form that Wireshark dissects. Which of a cluster's attributes a device has is the device's choice.
#pragma once
#include "devices/zcl/frame.hpp"
#include "devices/zcl/layout.hpp"

namespace devices::zcl {

inline constexpr std::uint16_t smart_energy_profile = 0x0109;

enum class cluster_id : std::uint16_t {
    basic = 0x0000,
    identify = 0x0003,
    time = 0x000A,
    ota_upgrade = 0x0019,
    price = 0x0700,
    demand_response = 0x0701,
    metering = 0x0702,
    messaging = 0x0703,
    tunneling = 0x0704,
    prepayment = 0x0705,
    key_establishment = 0x0800,
};
enum class attribute_id : std::uint16_t {};
enum class endpoint_id : std::uint8_t {};

enum class access : std::uint8_t { read, write, read_write };
constexpr bool readable(access a) { return a != access::write; }
constexpr bool writable(access a) { return a != access::read; }

/// One attribute, or a series of them: rates, blocks of rates, days.
struct attribute_spec {
    std::uint16_t id;      ///< of the first
    std::string_view name; ///< with # where a series has its numbers, the outer one first
    data_type type;
    access rights;
    bool reportable;
    std::string_view unit{}; ///< empty: none, or the name says it
    std::uint16_t count{1};
    std::uint16_t step{1}; ///< from one id to the next
    std::uint16_t outer_count{1};
    std::uint16_t outer_step{0};
    std::uint16_t first{1}; ///< the number of the first one
};

/// Which of a series: `number` counts from its first, `outer` from 1; 1 and 1 of a single attribute.
struct attribute_place {
    const attribute_spec* spec;
    std::uint16_t number;
    std::uint16_t outer;
};

struct command_spec {
    std::uint8_t id;
    std::string_view name;
    zcl::layout payload;
};

struct cluster_spec {
    cluster_id id;
    std::string_view name;
    bool link_key; ///< frames must be secured with a link key (Smart Energy, "Cluster usage of security keys")
    std::span<const attribute_spec> attributes;        ///< of the server
    std::span<const attribute_spec> client_attributes; ///< of the client
    std::span<const command_spec> received;            ///< by the server
    std::span<const command_spec> generated;           ///< by the server, for the client

    std::span<const attribute_spec> attributes_of(direction side) const
    {
        return side == direction::to_server ? attributes : client_attributes;
    }
    /// What the given side receives.
    std::span<const command_spec> commands_to(direction side) const
    {
        return side == direction::to_server ? received : generated;
    }
};

/// All of them, in the order of their numbers.
std::span<const cluster_spec> clusters();
/// Null: not in the table.
const cluster_spec* find(cluster_id id);
const cluster_spec& describe(cluster_id id);

std::optional<attribute_place> find_attribute(const cluster_spec& cluster, direction side, attribute_id id);
const command_spec* find_command(const cluster_spec& cluster, direction to, std::uint8_t id);
/// By their names in the table; one that is not there is a programmer's error. Numbers as in attribute_place.
attribute_id attribute(const cluster_spec& cluster, std::string_view name, std::uint16_t number = 1,
                       std::uint16_t outer = 1);
const command_spec& command(const cluster_spec& cluster, direction to, std::string_view name);
/// "CurrentTier2SummationDelivered".
std::string full_name(const attribute_place& place);

} // namespace devices::zcl
