#include "engine_pair.hpp"

#include "sim/core/check.hpp"

#include <array>

using namespace tests;
using progress = tls::engine::progress;

TEST_CASE("what is no TLS is answered with an alert and not with silence")
{
    const std::string http = "GET / HTTP/1.1\r\nHost: hes.smso-a.example\r\n\r\n";
    const std::string old_hello("\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10\x01\x00\x80", 14); // SSL 2.0
    const std::string zeros(64, '\0');
    for (const auto& input : {http, old_hello, zeros}) {
        CAPTURE(input);
        tls_world world;
        engine_pair pair(world, usual(world));
        REQUIRE(!pair.server.feed(as_bytes(input)));
        pair.server.feed_eof();
        const auto step = pair.server.handshake(start);
        CHECK(step.now == progress::failed);
        CHECK(step.error == tls::tls_errc::rejected_by_us);
        const auto out = pair.server.take_output();
        REQUIRE(out.size() == 7);
        CHECK(to_hex(byte_view(out).first(6)) == "150303000202"); // a fatal alert in a TLS 1.2 record
        CHECK(pair.server.handshake(start).error == tls::tls_errc::rejected_by_us);
    }
}

TEST_CASE("a connection that ends during the handshake has ended early, and nobody rejected it")
{
    tls_world world;
    engine_pair pair(world, usual(world));
    CHECK(pair.client.handshake(start).now == progress::want_input);
    pair.client.feed_eof();
    CHECK(pair.client.handshake(start).error == tls::tls_errc::ended_early);
    CHECK(words(pair.client) == "transport: the connection ended during the TLS handshake");
}

TEST_CASE("more input than the bound is refused whole")
{
    tls_world world;
    engine_pair pair(world, usual(world));
    const bytes most(pair.server.input_limit(), 0x16);
    CHECK(!pair.server.feed(most));
    CHECK(pair.server.feed(std::array<std::uint8_t, 1>{}) == tls::tls_errc::input_overflow);
    CHECK(pair.server.input().size() == most.size());
}

TEST_CASE("an engine is not made without its parts, nor a server without an identity")
{
    tls_world world;
    auto options = usual(world);
    CHECK_THROWS_AS(tls::engine({options.client, options.client_trust, nullptr}), broken_invariant);
    CHECK_THROWS_AS(tls::engine({nullptr, options.client_trust,
                                 std::make_unique<crypto::simulation_random>(world.dice.stream("x"))}),
                    broken_invariant);
    auto server = world.server_config();
    server.own = nullptr;
    CHECK_THROWS_AS(tls::config::make(std::move(server)), broken_invariant);
    CHECK_THROWS_AS(tls::trust_policy::make({bytes{1, 2, 3}}), crypto::setup_error);
}

TEST_CASE("a real key is not used with a seeded generator")
{
    tls_world world;
    auto options = world.client_config();
    const auto& own = *options.own;
    options.own = std::make_shared<crypto::identity>(
        crypto::identity::from_pem(own.certificates_pem(), own.key.to_pem()).value());
    const auto config = tls::config::make(std::move(options));
    CHECK_THROWS_AS(tls::engine({config, nullptr, std::make_unique<crypto::simulation_random>(world.dice.stream("x"))}),
                    broken_invariant);
    CHECK_NOTHROW(tls::engine({config, nullptr, std::make_unique<crypto::system_random>()}));
}

