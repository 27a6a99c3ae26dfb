#include "machine_driver.hpp"

namespace sim::smwan {
namespace {

using test::times;
using act = pdp_context::act;
using state = pdp_context::state;

struct device : test::driver<pdp_context> {
    device() : driver(act::send_activate) {}
    void reject_all(sm_cause cause)
    {
        network = [cause] { return pdp_context::rejected{cause}; };
    }
};

constexpr duration long_after = 100h;

TEST_CASE("five unanswered activation requests 30 s apart, then nothing for 12 min 0 s")
{
    device d;
    d.feed(pdp_context::attached{});
    d.advance(150s + 12min - 1ns);
    CHECK(d.requests == times{0s, 30s, 60s, 90s, 120s});
    CHECK(d.count(act::report_timed_out) == 5);
    CHECK(d.machine.current() == state::backing_off);
    d.advance(150s + 12min);
    CHECK(d.requests.back() == 150s + 12min);
}

TEST_CASE("each cause of an activation reject has its own wait")
{
    struct row {
        sm_cause cause;
        std::optional<duration> next;
    };
    const row table[] = {
        {sm_cause::operator_barring, 12min},
        {sm_cause::insufficient_resources, 12min},
        {sm_cause::unknown_apn, 12min},
        {sm_cause::unknown_pdp_type, {}},
        {sm_cause::authentication_failed, 12min},
        {sm_cause::rejected_by_ggsn, 60s},
        {sm_cause::rejected_unspecified, 60s},
        {sm_cause::option_not_supported, 12min},
        {sm_cause::option_not_subscribed, 12min},
        {sm_cause::option_out_of_order, 60s},
        {sm_cause::regular_deactivation, 60s},
        {sm_cause::network_failure, 60s},
        {sm_cause::reactivation_required, 0s},
        {sm_cause::apn_incompatible, 12min},
        {sm_cause{111}, 60s},
    };
    for (const auto& r : table) {
        CAPTURE(static_cast<int>(r.cause));
        device d;
        bool first = true;
        d.network = [&]() -> std::optional<pdp_context::event> {
            if (!std::exchange(first, false)) return {};
            return pdp_context::rejected{r.cause};
        };
        d.feed(pdp_context::attached{});
        d.advance(r.next.value_or(long_after));
        CHECK(d.requests == (r.next ? times{0s, *r.next} : times{0s}));
        CHECK((d.machine.current() == state::refused) == !r.next);
    }
}

TEST_CASE("five temporary rejects a minute apart, then T3396, then five more")
{
    device d;
    d.reject_all(sm_cause::network_failure);
    d.feed(pdp_context::attached{});
    d.advance(240s + 12min - 1ns);
    CHECK(d.requests == times{0s, 60s, 120s, 180s, 240s});
    CHECK(d.reports.back().attempt == 5);
    d.advance(240s + 12min + 240s);
    CHECK(d.requests.size() == 10);
}

TEST_CASE("within any hour there are at most 60 temporary rejects")
{
    device d;
    d.reject_all(sm_cause::network_failure);
    d.feed(pdp_context::attached{});
    d.advance(24h);
    for (std::size_t i = 60; i < d.requests.size(); ++i) CHECK(d.requests[i] - d.requests[i - 60] > 1h);
}

TEST_CASE("a permanent reject lasts until power is cycled or the SIM changes")
{
    device d;
    d.reject_all(sm_cause::unknown_pdp_type);
    d.feed(pdp_context::attached{});
    d.feed(pdp_context::detached{});
    d.feed(pdp_context::attached{});
    d.advance(long_after);
    CHECK(d.requests.size() == 1);
    SUBCASE("power") { d.feed(pdp_context::power_off{}); }
    SUBCASE("SIM") { d.feed(pdp_context::sim_changed{}); }
    d.feed(pdp_context::attached{});
    CHECK(d.requests.size() == 2);
}

TEST_CASE("the back-off outlives a registration: it runs on, attached or not")
{
    device d;
    d.reject_all(sm_cause::unknown_apn);
    d.feed(pdp_context::attached{});
    d.advance(5min);
    d.feed(pdp_context::detached{});
    SUBCASE("attached again before its end")
    {
        d.feed(pdp_context::attached{});
        d.advance(12min);
        CHECK(d.requests == times{0s, 12min});
    }
    SUBCASE("attached again after its end")
    {
        d.advance(13min);
        CHECK(d.requests == times{0s});
        d.feed(pdp_context::attached{});
        CHECK(d.requests == times{0s, 13min});
    }
}

TEST_CASE("a reboot starts the back-off anew: a device that keeps rebooting stays away")
{
    device d;
    d.reject_all(sm_cause::unknown_apn);
    d.feed(pdp_context::attached{});
    for (int i = 1; i <= 10; ++i) {
        d.advance(i * 10min);
        d.feed(pdp_context::power_off{});
        d.feed(pdp_context::attached{});
    }
    CHECK(d.requests == times{0s});
    SUBCASE("without reboots it ends")
    {
        d.advance(100min + 12min);
        CHECK(d.requests == times{0s, 112min});
    }
    SUBCASE("a power cut before it has attached again does not shorten it")
    {
        d.feed(pdp_context::power_off{});
        d.feed(pdp_context::power_off{});
        d.feed(pdp_context::attached{});
        d.advance(112min);
        CHECK(d.requests == times{0s, 112min});
    }
    SUBCASE("a new SIM clears it")
    {
        d.feed(pdp_context::sim_changed{});
        d.feed(pdp_context::attached{});
        CHECK(d.requests == times{0s, 100min});
    }
}

TEST_CASE("an accepted activation ends T3380")
{
    device d;
    d.network = [] { return pdp_context::accepted{}; };
    d.feed(pdp_context::attached{});
    CHECK(d.machine.current() == state::active);
    CHECK_FALSE(d.slot);
    d.advance(long_after);
    CHECK(d.requests == times{0s});
}

TEST_CASE("a deactivation by the network is told, then handled as its cause says")
{
    struct row {
        sm_cause cause;
        duration next;
    };
    const row table[] = {{sm_cause::reactivation_required, 0s},
                         {sm_cause::regular_deactivation, 60s},
                         {sm_cause::operator_barring, 12min}};
    for (const auto& r : table) {
        device d;
        d.network = [] { return pdp_context::accepted{}; };
        d.feed(pdp_context::attached{});
        d.advance(1h);
        d.feed(pdp_context::deactivated{r.cause});
        REQUIRE(d.count(act::report_lost) == 1);
        d.advance(1h + r.next);
        CHECK(d.requests == times{0s, 1h + r.next});
    }
}

TEST_CASE("a context is lost with its registration and with power, once")
{
    device d;
    d.network = [] { return pdp_context::accepted{}; };
    d.feed(pdp_context::attached{});
    SUBCASE("registration") { d.feed(pdp_context::detached{}); }
    SUBCASE("power") { d.feed(pdp_context::power_off{}); }
    SUBCASE("registration, then power") { d.feed(pdp_context::detached{}), d.feed(pdp_context::power_off{}); }
    CHECK(d.count(act::report_lost) == 1);
    CHECK(d.machine.current() == state::inactive);
}

TEST_CASE("a registration that goes away ends an activation without a word")
{
    device d;
    SUBCASE("request out") { d.feed(pdp_context::attached{}); }
    SUBCASE("waiting")
    {
        d.reject_all(sm_cause::network_failure);
        d.feed(pdp_context::attached{});
    }
    auto before = d.requests.size();
    d.feed(pdp_context::detached{});
    CHECK_FALSE(d.slot);
    CHECK(d.count(act::report_lost) == 0);
    d.advance(long_after);
    CHECK(d.requests.size() == before);
    CHECK(d.machine.attempts() == 0);
}

TEST_CASE("answers and timers that come too late change nothing")
{
    device d;
    const pdp_context::event late[] = {pdp_context::accepted{}, pdp_context::rejected{sm_cause::unknown_pdp_type},
                                       pdp_context::deactivated{sm_cause::regular_deactivation},
                                       pdp_context::expired{pdp_context::timer::t3380},
                                       pdp_context::expired{pdp_context::timer::t3396}};
    for (const auto& e : late) CHECK(d.machine.resume(e).empty());
    d.reject_all(sm_cause::network_failure);
    d.feed(pdp_context::attached{});
    REQUIRE(d.machine.current() == state::waiting);
    for (const auto& e : late) CHECK(d.machine.resume(e).empty());
    CHECK(d.machine.current() == state::waiting);
}

struct device_on_demand : device {
    device_on_demand() { machine = pdp_context(true); }
};

TEST_CASE("a context on demand waits for a wish; one that is always there takes no notice of wishes")
{
    device_on_demand d;
    d.feed(pdp_context::attached{});
    d.advance(1h);
    CHECK(d.requests.empty());
    d.feed(pdp_context::wanted{});
    d.feed(pdp_context::wanted{});
    CHECK(d.requests == times{1h});
    device always;
    always.network = [] { return pdp_context::accepted{}; };
    always.feed(pdp_context::attached{});
    always.feed(pdp_context::wanted{});
    always.feed(pdp_context::released{});
    CHECK(always.requests == times{0s});
    CHECK(always.machine.current() == state::active);
}

TEST_CASE("a wish that comes before the registration is granted with it, and again after a loss of registration")
{
    device_on_demand d;
    d.network = [] { return pdp_context::accepted{}; };
    d.feed(pdp_context::wanted{});
    d.advance(1min);
    d.feed(pdp_context::attached{});
    d.advance(2min);
    d.feed(pdp_context::detached{});
    d.advance(3min);
    d.feed(pdp_context::attached{});
    CHECK(d.requests == times{1min, 3min});
}

TEST_CASE("what is released is given up, in each state, and the power takes the wish with it")
{
    device_on_demand d;
    d.feed(pdp_context::attached{});
    d.feed(pdp_context::wanted{});
    SUBCASE("while the request is out") {}
    SUBCASE("active") { d.feed(pdp_context::accepted{}); }
    SUBCASE("between two attempts") { d.feed(pdp_context::rejected{sm_cause::network_failure}); }
    bool active = d.machine.current() == state::active, waiting = d.machine.current() == state::waiting;
    d.feed(pdp_context::released{});
    CHECK(d.machine.current() == state::inactive);
    CHECK(d.count(act::report_lost) == (active ? 1 : 0));
    CHECK(d.count(act::send_deactivate) == (waiting ? 0 : 1));
    CHECK_FALSE(d.slot);
    d.feed(pdp_context::wanted{});
    d.feed(pdp_context::power_off{});
    auto before = d.requests.size();
    d.feed(pdp_context::attached{});
    d.advance(long_after);
    CHECK(d.requests.size() == before);
}

TEST_CASE("a back-off outlives the wish, and ends without a request when nobody wishes any more")
{
    device_on_demand d;
    d.reject_all(sm_cause::unknown_apn);
    d.feed(pdp_context::attached{});
    d.feed(pdp_context::wanted{});
    d.feed(pdp_context::released{});
    CHECK(d.machine.current() == state::backing_off);
    d.feed(pdp_context::wanted{});
    d.advance(1min);
    CHECK(d.requests == times{0s});
    SUBCASE("still wanted")
    {
        d.advance(12min);
        CHECK(d.requests == times{0s, 12min});
    }
    SUBCASE("not wanted")
    {
        d.feed(pdp_context::released{});
        d.advance(long_after);
        CHECK(d.requests == times{0s});
        CHECK(d.machine.current() == state::inactive);
    }
}

} // namespace
} // namespace sim::smwan
