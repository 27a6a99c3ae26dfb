// Contexts on demand, wake-up messages and stale contexts of a hub that is called.
#include "tests/support/called_hub_world.hpp"

using namespace tests;

namespace {

called_hub_world::options on_demand()
{
    called_hub_world::options o;
    o.chf.context = sim::smwan::context_mode::on_demand;
    o.chf.context_idle = 10min;
    o.chf.push.retries = 0;
    return o;
}

void wake(called_hub_world& w) { CHECK(w.messages.submit(*w.card).has_value()); }

} // namespace

TEST_CASE("a hub with a context on demand shows itself after its boot, and gives the context up when nobody uses it")
{
    called_hub_world w(on_demand());
    w.bring_online();
    auto online = w.told.times("wan.online").at(0);
    w.run_for(1h);
    CHECK(w.told.times("wan.offline") == std::vector<sim::time_point>{online + 10min});
    CHECK(w.told.of("wan.offline").at(0).text("reason") == "not needed any more");
    CHECK(w.hub->modem().wan_state() == "attached");
    CHECK_FALSE(w.operators.session_address(*w.card));
}

TEST_CASE("a wake-up message makes it activate a context and listen")
{
    called_hub_world w(on_demand());
    w.bring_online();
    w.run(3h);
    wake(w);
    w.run(3h + 7s); // message 5 s, activation 2 s
    CHECK(w.told.times("wan.online").back() == called_hub_world::start + 3h + 7s);
    caller c(w);
    CHECK_FALSE(c.connect());
    // A session keeps the context; ten minutes after the last octet it goes.
    w.run(4h);
    CHECK(w.told.count("wan.offline") == 2);
    CHECK(w.hub->modem().wan_state() == "attached");
}

TEST_CASE("a second message while it is awake keeps it awake")
{
    called_hub_world w(on_demand());
    w.bring_online();
    w.run(3h);
    wake(w);
    w.run(3h + 9min);
    wake(w);
    w.run(3h + 19min + 4s);
    CHECK(w.hub->modem().wan_state() == "online");
    w.run(3h + 19min + 5s);
    CHECK(w.hub->modem().wan_state() == "attached");
}

TEST_CASE("an alert opens a context to be pushed")
{
    called_hub_world w(on_demand());
    w.bring_online();
    w.run(3h);
    w.server().alert({"esme", called_hub_world::esme_eui, 0x8F3F, w.sim.time.now()});
    w.run(3h + 2s);
    CHECK(w.hub->modem().wan_state() == "online");
    w.run(3h + 3s);
    CHECK(w.told.times("hub.push_failed").back() == called_hub_world::start + 3h + 3s); // nobody listens there
}

TEST_CASE("a message to a hub on a dead old context is delivered and changes nothing; nobody reaches it")
{
    called_hub_world::options o;
    o.chf.push.retries = 0;
    called_hub_world w(o);
    w.bring_online();
    w.run_for(1min);
    auto old = w.operators.session_address(*w.card).value();
    REQUIRE_FALSE(w.sims.set_profile(*w.card, "dcc-foc"));
    wake(w);
    w.run_for(1h);
    CHECK(w.told.count("sms.delivered") == 1);
    CHECK(w.hub->modem().wan_context() == "stale");
    CHECK(w.told.count("wan.online") == 1);
    caller smso(w);
    CHECK(smso.connect(old).message() == "Connection timed out");
    caller dcc(w, {.host = called_hub_world::dcc_host, .profile = "dcc-foc"});
    CHECK(dcc.connect(old).message() == "Network is unreachable");
    w.hub->reboot();
    w.run_for(2min);
    caller again(w, {.host = called_hub_world::dcc_host, .profile = "dcc-foc"});
    CHECK_FALSE(again.connect()); // with a certificate that the SMSO handed over
    CHECK(w.told.of("tls.established").back().text("peer") == "s1sp");
}

TEST_CASE("a session that its hub's context dies under ends at the hub without a goodbye")
{
    called_hub_world::options o;
    o.plan = {{sim::smwan::reconnect_cause::network_cancel, {}, {}}, {}};
    o.chf.push.retries = 0;
    called_hub_world w(o);
    w.bring_online();
    caller c(w);
    CHECK_FALSE(c.connect());
    REQUIRE_FALSE(w.sims.set_profile(*w.card, "dcc-foc"));
    w.run_for(2min);
    CHECK(w.told.of("tls.closed").at(0).text("clean") == "false");
    CHECK(w.server().sessions() == 0);
    CHECK_FALSE(c.ended());
}
