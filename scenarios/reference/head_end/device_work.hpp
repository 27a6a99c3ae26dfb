// What somebody wants of an installation's devices, whenever its hub is in contact next: commands, firmware, another
// head-end. A service keeps it until it is done; sessions come and go meanwhile.
#pragma once
#include "devices/call_home/messages.hpp"
#include "sim/core/unique_function.hpp"
#include "sim/kernel/journal.hpp"

#include <array>
#include <optional>
#include <string>

namespace scenarios::reference {

/// A frame for a device's application.
struct device_command {
    sim::eui64 device;
    std::uint8_t endpoint{1};
    std::uint16_t cluster{0};
    std::optional<sim::time_point> deadline{};
    sim::bytes frame;
};

/// A firmware image, and when its device is to switch to it.
struct firmware_job {
    sim::eui64 device;
    std::string version;
    sim::bytes image;
    std::optional<sim::time_point> switch_at{}; ///< none: as soon as it can
};

inline constexpr sim::parameter command_answer_fields[] = {
    {"id", sim::value_kind::integer, "of the command, as the head-end gave it"},
    {"target", sim::value_kind::text, "EUI-64 of the device"},
    {"status", sim::value_kind::text, "ok, queued, expired, …"},
    {"frame", sim::value_kind::text, "the device's answer, hexadecimal"},
};
inline constexpr sim::event_type head_end_command{
    "head_end.command", "A head-end has an answer to a command; after `queued` another one.", command_answer_fields};

inline constexpr sim::parameter head_end_alarm_fields[] = {
    {"target", sim::value_kind::text, "EUI-64 of the device that raised it"},
    {"code", sim::value_kind::text, "its number, 0x8F3F"},
};
inline constexpr sim::event_type head_end_alarm{"head_end.alarm", "An alarm has come to a head-end.",
                                                head_end_alarm_fields};

inline constexpr sim::parameter head_end_firmware_fields[] = {
    {"target", sim::value_kind::text, "EUI-64 of the device"},
    {"version", sim::value_kind::text, "the image's version"},
    {"what", sim::value_kind::text,
     "delivered (to the hub, and released), refused; then what the hub reports: verified, failed, fetching, activated "
     "…"},
};
inline constexpr sim::event_type head_end_firmware{
    "head_end.firmware", "A head-end knows what has become of a firmware image.", head_end_firmware_fields};

inline constexpr std::array device_work_events{&head_end_command, &head_end_alarm, &head_end_firmware};

} // namespace scenarios::reference
