// A head-end that calls its hubs: a TLS client and a DLMS client, which finds a hub's session address on the SIM
// platform (docs/protocols/landis_gyr.md).
//
// It also listens: hubs push notifications to it over TLS, and a push says that its hub can be reached. Model choices:
// how often it asks the platform, and when it sends a wake-up message (settings); a SIM that belongs to another of the
// operator's customers is not shown to it, and is not woken up.
#pragma once
#include "scenarios/reference/head_end/conversation.hpp"
#include "scenarios/reference/head_end/service.hpp"
#include "sim/kernel/simulation.hpp"
#include "sim/smwan/private_line.hpp"
#include "sim/smwan/sms_centre.hpp"
#include "sim/tls/stream.hpp"

#include <list>
#include <map>

namespace scenarios::reference {

inline constexpr sim::parameter pushed_fields[] = {
    {"peer", sim::value_kind::text, "role of the head-end: smso or s1sp"},
    {"hub", sim::value_kind::text, "EUI-64 in the hub's certificate"},
    {"protected", sim::value_kind::boolean, "it was authenticated and encrypted under a key that is known of the hub"},
    {"octets", sim::value_kind::integer, "length of the notification's body"},
};
inline constexpr sim::event_type head_end_pushed{"head_end.pushed", "A hub has pushed a notification to a head-end.",
                                                 pushed_fields};

struct landis_gyr_settings {
    service_settings common;
    std::vector<std::string> profiles;                     ///< the service's own on the SIM platform
    std::uint16_t port{4059};                              ///< of hubs
    sim::duration poll{std::chrono::minutes(5)};           ///< between attempts to reach a hub that is sought
    sim::duration contact_every{std::chrono::hours(24)};   ///< from a proper contact to the next, while it is sought
    sim::duration wake_up_every{std::chrono::hours(6)};    ///< between messages to an attached SIM without a session
    sim::duration platform_delay{std::chrono::seconds(2)}; ///< from asking the platform to its answer
    sim::duration answer_limit{std::chrono::minutes(1)};   ///< for a device to answer one request
};

/// How the fixed network leads to hubs.
struct ways_to_hubs {
    sim::smwan::operator_network& operators;
    sim::smwan::sms_centre& messages;
    sim::smwan::private_line line;
};

class landis_gyr_contact;

class landis_gyr_service final : public head_end_service {
public:
    landis_gyr_service(sim::simulation& world, sim::transport::network& internet, ways_to_hubs ways,
                       landis_gyr_settings settings, head_end_owner& owner);
    landis_gyr_service(const landis_gyr_service&) = delete;
    landis_gyr_service& operator=(const landis_gyr_service&) = delete;
    ~landis_gyr_service() override;

    void serve(service_identity identity) override;
    void know(known_hub hub) override;
    bool knows(sim::eui64 hub) const override { return hubs_.contains(hub); }
    void seek(sim::eui64 hub, std::vector<std::string> identities) override;
    void rest(sim::eui64 hub) override;
    std::optional<sim::transport::endpoint> real(const std::string& identity) const override;

private:
    friend class landis_gyr_contact;
    struct served;
    struct attempt;
    struct hub_record;
    class push;

    void look_up(hub_record& r);
    void try_again(hub_record& r);
    void wake_up(hub_record& r);
    void call(hub_record& r, sim::transport::address at);
    void dialled(hub_record& r, sim::error_code ec, std::unique_ptr<sim::transport::stream> stream);
    void secured(hub_record& r, sim::error_code ec);
    void missed(hub_record& r, bool not_accepted);
    void contact_ended(hub_record& r, bool complete, std::optional<sim::time_point> next);
    const served& identity(const std::string& name) const;
    std::unique_ptr<sim::tls::stream> secure(std::unique_ptr<sim::transport::stream> stream,
                                             std::shared_ptr<const sim::tls::config> config,
                                             std::shared_ptr<const sim::tls::trust_policy> trust,
                                             const std::string& name);
    std::string next_name(const std::string& identity);

    // ---- pushes (landis_gyr_push.cpp)
    void accepted(served& by, std::unique_ptr<sim::transport::stream> stream);
    void drop(push& p);
    void pushed(hub_record& r, sim::byte_view apdu);
    void heard_of(hub_record& r);

    sim::simulation& world_;
    sim::transport::network& internet_;
    ways_to_hubs ways_;
    landis_gyr_settings settings_;
    head_end_owner& owner_;
    devices::dlms::system_title title_;
    std::shared_ptr<const sim::tls::trust_policy> devices_; ///< any device, as a hub that pushes shows itself
    std::list<served> served_;
    std::map<sim::eui64, std::unique_ptr<hub_record>> hubs_;
    std::list<std::unique_ptr<push>> pushes_;
    std::uint64_t connections_{0};
};

} // namespace scenarios::reference
