// A head-end calls a hub of the landis_gyr family.
#include "tests/support/called_hub_world.hpp"

using namespace tests;
using namespace dlms::client_result;

namespace {

/// Boot 20 s, search, attach 3 s, activation 2 s, and the push of the boot, which nobody takes: SYN out, RST back.
called_hub_world::options quiet()
{
    called_hub_world::options o;
    o.chf.push.retries = 0;
    return o;
}

template <class T>
T expect(std::optional<dlms::client_event> e)
{
    REQUIRE(e);
    auto* wanted = std::get_if<T>(&*e);
    REQUIRE(wanted);
    return *wanted;
}

words tls_story(const called_hub_world& w) { return w.told.story("tls.", "lg"); }

} // namespace

TEST_CASE("a head-end whose authority the hub does not trust is turned away, and hears why")
{
    called_hub_world w(quiet());
    w.bring_online();
    w.run_for(10s);
    w.told.lines.clear();
    caller stranger(w, {.authority = "SMSO B CA"});
    CHECK(stranger.connect());
    w.run_for(10s);
    CHECK(tls_story(w) == words{"connecting", "failed"});
    auto failed = w.told.of("tls.failed").at(0);
    CHECK(failed.text("by") == "us");
    CHECK(failed.text("alert") == "unknown_ca");
    CHECK(failed.text("peer") == "smso");
    CHECK(stranger.tls().failure->by == sim::tls::party::peer);
    CHECK(w.server().sessions() == 0);
}

TEST_CASE("a credential that is bound to one head-end lets no other in")
{
    auto o = quiet();
    called_hub_world maker;
    o.trust = {maker.authority("SMSO A CA", "hes.smso-z.example")};
    called_hub_world w(o);
    w.bring_online();
    caller other(w);
    CHECK(other.connect());
    w.run_for(10s);
    auto failed = w.told.of("tls.failed");
    REQUIRE_FALSE(failed.empty());
    CHECK(failed.back().text("alert") == "access_denied");
    CHECK(failed.back().text("reason") == "the credential that vouches for it is bound to hes.smso-z.example");
    caller bound(w, {.name = "hes.smso-z.example"});
    CHECK_FALSE(bound.connect());
}

TEST_CASE("a head-end that the hub trusts associates with the hub and with the meter behind it")
{
    called_hub_world w(quiet());
    w.bring_online();
    w.run_for(10s);
    w.told.lines.clear();
    caller c(w);
    CHECK_FALSE(c.connect());
    w.run_for(1s);
    CHECK(tls_story(w) == words{"connecting", "established"});
    CHECK(w.told.of("tls.established").at(0).text("peer") == "smso");
    CHECK(w.server().peer() == "smso");
    auto to_hub = caller::client_of(w.hub_keys, 1), to_esme = caller::client_of(w.esme_keys, 1);
    expect<opened>(c.ask(to_hub, 1, 1, to_hub.open()));
    expect<opened>(c.ask(to_esme, 1, 16, to_esme.open()));
    CHECK(w.server().associations() == 2);
    auto value = expect<values>(c.ask(to_esme, 1, 16, to_esme.get({3, toy::energy, 2})));
    CHECK(bool(value.results.at(0) == dlms::read_result{toy::hex("060001E240")}));
    auto known = w.told.of("dlms.associated");
    REQUIRE(known.size() == 2);
    CHECK(known[0].part == "chf");
    CHECK(known[1].part == "esme");
    CHECK(known[1].text("authentication") == "hls_gmac");
    CHECK(known[1].text("ciphered") == "true");
    CHECK(known[1].text("peer") == "smso");
    CHECK(w.told.count("dlms.request") == 0);
    c.close();
    CHECK(tls_story(w).back() == "closed");
    CHECK(w.told.of("tls.closed").at(0).text("clean") == "true");
    CHECK(w.server().peer().empty());
}

TEST_CASE("an answer takes the round trip, no more and no less")
{
    called_hub_world w(quiet());
    w.bring_online();
    caller c(w);
    CHECK_FALSE(c.connect());
    auto reader = caller::client_of(w.esme_keys, 2);
    expect<opened>(c.ask(reader, 2, 16, reader.open()));
    auto asked = w.now();
    auto apdus = reader.get({3, toy::energy, 2}).value();
    c.send(dlms::wrap(2, 16, apdus.front()).value());
    w.esme_objects.callers.clear();
    w.run(asked + 500ms - 1ns);
    CHECK(w.esme_objects.callers.empty());
    w.run(asked + 500ms);
    REQUIRE(w.esme_objects.callers.size() == 1);
    CHECK(w.esme_objects.callers[0].now == called_hub_world::start + asked + 500ms);
}

