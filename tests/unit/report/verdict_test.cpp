#include "tests/unit/report/example_run.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace scenarios::report;

TEST_CASE("the worst verdict wins in the order fail, invalid, blocked, skipped, pass")
{
    const std::array order{verdict::fail, verdict::invalid, verdict::blocked, verdict::skipped, verdict::pass};
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = 0; j < order.size(); ++j) {
            CHECK(worst(order[i], order[j]) == order[std::min(i, j)]);
            CHECK(worst({order[i], order[j]}) == order[std::min(i, j)]);
        }
}

TEST_CASE("of no verdicts at all, nothing is proved")
{
    CHECK(worst(std::span<const verdict>{}) == verdict::skipped);
    CHECK(worst_expectation(run_report{}) == verdict::skipped);
}

TEST_CASE("only pass exits with 0")
{
    CHECK(exit_code(verdict::pass) == 0);
    CHECK(exit_code(verdict::fail) == 1);
    CHECK(exit_code(verdict::blocked) == 3);
    CHECK(exit_code(verdict::invalid) == 3);
    CHECK(exit_code(verdict::skipped) == 3);
}

TEST_CASE("an expected verdict exits with 0, and a run that passes instead with 1")
{
    CHECK(exit_code(verdict::invalid, verdict::invalid) == 0);
    CHECK(exit_code(verdict::fail, verdict::fail) == 0);
    CHECK(exit_code(verdict::pass, verdict::invalid) == 1);
    CHECK(exit_code(verdict::fail, verdict::invalid) == 1);
    CHECK(exit_code(verdict::blocked, verdict::invalid) == 3);
    CHECK(exit_code(verdict::pass, verdict::pass) == 0);
    CHECK(exit_code(verdict::skipped, verdict::pass) == 3);
    CHECK(exit_code(verdict::invalid, std::nullopt) == 3);
}

TEST_CASE("verdicts are written in capitals")
{
    CHECK(to_string(verdict::pass) == "PASS");
    CHECK(to_string(verdict::fail) == "FAIL");
    CHECK(to_string(verdict::blocked) == "BLOCKED");
    CHECK(to_string(verdict::invalid) == "INVALID");
    CHECK(to_string(verdict::skipped) == "SKIPPED");
}

TEST_CASE("the expectations of a run are counted by outcome, and the worst is found")
{
    auto run = testing::example_run();
    CHECK(count_of(run, verdict::pass) == 1);
    CHECK(count_of(run, verdict::skipped) == 0);
    CHECK(worst_expectation(run) == verdict::fail);
    CHECK(worst_expectation(testing::passing_run()) == verdict::pass);
}
