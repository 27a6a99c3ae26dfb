#include "sought_hub_world.hpp"

#include "devices/cosem/association.hpp"
#include "devices/cosem/clock.hpp"
#include "devices/cosem/communication.hpp"
#include "devices/cosem/values.hpp"
#include "one_card.hpp"
#include "sim/crypto/certificate.hpp"
#include "sim/smwan/catalogue.hpp"
#include "sim/tls/events.hpp"

namespace tests {

namespace cosem = devices::cosem;
namespace landis_gyr = devices::families::landis_gyr;
using cosem::action_result;
using cosem::call;
using cosem::data_access_result;
using cosem::named;
using sim::transport::address;

namespace {

constexpr std::string_view device_authority = "Device CA";
constexpr sim::transport::endpoint head_end_at{{0x7F010102}, 4059};
constexpr std::uint16_t saps[] = {1, 16, 17};

/// The half-hours of the day before `now`, each with its number as its value.
class yesterday final : public cosem::profile_rows {
public:
    explicit yesterday(sim::time_point now) : from_(std::chrono::floor<std::chrono::days>(now) - sim::days(1)) {}
    std::size_t count() const override { return 48; }
    sim::time_point time(std::size_t entry) const override
    {
        return from_ + 30min * static_cast<std::int64_t>(entry + 1);
    }
    void cell(std::size_t entry, std::size_t column, cosem::axdr_writer& out) override
    {
        if (column == 0)
            cosem::put(out, cosem::to_date_time(time(entry), {}));
        else
            out.double_long_unsigned(static_cast<std::uint32_t>(entry));
    }

private:
    sim::time_point from_;
};

sim::bytes serial_of(sim::byte_view der) { return sim::from_hex(sim::crypto::inspect(der).value().serial).value(); }

/// The credential of the hub's that a list entry names; null: none.
const devices::call_home::credential* find(const devices::call_home::credential_store& store,
                                           const cosem::certificate_identification& which)
{
    const auto* wanted = std::get_if<cosem::certificate_with_serial>(&which);
    for (const auto& c : store.all())
        if (wanted && serial_of(c.certificate) == wanted->serial_number) return &c;
    return nullptr;
}

action_result of(devices::call_home::config_status status)
{
    return status == devices::call_home::config_status::ok ? action_result::success : action_result::other_reason;
}

cosem::security_setup make_security()
{
    cosem::security_setup s;
    s.policy = [](const call&) { return cosem::everything_ciphered; };
    s.client_title = [](const call&) { return sim::bytes(); };
    s.server_title = [](const call& c) {
        const auto& title = c.on<toy_content>().keys.title.octets;
        return sim::bytes(title.begin(), title.end());
    };
    s.certificates = [](const call& c) {
        std::vector<cosem::certificate_info> out;
        const auto trusted = c.on<toy_content>().hub->trusted();
        for (const auto& one : trusted.all())
            out.push_back({cosem::certificate_entity::authority,
                           cosem::certificate_type::tls,
                           serial_of(one.certificate),
                           {'C', 'A'},
                           {'C', 'A'},
                           {}});
        return out;
    };
    s.transfer_keys = [](const call& c, const std::vector<cosem::wrapped_key>& keys) {
        auto& device = c.on<toy_content>();
        if (device.refuses) return action_result::other_reason;
        for (const auto& k : keys) {
            auto key = toy::unwrap_key(device.master, k.wrapped);
            if (!key) return action_result::other_reason;
            (k.kind == cosem::key_kind::authentication ? device.keys.authentication : device.keys.unicast) = *key;
        }
        device.keys.stored.clear();
        ++device.transfers;
        return action_result::success;
    };
    s.import_certificate = [](const call& c, sim::byte_view der) {
        auto& device = c.on<toy_content>();
        if (device.refuses) return action_result::other_reason;
        return of(
            device.hub->import_credential({devices::call_home::purpose::head_end_ca, "", {der.begin(), der.end()}}));
    };
    s.export_certificate = [](const call& c, const cosem::certificate_identification& which, sim::bytes& der) {
        const auto trusted = c.on<toy_content>().hub->trusted();
        const auto* found = find(trusted, which);
        if (found) der = found->certificate;
        return found ? action_result::success : action_result::object_unavailable;
    };
    s.remove_certificate = [](const call& c, const cosem::certificate_identification& which) {
        auto& device = c.on<toy_content>();
        const auto trusted = device.hub->trusted();
        const auto* found = find(trusted, which);
        if (!found) return action_result::object_unavailable;
        return of(device.hub->remove_credential(sim::crypto::sha256(found->certificate), false));
    };
    return s;
}

cosem::contents<cosem::push_setup> make_push()
{
    cosem::contents<cosem::push_setup> p;
    p.changeable = {3};
    p.get = [](const call& c) {
        auto to = c.on<toy_content>().hub->head_end();
        cosem::push_setup s;
        s.destination = to.name + ":" + std::to_string(to.port);
        return s;
    };
    p.change = [](const call& c, std::uint8_t, const cosem::push_setup& s) {
        auto& device = c.on<toy_content>();
        if (device.refuses) return data_access_result::temporary_failure;
        auto colon = s.destination.find(':');
        device.hub->set_head_end(
            {s.destination.substr(0, colon), static_cast<std::uint16_t>(std::stoi(s.destination.substr(colon + 1)))});
        return data_access_result::success;
    };
    return p;
}

cosem::object make_register(const char* name)
{
    cosem::number n;
    n.value = [](const call& c) { return static_cast<std::int64_t>(c.on<toy_content>().register_value); };
    return cosem::make_register(named(name), "register", cosem::for_readers, std::move(n));
}

cosem::object make_profile(const char* name, const char* what)
{
    cosem::profile p;
    p.columns = {{cosem::class_id::clock, named("0-0:1.0.0.255")}, {cosem::class_id::register_, named(what)}};
    p.most_entries = 48;
    p.rows = [](const call& c) { return std::make_unique<yesterday>(c.now()); };
    p.base = [](const call&) { return cosem::time_base{}; };
    return cosem::make_profile(named(name), "half-hours", cosem::for_readers, std::move(p));
}

cosem::object make_clock()
{
    cosem::clock_object k;
    k.shown = [](const call& c) { return c.now() + c.on<toy_content>().clock_error; };
    k.set = [](const call& c, sim::time_point shown) {
        c.on<toy_content>().clock_error = shown - c.now();
        return data_access_result::success;
    };
    return cosem::make_clock(named("0-0:1.0.0.255"), "clock", cosem::for_everyone, std::move(k));
}

/// The same objects for all three devices: nobody asks a hub for its gas.
cosem::logical_device_of<toy_content> make_objects(std::uint16_t sap)
{
    std::vector<cosem::object> o;
    auto text = [](std::string what) { return [what = std::move(what)](const call&) { return what; }; };
    o.push_back(cosem::make_text(named("0-0:96.1.1.255"), "model", cosem::for_everyone, text("TOY-HUB")));
    o.push_back(cosem::make_text(named("1-0:0.2.0.255"), "firmware", cosem::for_everyone, text("1.0")));
    o.push_back(make_clock());
    o.push_back(cosem::make_sap_assignment(named("0-0:41.0.0.255"), "devices", cosem::for_everyone, [](const call&) {
        return std::vector<cosem::logical_device_name>{{1, "TOYCHF"}, {16, "TOYESME"}};
    }));
    o.push_back(cosem::make_security_setup(named("0-0:43.0.0.255"), "security", cosem::for_managers, make_security()));
    o.push_back(cosem::make_push_setup(named("0-0:25.9.0.255"), "push", cosem::for_managers, make_push(), {}));
    o.push_back(make_register("1-0:1.8.0.255"));
    o.push_back(make_register("7-0:3.0.0.255"));
    o.push_back(make_profile("1-0:99.1.0.255", "1-0:1.8.0.255"));
    o.push_back(make_profile("7-0:99.1.0.255", "7-0:3.0.0.255"));
    return {"toy", sap, {toy::everything, 1024, 1024}, std::move(o)};
}

const cosem::logical_device_of<toy_content>& objects_of(std::size_t part)
{
    static const std::array lists{make_objects(saps[0]), make_objects(saps[1]), make_objects(saps[2])};
    return lists[part];
}

sim::crypto::validity valid()
{
    return {sought_hub_world::start - sim::days(365), sought_hub_world::start + sim::days(3650)};
}

} // namespace

sought_hub_world::sought_hub_world(options o)
    : sim(7, {start, {}, 1, 1, 10ms, 200ms, 30s}),
      pki(sim.dice, valid()),
      internet(sim.time, sim.dice, sim::transport::network_kind::memory),
      sims(sim),
      operators(sim, sims, round_times()),
      messages(sim, operators, {{5s, 5s}}),
      clients_(landis_gyr::make_association_table(toy::everything, 1024))
{
    sim::smwan::declare(sim);
    for (const auto* e : chf::all_events) sim.names.declare(*e);
    for (const auto* s : chf::all_states) sim.names.declare(*s);
    sim.log.add_sink(told);
    make_profiles();
    make_hub(o);
    make_service(o);
    hub_->power_restore();
}

sought_hub_world::~sought_hub_world() { sim.time.shut_down(); }

void sought_hub_world::make_profiles()
{
    for (auto [name, pool] : {std::pair{"smso-b", "127.20.0.0/14"}, std::pair{"dcc-foc", "127.128.0.0/14"}}) {
        REQUIRE_FALSE(sims.add_profile(
            {name, {std::string(name) + ".example"}, sim::smwan::address_pool::parse(pool).value(), {}}));
        for (const auto* host : {smso_name, dcc_name})
            REQUIRE_FALSE(sims.set_route(name, host, {{head_end_at.host, 0}, "smso"}));
    }
    sim::smwan::sim_spec spec{one_card(), "one", "smso-b",
                              std::make_shared<const sim::smwan::reconnect_plan>(
                                  sim::smwan::reconnect_plan{{sim::smwan::reconnect_cause::never, {}, {}}, {}})};
    card = sims.add_sim(std::move(spec)).value();
}

void sought_hub_world::make_hub(const options& o)
{
    auto make = std::make_shared<chf::hub_make>();
    make->head_end = {o.pushes ? smso_name : "nowhere.example", head_end_at.port};
    make->trust = std::make_shared<const devices::call_home::credential_store>(std::vector{authority("SMSO B CA")});
    make->context = o.context;
    sim::crypto::certificate_spec own{
        hub_eui.to_string(), "", {}, sim::crypto::certificate_purpose::server_and_client, valid()};
    auto identity = std::make_shared<const sim::crypto::identity>(pki.issue(device_authority, "one.chf", own));
    std::vector<landis_gyr::served_device> served;
    constexpr std::array names{"chf", "esme", "gsme"};
    constexpr std::array euis{hub_eui, esme_eui, gsme_eui};
    for (std::size_t i = 0; i < contents.size(); ++i) {
        auto octet = static_cast<std::uint8_t>(i + 1);
        contents[i].keys.title.octets[7] = octet;
        contents[i].keys.unicast = toy::key(static_cast<std::uint8_t>(0x10 + octet));
        contents[i].keys.authentication = toy::key(static_cast<std::uint8_t>(0xA0 + octet));
        contents[i].master = toy::key(static_cast<std::uint8_t>(0xF0 + octet));
        contents[i].register_value = 1000U * octet;
        objects_.emplace_back(objects_of(i), contents[i]);
    }
    for (std::size_t i = 0; i < contents.size(); ++i)
        served.push_back({names[i], euis[i], saps[i], &clients_, &contents[i].keys, &objects_[i]});
    auto settings = std::make_shared<const devices::families::chf_settings>();
    auto software = std::make_shared<const chf::hub::make_application>(
        [settings, served](chf::hub& h) -> std::unique_ptr<chf::application> {
            return std::make_unique<landis_gyr::dlms_server>(h, settings, served);
        });
    chf::surroundings around{sim, operators, internet, sims};
    hub_ = std::make_unique<chf::hub>(around, *card, hub_eui, make, identity, software);
    for (auto& c : contents) c.hub = hub_.get();
}

void sought_hub_world::make_service(const options& o)
{
    reference::landis_gyr_settings s;
    s.common.role = "smso";
    s.common.owner = "service";
    s.common.device_authorities = {pki.anchor(device_authority)};
    s.profiles = {"smso-b"};
    reference::ways_to_hubs ways{
        operators, messages,
        sim::smwan::private_line(sim, sims, operators, internet, head_end_at.host, {"smso-b", "dcc-foc"})};
    service = std::make_unique<reference::landis_gyr_service>(sim, internet, std::move(ways), std::move(s), boss);
    auto serve = [&](const char* name, const std::string& authority_name, std::uint16_t port) {
        sim::crypto::certificate_spec spec{
            name, "", {name}, sim::crypto::certificate_purpose::server_and_client, valid()};
        service->serve({name,
                        {head_end_at.host, port},
                        std::make_shared<const sim::crypto::identity>(pki.issue(authority_name, name, spec)),
                        {}});
    };
    serve(smso_name, o.certificate_authority, head_end_at.port);
    serve(dcc_name, "DCC CA", 4060);
    reference::known_hub known{hub_eui, "one", card, {}};
    constexpr std::array euis{hub_eui, esme_eui, gsme_eui};
    for (std::size_t i = 0; i < contents.size(); ++i) {
        const auto& keys = contents[i].keys;
        reference::known_device d{static_cast<reference::device_part>(i), euis[i], {}};
        if (o.known_keys) d.keys = {*keys.unicast, *keys.authentication};
        known.devices.push_back(d);
    }
    service->know(std::move(known));
}

sim::duration sought_hub_world::run_to(std::string_view event, std::size_t n, sim::duration limit)
{
    arrival_.run_to(event, n, limit);
    return now();
}

reference::credential sought_hub_world::authority(std::string_view name)
{
    return {devices::call_home::purpose::head_end_ca, "", pki.anchor(name)};
}

} // namespace tests
