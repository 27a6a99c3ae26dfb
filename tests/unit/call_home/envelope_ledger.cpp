#include "devices/call_home/envelope_ledger.hpp"

#include "samples.hpp"
#include "sim/kernel/rng.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace call_home_samples;

TEST_CASE("an envelope that comes again is recognised, hub by hub")
{
    envelope_ledger ledger;
    CHECK(ledger.record(hub, 7));
    CHECK(!ledger.record(hub, 7));
    CHECK(ledger.record(gas_meter, 7));
    CHECK(ledger.contains(hub, 7));
    CHECK(!ledger.contains(hub, 8));
    CHECK(!ledger.contains(electricity_meter, 7));
    ledger.forget(hub);
    CHECK(ledger.record(hub, 7));
}

TEST_CASE("ranges join where their gap closes, in any order")
{
    using ranges = std::vector<sequence_range>;
    sequence_set set;
    for (std::uint32_t s : {5U, 3U, 9U}) CHECK(set.insert(s));
    CHECK(set.ranges() == ranges{{3, 3}, {5, 5}, {9, 9}});
    CHECK(set.insert(4));
    CHECK(set.ranges() == ranges{{3, 5}, {9, 9}});
    CHECK(set.insert(2));
    CHECK(set.insert(6));
    CHECK(set.ranges() == ranges{{2, 6}, {9, 9}});
    CHECK(!set.insert(4));
    CHECK(set.insert(0xFFFFFFFF));
    CHECK(!set.insert(0xFFFFFFFF));
    CHECK(set.ranges() == ranges{{2, 6}, {9, 9}, {0xFFFFFFFF, 0xFFFFFFFF}});
}

TEST_CASE("a set of ranges agrees with a plain set over random numbers")
{
    auto random = sim::rng(4).stream("test/ledger");
    sequence_set set;
    std::set<std::uint32_t> plain;
    for (std::uint64_t i = 0; i < 2'000; ++i) {
        auto s = static_cast<std::uint32_t>(1 + random.below(i, 450));
        CHECK(set.insert(s) == plain.insert(s).second);
    }
    for (std::uint32_t s = 0; s <= 451; ++s) CHECK(set.contains(s) == plain.contains(s));
}

TEST_CASE("a ledger does not grow for ever: the oldest gap is given up first")
{
    sequence_set set;
    for (std::uint32_t i = 1; i <= sequence_set::most_ranges + 1; ++i) CHECK(set.insert(2 * i));
    CHECK(set.ranges().size() == sequence_set::most_ranges);
    CHECK(set.ranges().front() == sequence_range{2, 4});
    CHECK(!set.insert(3));
    CHECK(set.insert(5));
}

TEST_CASE("one range acknowledges a whole batch")
{
    CHECK(everything_in(envelopes{}).empty());
    envelopes batch{false,
                    {{3, header_code::alarm, hub, one_o_clock, {}}, {9, header_code::alarm, hub, one_o_clock, {}}}};
    CHECK(everything_in(batch) == std::vector<sequence_range>{{3, 9}});
}
