#include "sim/kernel/rng.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>

using namespace sim;

namespace {
constexpr auto highest = std::numeric_limits<std::uint64_t>::max();
} // namespace

TEST_CASE("the dice are those of the specification")
{
    // Computed outside this program from the three formulas of rng.hpp.
    struct row {
        std::uint64_t seed;
        const char* name;
        std::array<std::uint64_t, 4> at_0_1_17_and_last;
    };
    for (const auto& r : {
             row{7, "tri-3/wan/loss", {0x08280a5b82ffe479, 0x706b3afe1b92e0a9, 0x00cbeb7f3a358068, 0xa7c3da723043095d}},
             row{0, "", {0xe587d3dff9e92ed0, 0x274e5e9a4929b0bb, 0x6d56dc2f3a6b81b7, 0x8932c885a3fe960e}},
             row{highest, "a", {0x99d50aaa92be6dce, 0x697c5bda6e2603de, 0x644ad99d226fe1cd, 0xc6b3822ed19a41ae}},
             row{7, "\xC3\xA9", {0x357ecca5260d8942, 0x6e2df1b350e7ab15, 0x8a96454a2bc19272, 0x60f6a38201546101}},
         }) {
        CAPTURE(r.name);
        auto s = rng(r.seed).stream(r.name);
        CHECK(s.at(0) == r.at_0_1_17_and_last[0]);
        CHECK(s.at(1) == r.at_0_1_17_and_last[1]);
        CHECK(s.at(17) == r.at_0_1_17_and_last[2]);
        CHECK(s.at(highest) == r.at_0_1_17_and_last[3]);
    }
    CHECK(rng(7).stream("tri-3/wan/loss").child("x").at(0) == 0xe4f6f6e89c9b7649);
    CHECK(rng(7).seed() == 7);
}

TEST_CASE("a throw below a bound is the high half of a product")
{
    auto s = rng(7).stream("tri-3/wan/loss");
    constexpr std::array<std::uint64_t, 20> dice{0, 2, 2, 4, 3, 1, 0, 5, 4, 3, 4, 0, 2, 1, 3, 2, 2, 0, 4, 3};
    for (std::size_t i = 0; i < dice.size(); ++i) CHECK(s.below(i, 6) == dice[i]);
    CHECK(s.below(5, 1) == 0);
    CHECK(s.below(5, highest) < highest);
}

TEST_CASE("a stream does not depend on who else draws, nor on the order of drawing")
{
    rng dice(7);
    auto a = dice.stream("a"), b = dice.stream("b");
    auto third = a.at(3);
    for (std::uint64_t i = 0; i < 100; ++i) b.at(i);
    CHECK(dice.stream("a").at(3) == third);
    CHECK(a.at(0) != b.at(0));
    CHECK(rng(8).stream("a").at(3) != third);
    CHECK(a.child("x").at(0) != a.child("y").at(0));
    CHECK(a.child("x").at(0) != b.child("x").at(0));
    CHECK(a.child("x").at(0) != a.at(0));
}

TEST_CASE("a chance of nought never comes, one of one always, and one of twenty about that often")
{
    auto s = rng(7).stream("tri-3/wan/loss");
    int never = 0, always = 0, sometimes = 0;
    for (std::uint64_t i = 0; i < 10'000; ++i) {
        never += s.chance(i, 0, 1);
        always += s.chance(i, 1, 1);
        sometimes += s.chance(i, 1, 20);
    }
    CHECK(never == 0);
    CHECK(always == 10'000);
    CHECK(sometimes == 527); // exactly, as computed outside; 500 expected, standard deviation 22
    CHECK(s.chance(0, 7, 7));
    CHECK_FALSE(s.chance(highest, 0, highest));
}
