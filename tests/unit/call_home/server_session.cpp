#include "devices/call_home/server_session.hpp"

#include "devices/call_home/codec.hpp"
#include "devices/call_home/envelope_ledger.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace call_home_samples;
using namespace std::chrono_literals;

namespace {

class owner : public server_handler {
public:
    std::function<void()> at_hello = [] {}, at_idle = [] {};
    ack_plan plan{{}, ack_control::keep_open, {}, 0min, {}};
    int idles{0}, batches{0};
    std::vector<std::uint32_t> finished;

    void hello_received(const hello&) override { at_hello(); }
    ack_plan envelopes_received(const envelopes&) override { return ++batches, plan; }
    void command_finished(const command_result& m) override { finished.push_back(m.id); }
    void config_finished(const config_result& m) override { finished.push_back(m.id); }
    void image_finished(const image_result& m) override { finished.push_back(m.id); }
    void idle() override { ++idles, at_idle(); }
};

struct fixture {
    owner head_end;
    server_session session{head_end};

    actions tell(sim::time_point now, const message& m) { return session.received(now, encode(m).value()); }
    actions greet(sim::time_point now = one_o_clock)
    {
        return tell(now, hello{hub, call_reason::boot, 0, {}, "T100", "2.1", {}});
    }
    actions open()
    {
        session.opened(one_o_clock);
        greet();
        return tell(one_o_clock, envelopes{});
    }
};

std::vector<message> sent(const actions& list)
{
    std::vector<message> out;
    for (const auto& a : list)
        if (const auto* s = std::get_if<send_bytes>(&a))
            out.push_back(decode(sim::byte_view(s->data).subspan(2)).value());
    return out;
}
std::optional<sim::duration> timer(const actions& list)
{
    for (const auto& a : list)
        if (const auto* t = std::get_if<start_timer>(&a)) return t->after;
    return {};
}
std::optional<session_result> ending(const actions& list)
{
    if (list.empty()) return {};
    const auto* f = std::get_if<finish>(&list.back());
    return f ? std::optional(f->result) : std::nullopt;
}

} // namespace

TEST_CASE("a head-end waits 60 s for HELLO and for the batch")
{
    fixture f;
    CHECK(timer(f.session.opened(one_o_clock)) == 60s);
    CHECK(timer(f.greet(one_o_clock + 59s)) == 60s);
    auto list = f.session.timeout(one_o_clock + 119s);
    CHECK(sent(list) == std::vector<message>{bye{bye_reason::timed_out, {}}});
    REQUIRE(ending(list));
    CHECK(ending(list)->error == errc::timed_out);
}

TEST_CASE("the acknowledgement carries the owner's plan and the time")
{
    fixture f;
    f.head_end.plan = {{{1, 4}}, ack_control::call_back, one_o_clock + 2h, 60min, redirection{"b.example", 1, {}}};
    f.session.opened(one_o_clock);
    f.greet();
    auto list = f.tell(one_o_clock + 3s, envelopes{});
    CHECK(sent(list) == std::vector<message>{ack{ack_control::call_back,
                                                 one_o_clock + 2h,
                                                 one_o_clock + 3s,
                                                 60min,
                                                 {{1, 4}},
                                                 redirection{"b.example", 1, {}}}});
    CHECK(timer(list) == 30s);
    CHECK(f.head_end.idles == 0);
    list = f.tell(one_o_clock + 4s, bye{bye_reason::complete, {}});
    REQUIRE(ending(list));
    CHECK(!ending(list)->error);
    CHECK(sent(list).empty());
}

TEST_CASE("requests go out one at a time, with ascending numbers, each after the answer to the one before")
{
    fixture f;
    f.head_end.at_hello = [&] {
        CHECK(f.session.queue(set_server{"a.example", 1}).value() == 1);
        CHECK(f.session.queue(command{77, gas_meter, 1, 6, {}, {1}}).value() == 2);
    };
    auto list = f.open();
    auto messages = sent(list);
    REQUIRE(messages.size() == 2);
    CHECK(messages[1] == message(config{1, set_server{"a.example", 1}}));
    CHECK(timer(list) == 60s);
    CHECK(f.session.backlog() == 2);
    list = f.tell(one_o_clock, config_result{1, 1, config_status::ok, {}});
    CHECK(sent(list) == std::vector<message>{command{2, gas_meter, 1, 6, {}, {1}}});
    CHECK(f.head_end.idles == 0);
    list = f.tell(one_o_clock, command_result{2, command_status::ok, {}});
    CHECK(f.head_end.idles == 1);
    CHECK(f.head_end.finished == std::vector<std::uint32_t>{1, 2});
    CHECK(timer(list) == 90s);
}

TEST_CASE("a request that is not answered ends the session, and what was not served is counted")
{
    fixture f;
    f.head_end.at_hello = [&] {
        for (int i = 0; i < 3; ++i) CHECK(f.session.queue(set_server{"a.example", 1}));
    };
    f.open();
    auto list = f.session.timeout(one_o_clock + 60s);
    REQUIRE(ending(list));
    CHECK(ending(list)->error == errc::timed_out);
    CHECK(ending(list)->unsent == 3);
}

TEST_CASE("a value that cannot travel is refused when it is queued")
{
    fixture f;
    CHECK(f.session.queue(set_server{"no name", 1}).error() == sim::codec_errc::out_of_range);
    CHECK(f.session.queue(command{0, hub, 1, 6, {}, sim::bytes(5000)}).error() == sim::codec_errc::too_long);
    CHECK(f.session.backlog() == 0);
}

