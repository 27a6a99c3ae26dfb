#include "called_hub_world.hpp"

#include "devices/dlms/envelopes.hpp"
#include "one_card.hpp"
#include "sim/crypto/random.hpp"

namespace tests {
namespace {

constexpr std::string_view device_authority = "Device CA";

} // namespace

called_hub_world::called_hub_world(options o)
    : sim(7, {start, {}, 1, 1, 10ms, 200ms, 30s}),
      pki(sim.dice, valid()),
      internet(sim.time, sim.dice, o.network),
      sims(sim),
      operators(sim, sims, round_times()),
      messages(sim, operators, {{5s, 5s}}),
      hub_keys(sim, "lg.chf", hub_eui),
      esme_keys(sim, "lg.esme", esme_eui)
{
    sim::smwan::declare(sim);
    for (const auto* e : devices::chf::all_events) sim.names.declare(*e);
    for (const auto* s : devices::chf::all_states) sim.names.declare(*s);
    for (const auto* e : landis_gyr::all_events) sim.names.declare(*e);
    sim.log.add_sink(told);
    for (auto [name, pool] : {std::pair{"smso-a", "127.16.0.0/14"}, std::pair{"dcc-foc", "127.128.0.0/14"}})
        REQUIRE_FALSE(sims.add_profile(
            {name, {std::string(name) + ".example"}, sim::smwan::address_pool::parse(pool).value(), {}}));
    REQUIRE_FALSE(sims.set_route("smso-a", smso_name, {{smso_host, 4059}, "smso"}));
    REQUIRE_FALSE(sims.set_route("dcc-foc", smso_name, {{dcc_host, 4059}, "s1sp"}));
    sim::smwan::sim_spec spec{one_card(), "lg", "smso-a", std::make_shared<const sim::smwan::reconnect_plan>(o.plan)};
    card = sims.add_sim(std::move(spec)).value();
    auto trust = o.trust;
    if (trust.empty()) trust.push_back(authority("SMSO A CA"));
    auto make = std::make_shared<devices::chf::hub_make>();
    make->model = "SM-HUB";
    make->firmware = "3.1";
    make->head_end = {smso_name, 4059};
    make->trust = std::make_shared<const devices::call_home::credential_store>(trust);
    make->context = o.chf.context;
    sim::crypto::certificate_spec own{
        hub_eui.to_string(), "", {}, sim::crypto::certificate_purpose::server_and_client, valid()};
    auto certificate = std::make_shared<const sim::crypto::identity>(pki.issue(device_authority, "lg.chf", own));
    auto settings = std::make_shared<const devices::families::chf_settings>(o.chf);
    auto software = std::make_shared<const devices::chf::hub::make_application>(
        [this, settings](devices::chf::hub& h) -> std::unique_ptr<devices::chf::application> {
            std::vector<landis_gyr::served_device> devices{{"chf", hub_eui, 1, &table, &hub_keys, &hub_objects},
                                                           {"esme", esme_eui, 16, &table, &esme_keys, &esme_objects}};
            return std::make_unique<landis_gyr::dlms_server>(h, settings, std::move(devices));
        });
    devices::chf::surroundings around{sim, operators, internet, sims};
    hub = std::make_unique<devices::chf::hub>(around, *card, hub_eui, make, certificate, software);
}

called_hub_world::~called_hub_world() { sim.time.shut_down(); }

devices::call_home::credential called_hub_world::authority(std::string_view name, std::string binding)
{
    return {devices::call_home::purpose::head_end_ca, std::move(binding), pki.anchor(name)};
}

void called_hub_world::bring_online()
{
    hub->power_restore();
    while (told.count("wan.online") == 0) run_for(1s);
}

// ---- the head-end

caller::caller(called_hub_world& w, identity who)
    : world_(w), who_(std::move(who)), line_(w.sim, w.sims, w.operators, w.internet, who_.host, {who_.profile})
{}

caller::~caller() = default;

sim::error_code caller::connect()
{
    auto at = world_.operators.session_address(*world_.card);
    REQUIRE(at);
    return connect(*at);
}

sim::error_code caller::connect(sim::transport::address to)
{
    std::optional<sim::error_code> result;
    auto secured = [&](sim::error_code ec) { result = ec; };
    line_.dial({to, landis_gyr::dlms_port}, [&](sim::error_code ec, std::unique_ptr<sim::transport::stream> s) {
        if (ec || who_.plain) {
            stream_ = std::move(s);
            result = ec;
            return;
        }
        sim::crypto::certificate_spec spec{
            who_.name, "", {who_.name}, sim::crypto::certificate_purpose::server_and_client, world_.valid()};
        sim::tls::config_options config;
        config.role = sim::tls::role::client;
        config.own = std::make_shared<const sim::crypto::identity>(
            world_.pki.issue(who_.authority, who_.authority + "/" + who_.name, spec));
        sim::tls::stream_options o;
        o.engine.settings = sim::tls::config::make(std::move(config));
        o.engine.trust = sim::tls::trust_policy::make({world_.pki.anchor(device_authority)});
        o.engine.random = std::make_unique<sim::crypto::simulation_random>(
            world_.sim.dice.stream("caller/" + std::to_string(calls_++)));
        o.cost = {0ms, 2ms};
        o.owner = "caller";
        auto tls = std::make_unique<sim::tls::stream>(std::move(s), std::move(o));
        tls_ = tls.get();
        stream_ = std::move(tls);
        tls_->handshake(secured);
    });
    for (int i = 0; i < 200 && !result; ++i) world_.run_for(1s);
    REQUIRE(result);
    if (!*result) read();
    return *result;
}

void caller::read()
{
    reading_ = true;
    stream_->read_some(buffer_, [this](sim::error_code ec, std::size_t n) {
        reading_ = false;
        if (ec) {
            ended_ = ec;
            return;
        }
        heard_ += n;
        incoming_.feed(sim::byte_view(buffer_).first(n));
        if (listening_) read();
    });
}

void caller::listen(bool on)
{
    listening_ = on;
    if (on && !reading_) read();
}

void caller::send(sim::byte_view octets)
{
    stream_->write(octets, [](sim::error_code, std::size_t) {});
}

std::vector<dlms::wrapped> caller::exchange(std::uint16_t client, std::uint16_t server, sim::byte_view apdu,
                                            sim::duration within)
{
    send(dlms::wrap(client, server, apdu).value());
    auto until = world_.sim.time.now() + within;
    std::vector<dlms::wrapped> out;
    while (out.empty() && world_.sim.time.now() < until && !ended_) {
        world_.run_for(100ms);
        while (auto m = incoming_.next()) out.push_back(std::move(*m));
    }
    return out;
}

std::optional<dlms::client_event> caller::ask(dlms::client_association& with, std::uint16_t client,
                                              std::uint16_t server, sim::result<dlms::client_association::apdus> first,
                                              std::optional<sim::eui64> behind_gateway)
{
    REQUIRE(first.has_value());
    auto to_send = *first;
    sim::writer address;
    if (behind_gateway) address.u64(behind_gateway->value());
    while (!to_send.empty()) {
        std::vector<sim::bytes> back;
        for (const auto& apdu : to_send) {
            auto out = behind_gateway ? encode(dlms::gateway_apdu{false, 0, address.data(), apdu}).value() : apdu;
            for (auto& m : exchange(client, server, out))
                back.push_back(behind_gateway ? dlms::decode_gateway(m.apdu).value().apdu : m.apdu);
        }
        to_send.clear();
        for (const auto& apdu : back) {
            auto out = with.received(apdu);
            to_send.insert(to_send.end(), out.send.begin(), out.send.end());
            if (out.event) return out.event;
        }
    }
    return {};
}

dlms::client_association caller::client_of(const landis_gyr::device_keys& keys, std::uint16_t client,
                                           std::uint32_t counter)
{
    auto table = landis_gyr::make_association_table(toy::everything, 600);
    for (const auto& s : table) {
        if (s.client != client) continue;
        auto settings = toy::client_for(s);
        auto made = keys.keys();
        settings.password = made.password;
        settings.encryption_key = made.encryption;
        settings.authentication_key = made.authentication;
        settings.counters.next_own = counter;
        settings.max_pdu = 600;
        return dlms::client_association(std::move(settings));
    }
    FAIL("no such client");
    return dlms::client_association({});
}

void caller::close()
{
    stream_->close();
    world_.run_for(5s);
}

} // namespace tests
