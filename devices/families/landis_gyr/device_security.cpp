#include "devices/families/landis_gyr/device_security.hpp"

namespace devices::families::landis_gyr {

dlms::action_result device_security::transfer(const std::vector<cosem::wrapped_key>& keys, sim::time_point)
{
    auto next = keys_.keys();
    for (const auto& k : keys) {
        auto fresh = keys_.unwrap(k.wrapped);
        if (!fresh) return dlms::action_result::other_reason;
        switch (k.kind) {
        case cosem::key_kind::unicast_encryption: next.encryption = *fresh; break;
        case cosem::key_kind::authentication: next.authentication = *fresh; break;
        case cosem::key_kind::master: next.master = *fresh; break;
        case cosem::key_kind::broadcast_encryption: return dlms::action_result::other_reason;
        }
    }
    keys_.replace(next);
    return dlms::action_result::success;
}

std::uint32_t device_security::received_counter() const
{
    const auto client = cosem::describe(cosem::association::management).client;
    const auto lowest = keys_.counters(client, dlms::key_use::unicast).lowest_acceptable;
    return lowest == 0 ? 0 : lowest - 1;
}

bool device_security::set_password(sim::byte_view password)
{
    if (password.empty() || password.size() > 64) return false;
    auto next = keys_.keys();
    next.password.assign(password.begin(), password.end());
    keys_.replace(next);
    return true;
}

std::optional<metering::alert_code> security_alert(const dlms::server_event& what)
{
    using metering::alert_code;
    constexpr auto denied = static_cast<std::uint8_t>(dlms::data_access_result::read_write_denied);
    static_assert(denied == static_cast<std::uint8_t>(dlms::action_result::read_write_denied));
    if (const auto* a = std::get_if<dlms::happened::accessed>(&what); a && a->result == denied)
        return alert_code::unauthorised_access;
    const auto* incident = std::get_if<dlms::happened::incident>(&what);
    if (!incident) return {};
    return incident->kind == dlms::happened::incident_kind::policy_violated ? alert_code::unauthorised_access
                                                                            : alert_code::authentication_failure;
}

void device_security::associated(std::uint16_t client, const dlms::happened::associated& what)
{
    if (client == cosem::describe(cosem::association::management).client) client_title_ = what.client_title;
}

} // namespace devices::families::landis_gyr
