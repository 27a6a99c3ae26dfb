// What is inside the envelopes: reads, boot reports, alarms. Layouts: devices/families/trilliant/protocol.md.
//
// Errors of decoding: those of sim/core/bytes.hpp. Encoding breaks an invariant (sim/core/check.hpp) when a value does
// not fit, since the hub makes these values itself.
#pragma once
#include "devices/call_home/messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace devices::call_home {

/// A cumulative register at an instant by the meter's clock: Wh or dm³, below 2^48. Codes: *_register, *_daily_read.
struct register_read {
    sim::time_point at;
    std::uint64_t value;
    bool operator==(const register_read&) const = default;
};

/// Consecutive half-hours: Wh or dm³ each, at most 65534; none where the meter has no value. Codes: *_half_hours.
struct half_hour_block {
    sim::time_point start; ///< of the first one: a multiple of 30 minutes
    std::uint64_t register_at_start;
    std::vector<std::optional<std::uint16_t>> entries; ///< 1 … limits::half_hours
    bool operator==(const half_hour_block&) const = default;
};

enum class boot_cause : std::uint8_t {
    power_on = 1, ///< the power came back
    restart = 2,  ///< its own, periodic or on command
    firmware = 3, ///< a new image was activated
    watchdog = 4,
};

struct boot_report {
    boot_cause cause;
    std::uint32_t boot_count;
    std::string firmware;
    bool operator==(const boot_report&) const = default;
};

/// Codes as in the alert list of the GB Companion Specification, for example 0x8F36 for supply outage restored.
struct alarm_report {
    std::uint16_t code;
    sim::bytes detail; ///< at most limits::alarm_detail octets; its meaning depends on the code
    bool operator==(const alarm_report&) const = default;
};

sim::bytes encode_payload(const register_read& v);
sim::bytes encode_payload(const half_hour_block& v);
sim::bytes encode_payload(const boot_report& v);
sim::bytes encode_payload(const alarm_report& v);
/// A late result: the body of a RESULT message without its extensions.
sim::bytes encode_payload(const command_result& v);

sim::result<register_read> decode_register_read(sim::byte_view data);
sim::result<half_hour_block> decode_half_hour_block(sim::byte_view data);
sim::result<boot_report> decode_boot_report(sim::byte_view data);
sim::result<alarm_report> decode_alarm_report(sim::byte_view data);
sim::result<command_result> decode_command_result(sim::byte_view data);

} // namespace devices::call_home
