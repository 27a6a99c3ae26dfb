#include "devices/call_home/hub_session.hpp"

#include "devices/call_home/codec.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

using namespace call_home_samples;
using namespace std::chrono_literals;

namespace {

class deaf_hub : public hub_handler {
public:
    int settings{0};
    answer apply(const config_operation&) override { return ++settings, answer{config_status::ok}; }
    image_answer transfer(const image_operation&) override { return {image_status::ok, image_state::none, 0}; }
    std::optional<command_result> execute(const command&) override { return {}; }
};

struct fixture {
    outbox box;
    deaf_hub application;
    hub_session session{hello{hub, call_reason::scheduled, 0, {}, "T100", "2.1", {}}, box, application};

    actions tell(sim::time_point now, const message& m) { return session.received(now, encode(m).value()); }
    actions open()
    {
        auto first = session.opened(one_o_clock);
        tell(one_o_clock, acknowledge());
        return first;
    }
    static ack acknowledge(std::vector<sequence_range> ranges = {})
    {
        return {ack_control::keep_open, {}, one_o_clock, 0min, std::move(ranges), {}};
    }
};

template <class T>
const T* only(const actions& list)
{
    const T* found = nullptr;
    for (const auto& a : list) {
        if (const auto* one = std::get_if<T>(&a)) {
            CHECK(!found);
            found = one;
        }
    }
    return found;
}
std::vector<message> sent(const actions& list)
{
    std::vector<message> out;
    for (const auto& a : list)
        if (const auto* s = std::get_if<send_bytes>(&a))
            out.push_back(decode(sim::byte_view(s->data).subspan(2)).value());
    return out;
}

} // namespace

TEST_CASE("a hub begins with HELLO and its first batch, and waits 60 s for the acknowledgement")
{
    fixture f;
    f.box.put(header_code::alarm, hub, one_o_clock, {0x8F, 0x36, 0});
    auto list = f.session.opened(one_o_clock);
    auto messages = sent(list);
    REQUIRE(messages.size() == 2);
    CHECK(std::get<hello>(messages[0]).queue == 1);
    CHECK(std::get<envelopes>(messages[1]) == f.box.batch(0, 4096));
    REQUIRE(only<start_timer>(list));
    CHECK(only<start_timer>(list)->after == 60s);
}

TEST_CASE("a head-end that does not acknowledge ends the session with BYE (timed out)")
{
    fixture f;
    f.session.opened(one_o_clock);
    auto list = f.session.timeout(one_o_clock + 60s);
    CHECK(sent(list) == std::vector<message>{bye{bye_reason::timed_out, {}}});
    REQUIRE(only<finish>(list));
    CHECK(only<finish>(list)->result.error == errc::timed_out);
    CHECK(!only<start_timer>(list));
    CHECK(f.session.finished());
    CHECK(f.session.timeout(one_o_clock + 61s).empty());
    CHECK(f.session.closed(one_o_clock + 61s).empty());
    CHECK(f.tell(one_o_clock + 61s, fixture::acknowledge()).empty());
    CHECK(f.session.pending(one_o_clock + 61s).empty());
}

TEST_CASE("an open session is left after 120 s of silence, and after 30 min whatever happens")
{
    fixture f;
    f.session.opened(one_o_clock);
    auto list = f.tell(one_o_clock, fixture::acknowledge());
    REQUIRE(only<start_timer>(list));
    CHECK(only<start_timer>(list)->after == 120s);
    list = f.tell(one_o_clock + 29min, fixture::acknowledge());
    CHECK(only<start_timer>(list)->after == 60s);
    list = f.tell(one_o_clock + 31min, fixture::acknowledge());
    CHECK(only<start_timer>(list)->after == 0s);
}

TEST_CASE("half a message does not renew the hub's patience")
{
    fixture f;
    f.open();
    auto octets = encode(fixture::acknowledge()).value();
    CHECK(f.session.received(one_o_clock + 100s, sim::byte_view(octets).first(5)).empty());
    CHECK(only<start_timer>(f.session.received(one_o_clock + 101s, sim::byte_view(octets).subspan(5))));
}

