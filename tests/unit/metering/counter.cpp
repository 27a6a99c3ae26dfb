#include "devices/metering/counter.hpp"

#include "devices/metering/civil_time.hpp"

#include <doctest/doctest.h>

#include <numeric>

namespace {

using namespace devices::metering;
using namespace std::chrono_literals;

const auto installed = sim::parse_rfc3339("2019-03-01T00:10:00Z").value();
const auto start = half_hour_start(installed);

counter make(std::uint64_t seed = 1) { return {consumption(domestic_electricity, sim::rng(seed), "m"), installed}; }

std::int64_t sum_of_profile(const counter& c, sim::time_point from, sim::time_point to)
{
    std::int64_t sum = 0;
    for (auto t = from; t < to; t += half_hour_length) sum += c.half_hour(t);
    return sum;
}

TEST_CASE("a counter begins with nothing at the half-hour of its installation")
{
    auto c = make();
    CHECK(c.installed() == start);
    CHECK(c.total(start - 1h) == 0);
    CHECK(c.total(start) == 0);
    CHECK(c.total(start + 48h) > 0);
    CHECK(c.half_hour(start - 1ns) == 0);
}

TEST_CASE("nothing is counted while the supply is off, and counting goes on where it stood")
{
    auto c = make(), never_off = make();
    const auto off = start + 30h + 7min + 13s, on = off + 9h + 11s;
    c.stop(off);
    CHECK_FALSE(c.flowing());
    CHECK(c.total(off + 100h) == never_off.total(off));
    CHECK(c.half_hour(off + 1h) == 0);
    c.resume(on);
    CHECK(c.flowing());
    CHECK(c.total(on) == never_off.total(off));
    CHECK(c.between(on, on + 24h) == never_off.between(on, on + 24h));
    CHECK(c.total(off - 1h) == never_off.total(off - 1h)); // the past stands
    CHECK(c.half_hour(off) < never_off.half_hour(off));
}

TEST_CASE("a steady draw is what flows, by the second, and habits rule again after it")
{
    auto c = make(), habits = make();
    const auto from = start + 30h + 7min + 13s;
    c.draw(3'600, from, from + 5h);
    for (auto d : {0s, 1s, 100s, 18'000s}) CHECK(c.between(from, from + d) == d.count());
    CHECK(c.per_hour(from) == 3'600);
    CHECK(c.per_hour(from - 1ns) == 2 * habits.demand(from));
    CHECK(c.next_draw_edge(start) == from);
    CHECK(c.next_draw_edge(from) == from + 5h);
    CHECK(c.between(from + 5h, from + 30h) == habits.between(from + 5h, from + 30h));
    c.draw_as_usual(from + 1h); // earlier than it was to end
    CHECK(c.between(from, from + 1h) == 3'600);
    CHECK(c.between(from + 1h, from + 30h) == habits.between(from + 1h, from + 30h));
    c.draw(0, from + 2h, sim::time_point::max());
    CHECK(c.between(from + 2h, from + 9'000h) == 0);
    c.draw(7, from + 2h, from + 3h); // in the same instant: instead of it
    CHECK(c.between(from + 2h, from + 3h) == 7);
}

TEST_CASE("steady draws and outages in any order: nothing flows while the supply is off, and the profile adds up")
{
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        auto c = make(seed);
        const auto dice = sim::rng(seed).stream("draws");
        auto t = start;
        std::int64_t stood = 0;
        for (std::uint64_t i = 0; i < 2'000; ++i) { // more than are kept
            t += std::chrono::milliseconds(dice.below(4 * i, 9'000'000));
            if (!c.flowing()) CHECK(c.total(t) == stood);
            switch (dice.below(4 * i + 1, 4)) {
            case 0: c.stop(t); break;
            case 1: c.resume(t); break;
            case 2: c.draw_as_usual(t); break;
            default:
                c.draw(static_cast<std::int64_t>(dice.below(4 * i + 2, 5'000)), t,
                       t + std::chrono::seconds(1 + dice.below(4 * i + 3, 30'000)));
            }
            stood = c.total(t);
            if (i % 100 == 0) {
                sim::writer out;
                c.save(out);
                const auto blob = out.take();
                auto again = make(seed);
                sim::reader in(blob);
                again.restore(in);
                REQUIRE_FALSE(in.finish());
                CHECK(again.total(t + 900h) == c.total(t + 900h));
                CHECK(again.total(t - 9h) == c.total(t - 9h));
            }
        }
        const auto from = half_hour_start(t) - 96h, to = half_hour_start(t) + 96h;
        CHECK(sum_of_profile(c, from, to) == c.between(from, to));
        for (auto day = day_of(from); day <= day_of(to); day += std::chrono::days(1)) {
            const auto entries = c.day(day);
            for (std::size_t i = 0; i < entries.size(); ++i)
                CHECK(entries[i] == c.half_hour(midnight(day) + static_cast<int>(i) * 30min));
        }
    }
}

TEST_CASE("the profile adds up to the register, outages or not, for many seeds")
{
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        auto c = make(seed);
        auto dice = sim::rng(seed).stream("outages");
        auto t = start;
        for (std::uint64_t i = 0; i < 12; ++i) {
            t += std::chrono::seconds(dice.below(2 * i, 200'000));
            c.stop(t);
            t += std::chrono::seconds(dice.below(2 * i + 1, 100'000));
            c.resume(t);
        }
        CHECK(c.outages().size() <= 12);
        CHECK(sum_of_profile(c, start, start + 60 * 24h) == c.total(start + 60 * 24h));
        for (int d = 0; d < 40; ++d) {
            auto date = day_of(start) + std::chrono::days(d);
            auto day = c.day(date);
            for (std::size_t i = 0; i < day.size(); ++i)
                REQUIRE(day[i] == c.half_hour(midnight(date) + static_cast<int>(i) * half_hour_length));
        }
    }
}

TEST_CASE("stopping twice, or resuming what flows, changes nothing")
{
    auto c = make();
    c.resume(start + 1h);
    CHECK(c.outages().empty());
    c.stop(start + 2h);
    c.stop(start + 3h);
    REQUIRE(c.outages().size() == 1);
    CHECK(c.outages()[0].from == start + 2h);
    c.resume(start + 2h); // at once: there was no outage
    CHECK(c.outages().empty());
}

TEST_CASE("the instant at which an amount will have been counted is found")
{
    auto c = make();
    const auto from = start + 100h, limit = from + 30 * 24h;
    for (std::int64_t amount : {1, 7, 500, 12'345}) {
        auto at = c.when(from, amount, limit);
        CAPTURE(amount);
        CHECK(c.between(from, at) >= amount);
        CHECK(c.between(from, at - 2s) < amount);
    }
    CHECK(c.when(from, 0, limit) == from);
    CHECK(c.when(from, 1'000'000'000, limit) == limit);
    c.stop(from);
    CHECK(c.when(from, 1, limit) == limit);
}

TEST_CASE("outages outlive a power cut of the meter")
{
    auto c = make(), again = make();
    c.stop(start + 5h);
    c.resume(start + 9h);
    c.stop(start + 20h);
    sim::writer out;
    c.save(out);
    sim::reader in(out.data());
    again.restore(in);
    CHECK_FALSE(in.finish());
    CHECK(again.outages() == c.outages());
    CHECK(again.total(start + 50h) == c.total(start + 50h));
    for (std::size_t cut = 0; cut < out.data().size(); ++cut) {
        sim::reader partial(sim::byte_view(out.data()).first(cut));
        make().restore(partial);
        CHECK(partial.finish());
    }
}

TEST_CASE("more outages than are stored move nothing but the oldest entries")
{
    auto c = make(), all = make();
    std::int64_t missing = 0;
    auto t = start;
    for (std::size_t i = 0; i < counter::most_outages + 50; ++i) {
        t += 3h;
        missing += all.between(t, t + 10min);
        c.stop(t);
        c.resume(t + 10min);
    }
    CHECK(c.outages().size() == counter::most_outages);
    CHECK(c.total(t + 24h) == all.total(t + 24h) - missing);
}

} // namespace
