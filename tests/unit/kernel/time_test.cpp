#include "sim/kernel/kernel.hpp"
#include "sim/kernel/time.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace sim;

TEST_CASE("a text that is no RFC 3339 time is refused")
{
    for (const char* bad : {
             "",
             "2020-11-07",
             "2020-11-07T01:00:00",   // no offset
             "2020-11-07 01:00:00Z",  // RFC 3339 allows it by agreement only
             "2020-11-07T01:00:00Z ", // something behind it
             "2020-11-07T01:00Z",     // no seconds
             "2020-11-07T24:00:00Z",  //
             "2020-11-07T01:60:00Z",  //
             "2020-11-07T01:00:60Z",  // virtual time has no leap seconds
             "2020-13-07T01:00:00Z",  //
             "2020-00-07T01:00:00Z",  //
             "2021-02-29T01:00:00Z",  // no leap year
             "2020-11-07T01:00:00.Z", // a point without digits
             "2020-11-07T01:00:00.0000000001Z",
             "2020-11-07T01:00:00+1:00",  //
             "2020-11-07T01:00:00+01",    //
             "2020-11-07T01:00:00+24:00", //
             "2020-11-07T01:00:00+01:60", //
             "2020-11-7T01:00:00Z",       //
             "2020-1107-T01:00:00Z",      //
             "-020-11-07T01:00:00Z",      //
             "2020-11-07T-1:00:00Z",      //
             "2020\r11\r07T01:00:00Z",    // a hyphen but for one bit
             "2020-11-07T01\x1A"
             "00:00Z",
             "1969-12-31T23:59:59Z",
             "1970-01-01T00:59:59+01:00", // 1969 in UTC
             "2201-01-01T00:00:00Z",
         }) {
        CAPTURE(bad);
        auto t = parse_rfc3339(bad);
        REQUIRE_FALSE(t.has_value());
        CHECK(t.error() == core_errc::malformed);
    }
}

TEST_CASE("an RFC 3339 time is read to the nanosecond and written in UTC with nine digits")
{
    struct row {
        const char* text;
        const char* canonical;
    };
    for (auto [text, canonical] : {
             row{"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000000Z"},
             row{"1970-01-01T01:00:00+01:00", "1970-01-01T00:00:00.000000000Z"},
             row{"2020-11-07T01:02:03.000000004Z", "2020-11-07T01:02:03.000000004Z"},
             row{"2020-11-07t01:02:03.5z", "2020-11-07T01:02:03.500000000Z"},
             row{"2020-02-29T23:30:00-01:45", "2020-03-01T01:15:00.000000000Z"},
             row{"2020-03-01T00:15:00+01:00", "2020-02-29T23:15:00.000000000Z"},
             row{"2200-12-31T23:59:59.999999999Z", "2200-12-31T23:59:59.999999999Z"},
         }) {
        CAPTURE(text);
        auto t = parse_rfc3339(text);
        REQUIRE(t.has_value());
        CHECK(to_rfc3339(*t) == canonical);
        CHECK(*parse_rfc3339(canonical) == *t);
        CHECK(*parse_rfc3339(to_text(*t)) == *t);
    }
    CHECK(*parse_rfc3339("2020-11-07T00:00:00Z") == from_unix_seconds(1604707200)); // as `date -u +%s` says
}

TEST_CASE("seconds since 1970 are whole and rounded down")
{
    CHECK(to_unix_seconds(time_point(1999ms)) == 1);
    CHECK(to_unix_seconds(time_point(-1ns)) == -1);
    CHECK(from_unix_seconds(86400) == time_point(days(1)));
    CHECK(to_rfc3339(time_point(-1ns)) == "1969-12-31T23:59:59.999999999Z");
    CHECK(to_rfc3339(time_point::max()) == "2262-04-11T23:47:16.854775807Z");
    std::string line = "at ";
    append_rfc3339(line, time_point(1s));
    CHECK(line == "at 1970-01-01T00:00:01.000000000Z");
}

