// How the hub tells its head-end something unasked: it calls the destination of its push setup over TLS, sends a
// DataNotification, and hangs up.
//
// Source: IEC 62056-5-3, DataNotification, in general-glo-ciphering under the hub's own keys; IEC 62056-47, wrapper.
// Model choices: one connection per notification; taken means that the send buffer took it, since a DataNotification is
// not answered; retries and their interval are the family's; what waits is lost with the power; the body is a structure
// of the push setup's logical name, the device's EUI-64 as text, the alert's code and its time in UTC: what the objects
// of the setup's list are at that moment.
#pragma once
#include "devices/chf/hub.hpp"
#include "devices/dlms/association_keys.hpp"
#include "devices/families/family.hpp"
#include "sim/tls/stream.hpp"

#include <deque>

namespace devices::families::landis_gyr {

struct notification {
    std::string_view part; ///< "chf", "esme" or "gsme"
    sim::eui64 device;
    std::uint16_t code; ///< the alert's
    sim::time_point at;
};
/// The body of its DataNotification: one A-XDR value.
sim::bytes notification_body(const notification& n);

class push_client {
public:
    /// `keys`: the hub's own. `on_change`: its peer has changed, or nothing waits any more.
    push_client(chf::hub& owner, std::shared_ptr<const chf_settings> settings, dlms::association_keys& keys,
                sim::unique_function<void()> on_change);
    push_client(const push_client&) = delete;
    push_client& operator=(const push_client&) = delete;
    ~push_client();

    /// Most that wait; one more, and the oldest that is not under way is lost.
    static constexpr std::size_t capacity = 32;
    void put(notification n);
    void on_online() { start(); }
    void on_offline();
    /// Something waits or is under way.
    bool busy() const { return !waiting_.empty(); }
    /// Role of the head-end that it has a TLS session with; empty: none.
    std::string_view peer() const;

private:
    struct call;
    void start();
    void dialled(sim::error_code ec, std::unique_ptr<sim::transport::stream> stream);
    void secured(sim::error_code ec);
    void send();
    void succeeded();
    void failed(sim::error_code why);
    void tell_of_end(sim::error_code why);
    void drop_first(std::string_view reason);
    void end_call();

    chf::hub& hub_;
    std::shared_ptr<const chf_settings> settings_;
    dlms::association_keys& keys_;
    sim::unique_function<void()> on_change_;
    std::deque<notification> waiting_;
    std::unique_ptr<call> call_;
    std::uint32_t attempts_{0}; ///< of the first that waits
    std::uint64_t calls_{0};
    std::uint32_t invoke_id_{0};
    sim::timer retry_, time_limit_;
};

} // namespace devices::families::landis_gyr
