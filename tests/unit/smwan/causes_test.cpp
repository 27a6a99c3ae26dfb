#include "sim/smwan/causes.hpp"

#include <doctest/doctest.h>

#include <set>

namespace sim::smwan {
namespace {

TEST_CASE("a cause that is not named is one that the device does not know, and is retried")
{
    CHECK(describe(gmm_cause{99}) == "a cause that the device does not know");
    CHECK(reaction_to(gmm_cause{99}) == reaction::retry);
    CHECK(describe(sm_cause{99}) == "a cause that the device does not know");
    CHECK(reaction_to(sm_cause{99}) == reaction::retry);
}

TEST_CASE("every named cause has a sentence of its own")
{
    std::set<std::string_view> gmm, sm;
    constexpr std::uint8_t gmm_numbers[] = {2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21, 22, 40};
    constexpr std::uint8_t sm_numbers[] = {8, 26, 27, 28, 29, 30, 31, 32, 33, 34, 36, 38, 39, 112};
    for (auto n : gmm_numbers) gmm.insert(describe(gmm_cause{n}));
    for (auto n : sm_numbers) sm.insert(describe(sm_cause{n}));
    CHECK(gmm.size() == std::size(gmm_numbers));
    CHECK(sm.size() == std::size(sm_numbers));
    CHECK_FALSE(gmm.contains(describe(gmm_cause{99})));
    CHECK_FALSE(sm.contains(describe(sm_cause{99})));
}

} // namespace
} // namespace sim::smwan
