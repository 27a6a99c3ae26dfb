#include "sim/han/install_code.hpp"
#include "codec_table.hpp"

using namespace sim;
using namespace sim::han;
using tests::octets;

TEST_CASE("published install codes give the published link keys")
{
    struct row {
        const char* code;
        const char* key;
    };
    constexpr row rows[] = {
        {"83FED3407A939723A5C639B26916D505C3B5", "66B6900981E1EE3CA4206B6B861C02BB"}, // SE profile, 5.4.8.1.1
        {"83FED3407A939723A5C639FF4C12", "58C1828CF7F1C3FE29E7B1024AD84BFA"},
        {"11223344556677884AF7", "41618FC0C83B0E14A589954B16E31466"},
    };
    for (const auto& row : rows) {
        const auto code = install_code::parse(row.code).value();
        CHECK(to_hex(code.octets()) == row.code);
        CHECK(to_hex(code.link_key()) == row.key);
        const auto without_crc = byte_view(code.octets()).first(code.octets().size() - 2);
        CHECK(install_code::from_octets(without_crc).value() == code);
    }
}

TEST_CASE("an install code reads as it is printed")
{
    const auto code = install_code::parse("83FED3407A939723A5C639B26916D505C3B5").value();
    CHECK(code.to_string() == "83FE D340 7A93 9723 A5C6 39B2 6916 D505 C3B5");
    for (const auto* text :
         {"83FE D340 7A93 9723 A5C6 39B2 6916 D505 C3B5", "83fe-d340-7a93-9723-a5c6-39b2-6916-d505-c3b5",
          "83:FE:D3:40:7A:93:97:23:A5:C6:39:B2:69:16:D5:05:C3:B5"})
        CHECK(install_code::parse(text).value() == code);
}

TEST_CASE("an install code that was mistyped is refused")
{
    for (const auto* text : {"", "C3B5", "83FED3407A939723A5C639B26916D505C3", "83FED3407A939723A5C639B26916D505C3B5AA",
                             "83FED3407A939723A5C639B26916D505C3BG", " 83FED3407A939723A5C639B26916D505C3B5",
                             "83FED3407A939723A5C639B26916D505C3B5 ", "83FE  D3407A939723A5C639B26916D505C3B5",
                             "8 3FED3407A939723A5C639B26916D505C3B5"}) {
        CAPTURE(text);
        CHECK(install_code::parse(text).error() == han_errc::malformed_install_code);
    }
    CHECK(install_code::parse("83FED3407A939723A5C639B26916D505B5C3").error() == han_errc::wrong_install_code);
    CHECK(install_code::parse("38FED3407A939723A5C639B26916D505C3B5").error() == han_errc::wrong_install_code);
    CHECK(install_code::from_octets(bytes(7)).error() == han_errc::malformed_install_code);
}
