#include "devices/metering/civil_time.hpp"

#include <doctest/doctest.h>

using namespace devices::metering;

TEST_CASE("summer time begins and ends at 01:00 UTC on the last Sundays of March and October")
{
    struct row {
        const char* at;
        bool summer;
    };
    for (const row& r : {row{"2020-03-29T00:59:59.999999999Z", false}, row{"2020-03-29T01:00:00Z", true},
                         row{"2020-10-25T00:59:59.999999999Z", true}, row{"2020-10-25T01:00:00Z", false},
                         row{"2021-03-28T01:00:00Z", true}, row{"2021-10-31T00:30:00Z", true},
                         row{"2021-01-01T00:00:00Z", false}, row{"2021-07-01T00:00:00Z", true}}) {
        CAPTURE(r.at);
        auto t = sim::parse_rfc3339(r.at).value();
        CHECK(summer_time(t) == r.summer);
        CHECK(civil_offset(t) == std::chrono::minutes(r.summer ? 60 : 0));
    }
}

TEST_CASE("midnight is the start of the day that holds the instant")
{
    auto t = sim::parse_rfc3339("2020-02-29T23:59:59.999999999Z").value();
    CHECK(sim::to_rfc3339(midnight(day_of(t))) == "2020-02-29T00:00:00.000000000Z");
    CHECK(day_of(t + sim::duration(1)) == day_of(t) + std::chrono::days(1));
}
