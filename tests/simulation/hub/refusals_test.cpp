// Who rejects whom, and what the journal says of it.
#include "tests/support/hub_world.hpp"

namespace tests {
namespace {

TEST_CASE("a head-end whose certificate is bound to another name is refused with an alert, and in words")
{
    hub_world::options o;
    {
        hub_world keys; // the same seed, the same authorities
        o.trust = {keys.authority("SMSO A CA", "hes-2.smso-a.example")};
    }
    hub_world w(o);
    w.hub->power_restore();
    w.run_to("hub.call_failed");
    auto told = w.told.of("tls.failed");
    REQUIRE(told.size() == 1);
    CHECK(told[0].text("by") == "us");
    CHECK(told[0].text("alert") == "unknown_ca");
    CHECK(told[0].text("peer") == "smso");
    CHECK(told[0].text("name") == hub_world::smso_name);
    CHECK(told[0].text("reason") ==
          "no trusted CA vouches for the certificate; a credential is bound to hes-2.smso-a.example");
    w.run_for(10s);
    CHECK(w.smso.refused == 1);
    CHECK(w.smso.calls.empty());
}

TEST_CASE("the credential that is bound to the name that is called vouches for it")
{
    hub_world::options o;
    {
        hub_world keys;
        o.trust = {keys.authority("DCC CA"), keys.authority("SMSO A CA", hub_world::smso_name)};
    }
    hub_world w(o);
    w.hub->power_restore();
    w.run_to("hub.called_home");
    CHECK(w.smso.calls.size() == 1);
}

TEST_CASE("a head-end of an authority that is not trusted is refused")
{
    hub_world w;
    w.hub->set_head_end({hub_world::dcc_name, 4433});
    w.hub->power_restore();
    w.run_to("hub.call_failed");
    CHECK(w.told.of("tls.failed")[0].text("alert") == "unknown_ca");
    CHECK(w.told.of("tls.failed")[0].text("reason") == "no trusted CA vouches for the certificate");
    CHECK(w.told.of("hub.call_failed")[0].text("error") == "this end rejected the TLS connection with an alert");
}

TEST_CASE("a hub that trusts nobody calls nobody successfully, and does not fall over")
{
    hub_world w;
    auto print = sim::crypto::sha256(w.authority("SMSO A CA").certificate);
    REQUIRE(w.hub->remove_credential(print, true) == call_home::config_status::ok);
    w.hub->power_restore();
    w.run_to("hub.call_failed");
    CHECK(w.told.of("tls.failed")[0].text("alert") == "unknown_ca");
}

TEST_CASE("a head-end that another head-end's name leads to is refused for its name")
{
    hub_world w;
    REQUIRE_FALSE(w.sims.set_route("smso-a", "other.example", {{{0x7F010101}, 4433}, "smso"}));
    w.hub->set_head_end({"other.example", 4433});
    w.hub->power_restore();
    w.run_to("hub.call_failed");
    CHECK(w.told.of("tls.failed")[0].text("alert") == "bad_certificate");
    CHECK(w.told.of("tls.failed")[0].text("reason") == "the certificate is not for the name other.example");
}

TEST_CASE("a hub with an expired certificate is refused by its head-end, at every attempt")
{
    hub_world::options o;
    o.certificate_valid = false;
    hub_world w(o);
    w.hub->power_restore();
    w.run_to("hub.call_failed");
    const auto told = w.told.of("tls.failed")[0];
    CHECK(told.text("by") == "peer");
    CHECK(told.text("alert") == "certificate_expired");
    CHECK(w.told.count("tls.established") == 0);
    w.run_for(1h);
    CHECK(w.smso.refused == 4);
    CHECK(w.told.count("tls.failed") == 4);
}

TEST_CASE("a handshake that the head-end never answers is given up after the family's time limit")
{
    hub_world::options o;
    o.chf.tls.time_limit = 30s;
    hub_world w(o);
    w.hub->power_restore();
    auto connecting = w.run_to("tls.connecting");
    // The connection stands after one round trip; then everything vanishes.
    REQUIRE(w.sim.time.run_until(connecting + 1500ms));
    w.hub->modem().context()->over->set_state(sim::transport::path::condition::black_hole);
    auto failed = w.run_to("hub.call_failed");
    CHECK(failed == connecting + 1s + 30s);
    CHECK(w.told.of("tls.failed")[0].text("by") == "us");
    CHECK(w.told.of("tls.failed")[0].text("reason") == "the peer did not answer in time");
}

TEST_CASE("a session that goes silent is given up after the protocol's time-out, and tried again")
{
    hub_world w;
    w.hub->power_restore();
    auto established = w.run_to("tls.established");
    w.hub->modem().context()->over->set_state(sim::transport::path::condition::black_hole);
    auto failed = w.run_to("hub.call_failed");
    CHECK(failed == established + 60s);
    CHECK(w.told.of("hub.call_failed")[0].text("error") == "the peer did not answer in time");
    CHECK(w.told.count("tls.closed") == 1);
    w.hub->modem().context()->over->set_state(sim::transport::path::condition::up);
    w.run_to("hub.called_home");
    CHECK(w.told.times("tls.connecting")[1] == failed + 15min);
    CHECK(w.smso.received.size() == 9);
}

} // namespace
} // namespace tests
