#include "fleet.hpp"

#include "devices/families/landis_gyr/device_keys.hpp"
#include "devices/object_lists/lists.hpp"
#include "scenarios/engine/identities.hpp"
#include "sim/crypto/simulation_pki.hpp"
#include "tests/support/installation_world.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

namespace bench {

namespace landis_gyr = devices::families::landis_gyr;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t seed = 7;
constexpr dlms::system_title client_title{{'B', 'E', 'N', 'C', 'H', 0, 0, 1}};

scenarios::engine::scenario fleet_of(const fleet_options& o)
{
    return tests::scenario_of("fleet:\n"
                              "  - id: lg\n"
                              "    count: " +
                              std::to_string(o.count) +
                              "\n"
                              "    family: landis_gyr\n"
                              "    dlms_port: 127.0.0.1:0\n"
                              "    overrides:\n"
                              "      chf:\n"
                              "        reconnect: { cause: never }\n" // else some restart, as they do once a week
                              "        dlms: { transport: " +
                              (o.tls ? "tls" : "plain") +
                              ", journal: " + (o.journal_requests ? "requests" : "associations") +
                              ", inactivity: 1h }\n"
                              "        tls: { handshake_cost: 0s, resume: none }\n"
                              "        link: { round_trip_least: 0s, round_trip_most: 0s, bits_per_second_up: 0, "
                              "bits_per_second_down: 0 }\n");
}

scenarios::engine::world_options options_for(const scenarios::engine::scenario& plan)
{
    scenarios::engine::world_options o;
    o.seed = seed;
    o.transport = sim::transport::network_kind::memory; // outside peers come over real sockets in either kind
    o.time.start = plan.clock.start;
    return o;
}

} // namespace

fleet::folder::folder()
{
    auto name = (std::filesystem::temp_directory_path() / "s1sim-bench-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
}

fleet::folder::~folder()
{
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
}

fleet::fleet(const fleet_options& o)
    : options_(o),
      plan_(fleet_of(o)),
      world_(plan_, options_for(plan_)),
      journal_((folder_.path / "journal.ndjson").string(), (folder_.path / "walltime.ndjson").string(),
               [] { return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()); })
{
    raise_descriptor_limit();
    world_.sim().log.add_sink(journal_);
    for (const auto& [name, at] : world_.listening()) {
        auto real = scenarios::engine::parse_endpoint(at).value();
        ports_.push_back({sim::transport::address::parse(real.address).value(), real.port});
    }
    REQUIRE(ports_.size() == o.count);
    if (o.tls) {
        // A function of the seed, and so the authorities that the hubs know.
        sim::rng dice(seed);
        sim::crypto::validity valid{start() - sim::days(365), start() + sim::days(3650)};
        sim::crypto::simulation_pki pki(dice, valid);
        sim::crypto::certificate_spec spec{
            "hes.smso-a.example", "", {"hes.smso-a.example"}, sim::crypto::certificate_purpose::client, valid};
        sim::tls::config_options settings;
        settings.own = std::make_shared<const sim::crypto::identity>(pki.issue("SMSO A CA", "bench", spec));
        settings.use_tickets = settings.use_session_ids = false;
        client_config_ = sim::tls::config::make(std::move(settings));
        trust_ = sim::tls::trust_policy::make({pki.anchor("Device CA")});
    }
    boot();
}

fleet::~fleet() { world_.sim().log.remove_sink(journal_); }

/// Power, context, and the push that says so; then time waits for whoever comes from outside.
void fleet::boot()
{
    world_.start();
    REQUIRE(world().run_until(start() + 10min));
    world().external(true);
}

void fleet::connect(outside_clients& clients, std::uint32_t number)
{
    clients.connect(ports_.at(number), options_.tls ? secure(number) : nullptr);
}

std::unique_ptr<sim::tls::engine> fleet::secure(std::uint32_t number)
{
    sim::tls::engine_options o;
    o.settings = client_config_;
    o.trust = trust_;
    o.random =
        std::make_unique<sim::crypto::simulation_random>(sim::rng(seed + 1).stream("bench/" + std::to_string(number)));
    return std::make_unique<sim::tls::engine>(std::move(o));
}

dlms::client_settings fleet::client(std::uint32_t number, std::uint16_t sap) const
{
    auto keys = landis_gyr::keys_as_made(sim::rng(seed), scenarios::engine::make_identities(number).esme);
    dlms::client_settings c;
    c.proposed = devices::object_lists::offered.services;
    if (sap == public_client) return c;
    c.authentication = dlms::mechanism::lls;
    c.password = keys.password;
    if (sap == reading_client) return c;
    c.authentication = dlms::mechanism::hls_gmac;
    c.context = dlms::application_context::logical_names_ciphered;
    c.control = dlms::authenticated_and_encrypted;
    c.title = client_title;
    c.encryption_key = keys.encryption;
    c.authentication_key = keys.authentication;
    c.challenge = sim::bytes(16, 0xC5);
    c.counters.next_own = 1;
    return c;
}

dlms::encryption_key fleet::encryption_key(std::uint32_t number, dlms::counter_values counters) const
{
    auto keys = landis_gyr::keys_as_made(sim::rng(seed), scenarios::engine::make_identities(number).esme);
    return dlms::encryption_key(keys.encryption, counters);
}

dlms::security_context fleet::context(std::uint32_t number, dlms::encryption_key& key) const
{
    auto eui = scenarios::engine::make_identities(number).esme;
    auto keys = landis_gyr::keys_as_made(sim::rng(seed), eui);
    return {.own = client_title,
            .peer = landis_gyr::title_of(eui),
            .authentication_key = keys.authentication,
            .unicast = &key};
}

} // namespace bench
