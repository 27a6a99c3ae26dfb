#include "devices/metering/prices.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::metering;

TEST_CASE("prices that no tariff has are a fault")
{
    price_list p;
    CHECK(p.fault().empty());
    p.rates.assign(49, {1});
    CHECK_FALSE(p.fault().empty());
    p.rates = {{-1}};
    CHECK_FALSE(p.fault().empty());
    p.rates = {{20'000'001}};
    CHECK_FALSE(p.fault().empty());
    p.rates = {{20'000'000}};
    CHECK(p.fault().empty());
    p.blocks[3].assign(9, {1});
    CHECK_FALSE(p.fault().empty());
    p.blocks[3].assign(8, {-1});
    CHECK_FALSE(p.fault().empty());
    p.blocks[3].clear();
    p.standing_charge = {-1};
    CHECK_FALSE(p.fault().empty());
}

TEST_CASE("energy costs by rate, or by block and rate, to the micropenny")
{
    tally t;
    t.rates[0] = 1'000; // 1 kWh at 15.5 p
    t.rates[2] = 3;
    t.blocks[0][0] = 900;
    t.blocks[1][0] = 100;
    price_list p;
    p.rates = {{15'500}, {9'999}, {7}};
    p.blocks[0] = {{10'000}};
    p.blocks[1] = {{20'000}};
    CHECK(p.cost(t, false) == from_pence(15) + money{500'000 + 21});
    CHECK(p.cost(t, true) == money{9'000'000 + 2'000'000});
    CHECK_FALSE(p.free());
    CHECK(price_list{}.free());
    CHECK(price_list{}.cost(t, false) == money{});
}

TEST_CASE("millipence are rounded down, on both sides of zero")
{
    CHECK(to_millipence({1'999}) == 1);
    CHECK(to_millipence({-1}) == -1);
    CHECK(to_millipence({-1'000}) == -1);
    CHECK(to_millipence(from_millipence(-7)) == -7);
}

TEST_CASE("prices outlive a power cut")
{
    price_list p;
    p.rates = {{15'500}, {0}};
    p.blocks[2] = {{1}, {2}, {3}};
    p.standing_charge = from_pence(27);
    sim::writer out;
    encode(out, p);
    sim::reader in(out.data());
    CHECK(decode(in, static_cast<const price_list*>(nullptr)) == p);
    CHECK_FALSE(in.finish());
    for (std::size_t cut = 0; cut < out.data().size(); ++cut) {
        sim::reader part(sim::byte_view(out.data()).first(cut));
        decode(part, static_cast<const price_list*>(nullptr));
        CHECK(part.finish());
    }
}

} // namespace
