// The supply of a meter: enabled, disabled or armed, and what its counter makes of it.
//
// Source: SMETS2: a remote command disables or arms; an armed supply is enabled by a person at the
// meter; electricity may be configured to be enabled remotely, gas is never.
#pragma once
#include "devices/metering/counter.hpp"

#include <string_view>

namespace devices::metering {

enum class supply_state : std::uint8_t {
    enabled,  ///< flows
    disabled, ///< does not, and no button helps
    armed,    ///< does not, until a person presses the button
};
std::string_view to_string(supply_state s);

enum class supply_errc {
    not_armed = 1,   ///< the button does nothing
    not_disabled,    ///< what is enabled cannot be armed
    never_from_afar, ///< this supply is enabled by a person only
    no_power,        ///< the meter itself has no power and does nothing
};
const boost::system::error_category& supply_category() noexcept;
sim::error_code make_error_code(supply_errc e) noexcept;

class supply {
public:
    /// `remote_enable`: whether a command alone may enable it.
    explicit supply(counter& flow, bool remote_enable) : flow_(flow), remote_enable_(remote_enable) {}

    supply_state state() const { return state_; }
    bool remote_enable() const { return remote_enable_; }
    /// Since when it is in this state; the installation's beginning at first.
    sim::time_point since() const { return since_; }

    // ---- commands and the person at the meter; calls come in the order of time
    /// From any state. Disabling again changes nothing.
    void disable(sim::time_point t);
    /// Errors: not_disabled. Arming again changes nothing.
    sim::error_code arm(sim::time_point t);
    /// Errors: never_from_afar. Enabling again changes nothing.
    sim::error_code enable(sim::time_point t);
    /// Errors: not_armed.
    sim::error_code press_button(sim::time_point t);

    void save(sim::writer& out) const;
    /// The counter is restored on its own.
    void restore(sim::reader& in);

private:
    void become(supply_state next, sim::time_point t);

    counter& flow_;
    bool remote_enable_;
    supply_state state_{supply_state::enabled};
    sim::time_point since_{};
};

} // namespace devices::metering

template <>
struct boost::system::is_error_code_enum<devices::metering::supply_errc> : std::true_type {};
