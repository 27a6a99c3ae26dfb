// The hub's side of the network: coordinator and trust centre.
#pragma once
#include "sim/han/device.hpp"
#include "sim/han/pan.hpp"
#include "sim/han/records.hpp"

namespace sim::han {

class frame_codec;

class network {
public:
    network(simulation& world, std::string installation, eui64 hub, hub_user& user, const pan_settings& settings);
    ~network();

    // ---- network.cpp: power, memory, what there is
    void power(bool on);
    bool powered() const { return powered_; }
    bool full() const { return settings_.how == mode::full; }
    void set_mode(mode how, capture* into);
    device& attach(const member_settings& settings, member_user& user);
    subject about(std::string_view part = {}) const { return {installation_, part}; }
    /// A key of an installation as it was made.
    crypto::aes_key made_key(std::string_view name) const;
    hub_record as_made() const;
    short_address made_address(const device& d) const;
    hub_record& record() { return record_; }
    const hub_record& record() const { return record_; }
    hub_entry* entry(const device& d) { return record_.find(d.address()); }
    const hub_entry* entry(const device& d) const { return record_.find(d.address()); }
    bool is_member(const device& d) const;
    bool is_child(const device& d) const;
    /// Was a member, and is to be told that it is none.
    bool is_leaving(const device& d) const;
    /// A message of the hub's software.
    void post(device& d, std::shared_ptr<const message> what, pan::completion done);
    /// Calls `done` in an event of its own, unless the network is gone by then.
    void refuse(pan::completion done, delivery why);
    std::size_t members() const;
    std::uint32_t take_counter(bool routine);
    /// Devices have something to do at `due`.
    void wake_by(time_point due);
    void save();
    void log_key(logged_key kind, const crypto::aes_key& k) const;
    void members_changed();

    // ---- trust_centre.cpp
    error_code permit(eui64 device, const crypto::aes_key& install_key, duration window);
    error_code remove(device& d);
    error_code change_network_key();
    /// A sleepy device that was removed polls.
    void say_leave(device& d);
    /// A sleepy device that polls gets what it lacks of the network key.
    bool wants_key(const device& d) const;
    void update_key(device& d);
    void link_key(device& d, const crypto::aes_key& k);
    void not_trusted(device& d);
    /// A frame of a device that opened, and is no message.
    void react(device& d, const packet& p);

    simulation& world() { return world_; }
    const simulation& world() const { return world_; }
    time_point now() const { return world_.time.now(); }
    const std::string& installation() const { return installation_; }
    eui64 hub() const { return hub_; }
    hub_user& user() { return user_; }
    const pan_settings& settings() const { return settings_; }
    std::vector<std::unique_ptr<member>>& devices() { return devices_; }
    const std::vector<std::unique_ptr<member>>& devices() const { return devices_; }
    /// Mode full.
    frame_codec& codec() { return *codec_; }
    const random_stream& home() const { return home_; }

private:
    association_status judge(device& d);
    void on_association_request(device& d);
    void on_response_request(device& d);
    void on_announce(device& d);
    void on_rejoin_request(device& d, const packet& p);
    void on_leaving(device& d);
    void forget(device& d);
    const network_key& newest_key() const;
    void give_network_key(device& d, const crypto::aes_key& under, const network_key& k, bool secure);
    void switch_key();
    void say_switch(device& d);
    void boot();
    nvm_cell<hub_record> memory();
    void on_clock();

    simulation& world_;
    std::string installation_;
    eui64 hub_;
    hub_user& user_;
    pan_settings settings_;
    random_stream home_;
    bool powered_{false}, booted_{false}, in_clock_{false};
    time_point joining_until_{};
    hub_record record_;
    std::optional<network_key> next_key_; ///< given out, not switched to yet
    std::unique_ptr<timer> switch_timer_; // only where keys change
    timer clock_;                         ///< one for all devices
    std::unique_ptr<frame_codec> codec_;
    std::vector<std::unique_ptr<member>> devices_;
    std::shared_ptr<const char> alive_; ///< made when first needed
};

} // namespace sim::han
