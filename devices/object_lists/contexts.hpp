// What the objects of hubs and meters stand on: one context per device, which a server's accesses carry.
//
// A context is a handful of references; the object lists (lists.hpp) are shared by all devices.
#pragma once
#include "devices/cosem/association.hpp"
#include "devices/cosem/clock.hpp"
#include "devices/cosem/communication.hpp"
#include "devices/cosem/payment.hpp"
#include "devices/esme/meter.hpp"
#include "devices/gsme/meter.hpp"

#include <memory>
#include <string>

namespace devices::object_lists {

/// The keys of a device as its security setup changes them. They never come out.
class key_access {
public:
    virtual dlms::system_title own_title() const = 0;
    /// Of the management client that was associated last; empty: unknown.
    virtual sim::bytes client_title() const = 0;
    /// The last that came in a genuine message of the management client; 0: none has come.
    virtual std::uint32_t received_counter() const = 0;
    /// All of them or none, wrapped under the master key. What cannot be unwrapped is other_reason.
    virtual dlms::action_result transfer(const std::vector<cosem::wrapped_key>& keys, sim::time_point now) = 0;
    /// The reading client's LLS password, 1 … 64 octets. False: not changed.
    virtual bool set_password(sim::byte_view password) = 0;

protected:
    ~key_access() = default;
};

/// What has been written and not been activated yet, and the last token: lost with the power (model choice).
struct unfinished {
    std::optional<cosem::preset_time> clock;
    std::optional<cosem::calendar_content> calendar;
    std::optional<cosem::calendar_content> quiet_times; ///< the non-disablement calendar
    std::optional<metering::price_list> prices;
    std::array<std::optional<metering::money>, 2> debt_rates;
    std::string token;
    cosem::date_time token_time{cosem::no_time};
    cosem::token_status token_status{cosem::token_status::format_ok};
};

/// A meter: either of the two is there.
struct meter_context {
    meter_context(esme::meter& m, key_access& k) : meter(m), electricity(&m), keys(k) {}
    meter_context(gsme::meter& m, key_access& k) : meter(m), gas(&m), keys(k) {}

    metering::meter& meter;
    esme::meter* electricity{nullptr};
    gsme::meter* gas{nullptr};
    key_access& keys;
    std::unique_ptr<unfinished> draft{}; ///< null: nothing
};

struct hub_identity {
    sim::eui64 eui64;
    std::string manufacturer, model, firmware;
};
/// What the hub's modem believes, and what is true of it is not asked here.
struct wan_view {
    std::string operator_name;
    cosem::gsm_status registration{cosem::gsm_status::not_registered};
    bool packet_switched{false}; ///< it has a context, as far as it knows
    std::string apn;             ///< of its context; empty: none
    std::uint32_t address{0};    ///< IPv4; 0: none
    cosem::gsm_cell cell{};
};

/// What the hub's head-end was told last, or is to be told.
struct last_alert {
    sim::eui64 device{0};
    std::uint16_t code{0}; ///< 0: nothing yet
    sim::time_point at{};
};

/// A hub. Time is an argument: the caller's now.
class chf_context {
public:
    virtual hub_identity identity() const = 0;
    virtual key_access& keys() = 0;
    /// The logical devices behind its address, itself included.
    virtual std::vector<cosem::logical_device_name> devices() const = 0;

    // ---- the clock, in UTC
    virtual sim::time_point clock(sim::time_point now) const = 0;
    virtual cosem::data_access_result set_clock(sim::time_point shown, sim::time_point now) = 0;
    std::optional<cosem::preset_time> preset_clock;

    // ---- the WAN
    virtual wan_view wan() const = 0;
    virtual std::uint16_t port() const = 0;              ///< on which it listens
    virtual std::uint8_t connections() const = 0;        ///< at a time
    virtual std::chrono::seconds inactivity() const = 0; ///< after which it closes a connection
    /// "name:port" of the head-end, for pushes and calls.
    virtual std::string push_destination() const = 0;
    virtual cosem::data_access_result set_push_destination(const std::string& to) = 0;
    virtual std::uint8_t push_retries() const = 0;
    virtual std::chrono::seconds push_retry_delay() const = 0;
    /// Tells the head-end that it is there.
    virtual cosem::action_result push(sim::time_point now) = 0;

    // ---- what it remembers
    virtual const metering::event_log& security_log() const = 0;
    virtual last_alert newest_alert() const = 0;

    // ---- whom it trusts in TLS
    virtual std::vector<cosem::certificate_info> certificates() const = 0;
    virtual cosem::action_result import_certificate(sim::byte_view der) = 0;
    virtual cosem::action_result export_certificate(const cosem::certificate_identification& which,
                                                    sim::bytes& der) const = 0;
    virtual cosem::action_result remove_certificate(const cosem::certificate_identification& which) = 0;

    // ---- firmware
    virtual const metering::firmware_store& image() const = 0;
    virtual sim::error_code begin_image(std::size_t size, std::size_t block_size, sim::time_point now) = 0;
    virtual sim::error_code put_block(std::size_t number, sim::byte_view content, sim::time_point now) = 0;
    virtual sim::error_code verify_image(sim::time_point now) = 0;
    virtual sim::error_code activate_image(sim::time_point now) = 0;

protected:
    ~chf_context() = default;
};

} // namespace devices::object_lists
