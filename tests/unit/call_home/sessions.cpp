#include <doctest/doctest.h>

#include "session_pair.hpp"

using namespace call_home_samples;

namespace {
constexpr auto hub_side = session_pair::hub_side;
constexpr auto server_side = session_pair::server_side;

void fill(outbox& box, int count)
{
    for (int i = 0; i < count; ++i) box.put(header_code::alarm, hub, one_o_clock, sim::bytes(30, 0x8F));
}

struct world {
    outbox box;
    test_hub application;
    test_head_end head_end;
};
} // namespace

TEST_CASE("a session without data and without wishes takes two round trips")
{
    world w;
    w.head_end.plan.control = ack_control::done;
    w.head_end.plan.civil_offset = 60min;
    session_pair pair(w.box, w.application, w.head_end);
    pair.run();
    REQUIRE(pair.result[hub_side]);
    CHECK(!pair.result[hub_side]->error);
    CHECK(!pair.result[server_side]->error);
    CHECK(pair.result[hub_side]->reason == bye_reason::complete);
    CHECK(!pair.result[hub_side]->call_back_at);
    REQUIRE(pair.clocks.size() == 1);
    CHECK(pair.clocks[0].utc == one_o_clock); // 600 ms after one: whole seconds
    CHECK(pair.clocks[0].civil_offset == 60min);
    CHECK(w.head_end.hellos.at(0).queue == 0);
    CHECK(w.head_end.hellos.at(0).reason == call_reason::boot);
}

TEST_CASE("every envelope arrives once, in batches, and leaves the outbox")
{
    world w;
    fill(w.box, 20); // 50 octets each, three to a batch of 200
    w.head_end.plan.control = ack_control::keep_open;
    session_pair pair(w.box, w.application, w.head_end);
    pair.run();
    CHECK(!pair.result[hub_side]->error);
    CHECK(w.box.empty());
    CHECK(w.head_end.stored.size() == 20);
    CHECK(w.head_end.duplicates == 0);
    CHECK(w.head_end.hellos.at(0).queue == 20);
    CHECK(pair.result[hub_side]->envelopes == 20);
    CHECK(pair.result[hub_side]->acknowledged == 20);
    CHECK(pair.result[server_side]->envelopes == 20);
    CHECK(pair.result[server_side]->acknowledged == 20);
}

TEST_CASE("a head-end that wants no more ends the session in the middle of the queue, and the rest stays")
{
    world w;
    fill(w.box, 20);
    w.head_end.plan.control = ack_control::call_back;
    w.head_end.plan.call_back_at = one_o_clock + 1h;
    session_pair pair(w.box, w.application, w.head_end);
    pair.run();
    CHECK(!pair.result[hub_side]->error);
    CHECK(pair.result[hub_side]->call_back_at == one_o_clock + 1h);
    CHECK(w.box.size() == 17);
    CHECK(w.head_end.stored.size() == 3);
}

TEST_CASE("credentials are exported, imported and removed, the server is changed, and the hub is told to call back")
{
    world w;
    credential dcc{purpose::head_end_ca, "", {0x30, 0x02, 0x01}};
    auto old = toy_inspector().fingerprint(w.application.trust.all()[0].certificate);
    w.head_end.settings = {credential_export{},
                           credential_import{dcc},
                           credential_import{dcc},
                           set_server{"s1sp.example", 4060},
                           set_schedule{86400, 3600, 0},
                           credential_remove{false, old},
                           credential_remove{false, toy_inspector().fingerprint(dcc.certificate)}};
    w.head_end.call_back_at = one_o_clock + 30s;
    session_pair pair(w.box, w.application, w.head_end);
    pair.run();
    CHECK(!pair.result[hub_side]->error);
    CHECK(!pair.result[server_side]->error);
    std::vector<config_status> statuses;
    for (const auto& r : w.head_end.config_results) statuses.push_back(r.status);
    CHECK(statuses == std::vector{config_status::ok, config_status::ok, config_status::duplicate, config_status::ok,
                                  config_status::ok, config_status::ok, config_status::refused_last});
    CHECK(w.head_end.config_results[0].credentials ==
          std::vector<credential>{{purpose::head_end_ca, "", {0x30, 0x01}}});
    CHECK(w.application.trust.all() == std::vector<credential>{dcc});
    CHECK(w.application.server == set_server{"s1sp.example", 4060});
    CHECK(w.application.schedule == set_schedule{86400, 3600, 0});
    CHECK(pair.result[hub_side]->call_back_at == one_o_clock + 30s);
    CHECK(pair.result[hub_side]->requests == 7);
    CHECK(pair.result[server_side]->requests == 7);
    CHECK(pair.result[server_side]->unsent == 0);
}

