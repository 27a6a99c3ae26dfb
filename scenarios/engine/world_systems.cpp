// The systems of a world: SMSOs, S1SP and DCO, each with a head-end for every family that it meets.
#include "devices/families/landis_gyr/device_keys.hpp"
#include "scenarios/engine/world_places.hpp"
#include "scenarios/reference/head_end/landis_gyr.hpp"
#include "scenarios/reference/head_end/trilliant.hpp"
#include "sim/core/check.hpp"

namespace scenarios::engine {

using devices::call_home::credential;
using devices::call_home::purpose;
using sim::transport::address;

namespace {

// Model choices. An S1SP with a migration under way is in more of a hurry than an SMSO is every day.
constexpr sim::duration dco_delay = std::chrono::seconds(3);
constexpr sim::duration s1sp_poll = std::chrono::minutes(5), smso_poll = std::chrono::minutes(15);
constexpr std::array dcc_profiles{"dcc-foc", "dcc"};

constexpr address host(std::uint8_t second, std::uint8_t third, std::uint8_t last)
{
    return {std::uint32_t{127} << 24 | std::uint32_t{second} << 16 | std::uint32_t{third} << 8 | last};
}
constexpr address s1sp_host = host(1, 0, 1);

std::optional<sim::transport::endpoint> real_endpoint(const std::optional<endpoint>& listen)
{
    if (!listen) return {};
    return sim::transport::endpoint{address::parse(listen->address).value(), listen->port};
}

} // namespace

bool calls_its_hubs(std::string_view family) { return family == "landis_gyr"; }

/// 4059 is registered for DLMS/COSEM; the other is a model choice.
std::uint16_t head_end_port(std::string_view family) { return calls_its_hubs(family) ? 4059 : 4433; }

sim::crypto::validity usual_validity(sim::time_point start)
{
    return {start - sim::days(5 * 365), start + sim::days(20 * 365)};
}

void world::make_systems()
{
    dco_ = std::make_unique<reference::dco>(sim_.time, dco_delay);
    make_s1sp();
    for (auto& [name, company] : companies_) make_smso(*company);
}

/// Whose head-end it is, and where it stands.
struct world::service_place {
    std::string role, owner;
    address host;
    std::vector<std::string> profiles; ///< of its operator's account on the SIM platform
    sim::duration poll;                ///< where it calls its hubs
};

std::unique_ptr<reference::head_end_service> world::make_service(const std::string& family, const service_place& at,
                                                                 reference::head_end_owner& runs_it)
{
    reference::service_settings common;
    common.role = at.role;
    common.owner = at.owner;
    common.device_authorities = {pki_.anchor(device_authority)};
    common.log_keys = options_.log_keys;
    if (!calls_its_hubs(family))
        return std::make_unique<reference::trilliant_service>(sim_, internet_, std::move(common), runs_it);
    reference::ways_to_hubs ways{operators_, messages_,
                                 sim::smwan::private_line(sim_, sims_, operators_, internet_, at.host, at.profiles)};
    reference::landis_gyr_settings settings;
    settings.common = std::move(common);
    settings.profiles = at.profiles;
    settings.poll = at.poll;
    return std::make_unique<reference::landis_gyr_service>(sim_, internet_, std::move(ways), std::move(settings),
                                                           runs_it);
}

std::shared_ptr<const sim::crypto::identity> world::head_end_certificate(const std::string& authority,
                                                                         const std::string& owner,
                                                                         const std::string& name,
                                                                         const std::string& family)
{
    using who = sim::crypto::certificate_purpose;
    bool calls = calls_its_hubs(family);
    sim::crypto::certificate_spec spec{name,
                                       authority == dcc_authority ? "DCC" : owner.substr(0, owner.find('/')),
                                       {name},
                                       calls ? who::server_and_client : who::server,
                                       usual_validity(options_.time.start)};
    auto subject = calls ? owner + "/" + family : owner;
    return std::make_shared<const sim::crypto::identity>(pki_.issue(authority, subject, spec));
}

void world::make_s1sp()
{
    reference::s1sp_settings settings;
    settings.name = s1sp_name;
    settings.authority = {purpose::head_end_ca, "", pki_.anchor(dcc_authority)};
    s1sp_ = std::make_unique<reference::s1sp>(sim_, sims_, *dco_, std::move(settings));
    for (const auto& family : family_names_) add_to_s1sp(family);
    for (const auto* profile : dcc_profiles)
        sim::check(!sims_.set_route(profile, s1sp_name, {{s1sp_host, 0}, "s1sp"}), "a route needs its profile");
}

void world::add_to_s1sp(const std::string& family)
{
    std::vector<std::string> profiles(dcc_profiles.begin(), dcc_profiles.end());
    auto service = make_service(family, {"s1sp", "s1sp", s1sp_host, std::move(profiles), s1sp_poll}, *s1sp_);
    auto port = head_end_port(family);
    bool first = *family_names_.rbegin() == family; // one real address serves one of them
    std::string name(s1sp_name);
    service->serve({name,
                    {s1sp_host, port},
                    head_end_certificate(std::string(dcc_authority), "s1sp", name, family),
                    first ? real_endpoint(plan_.systems.s1sp.listen) : std::nullopt});
    s1sp_->add_family(family, std::move(service), port);
}

void world::make_smso(operator_company& company)
{
    company.trust = std::make_shared<const devices::call_home::credential_store>(
        std::vector<credential>{{purpose::head_end_ca, "", pki_.anchor(company.authority)}});
    company.system = std::make_unique<reference::smso>([this](sim::eui64 hub) { s1sp_->smso_contact(hub); });
    for (const auto& family : company.families) add_to_smso(company, family);
    sim::smwan::route at{{host(1, 1, company.index), 0}, "smso"}, stand_in{{host(1, 2, company.index), 0}, "s1sp"};
    sim::check(!sims_.set_route(company.profile, company.head_end, at), "a route needs its profile");
    if (plan_.handover == handover::preloaded_dcc) return;
    for (const auto* profile : dcc_profiles)
        sim::check(!sims_.set_route(profile, company.head_end, stand_in), "a route needs its profile");
}

/// The SMSO's head-end for a family; and at the S1SP what it hands over: a certificate of its own authority for the
/// same name.
void world::add_to_smso(operator_company& company, const std::string& family)
{
    service_place at{"smso", company.profile, host(1, 1, company.index), {company.profile}, smso_poll};
    auto service = make_service(family, at, *company.system);
    auto port = head_end_port(family);
    bool first = companies_.begin()->second.get() == &company && *company.families.rbegin() == family;
    service->serve({company.head_end,
                    {at.host, port},
                    head_end_certificate(company.authority, company.profile, company.head_end, family),
                    first ? real_endpoint(plan_.systems.smso.listen) : std::nullopt});
    company.system->add_family(family, std::move(service), company.head_end);
    s1sp_->service(family)->serve(
        {company.head_end,
         {host(1, 2, company.index), port},
         head_end_certificate(company.authority, company.profile + "/handed over", company.head_end, family),
         {}});
}

/// Certificates and keys of the simulation, which everybody may know: a peer that is accepted, and one that is not.
std::map<std::string, std::string> world::peer_files()
{
    std::map<std::string, std::string> out;
    auto add_authority = [&](const std::string& file, std::string_view name) {
        out[file] = sim::crypto::certificate_to_pem(pki_.anchor(name));
    };
    add_authority("device-ca.pem", device_authority);
    add_authority("dcc-ca.pem", dcc_authority);
    for (const auto& [name, company] : companies_) add_authority(name + "-ca.pem", company->authority);
    for (bool valid : {true, false}) {
        std::string name = valid ? "peer" : "expired-peer";
        auto number = valid ? most_installations - 1 : most_installations - 2;
        auto who = device_certificate(name, make_identities(number).chf, valid);
        out[name + ".pem"] = who->certificates_pem();
        out[name + ".key"] = who->key.to_pem();
    }
    add_caller_files(out);
    return out;
}

/// What somebody outside needs to play the head-end of hubs that are called, where there is a way in for one.
void world::add_caller_files(std::map<std::string, std::string>& out)
{
    std::string keys;
    for (const auto* p : in_order_) {
        if (!p->dlms_door && p->optical_ports.empty()) continue;
        const auto& family = families_[p->plan->entry].name;
        const auto& company = *p->company;
        auto who = head_end_certificate(company.authority, company.profile, company.head_end, family);
        out[company.profile + "-head-end.pem"] = who->certificates_pem();
        out[company.profile + "-head-end.key"] = who->key.to_pem();
        add_device_keys(*p, keys);
    }
    if (!keys.empty()) out["dlms-keys.json"] = "{" + keys + "\n}\n";
}

void world::add_device_keys(const place& p, std::string& json) const
{
    auto add = [&](const char* part, sim::eui64 device) {
        auto made = devices::families::landis_gyr::keys_as_made(sim_.dice, device);
        auto title = devices::families::landis_gyr::title_of(device);
        std::string password(made.password.begin(), made.password.end());
        json += json.empty() ? "\n  " : ",\n  ";
        json += "\"" + p.plan->id + "." + part + "\": {\"system_title\": \"" + sim::to_hex(title.octets) +
                "\", \"encryption\": \"" + sim::to_hex(made.encryption) + "\", \"authentication\": \"" +
                sim::to_hex(made.authentication) + "\", \"master\": \"" + sim::to_hex(made.master) +
                "\", \"password\": \"" + password + "\"}";
    };
    add("chf", p.identities.chf);
    if (p.esme) add("esme", p.identities.esme);
    if (p.gsme) add("gsme", p.identities.gsme);
}

std::vector<std::pair<std::string, std::string>> world::listening() const
{
    std::vector<std::pair<std::string, std::string>> out;
    auto add = [&](const reference::head_end_service& service, const std::string& name) {
        if (auto at = service.real(name)) out.emplace_back(name, at->to_string());
    };
    if (plan_.systems.s1sp.listen) add(*s1sp_->service(*family_names_.rbegin()), std::string(s1sp_name));
    if (plan_.systems.smso.listen && !companies_.empty()) {
        const auto& first = *companies_.begin()->second;
        add(*first.system->service(*first.families.rbegin()), first.head_end);
    }
    for (const auto* p : in_order_) {
        if (p->dlms_door) out.emplace_back(p->plan->id + ".chf", p->dlms_door->real()->to_string());
        out.insert(out.end(), p->optical_ports.begin(), p->optical_ports.end());
    }
    return out;
}

} // namespace scenarios::engine
