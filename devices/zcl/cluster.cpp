#include "devices/zcl/cluster.hpp"

#include "devices/zcl/tables.hpp"
#include "sim/core/check.hpp"

namespace devices::zcl {

std::span<const cluster_spec> clusters()
{
    static const cluster_spec all[] = {
        tables::basic(),
        tables::identify(),
        tables::time(),
        tables::ota_upgrade(),
        tables::price(),
        tables::demand_response(),
        tables::metering(),
        tables::messaging(),
        tables::tunneling(),
        tables::prepayment(),
        tables::key_establishment(),
    };
    return all;
}

const cluster_spec* find(cluster_id id)
{
    for (const auto& c : clusters())
        if (c.id == id) return &c;
    return nullptr;
}

const cluster_spec& describe(cluster_id id)
{
    const auto* c = find(id);
    sim::check(c != nullptr, "a cluster that is not in the table");
    return *c;
}

namespace {

std::optional<attribute_place> place_in(const attribute_spec& spec, std::uint16_t id)
{
    if (id < spec.id) return {};
    unsigned distance = id - spec.id;
    unsigned outer = 0;
    if (spec.outer_count > 1) {
        outer = distance / spec.outer_step;
        distance %= spec.outer_step;
    }
    if (outer >= spec.outer_count || distance % spec.step || distance / spec.step >= spec.count) return {};
    return attribute_place{&spec, static_cast<std::uint16_t>(spec.first + distance / spec.step),
                           static_cast<std::uint16_t>(outer + 1)};
}

void put_number(std::string& name, unsigned number)
{
    const auto at = name.find('#');
    if (at != std::string::npos) name.replace(at, 1, std::to_string(number));
}

} // namespace

std::optional<attribute_place> find_attribute(const cluster_spec& cluster, direction side, attribute_id id)
{
    for (const auto& spec : cluster.attributes_of(side))
        if (auto place = place_in(spec, static_cast<std::uint16_t>(id))) return place;
    return {};
}

const command_spec* find_command(const cluster_spec& cluster, direction to, std::uint8_t id)
{
    for (const auto& c : cluster.commands_to(to))
        if (c.id == id) return &c;
    return nullptr;
}

attribute_id attribute(const cluster_spec& cluster, std::string_view name, std::uint16_t number, std::uint16_t outer)
{
    for (auto side : {direction::to_server, direction::to_client})
        for (const auto& spec : cluster.attributes_of(side)) {
            if (spec.name != name) continue;
            const bool there =
                number >= spec.first && number - spec.first < spec.count && outer >= 1 && outer <= spec.outer_count;
            sim::check(there, "a series of attributes that is shorter");
            return attribute_id(spec.id + (number - spec.first) * spec.step + (outer - 1) * spec.outer_step);
        }
    sim::check(false, "an attribute that is not in the table");
    return {};
}

const command_spec& command(const cluster_spec& cluster, direction to, std::string_view name)
{
    for (const auto& c : cluster.commands_to(to))
        if (c.name == name) return c;
    sim::check(false, "a command that is not in the table");
    return cluster.received.front();
}

std::string full_name(const attribute_place& place)
{
    std::string name(place.spec->name);
    if (place.spec->outer_count > 1) put_number(name, place.outer);
    put_number(name, place.number);
    return name;
}

} // namespace devices::zcl