TEST_CASE("an acknowledgement of what was never sent is not believed")
{
    fixture f;
    for (int i = 0; i < 3; ++i) f.box.put(header_code::alarm, hub, one_o_clock, {});
    f.session.opened(one_o_clock);
    f.box.put(header_code::alarm, hub, one_o_clock, {}); // sequence 4, not sent yet
    auto list = f.tell(one_o_clock, fixture::acknowledge({{2, 0xFFFFFFFF}}));
    REQUIRE(only<acknowledged>(list));
    CHECK(only<acknowledged>(list)->ranges == std::vector<sequence_range>{{2, 3}});
    // The one that came in the meantime goes out now.
    auto messages = sent(list);
    REQUIRE(messages.size() == 1);
    CHECK(std::get<envelopes>(messages[0]).items.at(0).sequence == 4);

    fixture empty;
    empty.session.opened(one_o_clock);
    CHECK(!only<acknowledged>(empty.tell(one_o_clock, fixture::acknowledge({{1, 9}}))));
}

TEST_CASE("what has no place in the session ends it with BYE (protocol error)")
{
    const message out_of_place[] = {
        hello{hub, call_reason::boot, 0, {}, "", "", {}}, envelopes{}, command_result{1, command_status::ok, {}},
        config_result{1, 1, config_status::ok, {}}, image_result{1, 1, image_status::ok, image_state::none, 0}};
    for (const auto& m : out_of_place) {
        fixture f;
        f.open();
        auto list = f.tell(one_o_clock, m);
        CHECK(sent(list) == std::vector<message>{bye{bye_reason::protocol_error, {}}});
        REQUIRE(only<finish>(list));
        CHECK(only<finish>(list)->result.error == errc::unexpected_message);
    }
}

TEST_CASE("a setting before the first acknowledgement, or with an old number, is not carried out")
{
    fixture early;
    early.session.opened(one_o_clock);
    CHECK(only<finish>(early.tell(one_o_clock, config{1, set_server{"a", 1}})));
    CHECK(early.application.settings == 0);

    fixture repeated;
    repeated.open();
    CHECK(!only<finish>(repeated.tell(one_o_clock, config{7, set_server{"a", 1}})));
    CHECK(only<finish>(repeated.tell(one_o_clock, config{7, set_server{"a", 1}})));
    CHECK(repeated.application.settings == 1);
}

TEST_CASE("a head-end that refuses the hub says why and when to call again")
{
    fixture f;
    f.session.opened(one_o_clock);
    auto list = f.tell(one_o_clock, bye{bye_reason::busy, one_o_clock + 1h});
    CHECK(sent(list) == std::vector<message>{bye{bye_reason::complete, {}}});
    REQUIRE(only<finish>(list));
    CHECK(only<finish>(list)->result.error == errc::peer_gave_up);
    CHECK(only<finish>(list)->result.reason == bye_reason::busy);
    CHECK(only<finish>(list)->result.call_back_at == one_o_clock + 1h);
}

TEST_CASE("what the stream reported is kept as the cause")
{
    fixture f;
    f.open();
    auto list = f.session.closed(one_o_clock, make_error_code(sim::codec_errc::truncated));
    REQUIRE(only<finish>(list));
    CHECK(sent(list).empty());
    CHECK(only<finish>(list)->result.error == errc::connection_lost);
    CHECK(only<finish>(list)->result.cause == sim::codec_errc::truncated);
}

TEST_CASE("messages that arrive in one piece are handled in order, and nothing after BYE")
{
    fixture f;
    f.session.opened(one_o_clock);
    sim::bytes octets;
    for (const message& m : {message(fixture::acknowledge()), message(config{1, set_server{"a", 1}}),
                             message(bye{bye_reason::complete, {}}), message(config{2, set_server{"b", 1}})}) {
        auto one = encode(m).value();
        octets.insert(octets.end(), one.begin(), one.end());
    }
    auto list = f.session.received(one_o_clock, octets);
    CHECK(f.application.settings == 1);
    CHECK(sent(list) ==
          std::vector<message>{config_result{1, 1, config_status::ok, {}}, bye{bye_reason::complete, {}}});
    REQUIRE(only<finish>(list));
    CHECK(!only<finish>(list)->result.error);
}

TEST_CASE("before the stream is open nothing happens")
{
    fixture f;
    CHECK(f.tell(one_o_clock, fixture::acknowledge()).empty());
    CHECK(f.session.timeout(one_o_clock).empty());
    CHECK(f.session.pending(one_o_clock).empty());
}
