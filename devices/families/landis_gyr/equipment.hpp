// An installation of this family: the hub's objects, and the meters as DLMS devices with their keys.
#pragma once
#include "devices/families/equipment.hpp"
#include "devices/families/landis_gyr/hub_objects.hpp"
#include "devices/families/landis_gyr/metered_device.hpp"
#include "devices/families/landis_gyr/optical_line.hpp"

namespace devices::families::landis_gyr {

class dlms_server;

class equipment final : public families::equipment {
public:
    explicit equipment(equipment_parts parts);
    ~equipment() override;
    std::unique_ptr<chf::application> boot(chf::hub& hub) override;
    bool connect_optical_port(fuel of, std::unique_ptr<sim::transport::serial_port> line) override;
    void meters_touched() override;

    /// As the hub serves them: the hub first.
    const std::vector<served_device>& devices() const { return served_; }

private:
    void alert(const metered_device& from, const metering::alert& what);
    void tell(const notification& n);

    equipment_parts parts_;
    hub_objects hub_;
    cosem::object_server hub_server_;
    std::unique_ptr<metered_device> electricity_, gas_;
    std::vector<served_device> served_;
    std::vector<std::unique_ptr<optical_line>> optical_;
    chf::hub* booted_{nullptr};
};

} // namespace devices::families::landis_gyr
