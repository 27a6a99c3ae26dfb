#include "devices/cosem/types.hpp"

#include "devices/cosem/interface_class.hpp"
#include "sim/core/check.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::cosem;
using devices::dlms::data;

data value(std::string_view hex)
{
    const auto octets = sim::from_hex(hex).value();
    sim::reader in(octets);
    auto v = devices::dlms::read_data(in);
    REQUIRE_FALSE(in.finish());
    return v;
}

TEST_CASE("what is not a type is not well formed")
{
    for (const char* bad : {"", "integers", "array", "array(", "array()", "array(integer", "array(integer))",
                            "structure()", "structure(integer,integer)", "structure(integer, )", "integer |",
                            "integer | ", "| integer", "octet-string(", "octet-string()x", "octet-string(6", "INTEGER"})
        CHECK_FALSE(well_formed(bad));
    for (const char* good : {"any", "null-data", "octet-string(6)", "array(any)", "structure(integer)",
                             "structure(integer, enum) | octet-string", "array(structure(date-time, time | date))",
                             "scal-unit", "unit-charge"})
        CHECK(well_formed(good));
}

TEST_CASE("a value fits its type and nothing else")
{
    struct row {
        const char *type, *fits, *misfit;
    };
    for (auto [type, right, wrong] : {
             row{"integer", "0F01", "1101"},
             {"octet-string(6)", "0906010001080000", "09050100010800"},
             {"octet-string", "0900", "0A00"},
             {"date-time", "090C000000000000000000000000", "0904000000FF"},
             {"date", "090507E4010101", "0904000000FF"},
             {"time", "0904000000FF", "0903000000"},
             {"bit-string(3)", "0403A0", "0404A0"},
             {"null-data", "00", "0100"},
             {"any", "0100", ""},
             {"array(integer)", "01020F010F02", "01020F011102"},
             {"array(integer)", "0100", "0200"},
             {"structure(integer, enum)", "02020F00161E", "02010F00"},
             {"structure(integer, enum)", "02020F00161E", "02030F00161E00"},
             {"scal-unit", "02020F00161E", "02020F00111E"},
             {"structure(integer | null-data, enum)", "020200161E", "02021100161E"},
             {"array(structure(enum, array(any)))", "010202021600010002021600010100",
              "01020202160001000203160001010000"},
             {"structure(integer) | octet-string", "090101", "020100"},
             {"certificate-identification", "02021601020209010109012A", "020216010201090101"},
         }) {
        CAPTURE(type);
        REQUIRE(well_formed(type));
        CHECK(fits(type, value(right)));
        if (*wrong) CHECK_FALSE(fits(type, value(wrong)));
    }
}

TEST_CASE("the table knows its classes by number, attributes and methods too")
{
    CHECK(interface_classes().size() == 30);
    const auto& clock = describe(class_id::clock);
    CHECK(clock.name == "Clock");
    CHECK(clock.attribute(2)->name == "time");
    CHECK(clock.attribute(0) == nullptr);
    CHECK(clock.attribute(10) == nullptr);
    CHECK(clock.method(6)->name == "shift_time");
    CHECK(clock.method(0) == nullptr);
    CHECK(clock.method(7) == nullptr);
    CHECK(describe(class_id::association_sn).method(4) == nullptr); // numbers with gaps
    CHECK(describe(class_id::association_sn).method(5)->name == "change_secret");
    CHECK_THROWS_AS(describe(static_cast<class_id>(2)), sim::broken_invariant);
    for (const auto& c : interface_classes()) CHECK(c.attribute(1)->type == "octet-string(6)");
}

} // namespace
