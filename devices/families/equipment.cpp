#include "devices/families/equipment.hpp"

#include "devices/families/landis_gyr/equipment.hpp"
#include "devices/families/trilliant/call_home_client.hpp"
#include "sim/core/check.hpp"

namespace devices::families {
namespace {

/// All there is to it is the hub's software.
class trilliant_equipment final : public equipment {
public:
    explicit trilliant_equipment(equipment_parts parts) : parts_(std::move(parts)) {}
    std::unique_ptr<chf::application> boot(chf::hub& hub) override
    {
        trilliant::meters behind{parts_.behind.electricity, parts_.behind.gas};
        return std::make_unique<trilliant::call_home_client>(hub, parts_.settings, behind);
    }

    bool connect_optical_port(fuel, std::unique_ptr<sim::transport::serial_port>) override { return false; }

private:
    equipment_parts parts_;
};

template <class Equipment>
std::unique_ptr<equipment> make(equipment_parts parts)
{
    return std::make_unique<Equipment>(std::move(parts));
}

using factory = std::unique_ptr<equipment> (*)(equipment_parts);
constexpr std::pair<std::string_view, factory> factories[] = {
    {"landis_gyr", &make<landis_gyr::equipment>},
    {"trilliant", &make<trilliant_equipment>},
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
