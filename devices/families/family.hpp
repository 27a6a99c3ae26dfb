// What a family of devices is: the values of its family.yaml. The scenario engine parses the file (and a scenario's
// `overrides:`) into this struct; nothing here is published about real devices, so every value is a model choice.
#pragma once
#include "sim/kernel/time.hpp"
#include "sim/smwan/modem.hpp"
#include "sim/smwan/reconnect.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace devices::families {

/// How a hub comes back after its SIM was moved one way; `after` given pins it whatever `cause` says.
struct way_settings {
    sim::smwan::reconnect_cause cause{sim::smwan::reconnect_cause::weekly_restart};
    sim::smwan::old_context old_context{sim::smwan::old_context::black_hole};
    std::optional<sim::duration> after; ///< 0 … 365 d

    sim::smwan::reconnect_policy policy() const;
};
struct reconnect_settings {
    sim::smwan::reconnect_cause cause{sim::smwan::reconnect_cause::weekly_restart};
    sim::smwan::old_context old_context{sim::smwan::old_context::black_hole};
    std::optional<sim::duration> after;   ///< 0 … 365 d, from the first change
    std::optional<way_settings> rollback; ///< the way back; empty: the same again, unpinned

    sim::smwan::reconnect_plan plan() const;
};

enum class resumption : std::uint8_t { none, session_id, ticket };

struct tls_settings {
    /// What one handshake step costs the hub's CPU, in virtual time: 0 … 60 s.
    sim::duration handshake_cost{std::chrono::milliseconds(350)};
    resumption resume{resumption::ticket};
    /// Time for a handshake to complete: 1 s … 10 min.
    sim::duration time_limit{std::chrono::seconds(120)};
};

struct call_home_settings {
    /// Between scheduled calls: 1 min … 31 d. The phase within it is the hub's own.
    sim::duration interval{std::chrono::hours(24)};
    /// From a call that failed to the next attempt: 1 s … 24 h …
    sim::duration retry_after{std::chrono::minutes(15)};
    /// … and how many such attempts before the hub waits for its schedule: 0 … 100.
    std::uint32_t retries{3};
    /// From boot and context to the first call: 0 … 1 h.
    sim::duration after_online{std::chrono::seconds(5)};
    /// Envelopes that the hub holds until they are acknowledged: 8 … 4096.
    std::uint32_t store{128};
    /// Wake-up messages that it takes before the hub calls, each within `wake_up_window` of the one before: 1 … 5 …
    std::uint32_t wake_up_messages{1};
    /// … 10 s … 24 h.
    sim::duration wake_up_window{std::chrono::minutes(10)};
    /// From an urgent alarm to the call that brings it: 0 … 1 h …
    sim::duration alarm_after{std::chrono::seconds(10)};
    /// … but so long after the last such call: 0 … 24 h.
    sim::duration alarm_gap{std::chrono::minutes(5)};
    /// Calls in a row to where a redirection led that may fail; then the hub goes back. 0 … 100; 0: it never does.
    std::uint32_t fallback_after{4};
};

/// After a hub has switched to new firmware.
struct firmware_settings {
    /// Starts without a session, after which it goes back: 1 … 20.
    std::uint32_t trial_starts{3};
    /// A start without a session ends with a restart after so long: 1 min … 31 d.
    sim::duration trial_patience{std::chrono::hours(6)};
};

/// How a hub that is called is talked to.
enum class dlms_transport : std::uint8_t { tls, plain };
enum class dlms_journal : std::uint8_t {
    associations, ///< who came, and who was turned away
    requests,     ///< and each attribute and method that was asked for
};
struct dlms_settings {
    dlms_transport transport{dlms_transport::tls};
    dlms_journal journal{dlms_journal::associations};
    /// A connection on which nothing comes for so long is closed: 1 s … 24 h.
    sim::duration inactivity{std::chrono::minutes(5)};
    /// Connections at a time; more are reset: 1 … 100.
    std::uint32_t connections{4};
};
/// Notifications to the hub's head-end.
struct push_settings {
    /// From an attempt that failed to the next: 1 s … 24 h …
    sim::duration retry_after{std::chrono::minutes(5)};
    /// … and how many such attempts before it is given up: 0 … 100.
    std::uint32_t retries{3};
};

struct link_settings {
    sim::duration round_trip_least{std::chrono::milliseconds(600)};
    sim::duration round_trip_most{std::chrono::milliseconds(1200)};
    std::uint64_t bits_per_second_up{20'000};   ///< 0: unlimited
    std::uint64_t bits_per_second_down{50'000}; ///< 0: unlimited
    std::uint32_t loss_per_million{0};          ///< 0 … 500 000, per chunk and direction
};

struct chf_settings {
    std::string manufacturer, model, firmware;
    /// From power on to the first search for a cell.
    sim::duration boot_time{std::chrono::seconds(20)};
    reconnect_settings reconnect;
    /// For groups other than EA, EB and EC, whose windows are 48 h.
    reconnect_settings reconnect_other_groups;
    tls_settings tls;
    /// Largest error of the clock's crystal, in millionths: 0 … 1000.
    std::uint32_t clock_ppm{0};
    call_home_settings call_home; ///< of families whose hubs call
    firmware_settings firmware_trial;
    link_settings link;
    sim::smwan::context_mode context{sim::smwan::context_mode::always};
    /// On demand: a context that nobody uses for so long is given up: 1 s … 24 h.
    sim::duration context_idle{std::chrono::minutes(10)};
    dlms_settings dlms; ///< of families whose hubs are called
    push_settings push;
};

struct meter_settings {
    std::string manufacturer, model, firmware;
};

struct family {
    std::string name;
    std::string summary;
    chf_settings chf;
    meter_settings esme, gsme;
};

/// The text of a family's file as it was built into the program; empty for an unknown family.
std::string_view family_file(std::string_view name);
/// All families, in the order of their names.
std::vector<std::string_view> family_names();

} // namespace devices::families
