// Two ends agree on a key, or say why not. The cryptography is a toy: names and numbers that both can compute.
#include "devices/zcl/key_establishment.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace devices::zcl;

namespace {

const sim::eui64 meter(0x70B3D50000000002), hub(0x70B3D50000000001), stranger(0x70B3D50000000003);

struct toy_crypto final : key_crypto {
    explicit toy_crypto(sim::eui64 device) : who(device) {}

    sim::bytes certificate() const override
    {
        sim::writer out;
        out.raw(sim::bytes(22, 0x02)).u64(who.value()).u64(issuer).raw(sim::bytes(10, 0x00));
        return out.take();
    }
    ephemeral_data begin() override
    {
        ephemeral.fill(++begun);
        return ephemeral;
    }
    std::optional<agreed> agree(key_role, sim::byte_view peer_certificate, sim::byte_view peer_ephemeral) override
    {
        if (broken_peer) return {};
        auto sum = [](sim::byte_view v) { return std::accumulate(v.begin(), v.end(), 0U); };
        const auto own = certificate();
        const auto both = sum(own) + sum(peer_certificate) + sum(ephemeral) + sum(peer_ephemeral);
        agreed a;
        a.key.fill(static_cast<std::uint8_t>(both + (other_key ? 1 : 0)));
        a.initiator.fill(static_cast<std::uint8_t>(both + 2 + (other_key ? 1 : 0)));
        a.responder.fill(static_cast<std::uint8_t>(both + 3 + (other_answer ? 1 : 0)));
        return a;
    }

    sim::eui64 who;
    std::uint64_t issuer{0x1122334455667788};
    ephemeral_data ephemeral{};
    std::uint8_t begun{0};
    bool broken_peer{false}, other_key{false}, other_answer{false};
};

struct pair {
    toy_crypto meters{meter}, hubs{hub};
    key_establishment initiator{meters}, responder{hubs};
    std::vector<std::string> said;

    /// Carries frames to and fro until nobody says anything; the last steps of both.
    std::pair<key_step, key_step> run()
    {
        auto mine = initiator.start(hub, 1);
        key_step theirs;
        for (auto* turn = &mine; turn->send;) {
            const auto frame = *turn->send;
            const auto m = parse(cluster_id::key_establishment, frame).value();
            said.push_back(name_of(cluster_id::key_establishment, m.head));
            sequences.push_back(m.head.sequence);
            if (m.head.to == direction::to_server) {
                theirs = responder.on_frame(meter, frame);
                turn = &theirs;
            } else {
                mine = initiator.on_frame(hub, frame);
                turn = &mine;
            }
        }
        return {mine, theirs};
    }
    std::vector<int> sequences;
};

} // namespace

TEST_CASE("a certificate, an ephemeral key or a confirmation that will not do ends it, at both ends")
{
    struct row {
        const char* what;
        void (*spoil)(pair&);
        termination why;
        bool meter_was_told;
    };
    const row rows[] = {
        {"the hub knows another issuer", [](pair& p) { p.hubs.issuer = 1; }, termination::unknown_issuer, true},
        {"the meter has somebody else's certificate", [](pair& p) { p.meters.who = stranger; },
         termination::invalid_certificate, true},
        {"the hub has somebody else's certificate", [](pair& p) { p.hubs.who = stranger; },
         termination::invalid_certificate, false},
        {"the hub finds no key in what came", [](pair& p) { p.hubs.broken_peer = true; }, termination::bad_message,
         true},
        {"the meter finds no key in what came", [](pair& p) { p.meters.broken_peer = true; }, termination::bad_message,
         false},
        {"the hub has another key", [](pair& p) { p.hubs.other_key = true; }, termination::bad_key_confirm, true},
        {"the hub confirms another key", [](pair& p) { p.hubs.other_answer = true; }, termination::bad_key_confirm,
         false},
    };
    for (const row& r : rows) {
        CAPTURE(r.what);
        pair p;
        r.spoil(p);
        const auto mine = p.run().first;
        CHECK(!mine.established);
        REQUIRE(mine.failed.has_value());
        CHECK(mine.failed->why == r.why);
        CHECK(mine.failed->by_peer == r.meter_was_told);
        CHECK(!p.initiator.running());
        CHECK(!p.responder.running());
    }
}

