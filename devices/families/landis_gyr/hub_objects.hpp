// What the hub's objects stand on: the hub itself, its modem, its trust store and its keys.
//
// Model choices: the hub's clock has no drift and can be set; its firmware is replaced by an image for its model; both
// are kept in non-volatile memory, an image on its way is not.
#pragma once
#include "devices/chf/hub.hpp"
#include "devices/families/family.hpp"
#include "devices/families/landis_gyr/connection.hpp"
#include "devices/families/landis_gyr/device_security.hpp"
#include "devices/metering/firmware_image.hpp"

namespace devices::families::landis_gyr {

/// How far the hub's clock is ahead, and what firmware it runs; empty: what it was made with.
struct hub_memory {
    std::int64_t clock_ahead_ns{0};
    std::string firmware;
};
void encode(sim::writer& out, const hub_memory& m);
hub_memory decode(sim::reader& in, const hub_memory*);

class hub_objects final : public object_lists::chf_context, public device_watcher {
public:
    hub_objects(sim::simulation& world, const std::string& installation, sim::eui64 eui64,
                std::shared_ptr<const chf_settings> settings);

    /// The hub has booted with this application's `push`: what it says, it says through them. Until then, and after
    /// `shut_down`, nobody may ask.
    void attach(chf::hub& hub, std::function<void()> push);
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

private:
    sim::simulation& world_;
    sim::eui64 eui64_;
    std::shared_ptr<const chf_settings> settings_;
    device_keys keys_;
    device_security security_;
    sim::nvm_cell<hub_memory> memory_;
    metering::firmware_store image_;
    std::vector<cosem::logical_device_name> devices_;
    chf::hub* hub_{nullptr};
    std::function<void()> push_;
};

} // namespace devices::families::landis_gyr
