#include "sim/han/membership.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace sim::han {
namespace {

using input = membership::input;
using act = membership::act;
using acts = std::vector<act>;

acts of(const membership::actions& all)
{
    acts out;
    for (const auto& a : all) out.push_back(a.what);
    return out;
}

membership after(const std::vector<input>& story)
{
    membership m;
    for (auto i : story) m.resume(i);
    return m;
}

const std::vector<input> to_key{input::power_on_stranger, input::join,       input::beacon_open,
                                input::expired,           input::associated, input::key_received};

TEST_CASE("inputs that do not belong to a state do nothing")
{
    struct row {
        member_state state;
        std::vector<input> story;
        std::vector<input> meant; ///< that do something there; of each other one the state is the same after it
    };
    const std::vector<row> rows{
        {member_state::off, {}, {input::power_on_stranger, input::power_on_member, input::power_on_running}},
        {member_state::unjoined, {input::power_on_stranger}, {input::power_off, input::join}},
        {member_state::joined,
         {input::power_on_running},
         {input::power_off, input::network_lost, input::told_to_leave, input::leave}},
        {member_state::searching,
         {input::power_on_member},
         {input::power_off, input::search, input::told_to_leave, input::leave}},
    };
    for (const auto& r : rows)
        for (int i = 0; i <= static_cast<int>(input::expired); ++i) {
            auto m = after(r.story);
            REQUIRE(m.current() == r.state);
            auto in = static_cast<input>(i);
            bool meant = std::find(r.meant.begin(), r.meant.end(), in) != r.meant.end();
            CAPTURE(i);
            auto actions = m.resume(in);
            CHECK((meant || (m.current() == r.state && actions.empty())));
            CHECK((!meant || m.current() != r.state || !actions.empty()));
        }
}

TEST_CASE("a scan is tried three times, and says what it has seen")
{
    for (bool closed : {false, true}) {
        auto m = after({input::power_on_stranger});
        CHECK(of(m.resume(input::join)) == acts{act::report_joining, act::request_beacon, act::start_timer});
        if (closed) CHECK(m.resume(input::beacon_closed).empty());
        for (int i = 0; i < 2; ++i) CHECK(of(m.resume(input::expired)) == acts{act::request_beacon, act::start_timer});
        auto end = m.resume(input::expired);
        CHECK(of(end) == acts{act::stop_timer, act::forget, act::report_refused});
        CHECK(end[2].cause == (closed ? "the hub does not let devices join" : "no network was heard"));
        CHECK(m.current() == member_state::unjoined);
    }
}

TEST_CASE("a device that has the network key is no member before it has a link key, also after a power cut")
{
    auto m = after(to_key);
    CHECK(m.current() == member_state::authenticating);
    CHECK(of(m.resume(input::power_off)) == acts{act::forget, act::stop_timer});
    auto n = after(to_key);
    CHECK(of(n.resume(input::authenticated)) == acts{act::stop_timer, act::report_joined});
    CHECK(n.current() == member_state::joined);
    CHECK(of(n.resume(input::power_off)) == acts{act::stop_timer});
}

TEST_CASE("a search goes from orphan scan to secured rejoin to one that asks for the key, and then waits")
{
    auto m = after({input::power_on_running});
    CHECK(of(m.resume(input::network_lost)) == acts{act::plan_search, act::report_lost});
    CHECK(of(m.resume(input::search)) == acts{act::notify_orphan, act::start_timer});
    CHECK(of(m.resume(input::expired)) == acts{act::request_rejoin, act::start_timer});
    CHECK(of(m.resume(input::expired)) == acts{act::request_unsecured_rejoin, act::start_timer});
    CHECK(of(m.resume(input::expired)) == acts{act::stop_timer, act::plan_search, act::report_search_failed});
    CHECK(m.current() == member_state::searching);
}

TEST_CASE("each way back is told")
{
    const std::vector<input> lost{input::power_on_running, input::network_lost, input::search};
    auto by_orphan = after(lost);
    CHECK(by_orphan.resume(input::realigned)[2].how == way_back::orphan_scan);
    auto by_rejoin = after(lost);
    by_rejoin.resume(input::expired);
    CHECK(by_rejoin.resume(input::rejoin_accepted)[2].how == way_back::rejoin);
    auto by_key = after(lost);
    by_key.resume(input::expired);
    by_key.resume(input::expired);
    CHECK(of(by_key.resume(input::rejoin_accepted)) == acts{act::start_timer});
    CHECK(by_key.resume(input::key_received)[2].how == way_back::trust_centre_rejoin);
    CHECK(by_key.current() == member_state::joined);
}

} // namespace
} // namespace sim::han
