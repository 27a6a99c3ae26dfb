#include "devices/esme/load_limit.hpp"

#include "devices/esme/meter.hpp"
#include "random_life.hpp"

#include <doctest/doctest.h>

using namespace random_life;
using metering::alert_code;
using metering::supply_state;

namespace {

/// The first half-hour from noon of the installation's day on that draws more than the two before it and the next.
struct peak {
    sim::time_point start;
    std::int64_t limit_w; ///< between it and its neighbours
};

peak find_peak(const esme::meter& m)
{
    for (auto t = installed + 12h;; t += 30min) {
        const auto before = std::max(m.flow().demand(t - 30min), m.flow().demand(t - 1h));
        const auto other = std::max(before, m.flow().demand(t + 30min));
        if (m.flow().demand(t) > other + 50) return {t, 2 * other};
    }
}

std::vector<alert_code> codes(metering::meter& m)
{
    std::vector<alert_code> out;
    for (const auto& a : m.take_outcome().alerts) out.push_back(a.code);
    return out;
}

} // namespace

TEST_CASE("a limit out of range is refused and changes nothing")
{
    auto m = meter(1);
    CHECK(m->set_limit({-1}, installed) == metering::account_errc::invalid);
    CHECK(m->set_limit({100'001}, installed) == metering::account_errc::invalid);
    CHECK(m->set_limit({1'000, 0s}, installed) == metering::account_errc::invalid);
    CHECK(m->set_limit({1'000, 86'401s}, installed) == metering::account_errc::invalid);
    CHECK(m->set_limit({1'000, 60s, {}, 86'401s}, installed) == metering::account_errc::invalid);
    CHECK(m->limit() == esme::load_limit{});
    CHECK_FALSE(m->next_event());
}

TEST_CASE("more than the limit for its period arms the supply, and the restoration enables it again")
{
    auto m = meter(1);
    const auto [start, limit_w] = find_peak(*m);
    REQUIRE_FALSE(m->set_limit({limit_w, 600s, esme::load_limit_action::arm, 3600s}, start - 1h));
    REQUIRE(m->next_event() == start + 600s);
    m->settle(start + 600s - 1ns);
    CHECK(m->valve().state() == supply_state::enabled);
    m->settle(start + 600s);
    CHECK(m->valve().state() == supply_state::armed);
    CHECK(m->cause() == metering::supply_cause::load_limit);
    CHECK(m->limit_count() == 1);
    CHECK(m->power_w(start + 600s) == 0);
    CHECK(codes(*m) == std::vector{alert_code::above_load_limit, alert_code::armed_by_load_limit});
    REQUIRE(m->next_event() == start + 4200s);
    m->settle(start + 4200s);
    CHECK(m->valve().state() == supply_state::enabled);
    CHECK(codes(*m) == std::vector{alert_code::enabled_after_load_limit});
    CHECK(m->import_wh(start + 4200s) == m->import_wh(start + 600s));
}

TEST_CASE("a person who presses the button is faster than the restoration; a command from afar ends it")
{
    for (bool person : {true, false}) {
        auto m = meter(1);
        const auto [start, limit_w] = find_peak(*m);
        REQUIRE_FALSE(m->set_limit({limit_w, 600s, esme::load_limit_action::arm, 86'400s}, start - 1h));
        m->settle(start + 600s);
        if (person)
            CHECK_FALSE(m->press_button(start + 700s));
        else
            CHECK_FALSE(m->disable_supply(start + 700s));
        REQUIRE_FALSE(m->set_limit({}, start + 701s));
        m->take_outcome();
        m->settle(start + 100'000s);
        CHECK(m->valve().state() == (person ? supply_state::enabled : supply_state::disabled));
        CHECK(codes(*m).empty());
    }
}

TEST_CASE("a limit that only tells does so once, and again after the power has fallen")
{
    auto m = meter(1);
    const auto [start, limit_w] = find_peak(*m);
    REQUIRE_FALSE(m->set_limit({limit_w, 60s}, start - 1h));
    m->settle(start + 30min);
    CHECK(m->limit_count() == 1);
    m->settle(start + 40 * 24h);
    std::uint32_t rises = 1;
    for (auto t = start + 30min; t < start + 40 * 24h; t += 30min)
        rises += 2 * m->flow().demand(t) > limit_w && 2 * m->flow().demand(t - 30min) <= limit_w;
    CHECK(m->limit_count() == rises);
    CHECK(rises > 20);
    CHECK(m->valve().state() == supply_state::enabled);
}

TEST_CASE("a period of hours runs through half-hours that are all above the limit, from any point of search")
{
    auto m = meter(1);
    const esme::load_limit limit{1, 7200s};
    for (auto from = installed; from < installed + 2h; from += 7min)
        CHECK(esme::next_excess(m->flow(), limit, installed + 5min, from, installed + 24h) == installed + 5min + 2h);
    CHECK_FALSE(esme::next_excess(m->flow(), limit, installed + 5min, installed, installed + 2h));
}

TEST_CASE("relief begins with a half-hour, never before it is asked for")
{
    auto m = meter(1);
    const esme::load_limit generous{100'000, 60s}, strict{1, 60s};
    const auto t = installed + 5h;
    CHECK(esme::next_relief(m->flow(), generous, t, t + 9h) == t);
    CHECK(esme::next_relief(m->flow(), generous, t + 1s, t + 9h) == t + 30min);
    CHECK(esme::next_relief(m->flow(), strict, t + 1s, t + 9h + 7min) == t + 9h + 7min); // not by then
}
