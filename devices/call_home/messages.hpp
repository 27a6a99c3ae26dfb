// The messages of a call-home session as values; codec.hpp turns them into bytes and back.
//
// Source: model choice. The course — a hub that calls home, pushes its data in bulk, is acknowledged with control
// information and sends again what was not — follows published patents; the layout is this project's own and written
// down to the octet in devices/families/trilliant/protocol.md. Limits: limits.hpp.
#pragma once
#include "devices/call_home/credential.hpp"
#include "sim/core/bytes.hpp"
#include "sim/core/ids.hpp"
#include "sim/kernel/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace devices::call_home {

/// Times travel as whole seconds, 2000-01-01T00:00:00Z to 2136-02-07T06:28:14Z; what is finer is cut off.
using optional_time = std::optional<sim::time_point>;

enum class call_reason : std::uint8_t { boot = 1, scheduled = 2, alarm = 3, wake_up = 4, call_back = 5 };

/// Hub → head-end, first: who calls and why.
struct hello {
    sim::eui64 hub;
    call_reason reason;
    std::uint16_t queue; ///< envelopes that wait; 65535 means that many or more
    optional_time clock; ///< the hub's; none when it is not set
    std::string model;
    std::string firmware;
    sim::bytes token; ///< what a redirection gave; empty: none
    bool operator==(const hello&) const = default;
};

/// What is in an envelope. A head-end acknowledges and ignores codes that it does not know.
enum class header_code : std::uint16_t {
    boot_report = 0x0001,
    alarm = 0x0002,
    event_log = 0x0003,
    security_log = 0x0004,
    firmware_report = 0x0005,
    han_status = 0x0006,
    esme_register = 0x0010,
    esme_daily_read = 0x0011,
    esme_half_hours = 0x0012,
    esme_billing = 0x0013,
    esme_export_half_hours = 0x0014,
    esme_account = 0x0015,
    gsme_register = 0x0020,
    gsme_daily_read = 0x0021,
    gsme_half_hours = 0x0022,
    gsme_billing = 0x0023,
    gsme_account = 0x0025,
    command_result = 0x0030, ///< of a command whose RESULT said `queued`
};

struct envelope {
    std::uint32_t sequence; ///< the hub's own count over its whole life; never 0, never used twice
    header_code code;
    sim::eui64 device;    ///< whom it is about
    sim::time_point time; ///< when it was put into the outbox, by the hub's clock
    sim::bytes payload;   ///< payloads.hpp
    bool operator==(const envelope&) const = default;
};

/// Hub → head-end: a batch, in ascending order of sequence, perhaps empty.
struct envelopes {
    bool more{false}; ///< another batch follows once this one is acknowledged
    std::vector<envelope> items;
    bool operator==(const envelopes&) const = default;
};

struct sequence_range {
    std::uint32_t first;
    std::uint32_t last; ///< inclusive
    bool contains(std::uint32_t sequence) const { return first <= sequence && sequence <= last; }
    bool operator==(const sequence_range&) const = default;
};

enum class ack_control : std::uint8_t {
    keep_open = 0, ///< go on: the next batch if there is one; then wait for commands, settings or BYE
    call_back = 1, ///< end the session and call again at the given time
    done = 2,      ///< end the session; the schedule says when to call again
};

/// Where to call instead, until told otherwise by a setting.
struct redirection {
    std::string name;
    std::uint16_t port;
    sim::bytes token; ///< to be shown in HELLO there; may be empty
    bool operator==(const redirection&) const = default;
};

/// Head-end → hub: which envelopes are safe, what to do next, what time it is.
struct ack {
    ack_control control;
    optional_time call_back_at;         ///< with `call_back`, and only then
    sim::time_point clock;              ///< the head-end's, UTC
    std::chrono::minutes civil_offset;  ///< to be added to UTC for local time
    std::vector<sequence_range> ranges; ///< ascending, without overlap
    std::optional<redirection> next_server;
    bool operator==(const ack&) const = default;
};

/// Head-end → hub: one frame for a device's application; opaque here.
struct command {
    std::uint32_t id; ///< ascending within a session; a late result is known by it
    sim::eui64 device;
    std::uint8_t endpoint;
    std::uint16_t cluster;
    optional_time deadline; ///< after which it must not be executed
    sim::bytes frame;
    bool operator==(const command&) const = default;
};

enum class command_status : std::uint8_t {
    ok = 0,
    unknown_device = 1,
    unsupported = 2,
    busy = 3,
    expired = 4, ///< the deadline had passed
    queued = 5,  ///< taken; the result follows in an envelope (header code command_result)
    failed = 6,
    malformed = 7,
};

struct command_result {
    std::uint32_t id;
    command_status status;
    sim::bytes frame; ///< the device's answer; empty unless `ok` or `failed`
    bool operator==(const command_result&) const = default;
};

