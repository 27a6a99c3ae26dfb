#include "devices/gsme/wakes.hpp"

#include <doctest/doctest.h>

using namespace devices::gsme;
using namespace std::chrono_literals;

namespace {
const auto noon = sim::parse_rfc3339("2020-11-07T12:00:00Z").value();
}

TEST_CASE("a wake that is lost for good is lost once, at the third, and found once")
{
    hub_search s;
    CHECK(s.tried(10, true) == hub_search::outcome::nothing);
    CHECK(s.tried(11, false) == hub_search::outcome::nothing);
    CHECK(s.is() == hub_search::state::missing);
    CHECK(s.tried(12, false) == hub_search::outcome::nothing);
    CHECK(s.tried(13, false) == hub_search::outcome::lost);
    CHECK(s.tried(14, false) == hub_search::outcome::nothing);
    CHECK(s.tried(15, true) == hub_search::outcome::found);
    CHECK(s.scans() == 2);
    CHECK(s.is() == hub_search::state::in_touch);
}

TEST_CASE("two wakes without the hub are forgotten by the next with it")
{
    hub_search s;
    for (std::int64_t wake = 0; wake < 30; ++wake) CHECK(s.tried(wake, wake % 3 == 2) == hub_search::outcome::nothing);
}

TEST_CASE("a lost meter scans at every wake for a day, then every three hours")
{
    hub_search s;
    for (std::int64_t wake = 1; wake <= 3; ++wake) s.tried(wake, false);
    std::int64_t tried = 0;
    for (std::int64_t wake = 4; wake <= 3 + 96; ++wake)
        if (s.tries(wake)) {
            s.tried(wake, false);
            ++tried;
        }
    CHECK(tried == 48 + 48 / 6);
    CHECK(s.scans() == tried);
    CHECK_FALSE(s.tries(3 + 97));
    CHECK(s.tries(3 + 102));
}

TEST_CASE("that it is lost outlives a power cut, and a count of misses does not")
{
    hub_search s, again;
    for (std::int64_t wake = 1; wake <= 2; ++wake) s.tried(wake, false);
    auto reload = [&] {
        sim::writer out;
        s.save(out);
        auto kept = out.take();
        sim::reader in(kept);
        again.restore(in);
        return !in.finish();
    };
    REQUIRE(reload());
    CHECK(again.is() == hub_search::state::in_touch);
    s.tried(3, false);
    REQUIRE(reload());
    CHECK(again.is() == hub_search::state::lost);
    CHECK(again.tries(3 + 48));
    CHECK_FALSE(again.tries(3 + 49));
    sim::bytes damaged{2, 0, 0, 0, 0, 0, 0, 0, 0};
    sim::reader in(damaged);
    again.restore(in);
    CHECK(in.finish());
}

TEST_CASE("wakes are half an hour apart, for ever, and each has its number")
{
    sim::rng dice(7);
    wake_schedule one(dice, "tri-1.gsme"), other(dice, "tri-2.gsme");
    CHECK(one.phase() != other.phase());
    for (auto t : {noon, noon + 17min, noon + 30min, sim::time_point{}, sim::time_point{} - 1ns}) {
        const auto k = one.last(t);
        CHECK(one.at(k) <= t);
        CHECK(one.at(k + 1) > t);
        CHECK(one.at(k + 1) - one.at(k) == 30min);
        CHECK(one.last(one.at(k)) == k);
        CHECK(one.last(one.at(k) - 1ns) == k - 1);
    }
}
