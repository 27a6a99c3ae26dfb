#include "devices/metering/switching_table.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::metering;
using namespace std::chrono_literals;

sim::time_point at(std::string_view text) { return sim::parse_rfc3339(text).value(); }

/// Night 00:30–07:30 at rate 1 in winter, a flat summer from April, and rate 2 at Christmas.
switching_table economy_7()
{
    switching_table t;
    t.days = {{{0min, 0}, {30min, 1}, {450min, 0}}, {{0min, 0}}, {{0min, 2}}};
    t.weeks = {{0, 0, 0, 0, 0, 1, 1}, {1, 1, 1, 1, 1, 1, 1}};
    t.seasons = {{4, 1, 1}, {10, 1, 0}};
    t.special = {{2020, 12, 24, 1}, {{}, 12, 25, 2}};
    return t;
}

TEST_CASE("the rate is that of the day's profile, to the minute")
{
    auto t = economy_7();
    REQUIRE(t.fault().empty());
    struct row {
        const char* when;
        int rate;
    };
    for (auto [when, rate] : {
             row{"2020-11-09T00:00:00Z", 0}, // a Monday
             row{"2020-11-09T00:29:59.999999999Z", 0},
             row{"2020-11-09T00:30:00Z", 1},
             row{"2020-11-09T07:29:59Z", 1},
             row{"2020-11-09T07:30:00Z", 0},
             row{"2020-11-13T03:00:00Z", 1}, // Friday
             row{"2020-11-14T03:00:00Z", 0}, // Saturday
             row{"2020-03-31T03:00:00Z", 1}, // last year's winter goes on
             row{"2020-04-01T03:00:00Z", 0}, // summer
             row{"2020-09-30T03:00:00Z", 0},
             row{"2020-10-01T03:00:00Z", 1},
             row{"2020-12-24T03:00:00Z", 0}, // once
             row{"2021-12-24T03:00:00Z", 1},
             row{"2020-12-25T12:00:00Z", 2}, // every year
             row{"2021-12-25T12:00:00Z", 2},
         }) {
        CAPTURE(when);
        CHECK(int{t.rate(at(when))} == rate);
    }
    CHECK_FALSE(t.uniform());
    CHECK(switching_table().uniform());
}

TEST_CASE("what cannot be carried out is a fault, in words")
{
    struct row {
        void (*spoil)(switching_table&);
        const char* fault;
    };
    for (auto [spoil, fault] : {
             row{[](switching_table& t) { t.days.clear(); }, "there must be 1 to 16 day profiles"},
             row{[](switching_table& t) { t.days.resize(17, t.days[0]); }, "there must be 1 to 16 day profiles"},
             row{[](switching_table& t) { t.days[1].clear(); }, "day profile 1 does not begin at midnight"},
             row{[](switching_table& t) { t.days[0][0].at = 1min; }, "day profile 0 does not begin at midnight"},
             row{[](switching_table& t) { t.days[0][1].rate = 48; }, "day profile 0 switches to a rate above 47"},
             row{[](switching_table& t) { t.days[0][2].at = 30min; }, "day profile 0 is not in the order of time"},
             row{[](switching_table& t) { t.days[0][2].at = 1440min; }, "day profile 0 switches after the day's end"},
             row{[](switching_table& t) { t.weeks[0][6] = 3; }, "a week names a day profile that does not exist"},
             row{[](switching_table& t) { t.weeks.clear(); }, "there must be 1 to 12 weeks"},
             row{[](switching_table& t) { t.seasons.clear(); }, "there must be 1 to 12 seasons"},
             row{[](switching_table& t) { t.seasons[0].day = 31; }, "a season begins on a day that does not exist"},
             row{[](switching_table& t) { t.seasons[0].week = 2; }, "a season names a week that does not exist"},
             row{[](switching_table& t) { t.seasons[1] = t.seasons[0]; },
                 "the seasons are not in the order of the year"},
             row{[](switching_table& t) { t.special[0].day = 0; }, "a special day does not exist"},
             row{[](switching_table& t) { t.special[0].plan = 9; },
                 "a special day names a day profile that does not exist"},
             row{[](switching_table& t) { t.special.resize(51, t.special[0]); }, "there are more than 50 special days"},
         }) {
        auto t = economy_7();
        spoil(t);
        CHECK(t.fault() == fault);
    }
}

TEST_CASE("a table is kept, and a damaged one is refused")
{
    sim::writer out;
    encode(out, economy_7());
    sim::reader in(out.data());
    CHECK(decode(in, static_cast<const switching_table*>(nullptr)) == economy_7());
    CHECK_FALSE(in.finish());
    for (std::size_t cut = 0; cut < out.data().size(); ++cut) {
        sim::reader partial(sim::byte_view(out.data()).first(cut));
        decode(partial, static_cast<const switching_table*>(nullptr));
        CHECK(partial.finish());
    }
}

} // namespace
