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

/// Entries of a device's event or security log, oldest first. Codes: event_log, security_log.
struct log_entry {
    sim::time_point at;
    std::uint16_t code;  ///< as in alarm_report
    std::uint16_t count; ///< how often, in a row
    bool operator==(const log_entry&) const = default;
};
struct log_report {
    std::uint32_t first;            ///< the first entry's number over the log's whole life, from 1
    std::vector<log_entry> entries; ///< 1 … limits::log_entries
    bool operator==(const log_report&) const = default;
};

enum class firmware_event : std::uint8_t {
    verified = 1,
    failed = 2,    ///< complete, and not good
    fetching = 3,  ///< the device behind the hub has begun to load it
    delivered = 4, ///< the device behind the hub has it
    activated = 5, ///< the device runs it; a hub on trial
    confirmed = 6, ///< the hub has been in a session with it: the trial is over
    fell_back = 7, ///< the hub runs the version before again
};
struct firmware_report {
    firmware_event event;
    std::string version; ///< that it is about
    bool operator==(const firmware_report&) const = default;
};

struct han_entry {
    sim::eui64 device;
    std::uint8_t kind; ///< 1 electricity meter, 2 gas meter, 3 in-home display
    std::uint8_t link; ///< 0 joined, 1 lost, 2 removed
    std::uint8_t lqi;  ///< 0 … 255; 0: none yet
    optional_time heard;
    bool operator==(const han_entry&) const = default;
};
struct han_report {
    std::vector<han_entry> devices; ///< at most limits::han_devices
    bool operator==(const han_report&) const = default;
};

enum class billing_cause : std::uint8_t { billing_day = 0, demand = 1, tariff = 2, payment_mode = 3, tenancy = 4 };
/// An entry of the billing data log: Wh or dm³. Codes: *_billing.
struct billing_report {
    sim::time_point at;
    billing_cause cause;
    std::uint64_t total;              ///< below 2^48, as are …
    std::vector<std::uint64_t> rates; ///< … the tariff's registers; at most limits::rates
    bool operator==(const billing_report&) const = default;
};

/// Of a meter in prepayment mode, in thousandths of a penny. Codes: *_account.
struct account_report {
    sim::time_point at;
    std::int64_t balance, emergency_used, accumulated_debt, time_debt_1, time_debt_2, payment_debt;
    bool operator==(const account_report&) const = default;
};

sim::bytes encode_payload(const register_read& v);
sim::bytes encode_payload(const half_hour_block& v);
sim::bytes encode_payload(const boot_report& v);
sim::bytes encode_payload(const alarm_report& v);
sim::bytes encode_payload(const log_report& v);
sim::bytes encode_payload(const firmware_report& v);
sim::bytes encode_payload(const han_report& v);
sim::bytes encode_payload(const billing_report& v);
sim::bytes encode_payload(const account_report& v);
/// A late result: the body of a RESULT message without its extensions.
sim::bytes encode_payload(const command_result& v);

sim::result<register_read> decode_register_read(sim::byte_view data);
sim::result<half_hour_block> decode_half_hour_block(sim::byte_view data);
sim::result<boot_report> decode_boot_report(sim::byte_view data);
sim::result<alarm_report> decode_alarm_report(sim::byte_view data);
sim::result<log_report> decode_log_report(sim::byte_view data);
sim::result<firmware_report> decode_firmware_report(sim::byte_view data);
sim::result<han_report> decode_han_report(sim::byte_view data);
sim::result<billing_report> decode_billing_report(sim::byte_view data);
sim::result<account_report> decode_account_report(sim::byte_view data);
sim::result<command_result> decode_command_result(sim::byte_view data);

} // namespace devices::call_home
