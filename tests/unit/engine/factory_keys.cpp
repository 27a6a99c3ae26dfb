#include "scenarios/engine/factory_keys.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace scenarios::engine;

TEST_CASE("a device's three keys are its own, and those of its seed")
{
    std::set<devices::dlms::key128> seen;
    for (std::uint64_t seed : {1U, 2U})
        for (std::uint64_t device : {1U, 2U}) {
            sim::rng dice(seed);
            auto keys = make_factory_keys(dice, sim::eui64(device)),
                 again = make_factory_keys(dice, sim::eui64(device));
            CHECK(bool(keys.master == again.master));
            CHECK(bool(keys.encryption == again.encryption));
            CHECK(bool(keys.authentication == again.authentication));
            seen.insert({keys.master, keys.encryption, keys.authentication});
        }
    CHECK(seen.size() == 12);
}