struct set_server {
    std::string name;
    std::uint16_t port; ///< not 0
    bool operator==(const set_server&) const = default;
};
struct set_schedule {
    std::uint32_t period_s;
    std::optional<std::uint32_t> offset_s; ///< below the period, counted from 2000-01-01T00:00:00Z; none: the hub's own
    std::uint32_t window_s;                ///< at most the period: the hub spreads its calls over it by dice of its own
    bool operator==(const set_schedule&) const = default;
};
struct credential_export {
    std::optional<call_home::purpose> purpose; ///< none: all
    bool operator==(const credential_export&) const = default;
};
struct credential_import {
    call_home::credential credential;
    bool operator==(const credential_import&) const = default;
};
struct credential_remove {
    bool allow_last; ///< without it the last credential stays, since a hub that trusts nobody cannot be reached again
    call_home::fingerprint fingerprint;
    bool operator==(const credential_remove&) const = default;
};
using config_operation =
    std::variant<set_server, set_schedule, credential_export, credential_import, credential_remove>;
/// The octet that names the operation: its place in the variant plus one.
inline std::uint8_t operation_code(const config_operation& operation)
{
    return static_cast<std::uint8_t>(operation.index() + 1);
}

/// Head-end → hub: one change or question, idempotent, so that it may be repeated after a lost session.
struct config {
    std::uint32_t id; ///< ascending within a session, in one row with commands
    config_operation operation;
    bool operator==(const config&) const = default;
};

struct config_result {
    std::uint32_t id;
    std::uint8_t operation; ///< operation_code of the request
    config_status status;
    std::vector<credential> credentials; ///< of an export
    bool operator==(const config_result&) const = default;
};

/// What becomes of an image for the hub itself or for a device behind it.
enum class image_state : std::uint8_t {
    none = 0,      ///< nothing is there
    receiving = 1, ///< blocks are missing
    verified = 2,  ///< complete, and its digest is the one that was offered
    failed = 3,    ///< complete, and not what was offered, or not for that device
    fetching = 4,  ///< the device behind the hub is loading it
    delivered = 5, ///< the device behind the hub has it
    waiting = 6,   ///< will be switched to at a time that was given
    trial = 7,     ///< the hub runs it, and has not been in a session with it
    running = 8,   ///< the device runs it
};
enum class image_status : std::uint8_t {
    ok = 0,
    no_image = 1,       ///< nothing of that device's is there, or another digest
    wrong_offset = 2,   ///< the answer's `next` says where to go on
    too_large = 3,      ///< no room for it
    unknown_device = 4, ///< no such device behind the hub
    not_verified = 5,   ///< activate: it is not complete and good
    refused = 6,        ///< not in its present state
    unsupported = 7,
};

/// Begins a transfer, or goes on with it when the same was offered before.
struct image_offer {
    sim::eui64 device; ///< whose firmware it is: the hub's own, or a device's behind it
    std::string version;
    std::uint32_t size; ///< 1 … limits::image
    fingerprint digest; ///< SHA-256 of the image
    bool operator==(const image_offer&) const = default;
};
struct image_block {
    sim::eui64 device;
    std::uint32_t offset; ///< what the last answer gave as `next`
    sim::bytes data;      ///< 1 … limits::image_block octets
    bool operator==(const image_block&) const = default;
};
/// Switches the device to a verified image.
struct image_activate {
    sim::eui64 device;
    fingerprint digest; ///< which one: not another that came in between
    optional_time at;   ///< none: when the session is over
    bool operator==(const image_activate&) const = default;
};
/// Forgets what is there and not yet run.
struct image_drop {
    sim::eui64 device;
    bool operator==(const image_drop&) const = default;
};
struct image_query {
    sim::eui64 device;
    bool operator==(const image_query&) const = default;
};
using image_operation = std::variant<image_offer, image_block, image_activate, image_drop, image_query>;
inline std::uint8_t operation_code(const image_operation& operation)
{
    return static_cast<std::uint8_t>(operation.index() + 1);
}

/// Head-end → hub: a step of a firmware transfer. Each may be repeated after a lost session.
struct image {
    std::uint32_t id; ///< ascending within a session, in one row with commands
    image_operation operation;
    bool operator==(const image&) const = default;
};
struct image_result {
    std::uint32_t id;
    std::uint8_t operation; ///< operation_code of the request
    image_status status;
    image_state state;
    std::uint32_t next; ///< how many octets from the start are there
    bool operator==(const image_result&) const = default;
};

enum class bye_reason : std::uint8_t {
    complete = 0,
    busy = 1, ///< the head-end cannot serve now
    protocol_error = 2,
    not_known = 3, ///< the head-end does not know this hub
    shutting_down = 4,
    timed_out = 5,
};

/// Either way, last: the session is over; nothing but the other side's BYE may follow.
struct bye {
    bye_reason reason;
    optional_time call_back_at; ///< from the head-end: call again then; none: the schedule says
    bool operator==(const bye&) const = default;
};

using message =
    std::variant<hello, envelopes, ack, command, command_result, config, config_result, bye, image, image_result>;
/// The octet that names the message: its place in the variant plus one.
inline std::uint8_t message_type(const message& m) { return static_cast<std::uint8_t>(m.index() + 1); }

} // namespace devices::call_home
