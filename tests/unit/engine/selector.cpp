#include "scenarios/engine/selector.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace scenarios::engine;

namespace {

bool names(std::string_view pattern, std::string_view id)
{
    auto s = selector::parse(pattern);
    REQUIRE(s.has_value());
    return s->matches(id);
}

} // namespace

TEST_CASE("malformed selectors are refused")
{
    struct row {
        std::string_view text;
        selector_errc error;
    };
    for (auto [text, error] : std::array{
             row{"", selector_errc::empty}, row{"tri 1", selector_errc::bad_character},
             row{"tri-1.chf", selector_errc::bad_character}, row{"tri-]", selector_errc::bad_character},
             row{"tri-[", selector_errc::bad_range}, row{"tri-[]", selector_errc::bad_range},
             row{"tri-[1]", selector_errc::bad_range}, row{"tri-[1-", selector_errc::bad_range},
             row{"tri-[1-3", selector_errc::bad_range}, row{"tri-[3-1]", selector_errc::bad_range},
             row{"tri-[01-3]", selector_errc::bad_range}, row{"tri-[a-c]", selector_errc::bad_range},
             row{"tri-[1-1000001]", selector_errc::bad_range},
             row{"tri-[1-99999999999999999999]", selector_errc::bad_range},
             row{"a*b*c*d*e*", selector_errc::too_many_stars},
             row{"01234567890123456789012345678901234567890123456789012345678901234", selector_errc::too_long}}) {
        CAPTURE(text);
        auto parsed = selector::parse(text);
        REQUIRE(parsed.has_error());
        CHECK(parsed.error() == error);
        CHECK_FALSE(parsed.error().message().empty());
    }
}

TEST_CASE("a plain name selects itself only")
{
    CHECK(names("tri-1", "tri-1"));
    CHECK_FALSE(names("tri-1", "tri-11"));
    CHECK_FALSE(names("tri-1", "tri-"));
    CHECK_FALSE(names("tri", "tri-1"));
    CHECK(selector::parse("tri-1")->is_name());
    CHECK_FALSE(selector::parse("tri-*")->is_name());
    CHECK_FALSE(selector::parse("tri-[1-2]")->is_name());
}

TEST_CASE("a star is any run of characters, the empty one included, and a question mark is one")
{
    CHECK(names("*", "tri-1"));
    CHECK(names("tri-*", "tri-12"));
    CHECK(names("tri*", "tri"));
    CHECK_FALSE(names("tri-*", "lg-1"));
    CHECK(names("*-1", "a-1-1"));
    CHECK(names("*a*b", "xxaxxaxb"));
    CHECK_FALSE(names("*a*b", "xxaxxax"));
    CHECK(names("tri-?", "tri-7"));
    CHECK_FALSE(names("tri-?", "tri-12"));
    CHECK_FALSE(names("tri-?", "tri-"));
}

TEST_CASE("a range is of numbers, not of characters")
{
    CHECK(names("tri-[1-3]", "tri-1"));
    CHECK(names("tri-[1-3]", "tri-3"));
    CHECK_FALSE(names("tri-[1-3]", "tri-4"));
    CHECK_FALSE(names("tri-[1-3]", "tri-0"));
    CHECK_FALSE(names("tri-[1-3]", "tri-12"));
    CHECK_FALSE(names("tri-[1-3]", "tri-01"));
    CHECK(names("tri-[8-12]", "tri-10"));
    CHECK_FALSE(names("tri-[8-12]", "tri-1"));
    CHECK(names("tri-[1-3]-x", "tri-2-x"));
    CHECK_FALSE(names("tri-[1-3]", "tri-x"));
    CHECK_FALSE(names("tri-[1-3]", "tri-"));
}

TEST_CASE("several selectors select each installation once, in the fleet's order")
{
    std::vector<std::string> ids{"tri-1", "tri-2", "tri-3", "lg"};
    std::vector<selector> chosen{*selector::parse("lg"), *selector::parse("tri-[2-3]"), *selector::parse("tri-3")};
    CHECK(select(chosen, ids) == std::vector<std::string>{"tri-2", "tri-3", "lg"});
    CHECK(select({}, ids).empty());
}

TEST_CASE("an installation's id is a word without a full stop")
{
    CHECK(is_installation_id("tri"));
    CHECK(is_installation_id("7b_x-2"));
    CHECK_FALSE(is_installation_id(""));
    CHECK_FALSE(is_installation_id("-a"));
    CHECK_FALSE(is_installation_id("_a"));
    CHECK_FALSE(is_installation_id("tri.chf"));
    CHECK_FALSE(is_installation_id("tri*"));
    CHECK_FALSE(is_installation_id("tri é"));
    CHECK_FALSE(is_installation_id(std::string(65, 'a')));
}
