// What a system that operates installations can do with one of them while it is in contact, whatever its family.
// Each family implements it over its own protocol; what a family has no way to do answers `not_supported`.
#pragma once
#include "devices/call_home/credential.hpp"
#include "devices/dlms/security_suite.hpp"
#include "sim/core/ids.hpp"
#include "sim/core/unique_function.hpp"
#include "sim/kernel/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace scenarios::reference {

using devices::call_home::credential;
using devices::dlms::key128;

struct inventory {
    std::string model, firmware;
    std::vector<credential> trust;
    std::vector<sim::eui64> devices; ///< whose data has come, or that answer; the hub included
};

/// A meter's newest register that the head-end can have: Wh or dm³.
struct register_value {
    sim::time_point at;
    std::uint64_t value;
    bool operator==(const register_value&) const = default;
};

/// A half-hour of a meter's load profile: Wh or dm³.
struct half_hour {
    sim::time_point end; ///< by the meter's clock
    std::uint64_t value;
    bool operator==(const half_hour&) const = default;
};

/// The symmetric keys that a device's associations work under.
struct working_keys {
    key128 encryption{}, authentication{};
    bool operator==(const working_keys&) const = default;
};
struct device_keys {
    sim::eui64 device;
    working_keys keys;
};
/// New working keys of a device, with their forms under its master key, which only the DCO can make.
struct key_transfer {
    sim::eui64 device;
    working_keys keys;
    sim::bytes wrapped_encryption, wrapped_authentication;
};

enum class head_end_errc {
    contact_lost = 1, ///< the contact ended before the answer came
    refused,          ///< the hub answered that it will not, or cannot
    no_value,         ///< the device has none, or nothing of it has come yet
    not_supported,    ///< the family has no way to do that
    unknown_device,   ///< no device of that identifier is known behind the hub
};
const boost::system::error_category& head_end_category() noexcept;
sim::error_code make_error_code(head_end_errc e) noexcept;

/// One contact with one hub. Handlers run once, as events of their own; with `contact_lost` when the contact ends
/// first.
class head_end {
public:
    using done = sim::unique_function<void(sim::error_code)>;
    template <class T>
    using answer = sim::unique_function<void(sim::result<T>)>;
    virtual ~head_end() = default;

    virtual sim::eui64 hub() const = 0;
    /// Which of the service's identities the hub has accepted.
    virtual const std::string& identity() const = 0;
    virtual void read_inventory(answer<inventory> handler) = 0;
    /// The newest register of a meter. Errors: no_value, unknown_device.
    virtual void read(sim::eui64 device, answer<register_value> handler) = 0;
    /// The half-hours that ended after `from` and not after `until`, in their order. Errors: as of `read`.
    virtual void read_profile(sim::eui64 device, sim::time_point from, sim::time_point until,
                              answer<std::vector<half_hour>> handler) = 0;
    virtual void read_clock(sim::eui64 device, answer<sim::time_point> handler) = 0;
    virtual void set_clock(sim::eui64 device, sim::time_point to, done handler) = 0;
    /// Imports first, so that the hub is never without somebody to trust. What is already so counts as done.
    virtual void replace_credentials(std::vector<credential> imports, std::vector<credential> removes,
                                     done handler) = 0;
    /// One device after the other; what is already so counts as done.
    virtual void replace_keys(std::vector<key_transfer> transfers, done handler) = 0;
    virtual void set_head_end(const std::string& name, std::uint16_t port, done handler) = 0;
    /// Ends the contact in good order. The next one is at the given time, or when hub or service find it due.
    virtual void close(std::optional<sim::time_point> call_back_at) = 0;
};

/// Who runs the service.
class head_end_owner {
public:
    /// A hub that is known has identified itself: is there anything to do with it beyond taking its data?
    virtual bool wants(sim::eui64 hub, const std::string& identity) = 0;
    /// The contact is open for what `wants` announced. It lives until `on_contact_ended`.
    virtual void on_contact(head_end& contact) = 0;
    /// Any session of a known hub has come to its end; `complete`: its proper one. A hub that lost its power may have
    /// begun another by then.
    virtual void on_contact_ended(head_end& contact, bool complete) = 0;

protected:
    ~head_end_owner() = default;
};

} // namespace scenarios::reference

template <>
struct boost::system::is_error_code_enum<scenarios::reference::head_end_errc> : std::true_type {};
