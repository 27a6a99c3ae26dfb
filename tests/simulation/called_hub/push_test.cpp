// A hub of the landis_gyr family pushes to its head-end.
#include "devices/dlms/notification.hpp"
#include "tests/support/called_hub_world.hpp"

using namespace tests;

namespace {

/// Where pushes go: takes TLS and the wrapper, and keeps what comes.
struct taker {
    explicit taker(called_hub_world& w, std::string_view authority = "SMSO A CA") : world(w)
    {
        sim::crypto::certificate_spec spec{
            w.smso_name, "", {w.smso_name}, sim::crypto::certificate_purpose::server, w.valid()};
        sim::tls::config_options o;
        o.role = sim::tls::role::server;
        o.own = std::make_shared<const sim::crypto::identity>(w.pki.issue(authority, "taker", spec));
        o.use_tickets = false;
        config = sim::tls::config::make(std::move(o));
        door = w.internet.listen({called_hub_world::smso_host, 4059}, {"smso", {}},
                                 [this](std::unique_ptr<sim::transport::stream> s) { accepted(std::move(s)); });
    }
    void accepted(std::unique_ptr<sim::transport::stream> s)
    {
        sim::tls::stream_options o;
        o.engine.settings = config;
        o.engine.trust = sim::tls::trust_policy::make({world.pki.anchor("Device CA")});
        o.engine.random =
            std::make_unique<sim::crypto::simulation_random>(world.sim.dice.stream("taker" + std::to_string(count++)));
        lines.push_back(std::make_unique<sim::tls::stream>(std::move(s), std::move(o)));
        auto& line = *lines.back();
        line.handshake([this, &line](sim::error_code ec) {
            if (!ec) read(line);
        });
    }
    void read(sim::tls::stream& line)
    {
        line.read_some(buffer, [this, &line](sim::error_code ec, std::size_t n) {
            if (ec) return line.close();
            in.feed(sim::byte_view(buffer).first(n));
            while (auto m = in.next()) {
                came.push_back(std::move(*m));
                times.push_back(world.sim.time.now());
            }
            read(line);
        });
    }
    dlms::received_notification decoded(std::size_t i)
    {
        auto made = world.hub_keys.keys();
        dlms::encryption_key key(made.encryption);
        dlms::security_context context{
            {{'H', 'E', 'S', 0, 0, 0, 0, 1}}, landis_gyr::title_of(world.hub_eui), made.authentication, &key};
        return dlms::decode_notification(context, came.at(i).apdu).value();
    }

    called_hub_world& world;
    std::shared_ptr<const sim::tls::config> config;
    std::unique_ptr<sim::transport::listener> door;
    std::vector<std::unique_ptr<sim::tls::stream>> lines;
    sim::bytes buffer = sim::bytes(4096);
    dlms::unwrapper in;
    std::vector<dlms::wrapped> came;
    std::vector<sim::time_point> times;
    int count{0};
};

} // namespace

TEST_CASE("a hub pushes that it is there after its boot, ciphered under its own key, and hangs up")
{
    called_hub_world w;
    taker smso(w);
    w.bring_online();
    w.run_for(1min);
    REQUIRE(smso.came.size() == 1);
    CHECK(smso.came[0].source == 1);
    CHECK(smso.came[0].destination == 1);
    auto n = smso.decoded(0);
    CHECK(n.form.ciphered);
    auto online = w.told.times("wan.online").at(0);
    landis_gyr::notification expected{"chf", called_hub_world::hub_eui, 0x8F35, online};
    CHECK(n.what.body == landis_gyr::notification_body(expected));
    auto pushed = w.told.of("hub.pushed").at(0);
    CHECK(pushed.text("peer") == "smso");
    CHECK(pushed.text("attempt") == "1");
    CHECK(w.told.story("tls.", "lg") == words{"connecting", "established", "closed"});
    CHECK(w.server().peer().empty());
}

TEST_CASE("pushes that nobody takes are tried again, and given up after the family's number of attempts")
{
    called_hub_world::options o;
    o.chf.push = {5min, 2};
    called_hub_world w(o);
    w.bring_online();
    w.run_for(1h);
    auto tries = w.told.times("hub.push_failed");
    REQUIRE(tries.size() == 3);
    // Refused after a round trip of one second, and five minutes later once more.
    auto online = w.told.times("wan.online").at(0);
    CHECK(tries == std::vector<sim::time_point>{online + 1s, online + 2s + 5min, online + 3s + 10min});
    CHECK(w.told.times("hub.push_dropped") == std::vector<sim::time_point>{tries[2]});
    CHECK(w.told.of("hub.push_dropped").at(0).text("reason") == "too many attempts");
}

TEST_CASE("a head-end with another authority's certificate gets nothing")
{
    called_hub_world::options o;
    o.chf.push.retries = 0;
    called_hub_world w(o);
    taker impostor(w, "SMSO B CA");
    w.bring_online();
    w.run_for(1min);
    CHECK(impostor.came.empty());
    CHECK(w.told.of("tls.failed").at(0).text("alert") == "unknown_ca");
    CHECK(w.told.count("hub.push_dropped") == 1);
}

TEST_CASE("alerts of a meter go one after the other, each with its own counter")
{
    called_hub_world w;
    taker smso(w);
    w.bring_online();
    w.run_for(1min);
    for (std::uint16_t code : {std::uint16_t{0x8F32}, std::uint16_t{0x8F3F}})
        w.server().alert({"esme", called_hub_world::esme_eui, code, w.sim.time.now()});
    w.run_for(1min);
    REQUIRE(smso.came.size() == 3);
    CHECK(w.told.of("hub.pushed").at(1).part == "esme");
    for (std::size_t i = 0; i < 3; ++i) CHECK(smso.decoded(i).form.ciphered);
    CHECK(w.hub_keys.counters(1, dlms::key_use::unicast).next_own == 4); // the first is 1
    CHECK(smso.times[1] < smso.times[2]);
}

TEST_CASE("more alerts than the hub keeps: the oldest is lost, and the journal says so")
{
    called_hub_world::options o;
    o.chf.push = {24h, 100};
    called_hub_world w(o);
    w.bring_online();
    w.run_for(1min);
    for (std::size_t i = 0; i < landis_gyr::push_client::capacity; ++i)
        w.server().alert({"esme", called_hub_world::esme_eui, static_cast<std::uint16_t>(i), w.sim.time.now()});
    REQUIRE(w.told.count("hub.push_dropped") == 1);
    CHECK(w.told.of("hub.push_dropped").at(0).text("code") == std::to_string(0x8F35));
}

TEST_CASE("a push that a lost context cut off is tried again with the next one")
{
    called_hub_world w;
    taker smso(w);
    w.hub->power_restore();
    w.run(20s); // boot
    while (w.told.count("tls.connecting") == 0) w.run_for(100ms);
    w.hub->reboot();
    w.run_for(5min);
    CHECK(w.told.count("hub.push_failed") == 1);
    CHECK(smso.came.size() == 1); // of the second boot; what waited was lost with the first
    CHECK(w.told.of("hub.pushed").at(0).text("code") == std::to_string(0x8F12));
}
