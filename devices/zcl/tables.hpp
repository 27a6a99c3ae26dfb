// The rows of the cluster table, by subject. Internal to this library.
#pragma once
#include "devices/zcl/cluster.hpp"

namespace devices::zcl::tables {

using t = data_type;
inline constexpr auto r = access::read, rw = access::read_write;

/// Octets without a type: `count` of them.
constexpr field opaque(std::string_view name, std::uint8_t count) { return {name, t::unknown, count}; }
/// All that is left.
constexpr field rest(std::string_view name) { return {name, t::unknown}; }

/// Attributes and commands in the order of their numbers, layouts well formed. For static_assert.
constexpr bool in_order(std::span<const attribute_spec> attributes)
{
    for (std::size_t i = 1; i < attributes.size(); ++i) {
        // Series may interlace (delivered, received), so the first ids alone are compared.
        if (attributes[i].id <= attributes[i - 1].id) return false;
    }
    return true;
}
constexpr bool in_order(std::span<const command_spec> commands)
{
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (i && commands[i].id <= commands[i - 1].id) return false;
        if (!well_formed(commands[i].payload)) return false;
    }
    return true;
}
constexpr bool in_order(const cluster_spec& c)
{
    return in_order(c.attributes) && in_order(c.client_attributes) && in_order(c.received) && in_order(c.generated);
}

cluster_spec basic();
cluster_spec identify();
cluster_spec time();
cluster_spec ota_upgrade();
cluster_spec price();
cluster_spec demand_response();
cluster_spec metering();
cluster_spec messaging();
cluster_spec tunneling();
cluster_spec prepayment();
cluster_spec key_establishment();

} // namespace devices::zcl::tables
