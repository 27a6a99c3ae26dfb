#include "scenarios/report/text.hpp"

#include <doctest/doctest.h>

using namespace scenarios::report;
using namespace std::chrono_literals;

TEST_CASE("durations for people have at most two units and no zeros")
{
    CHECK(spaced(0s) == "0 s");
    CHECK(spaced(999ms) == "0 s");
    CHECK(spaced(59s) == "59 s");
    CHECK(spaced(60s) == "1 m");
    CHECK(spaced(12min + 5s) == "12 m 5 s");
    CHECK(spaced(1h + 5s) == "1 h");
    CHECK(spaced(34h + 58min + 59s) == "34 h 58 m");
    CHECK(spaced(72h - 1s) == "71 h 59 m");
    CHECK(spaced(72h) == "3 d");
    CHECK(spaced(240h) == "10 d");
    CHECK(spaced(158h + 2min) == "6 d 14 h");
    CHECK(spaced(-68h - 4min) == "-68 h 4 m");
}

TEST_CASE("wall time has tenths while it is short")
{
    CHECK(wall_text(0ms) == "0.0 s");
    CHECK(wall_text(6249ms) == "6.2 s");
    CHECK(wall_text(9949ms) == "9.9 s");
    CHECK(wall_text(9950ms) == "9 s");
    CHECK(wall_text(10s) == "10 s");
    CHECK(wall_text(99'999ms) == "99 s");
    CHECK(wall_text(200s) == "3 m 20 s");
}

TEST_CASE("times of a run always have days")
{
    CHECK(day_and_minute(1h) == "0d 01:00");
    CHECK(day_and_minute(158h + 2min + 59s) == "6d 14:02");
    CHECK(day_and_second(51h + 14min + 7s + 999ms) == "2d 03:14:07");
    CHECK(day_and_second(24'000h) == "1000d 00:00:00");
}

TEST_CASE("what could steer a terminal is replaced")
{
    const std::string r = "\xEF\xBF\xBD";
    CHECK(printable("a\x1b[31mb") == "a" + r + "[31mb");
    CHECK(printable("a\nb\x7f") == "a" + r + "b" + r);
    CHECK(printable("\xC2\x9B"
                    "31m") == r + "31m"); // CSI as one character
    CHECK(printable("\xFF\xC3") == r + r);
    CHECK(printable("größer – 5 m³") == "größer – 5 m³");
}

TEST_CASE("width, clipping and padding count characters")
{
    CHECK(display_width("") == 0);
    CHECK(display_width("–·³") == 3);
    CHECK(clip("größer", 6) == "größer");
    CHECK(clip("größer", 5) == "größ…");
    CHECK(clip("größer", 1) == "…");
    CHECK(clip("größer", 0).empty());
    CHECK(padded("–", 3) == "–  ");
    CHECK(padded("long", 2) == "long");
}
