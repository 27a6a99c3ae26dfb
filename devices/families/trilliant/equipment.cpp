#include "devices/families/trilliant/equipment.hpp"

namespace devices::families::trilliant {

namespace {

std::vector<sim::eui64> devices_of(const equipment_parts& parts)
{
    std::vector<sim::eui64> all{parts.hub};
    if (parts.behind.electricity) all.push_back(parts.behind.electricity->who().eui64);
    if (parts.behind.gas) all.push_back(parts.behind.gas->who().eui64);
    return all;
}

} // namespace

equipment::equipment(equipment_parts parts)
    : parts_(std::move(parts)), gateway_(devices_of(parts_)), view_(parts_.behind.electricity, parts_.behind.gas)
{
    auto add = [this](std::string_view part, auto* meter) {
        if (!meter) return;
        auto on_alert = [this, from = meter->who().eui64](const metering::alert& what) { alert(from, what); };
        shells_.push_back(std::make_unique<meter_shell>(parts_.world, parts_.installation, part, *meter, on_alert));
    };
    add("esme", parts_.behind.electricity);
    add("gsme", parts_.behind.gas);
}

equipment::~equipment() = default;

std::unique_ptr<chf::application> equipment::boot(chf::hub& hub)
{
    booted_ = &hub;
    client_parts parts{parts_.settings, parts_.behind.electricity, parts_.behind.gas, gateway_, view_};
    return std::make_unique<call_home_client>(hub, std::move(parts));
}

void equipment::meters_touched()
{
    for (auto& shell : shells_) shell->touched();
}

/// A hub without power, or one that boots, hears of it no more than its head-end does.
void equipment::alert(sim::eui64 from, const metering::alert& what)
{
    auto* running = booted_ ? booted_->running() : nullptr;
    if (running) static_cast<call_home_client*>(running)->on_alert(from, what);
}

} // namespace devices::families::trilliant
