#include "sim/core/check.hpp"
#include "sim/core/ids.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim;

namespace {

constexpr core_errc malformed = core_errc::malformed;
constexpr core_errc bad_digit = core_errc::bad_check_digit;

struct bad_text {
    const char* text;
    core_errc why;
};

template <class Id>
void refuses(const std::vector<bad_text>& table)
{
    for (const auto& row : table) {
        CAPTURE(row.text);
        auto id = Id::parse(row.text);
        REQUIRE_FALSE(id.has_value());
        CHECK(id.error() == row.why);
    }
}

template <class Id>
void accepts(const std::vector<const char*>& table)
{
    for (const char* text : table) {
        CAPTURE(text);
        auto id = Id::parse(text);
        REQUIRE(id.has_value());
        CHECK(id->to_string() == text);
    }
}

} // namespace

TEST_CASE("a text that is no EUI-64 is refused")
{
    refuses<eui64>({
        {"", malformed},
        {"70-B3-D5-00-00-00-00", malformed},       // seven pairs
        {"70-B3-D5-00-00-00-00-01-", malformed},   // one hyphen too many
        {"70-B3-D5-00-00-00-00-01-02", malformed}, // nine pairs
        {"70:B3:D5:00:00:00:00:01", malformed},    // colons
        {"70-B3-D5-00-00-00-00-0G", malformed},    // no hexadecimal digit
        {"70-B3-D5-00-00-00-00-+1", malformed},
        {"70-B3-D5-00-00-00-00--1", malformed},
        {"70-B3-D5-00-00-00-00- 1", malformed},
        {"70B3D50000000001-------", malformed}, // the right length, hyphens elsewhere
    });
}

TEST_CASE("an EUI-64 is read in either case and written in upper case")
{
    auto id = eui64::parse("70-b3-d5-00-Ab-cD-ef-01");
    REQUIRE(id.has_value());
    CHECK(id->value() == 0x70B3D500ABCDEF01);
    CHECK(id->to_string() == "70-B3-D5-00-AB-CD-EF-01");
    CHECK(eui64::parse("FF-FF-FF-FF-FF-FF-FF-FF")->value() == 0xFFFFFFFFFFFFFFFF);
    CHECK(eui64(0).to_string() == "00-00-00-00-00-00-00-00");
    CHECK(eui64(1) < eui64(2));
}

TEST_CASE("the Luhn digit is that of the published example")
{
    CHECK(luhn_digit("7992739871") == '3'); // the example that textbooks give
    CHECK(luhn_digit("0") == '0');
    CHECK(luhn_digit("") == '0');
    CHECK(luhn_digit("8944100000000000001") == '8');
}

TEST_CASE("a text that is no ICCID is refused")
{
    refuses<iccid>({
        {"", malformed},
        {"893144000000000006", malformed},    // 18 digits
        {"893144040000123456755", malformed}, // 21 digits
        {"8831440000000000006", malformed},   // not of telecommunications
        {"893144000000000000x", malformed},
        {"8931440000000000005", bad_digit},
        {"8931440000000000060", bad_digit},  // the last two exchanged
        {"89314404000012345674", bad_digit}, // 20 digits
    });
}

TEST_CASE("an ICCID of 19 or 20 digits with its Luhn digit is taken")
{
    accepts<iccid>({"8931440000000000006", "89314404000012345675", "8944200000000000017"});
}

TEST_CASE("an IMSI has exactly 15 digits")
{
    refuses<imsi>({{"", malformed},
                   {"20404123456789", malformed},
                   {"2040412345678901", malformed},
                   {"20404123456789a", malformed}});
    accepts<imsi>({"204041234567890", "000000000000000"});
}

TEST_CASE("an MSISDN has 6 to 15 digits and does not begin with 0")
{
    refuses<msisdn>({{"", malformed},
                     {"12345", malformed},
                     {"1234567890123456", malformed},
                     {"012345678", malformed},
                     {"+447700900123", malformed},
                     {"44770090012x", malformed}});
    accepts<msisdn>({"123456", "882391234567890", "447700900123"});
}

TEST_CASE("a text that is no MPAN core is refused")
{
    refuses<mpan>({
        {"", malformed},
        {"202356789012", malformed},   // the check digit is missing
        {"20235678901211", malformed}, // 14 digits
        {"202356789012x", malformed},
        {"2023567890120", bad_digit},
        {"2203567890121", bad_digit}, // two digits exchanged
    });
}

TEST_CASE("an MPAN core ends in the sum over primes, modulo 11, modulo 10")
{
    accepts<mpan>({"2023567890121", "1200000000002", "1000123456788"});
    CHECK(mpan_check_digit("100000000004") == '0'); // the sum leaves 10 modulo 11
    CHECK_THROWS_AS(mpan_check_digit("12345678901"), broken_invariant);
}

TEST_CASE("a text that is no MPRN is refused")
{
    refuses<mprn>({
        {"", malformed},
        {"12345", malformed},
        {"39384244030", malformed}, // eleven digits
        {"393842440x", malformed},
        {"3938424404", bad_digit},
        {"3983424403", bad_digit}, // two digits exchanged
    });
}

TEST_CASE("an MPRN ends in two check digits modulo 11")
{
    accepts<mprn>({"3938424403", "123409", "1000000210"});
    CHECK(mprn_check_digits("10000002") == "10"); // two digits, where the rest is ten
}
