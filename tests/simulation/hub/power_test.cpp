// What a hub loses with its power, and what it keeps.
#include "tests/support/hub_world.hpp"

namespace tests {
namespace {

TEST_CASE("a hub without power does nothing, whatever it is told")
{
    hub_world w;
    w.hub->reboot();
    w.hub->power_cut();
    w.run(48h);
    CHECK(w.told.lines.size() == w.told.count("clock.jumped"));
    CHECK(w.hub->boots() == 0);
    CHECK_FALSE(w.hub->running());
    CHECK(w.hub->modem().wan_state() == "off");
    CHECK(w.sim.memory.size() == 0);
}

TEST_CASE("a hub boots after its boot time, attaches, and is online")
{
    hub_world w;
    w.run(1h);
    w.hub->power_restore();
    w.hub->power_restore(); // it has power already
    w.run(1h + 20s - 1ns);
    CHECK(w.told.count("chf.booted") == 0);
    w.run(1h + 20s);
    REQUIRE(w.told.count("chf.booted") == 1);
    CHECK(w.told.of("chf.booted")[0].text("why") == "power_on");
    CHECK(w.told.of("chf.booted")[0].text("count") == "1");
    auto online = w.run_to("wan.online") - hub_world::start;
    CHECK(online >= 1h + 20s + 5s + 5s); // cell search of 5 to 15 s, attach 3 s, activation 2 s
    CHECK(online <= 1h + 20s + 15s + 5s);
}

TEST_CASE("a power cut takes the context, and is the cause of it")
{
    hub_world w;
    w.hub->power_restore();
    w.run_to("wan.online");
    auto before = w.told.lines.size();
    w.hub->power_cut();
    CHECK_FALSE(w.hub->powered());
    CHECK(w.hub->modem().wan_state() == "off");
    CHECK_FALSE(w.hub->modem().context());
    CHECK(w.operators.contexts() == 0);
    CHECK_FALSE(w.hub->running());
    REQUIRE(w.told.lines.size() > before + 1);
    CHECK(w.told.lines[before].event == "chf.powered_off");
    CHECK(w.told.lines[before + 1].cause == w.told.lines[before].seq);
    CHECK(w.told.count("wan.offline") == 1);
    auto quiet = w.told.lines.size();
    w.run(48h);
    CHECK(w.told.lines.size() - quiet == 1); // that the clock jumped
    CHECK(w.told.lines.back().event == "clock.jumped");
}

TEST_CASE("a power cut while it boots leaves it off, and the next boot counts on")
{
    hub_world w;
    w.hub->power_restore();
    w.run(10s);
    w.hub->power_cut();
    w.run(1h);
    CHECK(w.told.count("chf.booted") == 0);
    w.hub->power_restore();
    w.run(2h);
    REQUIRE(w.told.count("chf.booted") == 1);
    CHECK(w.told.of("chf.booted")[0].text("count") == "2");
}

TEST_CASE("a reboot attaches afresh: the context is of the SIM's present profile")
{
    hub_world w;
    w.hub->power_restore();
    w.run(1h);
    w.set_profile("dcc-foc");
    CHECK(w.hub->modem().wan_context() == "stale");
    w.hub->reboot();
    w.run(1h + 20s);
    CHECK(w.told.of("chf.booted")[1].text("why") == "restart");
    w.run_to("wan.online");
    CHECK(w.hub->modem().apn() == "dcc-foc.example");
    CHECK(w.hub->modem().wan_context() == "live");
}

TEST_CASE("what is in non-volatile memory outlives a power cut: head-end, trust, boots, envelopes")
{
    hub_world w;
    w.smso.answer = [](const call_home::envelopes&) { return call_home::ack_plan{}; }; // acknowledges nothing
    w.hub->power_restore();
    w.run_to("hub.called_home");
    w.hub->set_head_end({hub_world::dcc_name, 4433});
    CHECK(w.hub->import_credential(w.authority("DCC CA")) == call_home::config_status::ok);
    w.hub->power_cut();
    w.run(2h);
    w.hub->power_restore();
    CHECK(w.hub->head_end() == devices::chf::head_end_address{hub_world::dcc_name, 4433});
    CHECK(w.hub->trusted().all().size() == 2);
    w.run_to("hub.called_home");
    CHECK(w.told.of("chf.booted").back().text("count") == "2");
    REQUIRE(w.dcc.calls.size() == 1);
    // The first boot's seven, then the second's report and its data, each under a number of its own.
    CHECK(w.smso.calls[0].envelopes.size() == 9);
    CHECK(w.dcc.calls[0].envelopes.size() == 15);
    CHECK(w.dcc.received.size() == 15);
    CHECK(w.dcc.received.begin()->first == 1);
}

TEST_CASE("the head-end that it was made with costs no memory, again")
{
    hub_world w;
    auto made = w.hub->head_end();
    w.hub->set_head_end(made);
    CHECK(w.told.count("chf.hes_changed") == 0);
    w.hub->set_head_end({"x.example", 1});
    CHECK(w.sim.memory.size() == 1);
    CHECK(w.told.of("chf.hes_changed")[0].text("name") == "x.example");
    CHECK(w.told.of("chf.hes_changed")[0].text("port") == "1");
    w.hub->set_head_end(made);
    CHECK(w.sim.memory.size() == 0);
    CHECK(w.told.count("chf.hes_changed") == 2);
}

TEST_CASE("the journal tells a replaced trust from a restored one")
{
    hub_world w;
    auto print = [](const call_home::credential& c) { return sim::crypto::sha256(c.certificate); };
    auto smso = w.authority("SMSO A CA"), dcc = w.authority("DCC CA");
    CHECK(w.hub->import_credential(smso) == call_home::config_status::duplicate);
    CHECK(w.hub->import_credential(dcc) == call_home::config_status::ok);
    CHECK(w.hub->remove_credential(print(smso), false) == call_home::config_status::ok);
    CHECK(w.hub->remove_credential(print(smso), false) == call_home::config_status::not_found);
    CHECK(w.hub->import_credential(smso) == call_home::config_status::ok);
    CHECK(w.hub->remove_credential(print(dcc), false) == call_home::config_status::ok);
    CHECK(w.told.story("credentials.", "tri") == words{"replaced", "replaced", "replaced", "restored"});
    words trusted;
    for (const auto& l : w.told.lines) trusted.push_back(l.text("trust"));
    CHECK(trusted == words{"SMSO A CA, DCC CA", "DCC CA", "DCC CA, SMSO A CA", "SMSO A CA"});
}

TEST_CASE("the weekly restart reboots a hub that has power, at its own phase, and leaves the others alone")
{
    hub_world::options o;
    o.plan = {};
    hub_world w(o);
    REQUIRE(w.hub->next_restart());
    auto first = *w.hub->next_restart();
    CHECK(first ==
          sim::smwan::next_weekly_restart(sim::smwan::weekly_restart_phase(w.sim.dice, "tri"), hub_world::start));
    REQUIRE(w.sim.time.run_until(first));
    CHECK(w.hub->boots() == 0);
    w.hub->power_restore();
    REQUIRE(w.sim.time.run_until(first + sim::smwan::week + 20s));
    CHECK(w.told.times("chf.booted") == std::vector{first + 20s, first + sim::smwan::week + 20s});
}

} // namespace
} // namespace tests
