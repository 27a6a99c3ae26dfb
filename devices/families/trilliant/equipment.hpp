// An installation of this family: the meters, and the software of the hub that calls home.
#pragma once
#include "devices/families/equipment.hpp"
#include "devices/families/meter_shell.hpp"
#include "devices/families/trilliant/call_home_client.hpp"
#include "devices/families/trilliant/near_meters.hpp"

namespace devices::families::trilliant {

class equipment final : public families::equipment {
public:
    explicit equipment(equipment_parts parts);
    ~equipment() override;
    std::unique_ptr<chf::application> boot(chf::hub& hub) override;
    /// Its meters have none.
    bool connect_optical_port(fuel, std::unique_ptr<sim::transport::serial_port>) override { return false; }
    void meters_touched() override;

private:
    void alert(sim::eui64 from, const metering::alert& what);

    equipment_parts parts_;
    no_devices gateway_;
    near_meters view_;
    std::vector<std::unique_ptr<meter_shell>> shells_;
    chf::hub* booted_{nullptr};
};

} // namespace devices::families::trilliant
