#include "scenarios/report/junit.hpp"

#include "tests/support/capture_reader.hpp"
#include "tests/unit/report/example_run.hpp"

using namespace scenarios::report;
using namespace scenarios::report::testing;

namespace {

/// What xmllint says of the text against our schema: true for valid.
bool valid(const std::string& xml)
{
    tests::scratch_file file(".xml");
    REQUIRE_FALSE(sim::write_file(file.path(), xml));
    auto command = std::string(S1SIM_XMLLINT) + " --noout --nonet --schema " S1SIM_JUNIT_XSD " " + file.path() +
                   " >/dev/null 2>&1";
    return std::system(command.c_str()) == 0;
}

std::string junit(const run_report& run) { return to_junit({&run, 1}); }

} // namespace

TEST_CASE("the schema refuses what we do not write")
{
    CHECK_FALSE(valid("<testsuites><testsuite name='x'/></testsuites>"));
    CHECK_FALSE(valid("<testsuite/>"));
    auto xml = junit(passing_run());
    REQUIRE(valid(xml));
    auto twice = xml;
    auto at = twice.find("    <testcase");
    twice.insert(at, twice.substr(at, twice.find('\n', at) + 1 - at));
    CHECK_FALSE(valid(twice));
}

TEST_CASE("each outcome has its element, and the document is valid")
{
    auto xml = junit(example_run());
    CHECK(valid(xml));
    CHECK(xml == R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="FOC installation reconnects on the seventh day" tests="4" failures="1" errors="2" skipped="0" time="6.210" file="scenarios/foc/seven_day_reconnect.yaml">
    <properties>
      <property name="seed" value="7"/>
      <property name="transport" value="tcp"/>
      <property name="pace" value="leap"/>
      <property name="threads" value="2"/>
      <property name="verdict" value="FAIL"/>
      <property name="version.s1sim" value="0.1.0"/>
      <property name="version.mbedtls" value="2.28.3"/>
    </properties>
    <testcase classname="FOC installation reconnects on the seventh day" name="commissioned on tri-1"/>
    <testcase classname="FOC installation reconnects on the seventh day" name="commissioned on tri-9">
      <failure type="FAIL" message="it came too late">migration.state == commissioned within 100h
journal 21: the SIM moved
journal 301: tri-9 was commissioned
too late by 68 h 4 m</failure>
    </testcase>
    <testcase classname="FOC installation reconnects on the seventh day" name="no-old-head-end on tri-2">
      <error type="INVALID" message="migration.commissioned never happened">tls.established where peer == smso
no migration.commissioned of tri-2</error>
    </testcase>
    <testcase classname="FOC installation reconnects on the seventh day" name="count">
      <error type="BLOCKED" message="the S1SP was never reached">count(wan.attach_rejected) &lt;= 5</error>
    </testcase>
  </testsuite>
</testsuites>
)");
}

TEST_CASE("a scenario without expectations is one skipped case, since a suite without cases is green")
{
    run_report run;
    run.scenario = "only looks";
    run.outcome = verdict::skipped;
    run.reason = "the scenario holds no expectation";
    auto xml = junit(run);
    CHECK(valid(xml));
    CHECK(xml.find("tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\"") != std::string::npos);
    CHECK(xml.find("name=\"run\">\n      <skipped type=\"SKIPPED\" message=\"the scenario holds no expectation\">") !=
          std::string::npos);
}

TEST_CASE("a verdict that no expectation shows is a case of its own")
{
    auto run = passing_run();
    run.outcome = verdict::invalid;
    run.reason = "the required fault mast-down never fired";
    auto xml = junit(run);
    CHECK(valid(xml));
    CHECK(xml.find("tests=\"2\" failures=\"0\" errors=\"1\"") != std::string::npos);
    CHECK(xml.find(
              "name=\"run\">\n      <error type=\"INVALID\" message=\"the required fault mast-down never fired\">") !=
          std::string::npos);
    CHECK(junit(passing_run()).find("name=\"run\"") == std::string::npos);
}

TEST_CASE("a lane and parameters are properties")
{
    auto run = passing_run();
    run.lane = 4;
    run.parameters = {{"window", "100h"}};
    auto xml = junit(run);
    CHECK(valid(xml));
    CHECK(xml.find("<property name=\"lane\" value=\"4\"/>") != std::string::npos);
    CHECK(xml.find("<property name=\"parameter.window\" value=\"100h\"/>") != std::string::npos);
}

TEST_CASE("text that XML cannot hold does not break the document")
{
    auto run = example_run();
    run.scenario = "<&\"'> \x01 \xFF \xEF\xBF\xBF größer ]]>";
    run.expectations[1].proof[0].sentence = "]]> & <b> \x1b[31m";
    auto xml = junit(run);
    CHECK(valid(xml));
    CHECK(xml.find("name=\"&lt;&amp;&quot;'&gt; \xEF\xBF\xBD \xEF\xBF\xBD \xEF\xBF\xBD größer ]]&gt;\"") !=
          std::string::npos);
}

TEST_CASE("several runs are several suites, and none is a valid document too")
{
    const std::vector<run_report> runs{example_run(), passing_run()};
    CHECK(valid(to_junit(runs)));
    CHECK(valid(to_junit({})));
}
