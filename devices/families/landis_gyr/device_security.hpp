// The keys of a device as its own objects change them, and what a device notes of its clients.
#pragma once
#include "devices/families/landis_gyr/connection.hpp"
#include "devices/families/landis_gyr/device_keys.hpp"
#include "devices/metering/alerts.hpp"
#include "devices/object_lists/contexts.hpp"

namespace devices::families::landis_gyr {

/// What the security log has for an event; empty: nothing. A client without the right that it would need attempts
/// unauthorised access, as does one whose requests are less protected than the policy says; all else that cannot be who
/// it says it is fails authentication.
std::optional<metering::alert_code> security_alert(const dlms::server_event& what);

class device_security final : public object_lists::key_access {
public:
    explicit device_security(device_keys& keys) : keys_(keys) {}

    dlms::system_title own_title() const override { return keys_.own_title(); }
    sim::bytes client_title() const override { return client_title_; }
    std::uint32_t received_counter() const override;
    /// Model choice: there is no broadcast key to be replaced.
    dlms::action_result transfer(const std::vector<cosem::wrapped_key>& keys, sim::time_point now) override;
    bool set_password(sim::byte_view password) override;

    void associated(std::uint16_t client, const dlms::happened::associated& what);

private:
    device_keys& keys_;
    sim::bytes client_title_;
};

} // namespace devices::families::landis_gyr
