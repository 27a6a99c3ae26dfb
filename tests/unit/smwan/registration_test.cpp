#include "machine_driver.hpp"

namespace sim::smwan {
namespace {

using test::times;
using act = registration::act;
using state = registration::state;

struct device : test::driver<registration> {
    device() : driver(act::send_attach) {}
    /// Power and a cell, both at once.
    void start()
    {
        feed(registration::power_on{});
        feed(registration::cell_found{});
    }
    void reject_all(gmm_cause cause)
    {
        network = [cause] { return registration::attach_rejected{cause}; };
    }
};

constexpr duration long_after = 100h;

TEST_CASE("five unanswered attach requests 15 s apart, then nothing for 12 min 0 s")
{
    device d;
    d.start();
    d.advance(75s + 12min - 1ns);
    CHECK(d.requests == times{0s, 15s, 30s, 45s, 60s});
    CHECK(d.machine.current() == state::backing_off);
    CHECK(d.count(act::report_timed_out) == 5);
    d.advance(75s + 12min);
    CHECK(d.requests.back() == 75s + 12min);
}

TEST_CASE("five attach rejects 15 s apart, then nothing for 12 min 0 s")
{
    device d;
    d.reject_all(gmm_cause::network_failure);
    d.start();
    d.advance(60s + 12min - 1ns);
    CHECK(d.requests == times{0s, 15s, 30s, 45s, 60s});
    REQUIRE(d.count(act::report_rejected) == 5);
    CHECK(d.reports.back().attempt == 5);
    CHECK(d.reports.back().cause == gmm_cause::network_failure);
    d.advance(60s + 12min);
    CHECK(d.requests.back() == 60s + 12min);
}

TEST_CASE("after T3302 the count of attempts begins anew")
{
    device d;
    d.reject_all(gmm_cause::network_failure);
    d.start();
    d.advance(60s + 12min + 60s);
    CHECK(d.requests.size() == 10);
    CHECK(d.machine.current() == state::backing_off);
}

TEST_CASE("each cause of an attach reject has its own wait")
{
    struct row {
        gmm_cause cause;
        std::optional<duration> next; ///< empty: never
    };
    const row table[] = {
        {gmm_cause::imsi_unknown_in_hlr, {}},
        {gmm_cause::illegal_ms, {}},
        {gmm_cause::illegal_me, {}},
        {gmm_cause::gprs_services_not_allowed, {}},
        {gmm_cause::no_services_allowed, {}},
        {gmm_cause::ms_identity_not_derived, 0s},
        {gmm_cause::implicitly_detached, 0s},
        {gmm_cause::plmn_not_allowed, {}},
        {gmm_cause::location_area_not_allowed, 12min},
        {gmm_cause::roaming_not_allowed_in_area, 12min},
        {gmm_cause::gprs_not_allowed_in_plmn, {}},
        {gmm_cause::no_suitable_cells, 12min},
        {gmm_cause::msc_not_reachable, 15s},
        {gmm_cause::network_failure, 15s},
        {gmm_cause::mac_failure, 15s},
        {gmm_cause::synch_failure, 15s},
        {gmm_cause::congestion, 15s},
        {gmm_cause::no_pdp_context_activated, 0s},
        {gmm_cause{111}, 15s},
    };
    for (const auto& r : table) {
        CAPTURE(static_cast<int>(r.cause));
        device d;
        bool first = true;
        d.network = [&]() -> std::optional<registration::event> {
            if (!std::exchange(first, false)) return {};
            return registration::attach_rejected{r.cause};
        };
        d.start();
        d.advance(r.next.value_or(long_after));
        CHECK(d.requests == (r.next ? times{0s, *r.next} : times{0s}));
        CHECK((d.machine.current() == state::refused) == !r.next);
    }
}

TEST_CASE("causes that allow an attempt at once are counted too: five, then T3302")
{
    device d;
    d.reject_all(gmm_cause::implicitly_detached);
    d.start();
    d.advance(12min - 1ns);
    CHECK(d.requests == times{0s, 0s, 0s, 0s, 0s});
    d.advance(12min);
    CHECK(d.requests.size() == 10);
}

TEST_CASE("congestion with T3346 waits exactly as long as the network says, and clears the count of attempts")
{
    device d;
    d.reject_all(gmm_cause::network_failure);
    d.start();
    d.advance(45s);
    d.network = [] { return registration::attach_rejected{gmm_cause::congestion, 17min + 3s}; };
    d.advance(60s);
    CHECK(d.machine.attempts() == 0);
    d.advance(60s + 17min + 3s - 1ns);
    CHECK(d.requests.size() == 5);
    d.advance(60s + 17min + 3s);
    CHECK(d.requests.size() == 6);
}

TEST_CASE("a permanent reject lasts until power is cycled or the SIM changes")
{
    device d;
    d.reject_all(gmm_cause::illegal_ms);
    d.start();
    d.feed(registration::cell_found{});
    d.feed(registration::cell_lost{});
    d.feed(registration::power_on{});
    d.advance(long_after);
    CHECK(d.requests.size() == 1);
    SUBCASE("power") { d.feed(registration::power_off{}), d.start(); }
    SUBCASE("SIM") { d.feed(registration::sim_changed{}), d.feed(registration::cell_found{}); }
    CHECK(d.requests.size() == 2);
}

TEST_CASE("an accepted attach ends T3310 and starts periodic updates 54 min apart")
{
    device d;
    d.network = [] { return registration::attach_accepted{}; };
    d.start();
    CHECK(d.machine.current() == state::attached);
    CHECK_FALSE(d.slot);
    CHECK(d.count(act::report_attached) == 1);
    d.advance(54min - 1ns);
    CHECK(d.count(act::send_update) == 0);
    d.advance(54min);
    CHECK(d.count(act::send_update) == 1);
    d.feed(registration::update_accepted{});
    CHECK_FALSE(d.slot);
    d.advance(108min);
    CHECK(d.count(act::send_update) == 2);
    CHECK(d.requests.size() == 1);
}

TEST_CASE("five unanswered updates 15 s apart, then T3302, and the device stays attached")
{
    device d;
    d.network = [] { return registration::attach_accepted{}; };
    d.start();
    d.advance(54min + 60s);
    CHECK(d.count(act::send_update) == 5);
    d.advance(54min + 75s + 12min - 1ns);
    CHECK(d.count(act::send_update) == 5);
    CHECK(d.machine.current() == state::attached);
    d.advance(54min + 75s + 12min);
    CHECK(d.count(act::send_update) == 6);
}

TEST_CASE("a rejected update means attaching anew, as its cause allows")
{
    device d;
    d.network = [] { return registration::attach_accepted{}; };
    d.start();
    d.advance(54min);
    SUBCASE("implicitly detached: at once")
    {
        d.feed(registration::update_rejected{gmm_cause::implicitly_detached});
        CHECK(d.requests == times{0s, 54min});
    }
    SUBCASE("network failure: after T3311")
    {
        d.feed(registration::update_rejected{gmm_cause::network_failure});
        d.advance(54min + 15s);
        CHECK(d.requests == times{0s, 54min + 15s});
    }
    SUBCASE("illegal device: never")
    {
        d.feed(registration::update_rejected{gmm_cause::illegal_me});
        d.advance(long_after);
        CHECK(d.requests == times{0s});
    }
    CHECK(d.count(act::report_detached) == 1);
}

TEST_CASE("a detach by the network is followed by an attach at once, or by what its cause allows")
{
    device d;
    d.network = [] { return registration::attach_accepted{}; };
    d.start();
    d.advance(1h);
    d.feed(registration::update_accepted{});
    d.network = nullptr;
    SUBCASE("re-attach")
    {
        d.feed(registration::detach_requested{true, {}});
        CHECK(d.requests.back() == 1h);
        CHECK(d.machine.current() == state::attaching);
    }
    SUBCASE("barred")
    {
        d.feed(registration::detach_requested{false, gmm_cause::imsi_unknown_in_hlr});
        CHECK(d.machine.current() == state::refused);
        CHECK_FALSE(d.slot);
    }
    CHECK(d.count(act::report_detached) == 1);
    CHECK((!d.periodic));
}

TEST_CASE("power off stops every timer in every state, and is told only when it ends a registration")
{
    device d;
    auto check_silent = [&](std::size_t detached) {
        d.feed(registration::power_off{});
        CHECK(d.machine.current() == state::off);
        CHECK_FALSE(d.slot);
        CHECK_FALSE(d.periodic);
        CHECK(d.count(act::report_detached) == detached);
        auto before = d.requests.size();
        d.advance(d.now + long_after);
        CHECK(d.requests.size() == before);
    };
    SUBCASE("off") { check_silent(0); }
    SUBCASE("searching")
    {
        d.feed(registration::power_on{});
        check_silent(0);
        CHECK(d.count(act::stop_search) == 1);
    }
    SUBCASE("attaching")
    {
        d.start();
        check_silent(0);
    }
    SUBCASE("waiting, backing off")
    {
        d.reject_all(gmm_cause::network_failure);
        d.start();
        SUBCASE("T3311") { CHECK(d.machine.current() == state::waiting); }
        SUBCASE("T3302") { d.advance(60s); }
        check_silent(0);
    }
    SUBCASE("attached, with an update out")
    {
        d.network = [] { return registration::attach_accepted{}; };
        d.start();
        d.advance(54min);
        check_silent(1);
    }
}

TEST_CASE("a cell that is lost is searched for, and found means attaching anew")
{
    device d;
    d.network = [] { return registration::attach_accepted{}; };
    d.start();
    d.feed(registration::cell_lost{});
    CHECK(d.count(act::report_detached) == 1);
    CHECK(d.machine.current() == state::searching);
    d.feed(registration::cell_found{});
    CHECK(d.machine.current() == state::attached);
}

TEST_CASE("answers and timers that come too late change nothing")
{
    device d;
    const registration::event late[] = {registration::attach_accepted{},
                                        registration::attach_rejected{gmm_cause::illegal_ms},
                                        registration::update_accepted{},
                                        registration::update_rejected{gmm_cause::illegal_ms},
                                        registration::detach_requested{true, {}},
                                        registration::cell_found{},
                                        registration::expired{registration::timer::t3310},
                                        registration::expired{registration::timer::t3312},
                                        registration::expired{registration::timer::t3302}};
    for (const auto& e : late) CHECK(d.machine.resume(e).empty());
    d.reject_all(gmm_cause::network_failure);
    d.start();
    REQUIRE(d.machine.current() == state::waiting);
    for (const auto& e : late) CHECK(d.machine.resume(e).empty());
    CHECK(d.machine.current() == state::waiting);
}

TEST_CASE("the number of periodic updates is a pure function of time")
{
    const auto attached = time_point(1000h);
    struct row {
        duration from, until;
        std::uint64_t count;
    };
    const row table[] = {{0s, 54min - 1ns, 0}, {0s, 54min, 1},      {54min, 54min, 0}, {54min, 108min, 1},
                         {0s, 168h, 186},      {-1000h, 108min, 2}, {108min, 54min, 0}};
    for (const auto& r : table) CHECK(periodic_updates(attached, attached + r.from, attached + r.until) == r.count);
}

} // namespace
} // namespace sim::smwan
