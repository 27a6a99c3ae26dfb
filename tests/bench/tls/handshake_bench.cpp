// Handshakes through all layers — network, TLS streams, compute jobs — against the library alone in the same run.
#include "bare_handshakes.hpp"
#include "sim/crypto/simulation_pki.hpp"
#include "sim/kernel/simulation.hpp"
#include "sim/tls/stream.hpp"
#include "sim/transport/network.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <limits>

namespace {

using namespace std::chrono_literals;

constexpr int at_one_instant = 64, rounds = 4;

bench::parties make_parties()
{
    sim::rng dice(1);
    // The floor judges dates by the machine's clock, the simulation by its own: valid for both.
    sim::crypto::validity valid{sim::time_point{}, sim::time_point(sim::days(36500))};
    sim::crypto::simulation_pki pki(dice, valid);
    auto issue = [&](const char* name, sim::crypto::certificate_purpose purpose) {
        return pki.issue("CA", name, {name, "", {name}, purpose, valid});
    };
    return {issue("server.example", sim::crypto::certificate_purpose::server),
            issue("client.example", sim::crypto::certificate_purpose::client), pki.anchor("CA")};
}

/// Hashes what goes over the wire, so that two runs can be compared.
class fingerprint final : public sim::transport::wire_tap {
public:
    void on_segment(sim::time_point time, const sim::transport::endpoint&, const sim::transport::endpoint&, segment,
                    sim::byte_view data) override
    {
        auto mix = [this](std::uint64_t v) { value = (value ^ v) * 0x100000001B3; };
        mix(static_cast<std::uint64_t>(time.time_since_epoch().count()));
        for (auto byte : data) mix(byte);
        octets += data.size();
    }
    std::uint64_t value{0xCBF29CE484222325}, octets{0};
};

struct result {
    std::chrono::nanoseconds wall;
    std::uint64_t ciphertext;
    int established;
};

result through_all_layers(const bench::parties& who, unsigned threads)
{
    sim::kernel_options options;
    options.start = sim::time_point(sim::days(1));
    options.threads = threads;
    sim::simulation world(1, options);
    sim::transport::network internet(world.time, world.dice, sim::transport::network_kind::memory);
    fingerprint tap;
    internet.set_tap(&tap);
    auto config = [&](sim::tls::role role, const sim::crypto::identity& own) {
        sim::tls::config_options o;
        o.role = role;
        o.own = std::make_shared<const sim::crypto::identity>(own);
        o.use_tickets = o.use_session_ids = false;
        return sim::tls::config::make(std::move(o));
    };
    auto serves = config(sim::tls::role::server, who.server), calls = config(sim::tls::role::client, who.client);
    auto trust = sim::tls::trust_policy::make({who.anchor});
    std::vector<std::unique_ptr<sim::tls::stream>> open;
    int established = 0, number = 0;
    auto secure = [&](std::unique_ptr<sim::transport::stream> lower, const auto& settings) {
        sim::tls::stream_options o;
        o.engine.settings = settings;
        o.engine.trust = trust;
        o.engine.random = std::make_unique<sim::crypto::simulation_random>(world.dice.stream(std::to_string(number++)));
        open.push_back(std::make_unique<sim::tls::stream>(std::move(lower), std::move(o)));
        open.back()->handshake([&](sim::error_code ec) { established += !ec; });
    };
    sim::transport::endpoint at{{0x7F010001}, 4433};
    auto listener = internet.listen(at, {"server", {}}, [&](auto stream) { secure(std::move(stream), serves); });
    auto path = std::make_shared<sim::transport::path>("client", sim::transport::address{0x7F020001},
                                                       sim::transport::link_shape{});
    auto began = std::chrono::steady_clock::now();
    for (int r = 0; r < rounds; ++r)
        for (int i = 0; i < at_one_instant; ++i)
            world.time.at(options.start + r * 1h, "dial", [&] {
                internet.dial(path, at, [&](sim::error_code ec, auto stream) {
                    REQUIRE(!ec);
                    secure(std::move(stream), calls);
                });
            });
    world.time.run_until(options.start + rounds * 1h);
    return {std::chrono::steady_clock::now() - began, tap.value, established};
}

double seconds(std::chrono::nanoseconds d) { return std::chrono::duration<double>(d).count(); }

void compare(unsigned threads)
{
    auto who = make_parties();
    constexpr int count = at_one_instant * rounds, least_trials = 3, most_trials = 12;
    constexpr double goal = 0.85;
    // Machines are shared: what else runs makes either of the two slow, but never quick. The best of each, of as many
    // trials as it takes to see both undisturbed, says what the code can do.
    auto floor = std::numeric_limits<double>::max(), ours = floor;
    for (int t = 0; t < most_trials && (t < least_trials || floor / ours < goal); ++t) {
        auto library = seconds(bench::bare_handshakes(who, count, threads));
        auto all = through_all_layers(who, threads);
        REQUIRE(all.established == 2 * count);
        floor = std::min(floor, library);
        ours = std::min(ours, seconds(all.wall));
        std::printf("threads %u: library alone %.0f/s, all layers %.0f/s, ratio %.2f\n", threads, count / library,
                    count / seconds(all.wall), library / seconds(all.wall));
    }
    std::printf("threads %u: ratio of the best %.2f (goal %.2f)\n", threads, floor / ours, goal);
    CHECK(floor / ours >= goal);
}

} // namespace

TEST_CASE("64 handshakes at one instant cost little more than the library's own, on one thread") { compare(1); }
TEST_CASE("64 handshakes at one instant cost little more than the library's own, on two threads") { compare(2); }

TEST_CASE("the ciphertext of two runs is equal, whatever the number of threads")
{
    auto who = make_parties();
    auto a = through_all_layers(who, 1), b = through_all_layers(who, 2);
    CHECK(a.ciphertext == b.ciphertext);
}
