// A contact with a hub that was called: every request of a head-end as a row of DLMS questions to the devices behind
// it. One request comes after the other, whole: what is asked for later never gets between what was asked for before,
// nor does the end. For landis_gyr*.cpp only.
#pragma once
#include "scenarios/reference/head_end/cosem_requests.hpp"
#include "scenarios/reference/head_end/landis_gyr.hpp"

#include <array>
#include <deque>

namespace scenarios::reference {

class landis_gyr_contact final : public head_end {
public:
    /// What a service knows of a device between contacts.
    struct known {
        device_part part;
        sim::eui64 eui64;
        key_ring keys;
    };
    using ended = sim::unique_function<void(bool complete, std::optional<sim::time_point> next)>;

    /// `devices` must outlive the contact; `on_end` is called once, as an event of its own, and may destroy it.
    landis_gyr_contact(landis_gyr_service& service, sim::eui64 hub, std::string identity, std::string name,
                       std::vector<known>& devices, std::unique_ptr<sim::tls::stream> stream, ended on_end);
    ~landis_gyr_contact() override;

    sim::eui64 hub() const override { return hub_; }
    const std::string& identity() const override { return identity_; }
    void read_inventory(answer<inventory> handler) override;
    void read(sim::eui64 device, answer<register_value> handler) override;
    void read_profile(sim::eui64 device, sim::time_point from, sim::time_point until,
                      answer<std::vector<half_hour>> handler) override;
    void read_clock(sim::eui64 device, answer<sim::time_point> handler) override;
    void set_clock(sim::eui64 device, sim::time_point to, done handler) override;
    void replace_credentials(std::vector<credential> imports, std::vector<credential> removes, done handler) override;
    void replace_keys(std::vector<key_transfer> transfers, done handler) override;
    void set_head_end(const std::string& name, std::uint16_t port, done handler) override;
    void close(std::optional<sim::time_point> call_back_at) override;

private:
    using value = devices::dlms::encoded_data;
    using value_handler = answer<value>;
    struct inventory_in_work;

    void ask(device_part of, question::any what, value_handler handler);
    void ask(sim::eui64 of, question::any what, value_handler handler);
    known* find(sim::eui64 which);
    /// Begins `start` with a handler when all requests before it have been answered.
    template <class T, class Start>
    void in_turn(sim::unique_function<void(T)> handler, Start start);
    void next_request();
    template <class Handler>
    void tell_later(Handler handler, sim::error_code why);
    void perform(conversation_step step);
    void write();
    void read_more();
    void end(bool complete);

    void read_firmware(std::shared_ptr<inventory_in_work> work);
    void read_devices(std::shared_ptr<inventory_in_work> work);
    void read_trust(std::shared_ptr<inventory_in_work> work);
    void next_certificate(std::shared_ptr<inventory_in_work> work);
    static std::vector<question::any> changes(const std::vector<cosem_requests::listed_certificate>& listed,
                                              const std::vector<credential>& trust,
                                              const std::vector<credential>& imports,
                                              const std::vector<credential>& removes);
    void next_change(std::vector<question::any> rest, done handler);
    void next_transfer(std::vector<key_transfer> rest, done handler);

    landis_gyr_service& service_;
    sim::kernel& time_;
    sim::eui64 hub_;
    std::string identity_;
    std::vector<known>& devices_;
    std::unique_ptr<sim::tls::stream> stream_;
    conversation talk_;
    ended on_end_;
    sim::timer limit_;
    std::deque<sim::unique_function<void()>> requests_; ///< whose turn has not come
    std::map<std::uint32_t, value_handler> answers_;
    std::shared_ptr<const char> alive_{std::make_shared<const char>()};
    sim::bytes outgoing_;
    std::array<std::uint8_t, 2048> buffer_{};
    std::optional<sim::time_point> next_;
    sim::event_id ending_;
    bool busy_{false}, writing_{false}, closing_{false}, over_{false}, complete_{false};
};

} // namespace scenarios::reference
