// The ciphertext is a function of seed and virtual time, and of nothing else.
#include "engine_pair.hpp"

#include <ctime>
#include <thread>

using namespace tests;

namespace {

struct transcript {
    bytes to_server, to_client;
    bool operator==(const transcript&) const = default;
};

transcript run(std::uint64_t seed, crypto::key_type type, time_point now = start, const std::string& connection = "c")
{
    tls_world world(seed);
    auto options = usual(world);
    auto client = world.client_config(), server = world.server_config();
    client.own = world.client_identity(type);
    server.own = world.server_identity(type);
    options.client = tls::config::make(std::move(client));
    options.server = tls::config::make(std::move(server));
    options.connection = connection;
    engine_pair pair(world, options);
    pair.shake(now);
    REQUIRE(pair.server.established());
    pair.client.write(as_bytes("some text"), now);
    pair.server.write(as_bytes("some other text"), now);
    pair.exchange();
    return {pair.to_server, pair.to_client};
}

} // namespace

TEST_CASE("two runs of a seed give the same ciphertext, and another seed another one")
{
    for (const auto type : {crypto::key_type::ecdsa_p256, crypto::key_type::ecdsa_p384, crypto::key_type::rsa}) {
        CAPTURE(crypto::to_string(type));
        const auto one = run(1, type);
        CHECK(one == run(1, type));
        CHECK(one != run(2, type));
        CHECK(one != run(1, type, start, "another connection"));
    }
}

TEST_CASE("hellos carry virtual time")
{
    for (const auto now : {start, start + days(7) + 5s}) {
        const auto one = run(1, crypto::key_type::ecdsa_p256, now);
        constexpr std::size_t random_in_hello = 11; // behind the headers of record and message and the version
        CHECK(reader(byte_view(one.to_server).subspan(random_in_hello)).u32() == to_unix_seconds(now));
        CHECK(reader(byte_view(one.to_client).subspan(random_in_hello)).u32() == to_unix_seconds(now));
    }
}

TEST_CASE("outside of a step time() tells real time, to its caller and through its argument")
{
    std::timespec before{}, after{};
    std::timespec_get(&before, TIME_UTC);
    run(1, crypto::key_type::ecdsa_p256);
    std::time_t stored = 0;
    const auto told = std::time(&stored);
    std::timespec_get(&after, TIME_UTC);
    CHECK(told == stored);
    CHECK(told >= before.tv_sec);
    CHECK(told <= after.tv_sec);
}

TEST_CASE("connections that share configurations do not share dice, whichever is stepped first and on whatever thread")
{
    for (const auto type : {crypto::key_type::ecdsa_p256, crypto::key_type::rsa}) {
        CAPTURE(crypto::to_string(type));
        tls_world world;
        auto options = usual(world);
        auto client = world.client_config(), server = world.server_config();
        client.own = world.client_identity(type);
        server.own = world.server_identity(type);
        options.client = tls::config::make(std::move(client));
        options.server = tls::config::make(std::move(server));
        const auto connection = [&](const char* name) {
            auto o = options;
            o.connection = name;
            return std::make_unique<engine_pair>(world, o);
        };
        auto a1 = connection("a"), b1 = connection("b"), a2 = connection("a"), b2 = connection("b");
        a1->shake();
        b1->shake();
        // The same connections again, at the same time and in no order.
        std::thread other([&] { b2->shake(); });
        a2->shake();
        other.join();
        CHECK(a1->to_server == a2->to_server);
        CHECK(a1->to_client == a2->to_client);
        CHECK(b1->to_server == b2->to_server);
        CHECK(b1->to_client == b2->to_client);
        CHECK(a1->to_client != b1->to_client);
    }
}
