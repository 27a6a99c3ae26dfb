// A head-end calls a hub: session addresses, private lines, listening modems, wake-up messages.
#include "sim/smwan/private_line.hpp"
#include "sim/smwan/sms_centre.hpp"
#include "smwan_world.hpp"

namespace sim::smwan {
namespace {

using namespace test;

constexpr modem_settings on_demand{{10s, 10s}, false, context_mode::on_demand};

/// The delay of messages is exactly 5 s.
struct calling_world : world {
    explicit calling_world() : messages(sim, operators, {{5s, 5s}}) { smwan::bind(sim, directory, messages); }
    hub& add_listening(reconnect_plan plan = plan_of(reconnect_cause::never), modem_settings settings = {{10s, 10s}})
    {
        auto& h = add_hub(plan, settings);
        h.radio.listen(4059, [this](auto s) { at_hub.push_back(std::move(s)); });
        return h;
    }
    struct call_result {
        std::string error;
        std::unique_ptr<transport::stream> stream;
        time_point at;
    };
    void call(const private_line& from, transport::address to, call_result& out)
    {
        from.dial({to, 4059}, [this, &out](error_code ec, auto s) {
            out = {ec ? ec.message() : "good", std::move(s), sim.time.now()};
        });
    }
    transport::address session(std::size_t i = 0) { return operators.session_address(card(i)).value(); }
    error_code send_sms(const arguments& with = {}) { return sim.names.invoke("sim.send_sms", "tri-1", with); }

