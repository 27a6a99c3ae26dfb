#include "scenarios/engine/suggest.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace scenarios::engine;

TEST_CASE("edit distance counts insertions, deletions, substitutions and swaps of neighbours")
{
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("within", "within") == 0);
    CHECK(edit_distance("wthin", "within") == 1);
    CHECK(edit_distance("withinn", "within") == 1);
    CHECK(edit_distance("wiThin", "within") == 1);
    CHECK(edit_distance("iwthin", "within") == 1);
    CHECK(edit_distance("since", "within") == 5);
}

TEST_CASE("the nearest name is suggested only when it is near")
{
    constexpr std::array<std::string_view, 4> known{"within", "since", "where", "on"};
    CHECK(nearest("wihtin", known) == "within");
    CHECK(nearest("sinse", known) == "since");
    CHECK(nearest("were", known) == "where");
    CHECK(nearest("in", known) == "on");
    CHECK_FALSE(nearest("deadline", known));
    CHECK_FALSE(nearest("xy", known));
    CHECK_FALSE(nearest("", known));
    CHECK_FALSE(nearest(std::string(65, 'w'), known));
    CHECK_FALSE(nearest("within", {}));
}

TEST_CASE("of equally near names the first is suggested")
{
    constexpr std::array<std::string_view, 2> known{"abcx", "abcy"};
    CHECK(nearest("abcz", known) == "abcx");
}

TEST_CASE("a suggestion is a question, or nothing")
{
    constexpr std::array<std::string_view, 1> known{"family"};
    CHECK(did_you_mean("famly", known) == "; did you mean `family`?");
    CHECK(did_you_mean("zebra", known).empty());
}
