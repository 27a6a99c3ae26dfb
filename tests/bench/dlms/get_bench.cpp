// GET of a register by clients outside of the process, against a bare echo of the same octets in the same run: the
// journal is written to a file, nothing is captured, links have no delay, one request is under way per association.
#include "comparison.hpp"
#include "devices/object_lists/lists.hpp"
#include "fleet.hpp"
#include "talkers.hpp"

#include <doctest/doctest.h>

#include <cstdio>

namespace {

using namespace bench;
using devices::object_lists::esme_sap;

constexpr std::uint32_t meters = 1000;
constexpr std::size_t counts[] = {1, 100, 1000};
const dlms::attribute register_value{3, import_register, 2};

using talkers = std::vector<std::unique_ptr<talker>>;

/// How many exchanges say enough: a fraction of a second's worth.
std::size_t exchanges_for(std::size_t connections) { return connections == 1 ? 4'000 : 30'000; }

/// A fleet with a client at each meter, whose association is open.
struct asked_fleet {
    asked_fleet(const fleet_options& o, std::uint16_t sap) : world(o), client(sap)
    {
        talkers openers;
        for (std::uint32_t i = 0; i < o.count; ++i) {
            world.connect(clients, i);
            openers.push_back(std::make_unique<dlms_talker>(world.client(i, sap), sap, esme_sap, register_value));
        }
        for (int exchange = 0; exchange < 2; ++exchange) { // it associates, it reads
            auto all = play(openers, o.count);
            INFO(all.failure);
            REQUIRE(all.failure.empty());
            REQUIRE(all.latencies.size() == o.count);
        }
        for (std::uint32_t i = 0; i < o.count; ++i)
            keys.push_back(world.encryption_key(i, dynamic_cast<dlms_talker&>(*openers[i]).counters()));
    }
    played play(talkers& says, std::size_t exchanges)
    {
        return clients.play(
            says, exchanges, [this] { world.run(); }, world.start());
    }
    sim::bytes wire(const sim::bytes& apdu) const { return dlms::wrap(client, esme_sap, apdu).value(); }

    fleet world;
    std::uint16_t client;
    outside_clients clients;
    std::vector<dlms::encryption_key> keys;
};

const sim::bytes get_request = encode(dlms::request_apdu{{}, dlms::request::get{register_value}});
/// C4 01 C1 00 06 and four octets.
constexpr std::size_t plain_answer = 9;

played ask_plain(asked_fleet& f, std::size_t connections)
{
    talkers says;
    sim::bytes beginning{0,    1, 0,    esme_sap, 0, static_cast<std::uint8_t>(f.client), 0, plain_answer,
                         0xC4, 1, 0xC1, 0,        6};
    for (std::size_t i = 0; i < connections; ++i)
        says.push_back(std::make_unique<prepared_talker>(std::vector<sim::bytes>{f.wire(get_request)}, beginning,
                                                         dlms::wrapper_header + plain_answer));
    return f.play(says, exchanges_for(connections));
}

played ask_ciphered(asked_fleet& f, std::size_t connections)
{
    talkers says;
    // glo-get-response: tag, length, security header, ciphertext, authentication tag
    constexpr std::size_t answer = 2 + dlms::security_header_size + plain_answer + dlms::authentication_tag_size;
    sim::bytes beginning{0, 1, 0, esme_sap, 0, management_client, 0, answer, 0xCC};
    for (std::uint32_t i = 0; i < connections; ++i) {
        auto context = f.world.context(i, f.keys[i]);
        std::vector<sim::bytes> requests;
        // Any client may have more than its share of the exchanges.
        for (std::size_t n = 0; n < 2 * exchanges_for(connections) / connections + 100; ++n)
            requests.push_back(f.wire(cipher(context, {.ciphered = true}, get_request).value()));
        says.push_back(
            std::make_unique<prepared_talker>(std::move(requests), beginning, dlms::wrapper_header + answer));
    }
    auto out = f.play(says, exchanges_for(connections));
    if (!out.failure.empty()) return out;
    auto last = sim::byte_view(dynamic_cast<prepared_talker&>(*says[0]).answer()).subspan(dlms::wrapper_header);
    auto fresh = f.world.encryption_key(0, {});
    auto context = f.world.context(0, fresh);
    auto plain = decipher(context, last);
    REQUIRE(plain.has_value());
    CHECK(plain->apdu.size() == plain_answer);
    return out;
}

void compare_all(const std::string& how, asked_fleet& f, played (&ask)(asked_fleet&, std::size_t), double asserted)
{
    constexpr double goal = 0.6, spread_goal = 3;
    auto before = f.world.journal_entries();
    for (auto connections : counts) {
        auto name = how + ", " + std::to_string(connections) + (connections == 1 ? " meter" : " meters");
        targets t{.goal = goal, .asserted = asserted, .spread = connections == meters ? spread_goal : 0};
        auto result = compare(name, t, [&] { return ask(f, connections); });
        INFO(name << ": " << result.failure);
        CHECK(result.failure.empty());
        CHECK(result.best() >= asserted);
        if (t.spread > 0) CHECK(result.spread <= t.spread);
    }
    CHECK(f.world.journal_entries() - before >= 3 * exchanges_for(meters)); // each of them is an entry
    CHECK(f.world.journal_lost() == 0);
}

} // namespace

TEST_CASE("GET over the plain wrapper")
{
    asked_fleet f({.count = meters}, reading_client);
    compare_all("plain", f, ask_plain, 0.2);
}

TEST_CASE("GET, authenticated and encrypted")
{
    asked_fleet f({.count = meters}, management_client);
    compare_all("ciphered", f, ask_ciphered, 0.15);
}

TEST_CASE("GET inside TLS")
{
    asked_fleet f({.count = meters, .tls = true}, reading_client);
    compare_all("inside TLS", f, ask_plain, 0.12);
}

TEST_CASE("GET, authenticated and encrypted, inside TLS")
{
    asked_fleet f({.count = meters, .tls = true}, management_client);
    compare_all("ciphered inside TLS", f, ask_ciphered, 0.1);
}
