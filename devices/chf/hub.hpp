// A communications hub, family-neutral: power, boot, modem, restarts, and what it keeps in non-volatile memory.
//
// What it says on the WAN is its application's, which a family provides (devices/families). All that is not in
// non-volatile memory is lost with the power, as in the field.
#pragma once
#include "devices/chf/events.hpp"
#include "devices/chf/firmware.hpp"
#include "devices/chf/trust_store.hpp"
#include "sim/crypto/identity.hpp"
#include "sim/kernel/simulation.hpp"
#include "sim/smwan/modem.hpp"
#include "sim/smwan/restart_schedule.hpp"

#include <memory>
#include <string>

namespace devices::chf {

enum class boot_cause : std::uint8_t {
    power_on,
    restart,
    firmware, ///< to run another image
    watchdog, ///< the software did not do its work
};

/// A head-end by the name that its certificate must show.
struct head_end_address {
    std::string name;
    std::uint16_t port{0};
    bool operator==(const head_end_address&) const = default;
};
void encode(sim::writer& out, const head_end_address& a);
head_end_address decode(sim::reader& in, const head_end_address*);

/// What hubs that were made alike have in common.
struct hub_make {
    std::string manufacturer, model, firmware;
    sim::duration boot_time{std::chrono::seconds(20)}; ///< from power to the first search for a cell
    head_end_address head_end;
    /// Another that its operator has prepared it for: called where the network does not know the name of its own.
    std::optional<head_end_address> prepared{};
    std::shared_ptr<const call_home::credential_store> trust;
    sim::smwan::context_mode context{sim::smwan::context_mode::always};
    std::uint32_t clock_ppm{0}; ///< largest error of the clock's crystal
    firmware_trial trial{};
};

/// What runs on the hub and talks to a head-end. Lost and made anew with each boot.
class application {
public:
    virtual ~application() = default;
    virtual void on_online(boot_cause last_boot) = 0;
    virtual void on_offline() = 0;
    /// A wake-up message has come.
    virtual void on_wake_up() = 0;
    /// Asked to call home now.
    virtual void call_home() = 0;
    /// For `tls.peer`: the role of the head-end it has a session with; empty: none.
    virtual std::string_view peer() const = 0;
    /// Something has become of a firmware image of the hub's own.
    virtual void on_firmware(call_home::firmware_event, const std::string& /*version*/) {}
};

/// What the world around a hub consists of.
struct surroundings {
    sim::simulation& world;
    sim::smwan::operator_network& operators;
    sim::transport::network& internet;
    sim::smwan::sim_directory& sims;
};

class hub final : sim::smwan::modem_user {
public:
    using make_application = std::function<std::unique_ptr<application>(hub&)>;

    /// `device_certificate` identifies the hub in TLS. The hub is without power at first.
    hub(surroundings around, sim::smwan::sim_card& card, sim::eui64 eui64, std::shared_ptr<const hub_make> make,
        std::shared_ptr<const sim::crypto::identity> device_certificate,
        std::shared_ptr<const make_application> software);
    hub(const hub&) = delete;
    hub& operator=(const hub&) = delete;
    ~hub();

    void power_restore();
    void power_cut();
    void reboot();
    bool powered() const { return powered_; }

    // ---- for its application
    sim::simulation& world() { return around_.world; }
    sim::smwan::modem& modem() { return modem_; }
    const sim::smwan::modem& modem() const { return modem_; }
    const sim::smwan::sim_card& card() const { return modem_.card(); }
    sim::subject about() const { return card().about(); }
    /// "tri-1.chf"
    std::string name() const { return about().text(); }
    sim::eui64 eui64() const { return eui64_; }
    const hub_make& make() const { return *make_; }
    hub_clock& clock() { return clock_; }
    const hub_clock& clock() const { return clock_; }
    chf::firmware& firmware() { return firmware_; }
    const chf::firmware& firmware() const { return firmware_; }
    /// A head-end has said what time it is.
    void told_time(sim::time_point utc, std::chrono::minutes civil_offset);
    const std::shared_ptr<const sim::crypto::identity>& device_certificate() const { return certificate_; }
    std::uint32_t boots() const;
    /// When it will restart by itself; empty: never.
    std::optional<sim::time_point> next_restart() const { return restarts_.due(); }

    head_end_address head_end() const;
    void set_head_end(const head_end_address& to);
    call_home::credential_store trusted() const { return trust_.contents(); }
    call_home::config_status import_credential(const call_home::credential& c);
    call_home::config_status remove_credential(const call_home::fingerprint& which, bool allow_last);

    /// Null without power or before it has booted.
    application* running() { return application_.get(); }
    const application* running() const { return application_.get(); }

private:
    void on_online(const sim::smwan::bearer& context) override;
    void on_offline(std::string_view reason) override;
    void on_short_message(std::uint64_t reference) override;
    void start(boot_cause cause);
    void boot();
    void shut_down();
    void restart(boot_cause cause);
    void tell_of_trust();
    void tell_of_firmware(call_home::firmware_event what, const std::string& version);

    surroundings around_;
    sim::eui64 eui64_;
    std::shared_ptr<const hub_make> make_;
    std::shared_ptr<const sim::crypto::identity> certificate_;
    std::shared_ptr<const make_application> software_;
    sim::nvm_cell<head_end_address> head_end_;
    sim::nvm_cell<std::uint32_t> boots_;
    trust_store trust_;
    hub_clock clock_;
    chf::firmware firmware_;
    sim::smwan::modem modem_;
    sim::smwan::restart_schedule restarts_;
    sim::timer booting_;
    boot_cause cause_{boot_cause::power_on};
    bool powered_{false};
    std::unique_ptr<application> application_;
};

} // namespace devices::chf