TEST_CASE("a text that is no duration is refused")
{
    struct row {
        const char* text;
        core_errc why;
    };
    for (auto [text, why] : {
             row{"", core_errc::malformed},
             row{"5", core_errc::malformed},     // no unit
             row{"h", core_errc::malformed},     // no number
             row{"5w", core_errc::malformed},    //
             row{"5 s", core_errc::malformed},   //
             row{"5s ", core_errc::malformed},   //
             row{"-5s", core_errc::malformed},   //
             row{"1.5h", core_errc::malformed},  //
             row{"1m1h", core_errc::malformed},  // smallest first
             row{"1h1h", core_errc::malformed},  // a unit twice
             row{"1h-1m", core_errc::malformed}, //
             row{"1H", core_errc::malformed},    //
             row{"36501d", core_errc::out_of_range},
             row{"36500d1ns", core_errc::out_of_range},
             row{"876001h", core_errc::out_of_range},
             row{"99999999999999999999s", core_errc::out_of_range},
         }) {
        CAPTURE(text);
        auto d = parse_duration(text);
        REQUIRE_FALSE(d.has_value());
        CHECK(d.error() == why);
    }
}

TEST_CASE("a duration is read from any of its forms and written in the shortest")
{
    struct row {
        const char* text;
        duration value;
        const char* shortest;
    };
    for (auto [text, value, shortest] : {
             row{"0s", 0s, "0s"},
             row{"0d0ns", 0s, "0s"},
             row{"90s", 90s, "1m30s"},
             row{"60m", 1h, "1h"},
             row{"192h", 192h, "8d"},
             row{"7d", 168h, "7d"},
             row{"1h30m", 90min, "1h30m"},
             row{"1d1h1m1s1ms1us1ns", 25h + 61s + 1001001ns, "1d1h1m1s1ms1us1ns"},
             row{"250ms", 250ms, "250ms"},
             row{"10us", 10us, "10us"},
             row{"5ns", 5ns, "5ns"},
             row{"1m1ms", 60s + 1ms, "1m1ms"},
             row{"36500d", 36500 * 24h, "36500d"},
         }) {
        CAPTURE(text);
        auto d = parse_duration(text);
        REQUIRE(d.has_value());
        CHECK(*d == value);
        CHECK(to_text(*d) == shortest);
        CHECK(*parse_duration(shortest) == value);
    }
    CHECK(to_text(-90s) == "-1m30s");
    CHECK(to_text(duration(std::numeric_limits<std::int64_t>::min())) == "-106751d23h47m16s854ms775us808ns");
}

TEST_CASE("a duration for people shows days only when there are any")
{
    CHECK(to_clock_text(0s) == "00:00:00");
    CHECK(to_clock_text(59999ms) == "00:00:59");
    CHECK(to_clock_text(24h - 1s) == "23:59:59");
    CHECK(to_clock_text(24h) == "1d 00:00:00");
    CHECK(to_clock_text(6 * 24h + 14h + 123s) == "6d 14:02:03");
    CHECK(to_clock_text(-5s) == "-00:00:05");
}

TEST_CASE("a pace is leap, step, or a whole number of times")
{
    for (const char* bad :
         {"", "x", "0x", "-1x", "+1x", "1.5x", "60", "60X", "1000001x", "99999999999x", "Leap", "60x "}) {
        CAPTURE(bad);
        CHECK_FALSE(parse_pace(bad).has_value());
    }
    for (const char* good : {"leap", "step", "1x", "60x", "1000000x"}) {
        CAPTURE(good);
        REQUIRE(parse_pace(good).has_value());
        CHECK(to_text(*parse_pace(good)) == good);
    }
    CHECK(parse_pace("60x")->rate == 60);
    CHECK(parse_pace("60x")->mode == pace_mode::rate);
    CHECK(parse_pace("step")->mode == pace_mode::step);
}