TEST_CASE("commands are carried out in their order, and what the hub's application says of each is the answer")
{
    world w;
    w.head_end.commands = {{0, electricity_meter, 1, 0x0702, {}, {0x01}},
                           {0, gas_meter, 1, 0x0702, one_o_clock - 1s, {0x02}},
                           {0, gas_meter, 1, 0x0702, one_o_clock + 1h, {0x03}}};
    session_pair pair(w.box, w.application, w.head_end);
    pair.run();
    CHECK(w.application.executed.size() == 2);
    CHECK(w.head_end.command_results == std::vector<command_result>{{1, command_status::ok, {0x01}},
                                                                    {2, command_status::expired, {}},
                                                                    {3, command_status::ok, {0x03}}});
}

TEST_CASE("a redirection reaches the hub")
{
    world w;
    w.head_end.plan.control = ack_control::done;
    w.head_end.plan.next_server = redirection{"b.example", 4061, {0x01, 0x02}};
    session_pair pair(w.box, w.application, w.head_end);
    pair.run();
    CHECK(pair.result[hub_side]->next_server == w.head_end.plan.next_server);
}

TEST_CASE("an envelope whose acknowledgement was lost comes again and is recognised")
{
    world w;
    fill(w.box, 2);
    session_pair broken(w.box, w.application, w.head_end);
    broken.run(2, fault::closed); // events 0 and 1 bring HELLO and the batch; 2 is the ACK
    CHECK(broken.result[hub_side]->error == errc::connection_lost);
    CHECK(w.box.size() == 2);
    CHECK(w.head_end.stored.size() == 2);
    session_pair again(w.box, w.application, w.head_end);
    again.run();
    CHECK(!again.result[hub_side]->error);
    CHECK(w.box.empty());
    CHECK(w.head_end.stored.size() == 2);
    CHECK(w.head_end.duplicates == 2);
}

TEST_CASE("an alarm that comes up while the session is open is pushed at once")
{
    world w;
    w.head_end.says_bye_when_idle = false;
    session_pair pair(w.box, w.application, w.head_end);
    pair.opened();
    for (int i = 0; i < 3; ++i) REQUIRE(pair.step());
    REQUIRE(pair.server_machine().is_open());
    CHECK(pair.hub_machine().pending(pair.now).empty()); // nothing new
    fill(w.box, 1);
    pair.from_hub(pair.hub_machine().pending(pair.now));
    CHECK(pair.hub_machine().pending(pair.now).empty()); // under way already
    for (int i = 0; i < 2; ++i) REQUIRE(pair.step());
    CHECK(w.head_end.stored.size() == 1);
    CHECK(w.box.empty());
}

TEST_CASE("a head-end that needs time to think keeps the hub waiting by empty acknowledgements")
{
    world w;
    w.head_end.says_bye_when_idle = false;
    session_pair pair(w.box, w.application, w.head_end);
    pair.opened();
    for (int i = 0; i < 3; ++i) REQUIRE(pair.step());
    for (int i = 0; i < 5; ++i) {
        pair.now += 80s;
        pair.from_server(pair.server_machine().keep_alive(pair.now));
        REQUIRE(pair.step());
    }
    CHECK(!pair.hub_machine().finished());
    auto id = pair.server_machine().queue(set_server{"s1sp.example", 4060});
    REQUIRE(id);
    CHECK(pair.server_machine().backlog() == 1);
    pair.from_server(pair.server_machine().pump(pair.now));
    while (w.head_end.config_results.empty()) REQUIRE(pair.step());
    CHECK(w.head_end.config_results[0].id == *id);
    // Then nobody says anything: the head-end ends it after its 90 s, properly.
    auto quiet_since = pair.now;
    while (pair.step()) {}
    CHECK(!pair.result[hub_side]->error);
    CHECK(!pair.result[server_side]->error);
    CHECK(pair.now - quiet_since == 90s + 3 * session_pair::delay);
}

TEST_CASE("a command whose answer takes time is answered later, in the same session")
{
    world w;
    w.application.answers_commands = false;
    w.head_end.commands = {{0, gas_meter, 1, 0x0702, {}, {0x05}}};
    session_pair pair(w.box, w.application, w.head_end);
    pair.opened();
    while (w.application.executed.empty()) REQUIRE(pair.step());
    auto id = w.application.executed[0].id;
    REQUIRE(pair.hub_machine().awaits_result(id));
    CHECK(pair.hub_machine().completed(pair.now, {id + 1, command_status::ok, {}}).empty());
    pair.now += 20s;
    pair.from_hub(pair.hub_machine().completed(pair.now, {id, command_status::ok, {0x18}}));
    CHECK(!pair.hub_machine().awaits_result(id));
    while (pair.step()) {}
    CHECK(w.head_end.command_results == std::vector<command_result>{{id, command_status::ok, {0x18}}});
    CHECK(!pair.result[hub_side]->error);
}
