// The reference DCO (Dual Control Organisation): holds what no one party shall have alone. It gives the S1SP the
// details of a group in use (TMAD 5.16), and wraps new keys under devices' master keys, which never leave it.
//
// Model choices: what the details of an installation are (the working keys of its devices, as its SMSO has them); that
// a request is answered after a fixed time; that a request with one unknown device is refused as a whole.
#pragma once
#include "scenarios/reference/head_end/head_end.hpp"
#include "sim/kernel/kernel.hpp"

#include <map>

namespace scenarios::reference {

enum class dco_errc {
    no_master_key = 1, ///< it holds none of that device
};
const boost::system::error_category& dco_category() noexcept;
sim::error_code make_error_code(dco_errc e) noexcept;

class dco {
public:
    /// `delay`: from a request to its answer.
    dco(sim::kernel& time, sim::duration delay) : time_(time), delay_(delay) {}
    dco(const dco&) = delete;
    dco& operator=(const dco&) = delete;

    /// Of a device, from its manufacturer.
    void hold_master_key(sim::eui64 device, const key128& key);
    /// Of an installation, from its SMSO through the Migration Group Encrypted File.
    void hold_details(sim::eui64 hub, std::vector<device_keys> keys);

    using details_handler = sim::unique_function<void(std::vector<device_keys>)>;
    /// Empty where the devices have no keys of that kind. The answer comes as an event of its own.
    void details(sim::eui64 hub, details_handler handler);
    using wrap_handler = sim::unique_function<void(sim::result<std::vector<key_transfer>>)>;
    /// Error: no_master_key.
    void wrap(std::vector<device_keys> keys, wrap_handler handler);

private:
    sim::result<std::vector<key_transfer>> wrapped(const std::vector<device_keys>& keys) const;

    sim::kernel& time_;
    sim::duration delay_;
    std::map<sim::eui64, key128> masters_;
    std::map<sim::eui64, std::vector<device_keys>> details_;
};

} // namespace scenarios::reference

template <>
struct boost::system::is_error_code_enum<scenarios::reference::dco_errc> : std::true_type {};
