// The shell of the call-home session over streams whose every operation fails in turn.
#include "devices/families/trilliant/session_runner.hpp"

#include "devices/call_home/envelope_ledger.hpp"
#include "devices/call_home/hub_session.hpp"
#include "devices/call_home/server_session.hpp"
#include "tests/support/scripted_stream.hpp"

#include <doctest/doctest.h>

namespace devices::families::trilliant {
namespace {

using namespace std::chrono_literals;

constexpr sim::eui64 hub_eui{0x70B3D50000000001};

/// A hub and a head-end over a scripted pair: one setting is made, then the session ends. Whoever finishes is destroyed
/// inside of on_finished, as real owners do.
struct table {
    struct hub_end final : call_home::hub_handler, session_listener {
        answer apply(const call_home::config_operation& o) override
        {
            applied += std::holds_alternative<call_home::set_server>(o);
            return {call_home::config_status::ok};
        }
        image_answer transfer(const call_home::image_operation&) override { return {}; }
        std::optional<call_home::command_result> execute(const call_home::command&) override { return {}; }
        void on_acknowledged(const std::vector<call_home::sequence_range>& r) override { store.acknowledge(r); }
        void on_clock(sim::time_point, std::chrono::minutes) override { ++clocks; }
        void on_finished(const call_home::session_result& r) override
        {
            ++ends;
            runner.reset();
            result = r; // the runner is gone: what it said must still stand
        }
        call_home::outbox store{8};
        std::unique_ptr<call_home::hub_session> session;
        std::unique_ptr<session_runner<call_home::hub_session>> runner;
        call_home::session_result result;
        int ends{0}, applied{0}, clocks{0};
    };
    struct server_end final : call_home::server_handler, session_listener {
        void hello_received(const call_home::hello&) override {}
        call_home::ack_plan envelopes_received(const call_home::envelopes& m) override
        {
            for (const auto& e : m.items) fresh += ledger.record(hub_eui, e.sequence);
            call_home::ack_plan plan;
            plan.ranges = call_home::everything_in(m);
            plan.control = call_home::ack_control::keep_open;
            return plan;
        }
        void command_finished(const call_home::command_result&) override {}
        void config_finished(const call_home::config_result&) override { ++answers; }
        void image_finished(const call_home::image_result&) override {}
        void idle() override
        {
            if (!std::exchange(asked, true))
                REQUIRE(session->queue(call_home::set_server{"s1sp.example", 4433}));
            else
                session->say_bye(call_home::bye_reason::complete);
        }
        void on_acknowledged(const std::vector<call_home::sequence_range>&) override {}
        void on_clock(sim::time_point, std::chrono::minutes) override {}
        void on_finished(const call_home::session_result& r) override
        {
            ++ends;
            runner.reset();
            result = r;
        }
        call_home::envelope_ledger ledger;
        std::unique_ptr<call_home::server_session> session;
        std::unique_ptr<session_runner<call_home::server_session>> runner;
        call_home::session_result result;
        int ends{0}, answers{0};
        std::uint32_t fresh{0};
        bool asked{false};
    };

    table()
    {
        for (int i = 0; i < 3; ++i)
            hub.store.put(call_home::header_code::alarm, hub_eui, time.now(), sim::bytes(600, std::uint8_t(i)));
        for (auto* script : {hub_script.get(), server_script.get()}) {
            script->failure = make_error_code(boost::system::errc::connection_reset);
            script->latency = 300ms;
        }
    }
    void call()
    {
        auto streams = tests::make_scripted_pair(time, hub_script, server_script);
        hub.session = std::make_unique<call_home::hub_session>(
            call_home::hello{hub_eui, call_home::call_reason::boot, 0, time.now(), "T100", "2.1", {}}, hub.store, hub,
            call_home::hub_timeouts{}, 1000);
        server.session = std::make_unique<call_home::server_session>(server);
        server.asked = false;
        hub.runner =
            std::make_unique<session_runner<call_home::hub_session>>(std::move(streams.first), *hub.session, hub);
        server.runner = std::make_unique<session_runner<call_home::server_session>>(std::move(streams.second),
                                                                                    *server.session, server);
        server.runner->start(server.session->opened(time.now()));
        hub.runner->start(hub.session->opened(time.now()));
        REQUIRE(time.run_until(time.now() + 1h));
    }