    sms_centre messages;
    private_line from_smso{sim, directory, operators, internet, smso.host, {"smso-a"}};
    private_line from_dcc{sim, directory, operators, internet, s1sp.host, {"dcc-foc"}};
    std::vector<std::unique_ptr<transport::stream>> at_hub;
};

TEST_CASE("a SIM without a session has no address; with one its head-end reaches it there")
{
    calling_world w;
    auto& h = w.add_listening();
    CHECK_FALSE(w.operators.session_address(w.card()));
    h.radio.power_on();
    w.run(1min);
    CHECK(w.session().to_string() == h.radio.address());
    calling_world::call_result r;
    w.call(w.from_smso, w.session(), r);
    w.run(2min);
    CHECK(r.error == "good");
    CHECK(r.at == time_point(1min + 1s + 16ms + 6400us));
    REQUIRE(w.at_hub.size() == 1);
    CHECK(w.at_hub[0]->remote().host == world::smso.host);
}

TEST_CASE("a head-end reaches its own profile's addresses only")
{
    calling_world w;
    auto& h = w.add_listening();
    h.radio.power_on();
    w.run(1min);
    CHECK(w.from_smso.reaches(w.session()));
    CHECK_FALSE(w.from_dcc.reaches(w.session()));
    calling_world::call_result other, nobodys;
    w.call(w.from_dcc, w.session(), other);
    w.call(w.from_smso, *transport::address::parse("127.99.0.1"), nobodys);
    CHECK(other.error.empty()); // not inside the call
    w.run(1min);
    CHECK(other.error == "Network is unreachable");
    CHECK(nobodys.error == "Network is unreachable");
}

TEST_CASE("an address of the pool that no hub has at present times out")
{
    calling_world w;
    w.add_listening();
    calling_world::call_result r, beyond, outside_hosts;
    w.call(w.from_smso, *transport::address::parse("127.16.0.1"), r);
    w.call(w.from_smso, *transport::address::parse("127.16.200.1"), beyond);
    w.call(w.from_smso, *transport::address::parse("127.16.0.0"), outside_hosts);
    w.run(1h);
    for (auto* one : {&r, &beyond, &outside_hosts}) {
        CHECK(one->error == "Connection timed out");
        CHECK(one->at == time_point(63s));
    }
}

TEST_CASE("on a stale context nothing arrives, though the hub listens")
{
    for (auto old : {old_context::black_hole, old_context::refused}) {
        calling_world w;
        auto& h = w.add_listening(plan_of(reconnect_cause::never, old));
        h.radio.power_on();
        w.run(1min);
        auto before = w.session();
        w.set_profile("dcc-foc");
        CHECK_FALSE(w.operators.session_address(w.card()));
        CHECK(h.radio.wan_context() == "stale");
        calling_world::call_result r;
        w.call(w.from_smso, before, r);
        w.run(1h);
        CHECK(r.error == "Connection timed out");
        CHECK(w.at_hub.empty());
    }
}

TEST_CASE("a context that the old operator still serves is reached from there, and not by the new one")
{
    calling_world w;
    auto& h = w.add_listening(plan_of(reconnect_cause::never, old_context::served));
    h.radio.power_on();
    w.run(1min);
    w.set_profile("dcc-foc");
    calling_world::call_result old, fresh;
    w.call(w.from_smso, w.session(), old);
    w.call(w.from_dcc, w.session(), fresh);
    w.run(1h);
    CHECK(old.error == "good");
    CHECK(fresh.error == "Network is unreachable");
}

TEST_CASE("a modem listens again on each new context, at its new address")
{
    calling_world w;
    auto& h = w.add_listening();
    h.radio.power_on();
    w.run(1min);
    w.set_profile("dcc-foc");
    h.radio.power_off();
    h.radio.power_on();
    w.run(2min);
    CHECK(w.session().to_string() == "127.20.0.1");
    calling_world::call_result r, closed;
    w.call(w.from_dcc, w.session(), r);
    w.run(3min);
    CHECK(r.error == "good");
    h.radio.stop_listening(4059);
    w.call(w.from_dcc, w.session(), closed);
    w.run(4min);
    CHECK(closed.error == "Connection refused");
}

TEST_CASE("a port that is asked for while there is a context is listened on at once")
{
    calling_world w;
    auto& h = w.add_hub(plan_of(reconnect_cause::never), {{10s, 10s}});
    h.radio.power_on();
    w.run(1min);
    h.radio.listen(4059, [&](auto s) { w.at_hub.push_back(std::move(s)); });
    calling_world::call_result r;
    w.call(w.from_smso, w.session(), r);
    w.run(2min);
    CHECK(w.at_hub.size() == 1);
}

TEST_CASE("a context on demand: attached without one, active on a wish, gone when it is released")
{
    calling_world w;
    auto& h = w.add_listening(plan_of(reconnect_cause::never), on_demand);
    h.radio.power_on();
    w.run(1h);
    CHECK(h.radio.wan_state() == "attached");
    CHECK(w.operators.contexts() == 0);
    h.radio.want_context();
    w.run(1h + 2s);
    CHECK(h.radio.wan_state() == "online");
    h.radio.release_context();
    CHECK(h.radio.wan_state() == "attached");
    CHECK(w.operators.contexts() == 0);
    CHECK(h.went_offline == std::vector<std::string>{"not needed any more"});
    w.run(2h);
    CHECK(h.went_online.size() == 1);
}

TEST_CASE("a wish that is taken back while the network answers leaves no context behind")
{
    calling_world w;
    auto& h = w.add_listening(plan_of(reconnect_cause::never), on_demand);
    h.radio.power_on();
    w.run(1h);
    h.radio.want_context();
    w.run(1h + 1s);
    h.radio.release_context();
    w.run(2h);
    CHECK(w.operators.contexts() == 0);
    CHECK(h.went_online.empty());
    h.radio.want_context();
    w.run(2h + 2s);
    CHECK(h.went_online.size() == 1);
}

TEST_CASE("a wake-up message makes a hub without a context activate one and listen")
{
    calling_world w;
    auto& h = w.add_listening(plan_of(reconnect_cause::never), on_demand);
    h.radio.power_on();
    w.run(1min);
    CHECK_FALSE(w.send_sms());
    w.run(2min);
    CHECK(w.told.times("sms.sent") == instants{time_point(1min)});
    CHECK(w.told.times("sms.delivered") == instants{time_point(1min + 5s)});
    CHECK(w.told.times("wan.online") == instants{time_point(1min + 7s)});
    CHECK(h.woken == std::vector<std::uint64_t>{1});
    calling_world::call_result r;
    w.call(w.from_smso, w.session(), r);
    w.run(3min);
    CHECK(r.error == "good");
}

TEST_CASE("a wake-up message to a hub on a dead old context is delivered, and changes nothing")
{
    calling_world w;
    auto& h = w.add_listening();
    h.radio.power_on();
    w.run(1min);
    w.set_profile("dcc-foc");
    CHECK_FALSE(w.send_sms());
    w.run(48h);
    CHECK(w.told.times("sms.delivered") == instants{time_point(1min + 5s)});
    CHECK(h.radio.wan_context() == "stale");
    CHECK_FALSE(w.operators.session_address(w.card()));
}

TEST_CASE("messages to a hub that is away are kept until it attaches, in the order of sending")
{
    calling_world w;
    auto& h = w.add_listening();
    CHECK_FALSE(w.send_sms());
    CHECK_FALSE(w.send_sms({{"validity", value(duration(2h))}}));
    w.sim.time.at(time_point(1h), "test", [&] { h.radio.power_on(); });
    w.run(23h);
    // Search 10 s, attach 3 s, then the delay anew.
    CHECK(w.told.times("sms.delivered") == instants{time_point(1h + 18s), time_point(1h + 18s)});
    CHECK(h.woken == std::vector<std::uint64_t>{1, 2});
    CHECK(w.messages.waiting() == 0);
}

TEST_CASE("a message whose validity ends before the hub attaches has failed, to the second")
{
    calling_world w;
    auto& h = w.add_listening();
    CHECK_FALSE(w.send_sms({{"validity", value(duration(1h))}}));
    CHECK_FALSE(w.send_sms());
    w.sim.time.at(time_point(2h), "test", [&] { h.radio.power_on(); });
    w.run(23h);
    CHECK(w.told.times("sms.failed") == instants{time_point(1h)});
    CHECK(h.woken == std::vector<std::uint64_t>{2});
}

TEST_CASE("sim.send_sms refuses what it cannot send")
{
    calling_world w;
    CHECK(w.sim.names.invoke("sim.send_sms", "tri-9") == registry_errc::unknown_subject);
    w.add_listening();
    CHECK(w.send_sms({{"validity", value(duration(8 * 24h))}}) == core_errc::out_of_range);
    CHECK(w.send_sms({{"validity", value(duration(999ms))}}) == core_errc::out_of_range);
    CHECK(w.send_sms({{"validity", value(std::string("1h"))}}) == registry_errc::wrong_kind);
    CHECK(w.send_sms({{"text", value(std::string("hello"))}}) == registry_errc::unknown_argument);
    CHECK(w.told.of("sms.sent").empty());
}

} // namespace
} // namespace sim::smwan