TEST_CASE("both ends know each other after a mutual handshake, whatever the pieces that bytes come in")
{
    for (const std::size_t chunk : {1U, 7U, 100000U}) {
        CAPTURE(chunk);
        tls_world world;
        engine_pair pair(world, usual(world));
        pair.shake(start, chunk);
        REQUIRE(pair.client.established());
        REQUIRE(pair.server.established());
        const auto& seen_by_client = pair.client.result();
        const auto& seen_by_server = pair.server.result();
        CHECK(seen_by_client.suite == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        CHECK(seen_by_client.peer->subject_common_name == "hes.smso-a.example");
        CHECK(seen_by_client.peer_certificate == world.server_identity()->certificate());
        CHECK(seen_by_server.suite == seen_by_client.suite);
        CHECK(seen_by_server.peer->subject_common_name == "tri-1.chf");
        CHECK(seen_by_server.peer->issuer_common_name == "Device CA");
        CHECK_FALSE(seen_by_client.resumed);
        CHECK_FALSE(seen_by_server.resumed);
        CHECK_FALSE(seen_by_client.failure);
        CHECK(pair.carry(pair.client, pair.server, "hello from the hub") == "hello from the hub");
        CHECK(pair.carry(pair.server, pair.client, "hello to the hub") == "hello to the hub");
    }
}

TEST_CASE("each type of key carries a handshake at either end")
{
    using crypto::key_type;
    for (const auto client : {key_type::ecdsa_p256, key_type::ecdsa_p384, key_type::rsa})
        for (const auto server : {key_type::ecdsa_p256, key_type::ecdsa_p384, key_type::rsa}) {
            CAPTURE(crypto::to_string(client));
            CAPTURE(crypto::to_string(server));
            tls_world world;
            auto options = usual(world);
            auto client_config = world.client_config(), server_config = world.server_config();
            client_config.own = world.client_identity(client);
            server_config.own = world.server_identity(server);
            options.client = tls::config::make(std::move(client_config));
            options.server = tls::config::make(std::move(server_config));
            engine_pair pair(world, std::move(options));
            pair.shake();
            CHECK(pair.server.established());
            const bool rsa = server == key_type::rsa;
            CHECK(pair.client.result().suite ==
                  (rsa ? "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));
            CHECK(pair.carry(pair.client, pair.server, "x") == "x");
        }
}

TEST_CASE("a server that does not ask for certificates knows nobody")
{
    tls_world world;
    auto options = usual(world);
    auto server = world.server_config();
    server.authenticate_peer = false;
    options.server = tls::config::make(std::move(server));
    options.server_trust = nullptr;
    engine_pair pair(world, std::move(options));
    pair.shake();
    CHECK(pair.server.established());
    CHECK_FALSE(pair.server.result().peer);
}

TEST_CASE("writes of many records arrive whole")
{
    tls_world world;
    engine_pair pair(world, usual(world));
    pair.shake();
    std::string text;
    for (int i = 0; text.size() < 200000; ++i) text += std::to_string(i) + ",";
    CHECK(pair.carry(pair.client, pair.server, text) == text);
    CHECK(pair.carry(pair.client, pair.server, "") == "");
}

TEST_CASE("close_notify is the end of the file and a bare end is a truncation")
{
    tls_world world;
    engine_pair pair(world, usual(world));
    pair.shake();
    std::array<std::uint8_t, 16> buffer;
    SUBCASE("close_notify")
    {
        pair.client.close_notify(start);
        pair.exchange();
        CHECK(pair.server.read(buffer, start).error == tls::end_of_file());
        CHECK_FALSE(pair.server.result().failure);
        CHECK(pair.carry(pair.server, pair.client, "the other direction goes on") == "the other direction goes on");
        pair.server.close_notify(start);
        pair.exchange();
        CHECK(pair.client.read(buffer, start).error == tls::end_of_file());
        CHECK_THROWS_AS(pair.client.write(as_bytes("x"), start), broken_invariant);
    }
    SUBCASE("a bare end")
    {
        pair.server.feed_eof();
        CHECK(pair.server.read(buffer, start).error == tls::tls_errc::truncated);
        CHECK(pair.server.read(buffer, start).error == tls::tls_errc::truncated);
    }
    SUBCASE("a bare end in the middle of a record")
    {
        pair.client.write(as_bytes("cut"), start);
        const auto sealed = pair.client.take_output();
        REQUIRE(!pair.server.feed(byte_view(sealed).first(sealed.size() - 1)));
        pair.server.feed_eof();
        CHECK(pair.server.read(buffer, start).error == tls::tls_errc::truncated);
    }
}

TEST_CASE("a record that was tampered with ends the connection with bad_record_mac at both ends")
{
    tls_world world;
    engine_pair pair(world, usual(world));
    pair.shake();
    pair.client.write(as_bytes("text"), start);
    auto sealed = pair.client.take_output();
    sealed.back() ^= 1;
    REQUIRE(!pair.server.feed(sealed));
    std::array<std::uint8_t, 16> buffer;
    CHECK(pair.server.read(buffer, start).error == tls::tls_errc::rejected_by_us);
    CHECK(words(pair.server) == "us bad_record_mac: a record does not authenticate");
    CHECK(pair.server.write(as_bytes("x"), start).error == tls::tls_errc::rejected_by_us);
    pair.exchange();
    CHECK(pair.client.read(buffer, start).error == tls::tls_errc::rejected_by_peer);
    CHECK(words(pair.client) == "peer bad_record_mac: the peer sent the alert bad_record_mac");
}

TEST_CASE("both ends log the same key, in the format of NSS")
{
    tls_world world;
    auto options = usual(world);
    options.log_keys = true;
    engine_pair pair(world, std::move(options));
    pair.shake();
    const auto lines = pair.client.take_key_log();
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].size() == 14 + 64 + 1 + 96);
    // The client's random is in its hello: behind the headers of record and message and the version.
    CHECK(lines[0].starts_with("CLIENT_RANDOM " + to_hex(byte_view(pair.to_server).subspan(11, 32)) + " "));
    CHECK(pair.server.take_key_log() == lines);
    CHECK(pair.server.take_key_log().empty());
}