TEST_CASE("a device behind the gateway header is reached by its EUI-64")
{
    called_hub_world w(quiet());
    w.bring_online();
    caller c(w);
    CHECK_FALSE(c.connect());
    auto reader = caller::client_of(w.esme_keys, 2);
    expect<opened>(c.ask(reader, 2, 1, reader.open(), called_hub_world::esme_eui));
    expect<values>(c.ask(reader, 2, 1, reader.get({3, toy::energy, 2}), called_hub_world::esme_eui));
    CHECK(w.told.of("dlms.associated").at(0).text("over") == "gateway");
    CHECK(w.told.of("dlms.associated").at(0).part == "esme");
}

TEST_CASE("a wrong password is refused, and each request is told where the journal is to have them")
{
    auto o = quiet();
    o.chf.dlms.journal = devices::families::dlms_journal::requests;
    called_hub_world w(o);
    w.bring_online();
    caller c(w);
    CHECK_FALSE(c.connect());
    auto guesser = caller::client_of(w.hub_keys, 2); // the hub's password, not the meter's
    expect<refused>(c.ask(guesser, 2, 16, guesser.open()));
    REQUIRE(w.told.count("dlms.refused") == 1); // one request, one entry
    CHECK(w.told.of("dlms.refused").front().text("reason") == "wrong password");
    auto reader = caller::client_of(w.esme_keys, 2);
    expect<opened>(c.ask(reader, 2, 16, reader.open()));
    expect<values>(c.ask(reader, 2, 16, reader.get({9, toy::valve, 2})));
    auto asked = w.told.of("dlms.request").at(0);
    CHECK(asked.part == "esme");
    CHECK(asked.text("service") == "get");
    CHECK(asked.text("object") == "0-0:96.3.10.255");
    CHECK(asked.text("result") == "object undefined");
}

TEST_CASE("a connection on which nothing comes is closed after the family's limit, to the instant")
{
    called_hub_world w(quiet());
    w.bring_online();
    caller c(w);
    CHECK_FALSE(c.connect());
    auto established = w.told.times("tls.established").at(0);
    w.run_for(10min);
    CHECK(c.ended() == sim::tls::end_of_file());
    CHECK(w.told.times("tls.closed").at(0) == established + 5min);
    CHECK(w.told.of("tls.closed").at(0).text("reason") == "nothing came for too long");
    CHECK(w.server().sessions() == 0);
}

TEST_CASE("more connections than the hub takes are reset")
{
    auto o = quiet();
    o.chf.dlms.connections = 1;
    called_hub_world w(o);
    w.bring_online();
    caller first(w), second(w);
    CHECK_FALSE(first.connect());
    CHECK(second.connect());
    first.close();
    caller third(w);
    CHECK_FALSE(third.connect());
}

TEST_CASE("a client that loses its frame is hung up on, and the hub goes on")
{
    called_hub_world w(quiet());
    w.bring_online();
    caller c(w);
    CHECK_FALSE(c.connect());
    c.send(toy::hex("DEADBEEF00000000"));
    w.run_for(5s);
    CHECK(c.ended() == sim::tls::end_of_file());
    CHECK(w.told.of("tls.closed").at(0).text("reason") == "the client lost its frame");
    caller again(w);
    CHECK_FALSE(again.connect());
}

TEST_CASE("without TLS, for labs, the wrapper is spoken at once")
{
    auto o = quiet();
    o.chf.dlms.transport = devices::families::dlms_transport::plain;
    called_hub_world w(o);
    w.bring_online();
    caller c(w, {.plain = true});
    CHECK_FALSE(c.connect());
    auto reader = caller::client_of(w.esme_keys, 2);
    expect<opened>(c.ask(reader, 2, 16, reader.open()));
    CHECK(tls_story(w).empty());
    CHECK(w.server().peer().empty());
}

