// A meter as the devices of its HAN know it: the meter itself, and what ZigBee asks a meter to keep that the meter has
// no place for: commands for a later time, the last top-ups, a message on its display, names that were written into it.
//
// Time is an argument and never goes back. What is to happen of itself happens in `settle`; `next_event` says when.
#pragma once
#include "devices/esme/meter.hpp"
#include "devices/gsme/meter.hpp"
#include "devices/zcl/server.hpp"
#include "devices/zcl_objects/ota_client.hpp"

namespace devices::zcl_objects {

/// Where meters and displays have everything, and hubs what is about electricity; endpoint 2 of a hub is about gas
/// (model choice: the profile leaves numbers to the device).
inline constexpr auto first_endpoint = zcl::endpoint_id(1), gas_endpoint = zcl::endpoint_id(2);

enum class fuel : std::uint8_t { electricity, gas };

/// A message that a display shows.
struct message {
    std::uint32_t id;
    std::uint8_t control;
    sim::time_point start;
    std::uint16_t minutes; ///< 0xFFFF: until it is cancelled
    std::string text;
    bool confirmed{false};
    bool operator==(const message&) const = default;

    /// Bit 7 of the control.
    bool wants_confirmation() const { return (control & 0x80) != 0; }
    bool shown_at(sim::time_point t) const;
};

/// A top-up that the meter has taken.
struct top_up {
    sim::time_point at;
    std::int32_t millipence;
    std::uint8_t device; ///< Prepayment, "Originating Device"
    std::string code;
    bool operator==(const top_up&) const = default;
};
inline constexpr std::size_t most_top_ups = 5;

/// How the last top-up ended; Prepayment, "Result Type".
enum class top_up_result : std::uint8_t {
    accepted = 0x00,
    invalid = 0x01,
    duplicate = 0x02,
    error = 0x03,
    max_credit_reached = 0x04,
    too_large = 0x06,
    accepted_supply_enabled = 0x10,
    accepted_supply_disabled = 0x11,
    accepted_supply_armed = 0x12,
};

class meter_device {
public:
    /// A command that waits for its time.
    struct waiting_command {
        sim::time_point at;
        zcl::cluster_id cluster;
        sim::bytes frame;
    };
    static constexpr std::size_t most_waiting = 16;
    /// What is written into it, and what it remembers. Non-volatile.
    struct memory {
        std::string site, customer, location, token_carrier, tariff_label;
        std::uint32_t display_low_credit{0};
        std::array<std::uint16_t, 3> alarm_masks{0xFFFF, 0xFFFF, 0xFFFF};
        std::uint32_t tariff{0};                 ///< IssuerTariffID of what was published last
        std::uint8_t price_digits{5};            ///< behind the point, of a price matrix
        std::uint32_t multiplier{1}, divisor{1}; ///< of block thresholds
        std::vector<top_up> top_ups;             ///< newest first
        top_up_result last_result{top_up_result::accepted};
        std::optional<zcl_objects::message> message;
        std::optional<std::uint16_t> mirror;  ///< the endpoint that the hub gave it
        std::vector<waiting_command> waiting; ///< in the order of their times
    };

    /// The meter must outlive it.
    explicit meter_device(esme::meter& m);
    explicit meter_device(gsme::meter& m);
    meter_device(const meter_device&) = delete;
    meter_device& operator=(const meter_device&) = delete;

    metering::meter& meter() const { return *meter_; }
    /// Null for the other fuel.
    esme::meter* electricity() const { return electricity_; }
    gsme::meter* gas() const { return gas_; }
    sim::eui64 id() const;
    const std::string& manufacturer() const;
    const std::string& model() const;
    const std::string& serial() const;

    const memory& kept() const { return memory_; }
    /// For whoever changes it: it counts as changed.
    memory& change();
    ota_client& upgrade() { return upgrade_; }

    /// Keeps a command for later. False: too many wait.
    bool put_off(waiting_command command);

    // ---- fast poll; volatile
    sim::time_point fast_poll_until() const { return fast_poll_until_; }
    void poll_fast_until(sim::time_point t) { fast_poll_until_ = t; }

    // ---- the person at the display
    /// The MessageConfirmation for the hub; empty: nothing asks for one.
    std::optional<sim::bytes> confirm_message(std::uint8_t sequence, sim::time_point t);

    // ---- time
    std::optional<sim::time_point> next_event() const;
    /// Executes the commands whose time has come. To be called before the meter itself is settled to that time.
    void settle(sim::time_point t);
    /// What the hub's clock shows came with a read response or report of its Time cluster: followed within ten seconds.
    /// False: it was refused, or no time was in it.
    bool take_hub_time(const zcl::message& from_hub, sim::time_point t);

    // ---- non-volatile memory
    std::uint64_t revision() const { return revision_; }
    void save(sim::writer& out) const;
    /// Into one as made.
    void restore(sim::reader& in);

private:
    metering::meter* meter_;
    esme::meter* electricity_{nullptr};
    gsme::meter* gas_{nullptr};
    memory memory_;
    ota_client upgrade_;
    sim::time_point fast_poll_until_{sim::time_point::min()};
    std::uint64_t revision_{0};
};

} // namespace devices::zcl_objects
