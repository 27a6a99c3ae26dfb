// The hub's application of this family: a TLS server on 4059 that its head-end calls, with DLMS/COSEM inside, to the
// hub itself and to the meters behind it; and pushes to the head-end.
//
// It shows the device certificate and asks callers for theirs: an authority of the hub's trust store must vouch for it,
// and a credential that is bound to one head-end vouches for that name alone. `chf.hes`, the address that other
// families call, is the destination of pushes here. For labs, `chf.dlms.transport: plain` leaves TLS out. Model
// choices: connections that are idle are closed; with a context on demand a wake-up message or a push opens one, which
// is given up when nobody uses it; after a boot the hub pushes that it is there.
#pragma once
#include "devices/chf/hub.hpp"
#include "devices/families/family.hpp"
#include "devices/families/landis_gyr/connection.hpp"
#include "devices/families/landis_gyr/push_client.hpp"
#include "sim/tls/session_cache.hpp"

#include <list>
#include <memory>

namespace devices::families::landis_gyr {

/// IANA: dlms-cosem.
inline constexpr std::uint16_t dlms_port = 4059;

class dlms_server final : public chf::application {
public:
    /// The first of `devices` is the hub itself. What they point to must outlive the application.
    dlms_server(chf::hub& owner, std::shared_ptr<const chf_settings> settings, std::vector<served_device> devices);
    dlms_server(const dlms_server&) = delete;
    dlms_server& operator=(const dlms_server&) = delete;
    ~dlms_server() override;

    // ---- chf::application
    void on_online(chf::boot_cause last_boot) override;
    void on_offline() override;
    void on_wake_up() override;
    /// Pushes that it is there.
    void call_home() override;
    std::string_view peer() const override;

    /// Pushes an alert of one of its devices.
    void alert(const notification& n);
    std::size_t sessions() const { return sessions_.size(); }
    /// Associations that stand, over all connections.
    std::size_t associations() const;

private:
    class session;
    void accepted(std::unique_ptr<sim::transport::stream> stream);
    void ended(session& s);
    void peer_changed();
    std::string role_at(sim::transport::address from) const;
    std::string role_named(const sim::crypto::certificate_info& peer) const;
    void use_context();
    void idle();
    notification here_i_am(std::uint16_t code) const;
    void push(const notification& n);
    sim::simulation& world() const { return hub_.world(); }

    chf::hub& hub_;
    std::shared_ptr<const chf_settings> settings_;
    std::vector<served_device> devices_;
    std::shared_ptr<sim::tls::session_cache> resumable_;
    push_client push_;
    std::list<std::unique_ptr<session>> sessions_; ///< in the order of their acceptance
    sim::timer context_idle_;
    std::uint64_t accepted_{0};
    bool booted_{true}; ///< it has not been online since the boot
};

} // namespace devices::families::landis_gyr