    sim::kernel time{{sim::from_unix_seconds(1'604'707'200), {}, 1, 1, 10ms, 200ms, 30s}};
    std::shared_ptr<tests::stream_script> hub_script{std::make_shared<tests::stream_script>()},
        server_script{std::make_shared<tests::stream_script>()};
    hub_end hub;
    server_end server;
};

TEST_CASE("every operation of either end's stream fails in turn: both end once, and the next session delivers the rest")
{
    for (bool at_hub : {true, false}) {
        std::size_t failed = 0;
        for (std::size_t n = 1;; ++n) {
            table t;
            auto& script = at_hub ? *t.hub_script : *t.server_script;
            script.fail_at = n;
            CAPTURE(at_hub);
            CAPTURE(n);
            t.call();
            CHECK(t.hub.ends == 1);
            CHECK(t.server.ends == 1);
            CHECK_FALSE(t.hub.runner);
            CHECK_FALSE(t.server.runner);
            if (!script.failed) { // the session has no n-th operation
                CHECK_FALSE(t.hub.result.error);
                CHECK_FALSE(t.server.result.error);
                break;
            }
            ++failed;
            *t.hub_script = *t.server_script = {};
            t.call();
            CHECK(t.hub.ends == 2);
            CHECK_FALSE(t.hub.result.error);
            CHECK_FALSE(t.server.result.error);
            CHECK(t.hub.store.empty());
            CHECK(t.server.fresh == 3); // each exactly once
            CHECK(t.hub.applied >= 1);
        }
        CHECK(failed >= 8);
    }
}

TEST_CASE("a session that goes well is told once on each side, and its result outlives the runner")
{
    table t;
    t.call();
    CHECK_FALSE(t.hub.result.error);
    CHECK(t.hub.result.envelopes == 3);
    CHECK(t.hub.result.acknowledged == 3);
    CHECK(t.hub.result.requests == 1);
    CHECK(t.hub.clocks == 3); // one message holds one of these envelopes
    CHECK(t.server.answers == 1);
    CHECK(t.hub_script->sent_end);
    CHECK(t.hub_script->destroyed);
}

TEST_CASE("bytes that come one by one make no difference")
{
    table t;
    t.hub_script->largest_read = t.server_script->largest_read = 1;
    t.call();
    CHECK_FALSE(t.hub.result.error);
    CHECK(t.server.fresh == 3);
}

TEST_CASE("a write that takes its time is finished before the stream is closed")
{
    table t;
    t.hub_script->write_time = t.server_script->write_time = 5s;
    t.call();
    CHECK_FALSE(t.hub.result.error);
    CHECK_FALSE(t.server.result.error);
}

TEST_CASE("a peer that says nothing is given up after the session's own time-out")
{
    table t;
    t.server_script->latency = 10min;
    auto began = t.time.now();
    t.call();
    CHECK(t.hub.result.error == call_home::errc::timed_out);
    CHECK(t.hub.store.size() == 3);
    CHECK(t.hub.ends == 1);
    CHECK(t.server.ends == 1);
    CHECK(t.time.now() == began + 1h);
}

TEST_CASE("a runner that is destroyed in the middle calls nobody any more")
{
    table t;
    for (int instants = 0; instants < 20; ++instants) {
        auto streams = tests::make_scripted_pair(t.time, t.hub_script, t.server_script);
        t.hub.session = std::make_unique<call_home::hub_session>(
            call_home::hello{hub_eui, call_home::call_reason::boot, 0, t.time.now(), "T100", "2.1", {}}, t.hub.store,
            t.hub);
        t.server.session = std::make_unique<call_home::server_session>(t.server);
        t.hub.runner =
            std::make_unique<session_runner<call_home::hub_session>>(std::move(streams.first), *t.hub.session, t.hub);
        t.server.runner = std::make_unique<session_runner<call_home::server_session>>(std::move(streams.second),
                                                                                      *t.server.session, t.server);
        t.server.runner->start(t.server.session->opened(t.time.now()));
        t.hub.runner->start(t.hub.session->opened(t.time.now()));
        REQUIRE(t.time.run_until(t.time.now() + instants * 100ms));
        auto told = t.hub.ends;
        t.hub.runner.reset();
        t.hub.session.reset();
        REQUIRE(t.time.run_until(t.time.now() + 1h));
        CHECK(t.hub.ends == told);
        CHECK(t.server.ends == instants + 1);
    }
}

} // namespace
} // namespace devices::families::trilliant
