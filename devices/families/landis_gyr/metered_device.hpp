// A meter as a DLMS device: its keys, its objects, its life in the world.
#pragma once
#include "devices/cosem/logical_device.hpp"
#include "devices/families/landis_gyr/connection.hpp"
#include "devices/families/landis_gyr/device_security.hpp"
#include "devices/families/meter_shell.hpp"
#include "devices/object_lists/lists.hpp"

namespace devices::families::landis_gyr {

class metered_device final : public device_watcher {
public:
    using on_alert = std::function<void(const metered_device&, const metering::alert&)>;
    metered_device(sim::simulation& world, const std::string& installation, esme::meter& meter, on_alert alert);
    metered_device(sim::simulation& world, const std::string& installation, gsme::meter& meter, on_alert alert);

    sim::eui64 eui64() const { return eui64_; }
    std::string_view part() const { return part_; }
    served_device served(const association_table& clients);
    cosem::logical_device_name name() const;
    /// After something was done to the meter by other hands.
    void touched() { shell_.touched(); }

    // ---- device_watcher
    /// Wrong keys and passwords, and what nobody may do, go to the meter's security log.
    void happened(const device_event& e, sim::time_point now) override;
    void served(sim::time_point now) override;

private:
    std::string_view part_;
    sim::eui64 eui64_;
    std::uint16_t sap_;
    metering::meter& meter_;
    device_keys keys_;
    device_security security_;
    object_lists::meter_context context_;
    cosem::object_server objects_;
    meter_shell shell_;
};

} // namespace devices::families::landis_gyr
