// Writes every command of the cluster table as a frame, and every attribute in a read response, for another program to
// read: cluster, direction, name and octets, one line each, in hexadecimal digits.
#include "tests/unit/zcl/samples.hpp"

#include <iostream>

using namespace devices::zcl;

namespace {

void line(const cluster_spec& cluster, direction to, std::string_view name, sim::byte_view frame)
{
    const auto id = static_cast<std::uint16_t>(cluster.id);
    const std::uint8_t octets[]{static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id)};
    std::cout << sim::to_hex(octets) << ' ' << (to == direction::to_server ? "to_server" : "to_client") << ' ' << name
              << ' ' << sim::to_hex(frame) << '\n';
}

value sample_value(data_type type)
{
    if (describe(type).how == encoding::fixed) return of(type, 1);
    return of_text(type, "text");
}

void attributes(const cluster_spec& cluster, direction side)
{
    for (const auto& spec : cluster.attributes_of(side)) {
        const auto last = spec.id + (spec.count - 1) * spec.step + (spec.outer_count - 1) * spec.outer_step;
        for (auto id : {static_cast<int>(spec.id), last}) {
            const auto place = find_attribute(cluster, side, attribute_id(id));
            const read_record record{attribute_id(id), status::success, sample_value(spec.type)};
            line(cluster, opposite(side), "attribute:" + full_name(*place),
                 general_frame(1, general::read_attributes_response, encode_read_response({&record, 1}),
                               opposite(side)));
        }
    }
}

} // namespace

int main()
{
    for (const auto& cluster : clusters())
        for (auto to : {direction::to_server, direction::to_client}) {
            for (const auto& c : cluster.commands_to(to))
                line(cluster, to, c.name, command_frame(1, cluster.id, to, c.name, sample_arguments(c.payload, true)));
            attributes(cluster, to);
        }
}
