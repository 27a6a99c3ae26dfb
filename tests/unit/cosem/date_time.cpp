#include "devices/cosem/date_time.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::cosem;
using namespace std::chrono_literals;

/// British summer of 2020: 29 March to 25 October, 01:00 UTC.
std::chrono::minutes british(sim::time_point t)
{
    const auto begin = sim::parse_rfc3339("2020-03-29T01:00:00Z").value();
    const auto end = sim::parse_rfc3339("2020-10-25T01:00:00Z").value();
    return t >= begin && t < end ? 60min : 0min;
}
constexpr time_base utc{}, london{0min, british}, berlin{60min, british};

TEST_CASE("an instant is written in local time with its deviation, and read back")
{
    struct row {
        const char* at;
        const time_base& base;
        const char* octets;
    };
    for (auto [at, base, octets] : {
             row{"2020-11-07T01:02:03.45Z", utc, "07E40B070601020 32D000000"},
             row{"2020-11-07T01:02:03Z", london, "07E40B07060102 0300000000"},
             row{"2020-07-01T23:30:00Z", london, "07E4070204001E0000FFC480"},
             row{"2020-07-01T23:30:00Z", berlin, "07E4070204011E0000FF8880"},
             row{"2020-12-31T23:59:59.999Z", berlin, "07E5010105003B3B63FFC400"},
             row{"2020-02-29T00:00:00Z", utc, "07E4021D0600000000000000"},
         }) {
        CAPTURE(at);
        std::string hex(octets);
        std::erase(hex, ' ');
        const auto t = sim::parse_rfc3339(at).value();
        const auto written = to_date_time(t, base);
        CHECK(sim::to_hex(written) == hex);
        CHECK(from_date_time(written, base) == std::chrono::floor<std::chrono::duration<std::int64_t, std::centi>>(t));
        CHECK(from_date_time(written, utc) == from_date_time(written, base)); // the deviation says it all
    }
    CHECK(to_date_time(sim::time_point{}, utc, status_invalid).back() == status_invalid);
}

TEST_CASE("local time without a deviation is found on the clock, and summer's last hour twice")
{
    struct row {
        const char *octets, *at;
    };
    for (auto [octets, at] : {
             row{"07E40701FF0C000000800000", "2020-07-01T11:00:00Z"}, // noon in summer
             row{"07E40101FF0C000000800000", "2020-01-01T12:00:00Z"},
             row{"07E40A19FF011E0000800080", "2020-10-25T00:30:00Z"}, // 01:30, summer
             row{"07E40A19FF011E0000800000", "2020-10-25T01:30:00Z"}, // 01:30, winter
             row{"07E40A19FF011E00008000FF", "2020-10-25T01:30:00Z"}, // 01:30, nobody says
             row{"07E40A19FF001E00008000FF", "2020-10-24T23:30:00Z"},
             row{"07E40A19FF021E00008000FF", "2020-10-25T02:30:00Z"},
             row{"07E4031DFF011E00008000FF", "2020-03-29T01:30:00Z"}, // does not exist: winter goes on
             row{"07E4031DFF021E00008000FF", "2020-03-29T01:30:00Z"},
             row{"07E40701FF0C00FFFF800000", "2020-07-01T11:00:00Z"}, // seconds not specified
         }) {
        CAPTURE(octets);
        CHECK(from_date_time(sim::from_hex(octets).value(), london) == sim::parse_rfc3339(at).value());
    }
}

TEST_CASE("what is no instant is none")
{
    for (const char* bad : {"",
                            "07E40701FF0C0000008000",
                            "07E40701FF0C0000008000FFFF",
                            "FFFF0701FF0C000000800000",
                            "07E4FF01FF0C000000800000",
                            "07E407FFFF0C000000800000",
                            "07E40701FFFF000000800000",
                            "07E40701FF0CFF0000800000",
                            "07E40D01FF0C000000800000",
                            "07E4021EFF0C000000800000",
                            "07E40700FF0C000000800000",
                            "07E4070108 0C000000800000",
                            "07E40701FF18000000800000",
                            "07E40701FF0C3C0000800000",
                            "07E40701FF0C003C00800000",
                            "07E40701FF0C000064800000",
                            "07E40701FF0C0000007FFF00",
                            "07B10701FF0C000000800000",
                            "08990701FF0C000000800000",
                            "07E4070100 0C000000800000"}) {
        std::string hex(bad);
        std::erase(hex, ' ');
        CAPTURE(hex);
        CHECK_FALSE(from_date_time(sim::from_hex(hex).value(), london).has_value());
    }
    CHECK(unspecified(no_time));
    CHECK_FALSE(unspecified(to_date_time(sim::time_point{}, utc)));
    CHECK_FALSE(unspecified({}));
}

TEST_CASE("dates may have wildcards, times of day only in their seconds")
{
    CHECK(from_date(sim::from_hex("FFFF0C19FF").value())->month == 12);
    CHECK_FALSE(from_date(sim::from_hex("FFFF0C19FF").value())->year.has_value());
    CHECK_FALSE(from_date(sim::from_hex("FFFF03FE07").value())->day.has_value()); // the last day of the month
    CHECK(to_date({2020, std::uint8_t{12}, {}, {}}) == date{0x07, 0xE4, 12, 0xFF, 0xFF});
    for (const char* bad : {"", "FFFF0D19FF", "FFFF0019FF", "FFFF0C20FF", "FFFF0C00FF", "FFFF0C1908", "FFFF0C1900"})
        CHECK_FALSE(from_date(sim::from_hex(bad).value()).has_value());
    CHECK(from_time(sim::from_hex("171E00FF").value()) == 23h + 30min);
    CHECK(from_time(sim::from_hex("0000FFFF").value()) == 0h);
    CHECK(to_time(23h + 59min + 58s) == time_of_day{23, 59, 58, 0});
    for (const char* bad : {"", "18000000", "003C0000", "00003C00", "FF000000", "00FF0000", "0000000000"})
        CHECK_FALSE(from_time(sim::from_hex(bad).value()).has_value());
}

} // namespace
