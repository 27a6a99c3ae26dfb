#include "scenarios/reference/migration_group.hpp"

#include <doctest/doctest.h>

using namespace scenarios::reference;
using namespace std::chrono_literals;

TEST_CASE("a group that does not exist is not parsed")
{
    for (auto text : {"", "EAA", "ea", "ED", "A", "AB"}) {
        CAPTURE(text);
        CHECK(parse_migration_group(text).error() == sim::core_errc::malformed);
    }
}

TEST_CASE("groups EA, EB and EC have 192 hours, all others 48")
{
    struct row {
        const char* name;
        std::chrono::hours window;
    };
    for (auto [name, window] : {row{"AA", 48h}, row{"BA", 48h}, row{"CA", 48h}, row{"CB", 48h}, row{"DA", 48h},
                                row{"EA", 192h}, row{"EB", 192h}, row{"EC", 192h}}) {
        CAPTURE(name);
        auto group = parse_migration_group(name);
        REQUIRE(group.has_value());
        CHECK(to_string(*group) == name);
        CHECK(installation_window(*group) == window);
    }
}
