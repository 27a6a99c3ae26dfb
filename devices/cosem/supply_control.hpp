// Disconnect control and limiter (IEC 62056-6-2, classes 70 and 71).
#pragma once
#include "devices/cosem/content.hpp"
#include "devices/cosem/tables.hpp"

namespace devices::cosem {

enum class control_state : std::uint8_t { disconnected = 0, connected = 1, ready_for_reconnection = 2 };
/// Which transitions there are. In all of these a client disconnects, and so does the device itself.
enum class control_mode : std::uint8_t {
    fixed = 0,                         ///< always connected
    reconnected_by_person = 3,         ///< a client makes it ready for reconnection, a person connects
    reconnected_remotely = 4,          ///< a client connects
    reconnected_by_person_or_self = 6, ///< as 3, and the device may connect by itself
};

struct disconnect_control {
    std::function<bool(const call&)> output; ///< connected physically
    std::function<control_state(const call&)> state;
    control_mode mode{control_mode::reconnected_by_person};
    simple_action disconnect, reconnect;
};
object make_disconnect_control(obis name, std::string meaning, rights access, disconnect_control value);

struct emergency_profile {
    std::uint16_t id{0};
    date_time activation{no_time};
    std::uint32_t duration_seconds{0};
};
struct limiter {
    value_reference monitored;
    /// The type of the thresholds: that of the monitored value.
    dlms::data_tag type{dlms::data_tag::double_long_unsigned};
    std::int64_t active{0}, normal{0}, emergency{0};
    std::uint32_t over_seconds{0}, under_seconds{0}; ///< how long it has to last before anything happens
    emergency_profile profile{};
    std::vector<std::uint16_t> groups{};
    bool emergency_active{false};
    script_reference over{}, under{};
};
/// Attributes 4, 6, 7 and 11 can be changeable.
object make_limiter(obis name, std::string meaning, rights access, contents<limiter> value);

} // namespace devices::cosem
