// What a head-end can set, and what the hub then does.
#include "tests/support/hub_world.hpp"

namespace tests {
namespace {

using call_home::config_status;

std::vector<config_status> statuses(const test_head_end::call& c)
{
    std::vector<config_status> out;
    for (const auto& a : c.answers) out.push_back(a.status);
    return out;
}

call_home::fingerprint print(const call_home::credential& c) { return sim::crypto::sha256(c.certificate); }

TEST_CASE("a redirection by ACK leads the next call elsewhere, with its token, until a setting says otherwise")
{
    hub_world::options o;
    hub_world w(o);
    REQUIRE(w.hub->import_credential(w.authority("DCC CA")) == config_status::ok);
    w.smso.answer = [&](const call_home::envelopes& m) {
        call_home::ack_plan plan;
        plan.ranges = call_home::everything_in(m);
        plan.next_server = call_home::redirection{hub_world::dcc_name, 4433, {1, 2, 3}};
        return plan;
    };
    w.hub->power_restore();
    w.run_to("hub.called_home");
    CHECK(w.hub->head_end() == devices::chf::head_end_address{hub_world::dcc_name, 4433});
    CHECK(w.told.count("chf.hes_changed") == 1);
    w.run_to("hub.called_home");
    REQUIRE(w.dcc.calls.size() == 1);
    CHECK(w.dcc.calls[0].hello.token == sim::bytes{1, 2, 3});
    // It is in non-volatile memory.
    w.hub->power_cut();
    w.hub->power_restore();
    w.dcc.settings = {call_home::set_server{hub_world::smso_name, 4433}};
    w.run_to("hub.called_home");
    REQUIRE(w.dcc.calls.size() == 2);
    CHECK(w.dcc.calls[1].hello.token == sim::bytes{1, 2, 3});
    CHECK(statuses(w.dcc.calls[1]) == std::vector{config_status::ok});
    w.smso.answer = nullptr;
    w.run_to("hub.called_home");
    REQUIRE(w.smso.calls.size() == 2);
    CHECK(w.smso.calls[1].hello.token.empty());
}

TEST_CASE("a redirection holds even when its session fails later")
{
    hub_world w;
    REQUIRE(w.hub->import_credential(w.authority("DCC CA")) == config_status::ok);
    w.smso.answer = [&](const call_home::envelopes& m) {
        call_home::ack_plan plan;
        plan.ranges = call_home::everything_in(m);
        plan.control = call_home::ack_control::keep_open;
        plan.next_server = call_home::redirection{hub_world::dcc_name, 4433, {}};
        return plan;
    };
    w.smso.farewell = call_home::bye{call_home::bye_reason::shutting_down, {}};
    w.hub->power_restore();
    auto failed = w.run_to("hub.call_failed");
    CHECK(w.hub->head_end().name == hub_world::dcc_name);
    w.run_to("hub.called_home");
    CHECK(w.told.times("tls.connecting")[1] == failed + 15min);
    CHECK(w.dcc.calls.size() == 1);
}

TEST_CASE("set_server is used from the next call on, and setting the same again changes nothing")
{
    hub_world w;
    w.smso.settings = {call_home::set_server{hub_world::smso_name, 4433}, call_home::set_server{"nowhere.example", 1},
                       call_home::set_server{"nowhere.example", 1}};
    w.hub->power_restore();
    w.run_to("hub.called_home");
    CHECK(statuses(w.smso.calls[0]) == std::vector{config_status::ok, config_status::ok, config_status::ok});
    CHECK(w.told.count("chf.hes_changed") == 1);
    w.run_to("hub.call_failed");
    CHECK(w.told.of("hub.call_failed")[0].text("name") == "nowhere.example");
}

TEST_CASE("set_schedule: period, offset and window decide the next calls, over power cuts too")
{
    hub_world w;
    call_home::set_schedule schedule{7200, 600, 300};
    SUBCASE("with an offset and a window") {}
    SUBCASE("without an offset") { schedule = {7200, {}, 300}; }
    SUBCASE("without a window the phase is anywhere in the period") { schedule = {7200, {}, 0}; }
    w.smso.settings = {schedule};
    w.hub->power_restore();
    w.run_to("hub.called_home");
    w.run(9h);
    w.hub->power_cut();
    w.hub->power_restore();
    w.run(18h);
    auto spread = schedule.window_s ? schedule.window_s : schedule.period_s;
    auto phase = static_cast<std::int64_t>(w.sim.dice.stream("tri.chf/call_home").below(0, spread)) +
                 schedule.offset_s.value_or(0);
    std::size_t scheduled = 0;
    for (const auto& c : w.smso.calls) {
        if (c.hello.reason != call_home::call_reason::scheduled) continue;
        ++scheduled;
        auto since_2000 = sim::to_unix_seconds(*c.hello.clock) - 946'684'800;
        // The clock is told a handshake after the call began.
        CHECK((since_2000 - phase) % 7200 >= 0);
        CHECK((since_2000 - phase) % 7200 < 30);
    }
    CHECK(scheduled >= 8);
    CHECK(scheduled <= 9);
}

TEST_CASE("credentials can be exported, imported and removed, with the protocol's answers")
{
    hub_world w;
    auto smso = w.authority("SMSO A CA"), dcc = w.authority("DCC CA", "s1sp.dcc.example");
    call_home::credential broken{call_home::purpose::head_end_ca, "", {0x30, 0x00}};
    w.smso.settings = {call_home::credential_export{},
                       call_home::credential_import{dcc},
                       call_home::credential_import{dcc},
                       call_home::credential_import{broken},
                       call_home::credential_remove{false, print(smso)},
                       call_home::credential_remove{false, print(smso)},
                       call_home::credential_remove{false, print(dcc)},
                       call_home::credential_export{call_home::purpose::head_end},
                       call_home::credential_export{call_home::purpose::head_end_ca}};
    w.hub->power_restore();
    w.run_to("hub.called_home"); // the present session goes on without the credential that vouched for it
    using enum config_status;
    CHECK(statuses(w.smso.calls[0]) == std::vector{ok, ok, duplicate, malformed, ok, not_found, refused_last, ok, ok});
    const auto& answers = w.smso.calls[0].answers;
    CHECK(answers[0].credentials == std::vector{smso});
    CHECK(answers[7].credentials.empty());
    CHECK(answers[8].credentials == std::vector{dcc});
    CHECK(w.told.story("credentials.", "tri") == words{"replaced", "replaced"});
    w.hub->power_cut();
    CHECK(w.hub->trusted().all() == std::vector{dcc});
}

TEST_CASE("a command for a device that is not there is told so, and one that is there that it takes none yet")
{
    hub_world::options o;
    o.gas = false;
    hub_world w(o);
    call_home::command c{0, w.electricity.who().eui64, 1, 0x0702, {}, {0}};
    w.smso.commands.push_back(c);
    c.device = w.gas.who().eui64;
    w.smso.commands.push_back(c);
    c.device = w.hub->eui64();
    c.deadline = hub_world::start;
    w.smso.commands.push_back(c);
    w.hub->power_restore();
    w.run_to("hub.called_home");
    std::vector<call_home::command_status> out;
    for (const auto& r : w.smso.calls[0].results) out.push_back(r.status);
    using enum call_home::command_status;
    CHECK(out == std::vector{unsupported, unknown_device, expired});
}

TEST_CASE(
    "a hub that was prepared for another head-end calls there where the network does not know the name of its own")
{
    hub_world::options o;
    o.prepared = devices::chf::head_end_address{"prepared.example", 4433};
    hub_world w(o);
    REQUIRE(w.hub->import_credential(w.authority("DCC CA")) == config_status::ok);
    w.hub->power_restore();
    SUBCASE("its own name is known")
    {
        w.run_to("hub.called_home");
        CHECK(w.smso.calls.size() == 1);
    }
    SUBCASE("neither name is known: it is its own that fails")
    {
        w.hub->set_head_end({"nowhere.example", 4433});
        w.run_to("hub.call_failed");
        CHECK(w.told.of("hub.call_failed")[0].text("name") == "nowhere.example");
    }
    SUBCASE("only the prepared one is known")
    {
        REQUIRE_FALSE(w.sims.set_route("smso-a", "prepared.example", {{{0x7F010001}, 4433}, "s1sp"}));
        w.hub->set_head_end({"nowhere.example", 4433});
        w.run_to("hub.call_failed"); // that head-end shows another name
        CHECK(w.told.of("hub.call_failed")[0].text("name") == "prepared.example");
        CHECK(w.told.of("tls.failed")[0].text("reason") == "the certificate is not for the name prepared.example");
        CHECK(w.hub->head_end().name == "nowhere.example");
    }
}

} // namespace
} // namespace tests
