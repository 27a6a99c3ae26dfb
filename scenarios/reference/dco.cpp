#include "scenarios/reference/dco.hpp"

namespace scenarios::reference {

void dco::hold_master_key(sim::eui64 device, const key128& key) { masters_[device] = key; }

void dco::hold_details(sim::eui64 hub, std::vector<device_keys> keys) { details_[hub] = std::move(keys); }

void dco::details(sim::eui64 hub, details_handler handler)
{
    time_.after(delay_, "dco.details", [this, hub, h = std::move(handler)]() mutable {
        auto it = details_.find(hub);
        h(it == details_.end() ? std::vector<device_keys>() : it->second);
    });
}

void dco::wrap(std::vector<device_keys> keys, wrap_handler handler)
{
    time_.after(delay_, "dco.wrap",
                [this, keys = std::move(keys), h = std::move(handler)]() mutable { h(wrapped(keys)); });
}

sim::result<std::vector<key_transfer>> dco::wrapped(const std::vector<device_keys>& keys) const
{
    std::vector<key_transfer> out;
    for (const auto& [device, wanted] : keys) {
        auto master = masters_.find(device);
        if (master == masters_.end()) return dco_errc::no_master_key;
        out.push_back({device, wanted, devices::dlms::wrap_key(master->second, wanted.encryption),
                       devices::dlms::wrap_key(master->second, wanted.authentication)});
    }
    return out;
}

const boost::system::error_category& dco_category() noexcept
{
    static const sim::table_category instance("scenarios.dco", {"the DCO holds no master key of that device"});
    return instance;
}

sim::error_code make_error_code(dco_errc e) noexcept { return {static_cast<int>(e), dco_category()}; }

} // namespace scenarios::reference
