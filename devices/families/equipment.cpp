#include "devices/families/equipment.hpp"

#include "devices/families/landis_gyr/equipment.hpp"
#include "devices/families/trilliant/equipment.hpp"
#include "sim/core/check.hpp"

namespace devices::families {
namespace {

template <class Equipment>
std::unique_ptr<equipment> make(equipment_parts parts)
{
    return std::make_unique<Equipment>(std::move(parts));
}

using factory = std::unique_ptr<equipment> (*)(equipment_parts);
constexpr std::pair<std::string_view, factory> factories[] = {
    {"landis_gyr", &make<landis_gyr::equipment>},
    {"trilliant", &make<trilliant::equipment>},
};

} // namespace

std::unique_ptr<equipment> make_equipment(std::string_view family, equipment_parts parts)
{
    for (const auto& [name, make_one] : factories)
        if (name == family) return make_one(std::move(parts));
    sim::check(false, "a family without equipment: " + std::string(family));
    return nullptr;
}

} // namespace devices::families