TEST_CASE("BYE comes after what is queued, and any reason but completion at once")
{
    fixture polite;
    polite.head_end.at_hello = [&] { CHECK(polite.session.queue(set_server{"a.example", 1})); };
    polite.open();
    polite.session.say_bye(bye_reason::complete, one_o_clock + 1h);
    CHECK(sent(polite.session.pump(one_o_clock)).empty());
    auto list = polite.tell(one_o_clock, config_result{1, 1, config_status::ok, {}});
    CHECK(sent(list) == std::vector<message>{bye{bye_reason::complete, one_o_clock + 1h}});
    CHECK(timer(list) == 30s);

    fixture abrupt;
    abrupt.head_end.at_hello = polite.head_end.at_hello = [&] {
        CHECK(abrupt.session.queue(set_server{"a.example", 1}));
    };
    abrupt.open();
    abrupt.session.say_bye(bye_reason::shutting_down);
    CHECK(sent(abrupt.session.pump(one_o_clock)) == std::vector<message>{bye{bye_reason::shutting_down, {}}});
    // The answer to what was cut short, and a batch that was under way, are no errors.
    CHECK(!ending(abrupt.tell(one_o_clock, config_result{1, 1, config_status::ok, {}})));
    CHECK(!ending(abrupt.tell(one_o_clock, envelopes{})));
    CHECK(abrupt.head_end.finished.empty());
    auto last = ending(abrupt.tell(one_o_clock, bye{bye_reason::complete, {}}));
    REQUIRE(last);
    CHECK(!last->error);
    CHECK(last->reason == bye_reason::shutting_down);
    CHECK(last->unsent == 1);
}

TEST_CASE("a hub that is not known is sent away before its data is acknowledged")
{
    fixture f;
    f.head_end.at_hello = [&] { f.session.say_bye(bye_reason::not_known); };
    f.session.opened(one_o_clock);
    CHECK(sent(f.greet()) == std::vector<message>{bye{bye_reason::not_known, {}}});
    CHECK(f.tell(one_o_clock, envelopes{}).empty());
    CHECK(f.head_end.batches == 0);
}

TEST_CASE("a hub that does not answer BYE, or goes away in the middle, is an error")
{
    fixture silent;
    silent.head_end.at_idle = [&] { silent.session.say_bye(bye_reason::complete); };
    CHECK(timer(silent.open()) == 30s);
    auto list = silent.session.timeout(one_o_clock + 30s);
    CHECK(sent(list).empty());
    REQUIRE(ending(list));
    CHECK(ending(list)->error == errc::timed_out);

    fixture gone;
    gone.open();
    CHECK(ending(gone.session.closed(one_o_clock))->error == errc::connection_lost);

    fixture fed_up;
    fed_up.open();
    auto last = ending(fed_up.tell(one_o_clock, bye{bye_reason::protocol_error, {}}));
    REQUIRE(last);
    CHECK(last->error == errc::peer_gave_up);
    CHECK(last->reason == bye_reason::protocol_error);
}

TEST_CASE("what has no place in the session ends it with BYE (protocol error)")
{
    struct row {
        const char* what;
        bool greeted, opened;
        message m;
    };
    const row rows[] = {
        {"a batch before HELLO", false, false, envelopes{}},
        {"BYE before HELLO", false, false, bye{bye_reason::complete, {}}},
        {"a second HELLO", true, false, hello{hub, call_reason::boot, 0, {}, "", "", {}}},
        {"an ACK", true, true, ack{ack_control::done, {}, one_o_clock, {}, {}, {}}},
        {"a COMMAND", true, true, command{1, hub, 1, 6, {}, {}}},
        {"a CONFIG", true, true, config{1, set_server{"a", 1}}},
        {"a RESULT that nobody waits for", true, true, command_result{1, command_status::ok, {}}},
        {"a CONFIG_RESULT that nobody waits for", true, true, config_result{1, 1, config_status::ok, {}}},
    };
    for (const row& r : rows) {
        CAPTURE(r.what);
        fixture f;
        f.session.opened(one_o_clock);
        if (r.greeted) f.greet();
        if (r.opened) f.tell(one_o_clock, envelopes{});
        auto list = f.tell(one_o_clock, r.m);
        CHECK(sent(list) == std::vector<message>{bye{bye_reason::protocol_error, {}}});
        REQUIRE(ending(list));
        CHECK(ending(list)->error == errc::unexpected_message);
    }
}

TEST_CASE("a result with the number or the kind of another request is refused")
{
    for (const message& m :
         {message(config_result{2, 1, config_status::ok, {}}), message(command_result{1, command_status::ok, {}})}) {
        fixture f;
        f.head_end.at_hello = [&] { CHECK(f.session.queue(set_server{"a.example", 1})); };
        f.open();
        CHECK(ending(f.tell(one_o_clock, m))->error == errc::unexpected_message);
        CHECK(f.head_end.finished.empty());
    }
}

TEST_CASE("between two batches nothing is asked of the hub")
{
    fixture f;
    f.head_end.at_hello = [&] { CHECK(f.session.queue(set_server{"a.example", 1})); };
    f.session.opened(one_o_clock);
    f.greet();
    auto list = f.tell(one_o_clock, envelopes{true, {{1, header_code::alarm, hub, one_o_clock, {}}}});
    CHECK(sent(list).size() == 1);
    CHECK(f.session.keep_alive(one_o_clock).empty());
    list = f.tell(one_o_clock, envelopes{false, {{2, header_code::alarm, hub, one_o_clock, {}}}});
    CHECK(sent(list).size() == 2);
}
