// Where a redirection leads, when nobody is there.
#include "tests/support/hub_world.hpp"

namespace tests {
namespace {

using devices::chf::head_end_address;

const head_end_address home{hub_world::smso_name, 4433}, dead{hub_world::dcc_name, 9};

call_home::ack_plan lead_to(const call_home::envelopes& m, const head_end_address& where, sim::bytes token)
{
    call_home::ack_plan plan;
    plan.ranges = call_home::everything_in(m);
    plan.next_server = call_home::redirection{where.name, where.port, std::move(token)};
    return plan;
}

words whys(const hub_world& w)
{
    words out;
    for (const auto& l : w.told.of("hub.redirected")) out.push_back(l.text("why"));
    return out;
}

/// A hub that was sent to a dead address with its first call.
struct bench {
    hub_world w;
    explicit bench(hub_world::options o = {}) : w(std::move(o))
    {
        w.smso.answer = [](const call_home::envelopes& m) { return lead_to(m, dead, {7}); };
        w.hub->power_restore();
        w.run_to("hub.called_home");
        w.smso.answer = nullptr;
    }
};

TEST_CASE("a hub that was sent to a dead address comes back after four calls, and nothing is lost")
{
    bench b;
    CHECK(b.w.hub->head_end() == dead);
    b.w.run_to("hub.called_home");
    CHECK(b.w.hub->head_end() == home);
    CHECK(b.w.told.count("hub.call_failed") == 4);
    CHECK(whys(b.w) == words{"acknowledgement", "no_answer"});
    REQUIRE(b.w.smso.calls.size() == 2);
    CHECK(b.w.smso.calls[1].hello.token.empty());
    auto failed = b.w.told.times("hub.call_failed");
    CHECK(b.w.told.times("tls.connecting").back() == failed[3] + 15min);
    b.w.run(72h);
    std::uint32_t expected = 0;
    for (const auto& [sequence, times] : b.w.smso.received) {
        CHECK(sequence == ++expected);
        CHECK(times == 1);
    }
}

TEST_CASE("calls that failed are counted over power cuts")
{
    bench b;
    for (int i = 0; i < 2; ++i) b.w.run_to("hub.call_failed");
    b.w.hub->power_cut();
    b.w.hub->power_restore();
    b.w.run_to("hub.called_home");
    CHECK(b.w.told.count("hub.call_failed") == 4);
    CHECK(b.w.hub->head_end() == home);
}

TEST_CASE("from one dead address to another, the hub goes back to the last one that was good")
{
    bench b;
    // An engineer gives it a head-end that sends it on.
    b.w.hub->set_head_end(home);
    b.w.smso.answer = [](const call_home::envelopes& m) { return lead_to(m, {hub_world::dcc_name, 10}, {}); };
    b.w.hub->running()->call_home();
    b.w.run_to("hub.called_home");
    b.w.smso.answer = nullptr;
    CHECK(b.w.hub->head_end().port == 10);
    b.w.run_to("hub.called_home");
    CHECK(b.w.hub->head_end() == home);
}

TEST_CASE("a redirection that has been answered once is where the hub belongs")
{
    bench b;
    b.w.hub->set_head_end(home);
    REQUIRE(b.w.hub->import_credential(b.w.authority("DCC CA")) == call_home::config_status::ok);
    b.w.smso.answer = [](const call_home::envelopes& m) { return lead_to(m, {hub_world::dcc_name, 4433}, {}); };
    b.w.hub->running()->call_home();
    b.w.run_to("hub.called_home", 2);
    CHECK(b.w.dcc.calls.size() == 1);
    b.w.dcc.dismissal = call_home::bye{call_home::bye_reason::busy, {}};
    b.w.run_for(4 * 24h);
    CHECK(b.w.hub->head_end().name == hub_world::dcc_name);
    CHECK(b.w.told.count("hub.call_failed") > 4);
}

TEST_CASE("a family whose hubs never go back stays, and a setting is for good in any family")
{
    hub_world::options o;
    SUBCASE("never")
    {
        o.chf.call_home.fallback_after = 0;
        bench b(o);
        b.w.run(4 * 24h);
        CHECK(b.w.hub->head_end() == dead);
    }
    SUBCASE("a setting")
    {
        hub_world w;
        w.smso.settings = {call_home::set_server{dead.name, dead.port}};
        w.hub->power_restore();
        w.run(4 * 24h);
        CHECK(w.hub->head_end() == dead);
        CHECK(w.told.count("hub.redirected") == 0);
    }
}

} // namespace
} // namespace tests