TEST_CASE("a power cut ends all, says no goodbye, and keeps keys and counters; none is used twice")
{
    called_hub_world w(quiet());
    w.bring_online();
    caller before(w);
    CHECK_FALSE(before.connect());
    auto first = caller::client_of(w.esme_keys, 1);
    expect<opened>(before.ask(first, 1, 16, first.open()));
    auto replaced = w.esme_keys.keys();
    replaced.password = {'n', 'e', 'w'};
    w.esme_keys.replace(replaced);
    auto ceiling = w.esme_keys.counters(1, dlms::key_use::unicast);
    CHECK(ceiling.next_own > 1);
    w.hub->power_cut();
    w.run_for(1min);
    CHECK_FALSE(before.ended()); // nobody told it
    CHECK(w.told.of("tls.closed").at(0).text("clean") == "false");
    w.hub->power_restore();
    w.run_for(2min);
    CHECK(bool(w.esme_keys.counters(1, dlms::key_use::unicast) == ceiling));
    CHECK(bool(w.esme_keys.keys() == replaced));
    caller after(w);
    CHECK_FALSE(after.connect());
    // The old counter is refused, the next one is taken.
    auto old = caller::client_of(w.esme_keys, 1, 0);
    auto answer = after.ask(old, 1, 16, old.open());
    REQUIRE(answer);
    CHECK_FALSE(std::get_if<opened>(&*answer));
    auto fresh = caller::client_of(w.esme_keys, 1, first.counters().next_own);
    expect<opened>(after.ask(fresh, 1, 16, fresh.open()));
}

TEST_CASE("an association's end is told once: when it is asked for, when it begins anew, and with its connection")
{
    called_hub_world w(quiet());
    w.bring_online();
    caller c(w);
    CHECK_FALSE(c.connect());
    auto reader = caller::client_of(w.esme_keys, 2), manager = caller::client_of(w.esme_keys, 1, 1);
    expect<opened>(c.ask(reader, 2, 16, reader.open()));
    expect<dlms::client_result::released>(c.ask(reader, 2, 16, reader.release()));
    CHECK(w.told.of("dlms.released").at(0).text("asked") == "true");
    expect<opened>(c.ask(reader, 2, 16, reader.open()));
    auto again = caller::client_of(w.esme_keys, 2);
    expect<opened>(c.ask(again, 2, 16, again.open()));
    CHECK(w.told.of("dlms.released").at(1).text("asked") == "false");
    expect<opened>(c.ask(manager, 1, 16, manager.open()));
    CHECK(w.told.count("dlms.released") == 2);
    c.close();
    REQUIRE(w.told.count("dlms.released") == 4);
    for (std::size_t i = 2; i < 4; ++i) {
        auto end = w.told.of("dlms.released")[i];
        CHECK(end.part == "esme");
        CHECK(end.text("asked") == "false");
        CHECK(end.text("over") == "wan");
        CHECK(end.text("client") == (i == 2 ? "1" : "2"));
    }
}

TEST_CASE("a client that asks on and on and reads no answers is not listened to until it reads, plain or inside TLS")
{
    constexpr std::size_t batches = 80, requests = 100, answer = 400;
    for (auto transport : {devices::families::dlms_transport::plain, devices::families::dlms_transport::tls}) {
        auto o = quiet();
        o.chf.dlms.transport = transport;
        o.chf.dlms.inactivity = 1h;
        called_hub_world w(o);
        w.esme_objects.text = sim::bytes(answer, 'x');
        w.bring_online();
        caller c(w, {.plain = transport == devices::families::dlms_transport::plain});
        CHECK_FALSE(c.connect());
        auto client = caller::client_of(w.esme_keys, 2);
        expect<opened>(c.ask(client, 2, 16, client.open()));

        c.listen(false);
        sim::bytes batch;
        auto one = dlms::wrap(2, 16, encode(dlms::request_apdu{{}, dlms::request::get{{1, toy::note, 2}}})).value();
        for (std::size_t i = 0; i < requests; ++i) batch.insert(batch.end(), one.begin(), one.end());
        std::size_t taken = 0;
        std::function<void()> ask_on = [&] {
            c.stream().write(batch, [&](sim::error_code ec, std::size_t) {
                CHECK_FALSE(ec);
                if (++taken < batches) ask_on();
            });
        };
        ask_on();
        w.run_for(10min);
        CHECK(taken > 1);
        CHECK(taken < batches / 2);
        CHECK(w.esme_objects.callers.size() < 2000); // what fits the two windows and the hub's own store
        auto before = c.heard();
        c.listen(true);
        w.run_for(10min);
        CHECK(taken == batches);
        // C4 01 C1 00 09 82 and a length of two octets
        CHECK(c.heard() - before > batches * requests * answer);
        CHECK(w.esme_objects.callers.size() == batches * requests);
        c.close();
    }
}
