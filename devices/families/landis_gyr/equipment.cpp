#include "devices/families/landis_gyr/equipment.hpp"

#include "devices/families/landis_gyr/dlms_server.hpp"

#include <algorithm>

namespace devices::families::landis_gyr {

namespace {

/// One for all devices: they offer the same.
const association_table& clients()
{
    static const auto table =
        make_association_table(object_lists::offered.services, object_lists::offered.max_receive_pdu);
    return table;
}

} // namespace

equipment::equipment(equipment_parts parts)
    : parts_(std::move(parts)),
      hub_(parts_.world, parts_.installation, parts_.hub, parts_.settings),
      hub_server_(object_lists::chf_objects(), static_cast<object_lists::chf_context&>(hub_))
{
    auto on_alert = [this](const metered_device& from, const metering::alert& what) { alert(from, what); };
    const auto& [electricity, gas] = parts_.behind;
    if (electricity)
        electricity_ = std::make_unique<metered_device>(parts_.world, parts_.installation, *electricity, on_alert);
    if (gas) gas_ = std::make_unique<metered_device>(parts_.world, parts_.installation, *gas, on_alert);
    served_.push_back({"chf", parts_.hub, object_lists::chf_sap, &clients(), &hub_.own_keys(), &hub_server_, &hub_});
    std::vector<cosem::logical_device_name> names{
        {object_lists::chf_sap, object_lists::logical_device_name(title_of(parts_.hub), parts_.hub)}};
    for (auto* meter : {electricity_.get(), gas_.get()}) {
        if (!meter) continue;
        served_.push_back(meter->served(clients()));
        names.push_back(meter->name());
    }
    hub_.set_devices(std::move(names));
}

equipment::~equipment() = default;

std::unique_ptr<chf::application> equipment::boot(chf::hub& hub)
{
    booted_ = &hub;
    hub_.attach(hub, {[&hub] {
                          if (hub.running()) hub.running()->call_home();
                      },
                      [this](const notification& n) { tell(n); }});
    return std::make_unique<dlms_server>(hub, parts_.settings, served_);
}

bool equipment::connect_optical_port(fuel of, std::unique_ptr<sim::transport::serial_port> line)
{
    const auto& [electricity, gas] = parts_.behind;
    bool there = of == fuel::electricity ? electricity != nullptr : gas != nullptr;
    if (!there) return false;
    std::string_view part = of == fuel::electricity ? "esme" : "gsme";
    auto plate = of == fuel::electricity ? optical_line::nameplate{electricity->who().model, electricity->who().serial}
                                         : optical_line::nameplate{gas->who().model, gas->who().serial};
    auto meter = std::find_if(served_.begin(), served_.end(), [&](const auto& d) { return d.part == part; });
    optical_.push_back(std::make_unique<optical_line>(parts_.world, parts_.installation, *meter, plate,
                                                      parts_.settings->dlms.journal, std::move(line)));
    return true;
}

void equipment::meters_touched()
{
    for (auto* meter : {electricity_.get(), gas_.get()})
        if (meter) meter->touched();
}

void equipment::alert(const metered_device& from, const metering::alert& what)
{
    tell({from.part(), from.eui64(), static_cast<std::uint16_t>(what.code), what.at});
}

/// A hub without power, or one that boots, hears of it no more than its head-end does.
void equipment::tell(const notification& n)
{
    auto* running = booted_ ? booted_->running() : nullptr;
    if (running) static_cast<dlms_server*>(running)->alert(n);
}

} // namespace devices::families::landis_gyr
