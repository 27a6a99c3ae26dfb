#include "engine_pair.hpp"

using namespace tests;

namespace {

/// Two connections, the second of which offers what the first one left.
struct twice {
    explicit twice(bool tickets)
    {
        auto server = world.server_config();
        if (!tickets) server.tickets.reset();
        options = usual(world);
        options.server = tls::config::make(std::move(server));
        engine_pair first(world, options);
        first.shake();
        REQUIRE(first.client.established());
        REQUIRE(first.client.result().resumption);
        full_size = first.to_client.size() + first.to_server.size();
        options.offer = first.client.result().resumption;
        options.cached = first.server.take_cacheable();
        options.connection = "second";
    }

    tls_world world;
    pair_options options;
    std::size_t full_size{0};
};

} // namespace

TEST_CASE("what a handshake leaves resumes the next one, which is abbreviated and knows the peers all the same")
{
    for (const bool tickets : {true, false}) {
        CAPTURE(tickets);
        twice t(tickets);
        CHECK((t.options.cached != nullptr) == !tickets);
        if (tickets) t.options.cached = nullptr;
        engine_pair second(t.world, t.options);
        second.shake(start + 1h);
        REQUIRE(second.client.established());
        REQUIRE(second.server.established());
        CHECK(second.client.result().resumed);
        CHECK(second.server.result().resumed);
        CHECK(second.server.result().peer->subject_common_name == "tri-1.chf");
        CHECK(second.client.result().peer->subject_common_name == "hes.smso-a.example");
        CHECK(second.client.result().suite == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        CHECK(second.carry(second.client, second.server, "again") == "again");
        // No certificate and no signature went over the line.
        CHECK(second.to_client.size() + second.to_server.size() < t.full_size - 1000);
        CHECK(second.client.result().resumption == t.options.offer);
        // And once more, with what the second one left.
        t.options.offer = second.client.result().resumption;
        t.options.connection = "third";
        engine_pair third(t.world, t.options);
        third.shake(start + 2h);
        CHECK(third.client.result().resumed);
    }
}

TEST_CASE("a session that must not be resumed makes a full handshake, and not a failure")
{
    struct row {
        const char* name;
        void (*change)(twice&);
        time_point now;
    };
    const row rows[] = {
        {"a day has passed", [](twice&) {}, start + 24h + 1s},
        {"the server has forgotten it",
         [](twice& t) {
             t.options.cached = nullptr;
             auto server = t.world.server_config();
             server.tickets = tls::ticket_protection(crypto::sha256(as_bytes("another secret")));
             t.options.server = tls::config::make(std::move(server));
         },
         start},
        {"the server trusts others now",
         [](twice& t) {
             t.options.server_trust =
                 tls::trust_policy::make({t.world.pki.anchor("Device CA"), t.world.pki.anchor("DCC CA")});
         },
         start},
        {"the client trusts others now",
         [](twice& t) {
             t.options.client_trust = tls::trust_policy::make(
                 {t.world.pki.anchor("DCC CA"), t.world.pki.anchor("SMSO A CA")}, "hes.smso-a.example");
         },
         start},
        {"the client offers nothing", [](twice& t) { t.options.offer = nullptr; }, start},
    };
    for (const bool tickets : {true, false})
        for (const auto& r : rows) {
            CAPTURE(tickets);
            CAPTURE(r.name);
            twice t(tickets);
            r.change(t);
            engine_pair second(t.world, t.options);
            second.shake(r.now);
            CHECK(second.client.established());
            CHECK(second.server.established());
            CHECK_FALSE(second.client.result().resumed);
            CHECK_FALSE(second.server.result().resumed);
        }
}

TEST_CASE("resumption does not get round an expired certificate")
{
    for (const bool tickets : {true, false}) {
        CAPTURE(tickets);
        tls_world world;
        auto spec = world.client_spec();
        spec.valid.not_after = start + 1h;
        auto client = world.client_config();
        client.own = std::make_shared<crypto::identity>(world.pki.issue("Device CA", "short", spec));
        auto server = world.server_config();
        if (!tickets) server.tickets.reset();
        auto options = usual(world);
        options.client = tls::config::make(std::move(client));
        options.server = tls::config::make(std::move(server));
        engine_pair first(world, options);
        first.shake();
        REQUIRE(first.server.established());
        options.offer = first.client.result().resumption;
        options.cached = first.server.take_cacheable();
        options.connection = "second"; // with the first one's dice a server would give the same id again
        engine_pair in_time(world, options), late(world, options);
        in_time.shake(start + 1h);
        CHECK(in_time.server.result().resumed);
        late.shake(start + 1h + 1s);
        CHECK(words(late.server) == "us certificate_expired: the certificate has expired on 2020-11-07T01:00:00Z");
    }
}

TEST_CASE("resumption does not get round the caller's rule")
{
    for (const bool tickets : {true, false}) {
        CAPTURE(tickets);
        const auto barred = std::make_shared<bool>(false);
        tls_world world;
        auto server = world.server_config();
        if (!tickets) server.tickets.reset();
        auto options = usual(world);
        options.server = tls::config::make(std::move(server));
        options.server_trust = tls::trust_policy::make(
            {world.pki.anchor("Device CA")}, {}, [barred](const auto&) -> std::optional<tls::rejection> {
                if (*barred) return tls::rejection{tls::alert::access_denied, "barred"};
                return std::nullopt;
            });
        engine_pair first(world, options);
        first.shake();
        options.offer = first.client.result().resumption;
        options.cached = first.server.take_cacheable();
        options.connection = "second";
        *barred = true;
        engine_pair second(world, options);
        second.shake();
        CHECK(words(second.server) == "us access_denied: barred");
    }
}

TEST_CASE("an abbreviated handshake logs a key too")
{
    twice t(true);
    t.options.log_keys = true;
    engine_pair second(t.world, t.options);
    second.shake();
    CHECK(second.client.result().resumed);
    CHECK(second.client.take_key_log() == second.server.take_key_log());
}

TEST_CASE("a client that takes no tickets is given an id")
{
    tls_world world;
    auto client = world.client_config();
    client.use_tickets = false;
    auto options = usual(world);
    options.client = tls::config::make(std::move(client));
    engine_pair first(world, options);
    first.shake();
    options.offer = first.client.result().resumption;
    options.cached = first.server.take_cacheable();
    REQUIRE(options.cached);
    CHECK(options.cached->id() == options.offer->id());
    CHECK(options.cached->id().size() == 32);
    engine_pair second(world, options);
    second.shake();
    CHECK(second.server.result().resumed);
}
