// What a head-end keeps of a hub that it calls, and of its own identities. For landis_gyr*.cpp only.
#pragma once
#include "scenarios/reference/head_end/landis_gyr_contact.hpp"
#include "sim/tls/session_cache.hpp"

namespace scenarios::reference {

struct landis_gyr_service::served {
    service_identity identity;
    std::shared_ptr<const sim::tls::config> as_client, as_server;
    std::shared_ptr<sim::tls::session_cache> sessions; ///< of hubs that push
    std::unique_ptr<sim::transport::listener> listener;
};

/// A call, from dialling to the end of the handshake.
struct landis_gyr_service::attempt {
    attempt(sim::kernel& k, sim::unique_function<void()> on_limit) : limit(k, "head_end.handshake", std::move(on_limit))
    {}

    std::string identity, name; ///< which is shown; of the connection, for dice
    std::unique_ptr<sim::tls::stream> tls;
    sim::timer limit;
    std::shared_ptr<const char> alive{std::make_shared<const char>()}; ///< its end drops the dial's handler
};

struct landis_gyr_service::hub_record {
    hub_record(sim::kernel& k, known_hub hub, sim::unique_function<void()> on_next)
        : known(std::move(hub)), next(k, "head_end.poll", std::move(on_next))
    {}

    known_hub known;
    std::vector<landis_gyr_contact::known> devices;
    std::shared_ptr<const sim::tls::trust_policy> trust; ///< in this very hub
    std::vector<std::string> identities;                 ///< to be shown, the likeliest first
    std::size_t candidate{0};                            ///< of these
    std::string reason{"polled"};
    sim::timer next; ///< when the platform's next answer comes
    std::unique_ptr<attempt> calling{};
    std::unique_ptr<landis_gyr_contact> contact{};
    std::optional<sim::time_point> woken{};
    sim::event_id giving_up{};
    bool sought{false};
};

/// A connection that a hub has opened, from its acceptance to its end.
class landis_gyr_service::push {
public:
    /// `at`: the name under which the hub reached the service.
    push(landis_gyr_service& service, std::string at, std::unique_ptr<sim::tls::stream> stream);
    ~push();
    push(const push&) = delete;
    push& operator=(const push&) = delete;

private:
    void secured(sim::error_code ec);
    void read();
    void end();

    landis_gyr_service& service_;
    std::string at_;
    std::unique_ptr<sim::tls::stream> stream_;
    hub_record* hub_{nullptr};
    sim::timer limit_;
    sim::event_id ending_;
    devices::dlms::unwrapper incoming_;
    std::array<std::uint8_t, 1024> buffer_{};
};

} // namespace scenarios::reference
