// What the hub's objects stand on: the hub itself, its modem, its trust store and its keys.
//
// Model choices: the hub's clock has no drift and can be set; its firmware is replaced by an image for its model; both
// are kept in non-volatile memory, an image on its way is not.
#pragma once
#include "devices/chf/hub.hpp"
#include "devices/families/family.hpp"
#include "devices/families/landis_gyr/connection.hpp"
#include "devices/families/landis_gyr/device_security.hpp"
#include "devices/families/landis_gyr/push_client.hpp"
#include "devices/metering/event_log.hpp"
#include "devices/metering/firmware_image.hpp"

namespace devices::families::landis_gyr {

/// How far the hub's clock is ahead, and what firmware it runs; empty: what it was made with.
struct hub_memory {
    std::int64_t clock_ahead_ns{0};
    std::string firmware;
};
void encode(sim::writer& out, const hub_memory& m);
hub_memory decode(sim::reader& in, const hub_memory*);
/// What the hub remembers of what happened.
struct hub_diary {
    metering::event_log security;
    object_lists::last_alert newest;
};
void encode(sim::writer& out, const hub_diary& d);
hub_diary decode(sim::reader& in, const hub_diary*);

class hub_objects final : public object_lists::chf_context, public device_watcher {
public:
    hub_objects(sim::simulation& world, const std::string& installation, sim::eui64 eui64,
                std::shared_ptr<const chf_settings> settings);

    /// How the software that runs tells the head-end something.
    struct voice {
        std::function<void()> here_i_am;
        std::function<void(const notification&)> alert;
    };
    /// The hub has booted: what it says, it says through them. Until then nobody may ask.
    void attach(chf::hub& hub, voice says);
    device_keys& own_keys() { return keys_; }
    /// The logical devices behind the hub's address; the first is the hub.
    void set_devices(std::vector<cosem::logical_device_name> names) { devices_ = std::move(names); }

    // ---- object_lists::chf_context
    object_lists::hub_identity identity() const override;
    object_lists::key_access& keys() override { return security_; }
    std::vector<cosem::logical_device_name> devices() const override { return devices_; }
    sim::time_point clock(sim::time_point now) const override;
    cosem::data_access_result set_clock(sim::time_point shown, sim::time_point now) override;
    object_lists::wan_view wan() const override;
    std::uint16_t port() const override;
    std::uint8_t connections() const override;
    std::chrono::seconds inactivity() const override;
    std::string push_destination() const override;
    cosem::data_access_result set_push_destination(const std::string& to) override;
    std::uint8_t push_retries() const override;
    std::chrono::seconds push_retry_delay() const override;
    cosem::action_result push(sim::time_point now) override;
    const metering::event_log& security_log() const override { return diary_.security; }
    object_lists::last_alert newest_alert() const override { return diary_.newest; }
    std::vector<cosem::certificate_info> certificates() const override;
    cosem::action_result import_certificate(sim::byte_view der) override;
    cosem::action_result export_certificate(const cosem::certificate_identification& which,
                                            sim::bytes& der) const override;
    cosem::action_result remove_certificate(const cosem::certificate_identification& which) override;
    const metering::firmware_store& image() const override { return image_; }
    sim::error_code begin_image(std::size_t size, std::size_t block_size, sim::time_point now) override;
    sim::error_code put_block(std::size_t number, sim::byte_view content, sim::time_point now) override;
    sim::error_code verify_image(sim::time_point now) override;
    sim::error_code activate_image(sim::time_point now) override;

    // ---- device_watcher
    void happened(const device_event& e, sim::time_point now) override;
    void served(sim::time_point now) override;
    void pushes(const notification& n) override;

private:
    /// Into the security log, and to the head-end.
    void raise(metering::alert_code code, sim::time_point now);

    sim::simulation& world_;
    sim::eui64 eui64_;
    std::shared_ptr<const chf_settings> settings_;
    device_keys keys_;
    device_security security_;
    sim::nvm_cell<hub_memory> memory_;
    sim::nvm_cell<hub_diary> diary_cell_;
    hub_diary diary_; ///< as in the cell
    metering::firmware_store image_;
    std::vector<cosem::logical_device_name> devices_;
    chf::hub* hub_{nullptr};
    voice says_;
};

} // namespace devices::families::landis_gyr
