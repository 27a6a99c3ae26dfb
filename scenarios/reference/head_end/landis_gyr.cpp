#include "scenarios/reference/head_end/landis_gyr.hpp"

#include "scenarios/reference/head_end/landis_gyr_record.hpp"
#include "sim/core/check.hpp"
#include "sim/crypto/digest.hpp"
#include "sim/tls/events.hpp"

#include <algorithm>

namespace scenarios::reference {

namespace {

/// Three letters of the maker and five octets that are the system's own.
devices::dlms::system_title title_of(const std::string& owner)
{
    devices::dlms::system_title title{{'S', '1', 'S'}};
    auto digest = sim::crypto::sha256(sim::as_bytes(owner));
    std::copy_n(digest.begin(), title.octets.size() - 3, title.octets.begin() + 3);
    return title;
}

} // namespace

landis_gyr_service::~landis_gyr_service() = default;

landis_gyr_service::landis_gyr_service(sim::simulation& world, sim::transport::network& internet, ways_to_hubs ways,
                                       landis_gyr_settings settings, head_end_owner& owner)
    : world_(world),
      internet_(internet),
      ways_(std::move(ways)),
      settings_(std::move(settings)),
      owner_(owner),
      title_(title_of(settings_.common.owner)),
      devices_(sim::tls::trust_policy::make(settings_.common.device_authorities))
{}

void landis_gyr_service::serve(service_identity identity)
{
    served_.push_back({std::move(identity), nullptr, nullptr, std::make_shared<sim::tls::session_cache>(), nullptr});
    auto& by = served_.back();
    auto config = [&](sim::tls::role role) {
        sim::tls::config_options options;
        options.role = role;
        options.own = by.identity.certificate;
        options.use_tickets = false; // contacts are a day apart, longer than a session lives
        return sim::tls::config::make(std::move(options));
    };
    by.as_client = config(sim::tls::role::client);
    by.as_server = config(sim::tls::role::server);
    by.listener = internet_.listen(
        by.identity.at, {settings_.common.owner, by.identity.listen},
        [this, &by](std::unique_ptr<sim::transport::stream> stream) { accepted(by, std::move(stream)); });
}

void landis_gyr_service::know(known_hub hub)
{
    auto& slot = hubs_[hub.hub];
    if (!slot) {
        slot = std::make_unique<hub_record>(world_.time, hub, [this, r = &slot] { look_up(**r); });
        slot->trust = sim::tls::trust_policy::make(settings_.common.device_authorities, hub.hub.to_string());
        for (const auto& d : hub.devices) slot->devices.push_back({d.part, d.eui64, {}});
    }
    for (const auto& told : hub.devices)
        for (auto& d : slot->devices)
            if (told.keys && d.eui64 == told.eui64) prefer(d.keys, *told.keys);
    slot->known = std::move(hub);
}

void landis_gyr_service::seek(sim::eui64 hub, std::vector<std::string> identities)
{
    auto& r = *hubs_.at(hub);
    r.identities = std::move(identities);
    r.candidate = std::min(r.candidate, r.identities.size() - 1);
    if (std::exchange(r.sought, true)) return;
    r.reason = "polled";
    if (!r.contact && !r.calling) r.next.expires_after(settings_.platform_delay);
}

void landis_gyr_service::rest(sim::eui64 hub)
{
    auto& r = *hubs_.at(hub);
    r.sought = false;
    r.next.cancel();
}

std::optional<sim::transport::endpoint> landis_gyr_service::real(const std::string& identity) const
{
    for (const auto& s : served_)
        if (s.identity.name == identity) return s.listener->real();
    return {};
}

const landis_gyr_service::served& landis_gyr_service::identity(const std::string& name) const
{
    auto it = std::find_if(served_.begin(), served_.end(), [&](const served& s) { return s.identity.name == name; });
    sim::check(it != served_.end(), "an identity is served before it is shown: " + name);
    return *it;
}

// ---- seeking a hub

/// What the platform answers about a SIM of ours.
void landis_gyr_service::look_up(hub_record& r)
{
    if (!r.sought || r.contact || r.calling) return;
    const auto& profile = r.known.sim->profile().name;
    if (std::find(settings_.profiles.begin(), settings_.profiles.end(), profile) == settings_.profiles.end())
        return try_again(r);
    auto session = ways_.operators.session_address(*r.known.sim);
    if (session) return call(r, *session);
    wake_up(r);
    try_again(r);
}

void landis_gyr_service::try_again(hub_record& r)
{
    r.reason = "polled";
    r.candidate = 0;
    if (r.sought) r.next.expires_after(settings_.poll);
}

/// A hub that is attached without a session may only be asleep.
void landis_gyr_service::wake_up(hub_record& r)
{
    auto now = world_.time.now();
    if (!ways_.operators.attached(*r.known.sim) || (r.woken && now - *r.woken < settings_.wake_up_every)) return;
    r.woken = now;
    sim::check(ways_.messages.submit(*r.known.sim, settings_.poll).has_value(), "a poll is a validity");
}

void landis_gyr_service::call(hub_record& r, sim::transport::address at)
{
    r.calling = std::make_unique<attempt>(world_.time, [this, &r] { missed(r, false); });
    r.calling->identity = r.identities[r.candidate];
    ways_.line.dial({at, settings_.port}, [this, &r, alive = std::weak_ptr(r.calling->alive)](
                                              sim::error_code ec, std::unique_ptr<sim::transport::stream> stream) {
        if (!alive.expired()) dialled(r, ec, std::move(stream));
    });
}

std::unique_ptr<sim::tls::stream> landis_gyr_service::secure(std::unique_ptr<sim::transport::stream> stream,
                                                             std::shared_ptr<const sim::tls::config> config,
                                                             std::shared_ptr<const sim::tls::trust_policy> trust,
                                                             const std::string& name)
{
    sim::tls::stream_options options;
    options.engine.settings = std::move(config);
    options.engine.trust = std::move(trust);
    options.engine.random = std::make_unique<sim::crypto::simulation_random>(world_.dice.stream(name));
    options.cost = settings_.common.cost;
    options.owner = settings_.common.owner;
    options.key_log = settings_.common.log_keys;
    return std::make_unique<sim::tls::stream>(std::move(stream), std::move(options));
}

std::string landis_gyr_service::next_name(const std::string& identity)
{
    return settings_.common.owner + "/landis_gyr/" + identity + "/" + std::to_string(connections_++);
}

void landis_gyr_service::dialled(hub_record& r, sim::error_code ec, std::unique_ptr<sim::transport::stream> stream)
{
    if (ec) return missed(r, false);
    const auto& by = identity(r.calling->identity);
    r.calling->name = next_name(by.identity.name);
    r.calling->tls = secure(std::move(stream), by.as_client, r.trust, r.calling->name + "/tls");
    r.calling->limit.expires_after(settings_.common.handshake_limit);
    r.calling->tls->handshake([this, &r](sim::error_code failed) { secured(r, failed); });
}

void landis_gyr_service::secured(hub_record& r, sim::error_code ec)
{
    if (ec) {
        const auto& outcome = r.calling->tls->result();
        bool by_us = outcome.failure && outcome.failure->by == sim::tls::party::us;
        if (by_us)
            world_.log.emit(sim::tls::tls_rejected, {r.known.installation, {}},
                            sim::tls::rejected_fields(r.calling->identity, "chf", outcome));
        return missed(r, !by_us);
    }
    auto done = std::move(r.calling);
    world_.log.emit(head_end_contact, {r.known.installation, {}},
                    {{"peer", settings_.common.role},
                     {"identity", done->identity},
                     {"hub", r.known.hub.to_string()},
                     {"reason", std::exchange(r.reason, "polled")}});
    r.contact = std::make_unique<landis_gyr_contact>(
        *this, r.known.hub, done->identity, done->name + "/challenges", r.devices, std::move(done->tls),
        [this, &r](bool complete, std::optional<sim::time_point> next) { contact_ended(r, complete, next); });
    owner_.on_contact(*r.contact);
}

/// `not_accepted`: the hub may accept another of our identities. As an event of its own: what is given up here calls.
void landis_gyr_service::missed(hub_record& r, bool not_accepted)
{
    world_.time.cancel(r.giving_up);
    r.giving_up = world_.time.soon("head_end.given_up", [this, &r, not_accepted] {
        r.calling.reset();
        bool another = not_accepted && r.sought && r.candidate + 1 < r.identities.size();
        if (!another) return try_again(r);
        ++r.candidate;
        look_up(r);
    });
}

void landis_gyr_service::contact_ended(hub_record& r, bool complete, std::optional<sim::time_point> next)
{
    // It stays until its owner has been told, and its requests have been answered.
    auto over = std::move(r.contact);
    r.candidate = 0;
    if (r.sought && next)
        r.next.expires_at(*next);
    else if (r.sought)
        r.next.expires_after(complete ? settings_.contact_every : settings_.poll);
    owner_.on_contact_ended(*over, complete);
}

/// It can be reached, just now.
void landis_gyr_service::heard_of(hub_record& r)
{
    if (!r.sought || r.contact || r.calling) return;
    r.reason = "pushed";
    r.next.expires_after(settings_.platform_delay);
}

} // namespace scenarios::reference