TEST_CASE("both ends have the same key after three questions and three answers")
{
    pair p;
    const auto [mine, theirs] = p.run();
    REQUIRE(mine.established.has_value());
    REQUIRE(theirs.established.has_value());
    CHECK(*mine.established == *theirs.established);
    CHECK(!mine.failed);
    CHECK(p.said == std::vector<std::string>{"InitiateKeyEstablishmentRequest", "InitiateKeyEstablishmentResponse",
                                             "EphemeralDataRequest", "EphemeralDataResponse", "ConfirmKeyDataRequest",
                                             "ConfirmKeyDataResponse"});
    CHECK(p.sequences == std::vector<int>{1, 1, 2, 2, 3, 3});
    CHECK(!p.initiator.running());
    CHECK(!p.responder.running());
    // And again, with new ephemeral keys.
    CHECK(p.run().first.established.has_value());
    CHECK(p.meters.begun == 2);
}

TEST_CASE("what takes too long ends it")
{
    pair p;
    auto step = p.initiator.start(hub, 1);
    CHECK(step.wait == std::chrono::seconds(10));
    const auto answer = p.responder.on_frame(meter, *step.send);
    CHECK(answer.wait == std::chrono::seconds(12));
    step = p.initiator.on_frame(hub, *answer.send);
    CHECK(step.wait == std::chrono::seconds(12));
    CHECK(p.initiator.timed_out().failed == key_failure{termination::timed_out, false, {}});
    CHECK(p.responder.timed_out().failed == key_failure{termination::timed_out, false, {}});
    CHECK(!p.initiator.timed_out().failed);
}

TEST_CASE("how long each waits is what the other announces")
{
    pair p;
    p.initiator = key_establishment(p.meters, {40, 50});
    auto step = p.initiator.start(hub, 1);
    auto answer = p.responder.on_frame(meter, *step.send);
    CHECK(answer.wait == std::chrono::seconds(42));
    step = p.initiator.on_frame(hub, *answer.send);
    CHECK(step.wait == std::chrono::seconds(12));
    answer = p.responder.on_frame(meter, *step.send);
    CHECK(answer.wait == std::chrono::seconds(52));
}

TEST_CASE("another device is asked to wait, and does not disturb what runs")
{
    pair p;
    auto step = p.initiator.start(hub, 1);
    const auto answer = p.responder.on_frame(meter, *step.send);
    toy_crypto others(stranger);
    key_establishment other(others);
    const auto refused = p.responder.on_frame(stranger, *other.start(hub, 9).send);
    CHECK(other.on_frame(hub, *refused.send).failed ==
          key_failure{termination::no_resources, true, std::chrono::seconds(30)});
    CHECK(p.initiator.on_frame(hub, *answer.send).send.has_value());
    CHECK(p.responder.running());
}

TEST_CASE("messages out of turn, of nobody or that are none")
{
    pair p;
    const auto none = hex("01 01 42");
    CHECK(!p.responder.on_frame(meter, none).send);
    CHECK(!p.responder.on_frame(meter, hex("01")).send);
    const auto confirm = command_frame(
        5, cluster_id::key_establishment, direction::to_server, "ConfirmKeyDataRequest",
        sample_arguments(
            command(describe(cluster_id::key_establishment), direction::to_server, "ConfirmKeyDataRequest").payload,
            true));
    CHECK(!p.responder.on_frame(meter, confirm).send);
    const auto started = p.initiator.start(hub, 1);
    p.responder.on_frame(meter, *started.send);
    CHECK(!p.responder.on_frame(stranger, confirm).send);
    const auto ended = p.responder.on_frame(meter, confirm);
    CHECK(ended.failed == key_failure{termination::bad_message, false, {}});
    CHECK(p.initiator.on_frame(hub, *ended.send).failed ==
          key_failure{termination::bad_message, true, std::chrono::seconds(30)});
}

TEST_CASE("another suite is refused")
{
    toy_crypto hubs(hub), meters(meter);
    key_establishment responder(hubs);
    auto frame = *key_establishment(meters).start(hub, 1).send;
    frame[3] = 0x02; // the suite, behind the header
    const auto step = responder.on_frame(meter, frame);
    CHECK(step.failed == key_failure{termination::unsupported_suite, false, {}});
    CHECK(step.send.has_value());
    CHECK(!responder.running());
}

TEST_CASE("a peer that begins again is answered again")
{
    pair p;
    const auto lost = p.initiator.start(hub, 1);
    p.responder.on_frame(meter, *lost.send);
    CHECK(p.run().first.established.has_value());
}
