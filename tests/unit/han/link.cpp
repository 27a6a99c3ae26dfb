#include "sim/han/link.hpp"

#include <doctest/doctest.h>

namespace sim::han {
namespace {

link made(std::int16_t path_loss_db, std::uint16_t interference = 0, bool reachable = true, std::uint64_t seed = 7)
{
    rng dice(seed);
    link_settings s;
    s.path_loss_db = path_loss_db;
    s.interference.days_per_mille = interference;
    s.reachable = reachable;
    return {dice.stream("home"), dice.stream("own"), s};
}

time_point at(std::int64_t seconds) { return from_unix_seconds(1'600'000'000 + seconds); }

double closed_share(const link& l, int blocks)
{
    int closed = 0;
    for (int i = 0; i < blocks; ++i) closed += !l.open(at(i * 2));
    return static_cast<double>(closed) / blocks;
}

TEST_CASE("out of reach nothing gets through")
{
    auto l = made(50, 0, false);
    CHECK(closed_share(l, 1000) == 1);
    CHECK_FALSE(l.quiet(444'444));
    CHECK(made(120).at(at(0)).loss_per_million == 1'000'000);
    CHECK(closed_share(made(120), 1000) == 1);
}

TEST_CASE("a block is closed as often as four losses in a row")
{
    // 94 dB: the margin is 0 to 8 dB, by the hour.
    auto l = made(94);
    double expected = 0;
    constexpr int hours = 400;
    for (int i = 0; i < hours; ++i) {
        auto p = l.at(at(i * 3600)).loss_per_million / 1e6;
        expected += p * p * p * p / hours;
    }
    auto seen = closed_share(l, hours * 1800);
    CHECK(seen > expected * 0.9);
    CHECK(seen < expected * 1.1);
    CHECK(closed_share(made(50), 100'000) == 0);
}

TEST_CASE("quality falls with path loss, and LQI with it")
{
    link_quality before{0, 255, 0};
    for (short db : std::initializer_list<short>{40, 60, 80, 95, 100}) {
        auto q = made(db).at(at(0));
        CHECK(q.rssi_dbm >= 3 - db - 4);
        CHECK(q.rssi_dbm <= 3 - db + 4);
        CHECK(q.lqi <= before.lqi);
        CHECK(q.loss_per_million >= before.loss_per_million);
        before = q;
    }
}

TEST_CASE("what holds in a block holds in all of it, and what is quiet for an hour is open for all of it")
{
    auto l = made(90, 500);
    int quiet = 0, closed = 0;
    for (std::int64_t hour = 444'445; hour < 444'445 + 500; ++hour) {
        bool calm = l.quiet(hour);
        quiet += calm;
        for (std::int64_t s = 0; s < 3600; s += 2) {
            time_point t(std::chrono::seconds(hour * 3600 + s));
            CHECK(l.open(t) == l.open(t + 2s - 1ns));
            closed += !l.open(t);
            if (calm) CHECK(l.open(t));
        }
    }
    CHECK(quiet > 0);
    CHECK(closed > 0);
}

TEST_CASE("interference begins and ends within a day, and adds to the loss")
{
    auto l = made(50, 1000), calm = made(50);
    int disturbed = 0;
    constexpr int minutes = 100 * 24 * 60;
    for (int m = 0; m < minutes; ++m) {
        auto p = l.at(at(m * 60)).loss_per_million, q = calm.at(at(m * 60)).loss_per_million;
        CHECK((p == q || p == q + 300'000));
        disturbed += p != q;
    }
    // 5 to 40 minutes a day.
    CHECK(disturbed > 100 * 15);
    CHECK(disturbed < 100 * 30);
}

TEST_CASE("attempts follow the loss, and depend on the instant alone")
{
    auto l = made(93);
    int repeated = 0;
    for (int i = 0; i < 10'000; ++i) {
        auto t = at(0) + i * 1ms;
        auto n = l.attempts(t, 0);
        CHECK(n >= 1);
        CHECK(n <= frame_attempts);
        CHECK(n == l.attempts(t, 0));
        CHECK(l.back_off(t, 0, 0) < 8);
        repeated += n > 1;
    }
    auto share = repeated / 10'000.0, loss = l.at(at(0)).loss_per_million / 1e6;
    CHECK(share > loss * 0.9);
    CHECK(share < loss * 1.1);
}

} // namespace
} // namespace sim::han
