#include "devices/metering/tariff_registers.hpp"

#include <doctest/doctest.h>

#include <numeric>

namespace {

using namespace devices::metering;
using namespace std::chrono_literals;

const auto start = sim::parse_rfc3339("2019-03-01T00:00:00Z").value();
constexpr auto year = sim::days(365);

counter make(std::uint64_t seed) { return {consumption(domestic_electricity, sim::rng(seed), "m"), start}; }

tariff night_and_day(std::vector<std::int64_t> thresholds = {}, block_period period = block_period::month)
{
    tariff t;
    t.table.days = {{{0min, 0}, {30min, 1}, {450min, 0}}, {{0min, 0}, {725min, 2}}};
    t.table.weeks = {{0, 0, 0, 0, 0, 1, 1}};
    t.thresholds = std::move(thresholds);
    t.period = period;
    REQUIRE(t.fault().empty());
    return t;
}

std::int64_t sum_of_blocks(const tally& t)
{
    std::int64_t sum = 0;
    for (const auto& block : t.blocks) sum = std::accumulate(block.begin(), block.end(), sum);
    return sum;
}

TEST_CASE("the rates' registers add up to the total, and so do the blocks'")
{
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CAPTURE(seed);
        auto c = make(seed);
        c.stop(start + 40 * 24h + 5h);
        c.resume(start + 43 * 24h);
        for (const auto& t : {night_and_day(), night_and_day({50'000, 120'000, 200'000}), tariff{}}) {
            tally r{start};
            advance(r, t, c, start + year + 17min);
            CHECK(r.at == start + year + 17min);
            CHECK(r.total() == c.total(start + year + 17min));
            CHECK(sum_of_blocks(r) == (t.thresholds.empty() ? 0 : r.total()));
        }
    }
}

TEST_CASE("a leap of a year and a walk in half-hours end in equal registers")
{
    for (auto period : {block_period::day, block_period::week, block_period::month}) {
        auto c = make(3);
        auto t = night_and_day({3'000, 9'000}, period);
        tally leap{start}, walk{start}, stroll{start};
        advance(leap, t, c, start + year);
        for (auto at = start; at < start + year; at += 30min) advance(walk, t, c, at + 30min);
        auto dice = sim::rng(1).stream("steps");
        for (std::uint64_t i = 0; stroll.at < start + year; ++i)
            advance(stroll, t, c, std::min(start + year, stroll.at + std::chrono::seconds(1 + dice.below(i, 400'000))));
        CHECK(leap == walk);
        CHECK(leap == stroll);
    }
}

TEST_CASE("what is counted at night goes to the night's register")
{
    auto c = make(1);
    auto t = night_and_day();
    tally r{start}; // a Friday
    advance(r, t, c, start + 24h);
    CHECK(r.rates[1] == c.between(start + 30min, start + 450min));
    CHECK(r.rates[0] == c.total(start + 24h) - r.rates[1]);
    CHECK(r.rates[2] == 0);
    auto again = r;
    advance(again, t, c, start + 3h); // not later: nothing
    CHECK(again == r);
}

TEST_CASE("a block is full at its threshold, and blocks begin anew with their period")
{
    auto c = make(1);
    auto t = night_and_day({1'000}, block_period::day);
    tally r{start};
    advance(r, t, c, start + 48h);
    std::int64_t first = 0, second = 0;
    for (int d = 0; d < 2; ++d) {
        auto day = c.between(start + d * 24h, start + (d + 1) * 24h);
        first += std::min<std::int64_t>(1'000, day);
        second += std::max<std::int64_t>(0, day - 1'000);
    }
    CHECK(std::accumulate(r.blocks[0].begin(), r.blocks[0].end(), std::int64_t{0}) == first);
    CHECK(std::accumulate(r.blocks[1].begin(), r.blocks[1].end(), std::int64_t{0}) == second);
    CHECK(r.in_period == 0);
}

TEST_CASE("a tariff that cannot be is a fault, in words")
{
    auto t = night_and_day({1, 2, 3});
    t.thresholds = {1, 2, 3, 4};
    CHECK(t.fault() == "there are more than 3 block thresholds");
    t.thresholds = {5, 5};
    CHECK(t.fault() == "the block thresholds do not rise");
    t.thresholds = {0};
    CHECK(t.fault() == "the block thresholds do not rise");
    t.thresholds = {1};
    t.table.days[0][1].rate = 8;
    CHECK(t.fault() == "with blocks there are 8 rates");
    t.table.days.clear();
    CHECK(t.fault() == "there must be 1 to 16 day profiles");
}

TEST_CASE("tariffs and registers are kept")
{
    auto t = night_and_day({1'000, 2'000}, block_period::week);
    tally r{start};
    advance(r, t, make(1), start + 100h);
    sim::writer out;
    encode(out, t);
    encode(out, r);
    sim::reader in(out.data());
    CHECK(decode(in, static_cast<const tariff*>(nullptr)) == t);
    CHECK(decode(in, static_cast<const tally*>(nullptr)) == r);
    CHECK_FALSE(in.finish());
}

} // namespace
