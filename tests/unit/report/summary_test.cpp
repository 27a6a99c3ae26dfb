#include "scenarios/report/summary.hpp"

#include "tests/unit/report/example_run.hpp"

#include <doctest/doctest.h>

using namespace scenarios::report;
using namespace scenarios::report::testing;

TEST_CASE("the headline names the scenario and what makes the run")
{
    auto run = example_run();
    CHECK(headline(run) ==
          "FOC installation reconnects on the seventh day      seed 7 · 3 installations · tcp · leap\n");
    run.installations.resize(1);
    run.lane = 2;
    CHECK(headline(run) ==
          "FOC installation reconnects on the seventh day      seed 7 · 1 installation · tcp · leap · lane 2\n");
    run.scenario = "x\x1b[2J";
    CHECK(headline(run).starts_with("x\xEF\xBF\xBD[2J "));
    CHECK(headline(run, {true}).starts_with("\x1b[1mx"));
}

TEST_CASE("the timeline is a table in which a reason without a time may run on")
{
    CHECK(timeline_table(example_run().installations) ==
          "   installation  family     SIM moved   back after    outcome                  at\n"
          "   tri-1         trilliant  0d 01:00    2d 03:14:07   commissioned             2d 04:18:41\n"
          "   tri-11        trilliant  0d 01:00    8d 00:04:10   timed out, rolled back   8d 01:00:00\n"
          "   tri-12        trilliant  –           –             rejected 15.6.1: PreviousAPN missing\n");
}

TEST_CASE("no installations, no table") { CHECK(timeline_table({}).empty()); }

TEST_CASE("a table that is too long ends in a count by outcome")
{
    auto rows = example_run().installations;
    rows.push_back(rows[0]);
    rows.push_back(rows[1]);
    rows.push_back(rows[0]);
    auto text = timeline_table(rows, 3);
    CHECK(text.ends_with("   tri-12        trilliant  –           –             rejected 15.6.1: PreviousAPN missing\n"
                         "   … and 3 more: 2 commissioned · 1 timed out, rolled back\n"));
    CHECK(timeline_table(rows, 6).find("more") == std::string::npos);
}

TEST_CASE("the verdict says how much of it held, and what it cost")
{
    CHECK(verdict_line(passing_run()) == "PASS   1 of 1 expectation · 10 d in 6.2 s · 41 jumps · seed 7\n");
    CHECK(verdict_line(example_run()) == "FAIL   1 of 4 expectations · 10 d in 6.2 s · 41 jumps · seed 7\n"
                                         "   1 expectation was broken\n");
    CHECK(verdict_line(passing_run(), {true}).starts_with("\x1b[1;32mPASS\x1b[0m   1 of 1"));
    CHECK(verdict_line(example_run(), {true}).starts_with("\x1b[1;31mFAIL\x1b[0m   1 of 4"));
}

TEST_CASE("warnings follow the verdict, whatever it is")
{
    auto run = passing_run();
    run.warnings = {"the fault was late", "a\x1b[2J"};
    CHECK(verdict_line(run).ends_with("seed 7\n   warning: the fault was late\n   warning: a\xEF\xBF\xBD[2J\n"));
}

TEST_CASE("what was broken is named with its subject, its constraint and the journal entries that prove it")
{
    CHECK(broken_expectations(passing_run()).empty());
    CHECK(broken_expectations(example_run()) ==
          "   FAIL commissioned on tri-9: migration.state == commissioned within 100h\n"
          "      it came too late, too late by 68 h 4 m\n"
          "      journal 21: the SIM moved\n"
          "      journal 301: tri-9 was commissioned\n"
          "   INVALID no-old-head-end on tri-2: tls.established where peer == smso\n"
          "      migration.commissioned never happened\n"
          "      no migration.commissioned of tri-2\n"
          "   BLOCKED count: count(wan.attach_rejected) <= 5\n"
          "      the S1SP was never reached\n");
}

TEST_CASE("the report line says where") { CHECK(report_line("out/report.html") == "report: out/report.html\n"); }
