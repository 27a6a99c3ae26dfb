// One client's connection to the devices of an installation: the TCP wrapper, logical devices by SAP, devices by
// EUI-64 behind the gateway header, and any number of associations side by side.
//
// Source: IEC 62056-47 for the wrapper, the Green Book for the gateway protocol. Sans-I/O.
// Model choices: ESME and GSME are reached in both ways, by their SAP and behind the gateway, and the two are
// associations of their own; the hub has one network, with the number 0; a client, a network or a device that does not
// exist is refused, instead of the silence that the standards would allow, so that nobody has to wait for a time-out.
#pragma once
#include "devices/dlms/server_association.hpp"
#include "devices/dlms/wrapper.hpp"
#include "sim/core/ids.hpp"

#include <array>
#include <map>
#include <span>
#include <tuple>

namespace devices::families::landis_gyr {

/// What the three clients (devices/cosem/rights.hpp) may do on a kind of device; shared by all devices of the kind.
using association_table = std::array<dlms::server_settings, 3>;
association_table make_association_table(dlms::conformance services, std::uint16_t max_pdu);

struct device_event;
struct notification;
/// Told, after the journal, of what happened at a device.
class device_watcher {
public:
    virtual void happened(const device_event& e, sim::time_point now) = 0;
    /// After one or more events: the device may be another than before.
    virtual void served(sim::time_point now) = 0;
    /// The hub's alone: the head-end is going to be told this.
    virtual void pushes(const notification&) {}

protected:
    ~device_watcher() = default;
};

/// One device as its clients reach it. What it points to must outlive every connection.
struct served_device {
    std::string_view part; ///< "chf", "esme" or "gsme"
    sim::eui64 eui64;
    std::uint16_t sap;
    const association_table* clients;
    dlms::association_keys* keys;
    dlms::object_access* objects;
    device_watcher* watcher{nullptr}; ///< null: nobody

    const dlms::server_settings* settings_for(std::uint16_t client) const;
};

enum class reached_over : std::uint8_t { wan, gateway, optical };
std::string_view to_string(reached_over o);

/// What happened at a device.
struct device_event {
    const served_device* device;
    std::uint16_t client;
    reached_over over;
    dlms::server_event what;
};

class connection {
public:
    /// `devices` must outlive it.
    explicit connection(std::span<const served_device> devices) : devices_(devices) {}

    struct outcome {
        sim::bytes send;
        std::vector<device_event> events;
        sim::error_code broken; ///< the stream makes no sense any more: close it
    };
    outcome received(sim::time_point now, sim::byte_view octets);
    /// When a client's next general block is overdue; empty: nothing is waited for. The caller calls `timeout` then.
    std::optional<sim::time_point> due() const;
    /// Asks for what is overdue.
    outcome timeout(sim::time_point now);
    /// The connection has come to its end while the devices have power: counters are given back. Which associations
    /// ended with it.
    std::vector<device_event> closed();
    std::size_t associations() const;

private:
    /// In the order of addresses, so that nothing depends on where devices lie.
    struct key {
        const served_device* device;
        std::uint16_t client;
        bool gateway;
        bool operator<(const key& other) const
        {
            return std::tuple(device->sap, client, gateway) <
                   std::tuple(other.device->sap, other.client, other.gateway);
        }
    };
    struct value {
        dlms::server_association association;
        std::uint16_t sap; ///< under which it is spoken to: behind the gateway, another's
    };
    using apdus = std::vector<sim::bytes>;
    void handle(sim::time_point now, const dlms::wrapped& m, outcome& out);
    void serve(sim::time_point now, const dlms::wrapped& m, const key& who, sim::byte_view apdu, outcome& out);
    void serve_gateway(sim::time_point now, const dlms::wrapped& m, outcome& out);
    static reached_over over(const key& who) { return who.gateway ? reached_over::gateway : reached_over::wan; }
    static void answer(const key& who, std::uint16_t sap, const apdus& send, outcome& out);

    std::span<const served_device> devices_;
    dlms::unwrapper incoming_;
    std::map<key, value> associations_;
};

} // namespace devices::families::landis_gyr
