#include "sim/core/bytes.hpp"
#include "sim/core/check.hpp"
#include "sim/core/error.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace sim;

TEST_CASE("a broken invariant throws and says what and where")
{
    CHECK_NOTHROW(check(true, "never said"));
    std::string said;
    try {
        check(false, "the count is negative");
    } catch (const broken_invariant& e) {
        said = e.what();
    }
    CHECK(said.find("check_test.cpp:") != std::string::npos);
    CHECK(said.ends_with(": the count is negative"));
}

TEST_CASE("an error says a sentence of its own, and an unknown value its category")
{
    CHECK(error_code(core_errc::bad_check_digit).message() == "the check digit does not match");
    CHECK(error_code(codec_errc::too_long).message() == "a length exceeds the limit");
    CHECK(error_code(99, core_category()).message() == "sim.core error 99");
    CHECK(error_code(4, core_category()).message() == "sim.core error 4"); // inside the table, without a sentence
    CHECK(error_code(0, core_category()).message() == "sim.core error 0");
    CHECK(error_code(-1, core_category()).message() == "sim.core error -1");
    CHECK(std::string(codec_category().name()) == "sim.codec");
    CHECK(error_code(core_errc::malformed) != error_code(codec_errc::truncated)); // equal values of two categories
}
