// What a system that operates installations can do with one of them while it is in contact, whatever its family.
// Each family implements it over its own protocol.
#pragma once
#include "devices/call_home/credential.hpp"
#include "sim/core/ids.hpp"
#include "sim/core/unique_function.hpp"
#include "sim/kernel/time.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scenarios::reference {

using devices::call_home::credential;

struct inventory {
    std::string model, firmware;
    std::vector<credential> trust;
    std::vector<sim::eui64> devices; ///< whose data has come, the hub included
};

/// A meter's newest register that the head-end has: Wh or dm³.
struct register_value {
    sim::time_point at;
    std::uint64_t value;
};

enum class head_end_errc {
    contact_lost = 1, ///< the session ended before the answer came
    refused,          ///< the hub answered that it will not, or cannot
    no_value,         ///< nothing of that device has come yet
};
const boost::system::error_category& head_end_category() noexcept;
sim::error_code make_error_code(head_end_errc e) noexcept;

/// One contact with one hub. Handlers run once, as events of their own; with `contact_lost` when the contact ends
/// first.
class head_end {
public:
    using done = sim::unique_function<void(sim::error_code)>;
    using inventory_handler = sim::unique_function<void(sim::result<inventory>)>;
    virtual ~head_end() = default;

    virtual sim::eui64 hub() const = 0;
    /// Which of the service's identities the hub has accepted.
    virtual const std::string& identity() const = 0;
    virtual void read_inventory(inventory_handler handler) = 0;
    /// The newest register of a meter. Error: no_value.
    virtual sim::result<register_value> read(sim::eui64 device) const = 0;
    /// Imports first, so that the hub is never without somebody to trust. What is already so counts as done.
    virtual void replace_credentials(std::vector<credential> imports, std::vector<credential> removes,
                                     done handler) = 0;
    virtual void set_head_end(const std::string& name, std::uint16_t port, done handler) = 0;
    /// Ends the contact in good order; the hub calls again at the given time, or when its schedule says.
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
