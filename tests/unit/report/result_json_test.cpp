#include "scenarios/report/result_json.hpp"

#include "tests/unit/report/example_run.hpp"

#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <limits>

using namespace scenarios::report;
using namespace scenarios::report::testing;

TEST_CASE("an empty run is still a whole document")
{
    CHECK(to_result_json({}) == R"({
  "verdict": "SKIPPED",
  "scenario": "",
  "seed": 0,
  "transport": "",
  "pace": "",
  "threads": 1,
  "parameters": {},
  "versions": {},
  "start": "1970-01-01T00:00:00.000000000Z",
  "virtual": "0s",
  "wall_seconds": 0,
  "events": 0,
  "jumps": 0,
  "journal": {
    "entries": 0,
    "lost": 0
  },
  "interrupted": false,
  "totals": {
    "expectations": 0,
    "PASS": 0,
    "FAIL": 0,
    "BLOCKED": 0,
    "INVALID": 0,
    "SKIPPED": 0
  },
  "expectations": [],
  "faults": [],
  "installations": []
}
)");
}

TEST_CASE("expectations carry outcome, evidence and the time left")
{
    auto text = to_result_json(example_run());
    CHECK(text.find(R"(    {
      "id": "commissioned",
      "subject": "tri-9",
      "kind": "within",
      "text": "migration.state == commissioned within 100h",
      "outcome": "FAIL",
      "reason": "it came too late",
      "decided_at": "2020-11-14T01:00:00.000000000Z",
      "time_left": "-2d20h4m",
      "evidence": [
        {
          "seq": 21,
          "sentence": "the SIM moved"
        },
        {
          "seq": 301,
          "sentence": "tri-9 was commissioned"
        }
      ]
    },
)") != std::string::npos);
    CHECK(text.find(R"(      "evidence": [
        {
          "sentence": "no migration.commissioned of tri-2"
        }
      ])") != std::string::npos);
}

TEST_CASE("installations and faults are rows in which the unknown is absent")
{
    auto run = example_run();
    run.faults = {{"mast-down", "wan.outage", "tri-2", true, true, 1, start + 48h},
                  {"quiet", "wan.outage", "tri-*", false, true, 0, {}}};
    auto document = boost::json::parse(to_result_json(run)).as_object();
    const auto& installations = document["installations"].as_array();
    CHECK(installations[1].at("back_after").as_string() == "8d4m10s");
    CHECK(installations[1].at("sim_moved").as_string() == "1h");
    CHECK_FALSE(installations[2].as_object().contains("sim_moved"));
    CHECK_FALSE(installations[2].as_object().contains("at"));
    const auto& faults = document["faults"].as_array();
    CHECK(faults[0].at("first").as_string() == "2020-11-09T00:00:00.000000000Z");
    CHECK(faults[0].at("fired").as_int64() == 1);
    CHECK_FALSE(faults[1].as_object().contains("first"));
}

TEST_CASE("what a user wrote comes back unchanged, and wall time reads as a number")
{
    auto run = example_run();
    run.scenario = "quote \" backslash \\ newline \n größer";
    run.parameters = {{"zeta", "1"}, {"alpha", "two words"}};
    run.seed = std::numeric_limits<std::uint64_t>::max();
    run.lane = 3;
    auto text = to_result_json(run);
    auto document = boost::json::parse(text).as_object();
    CHECK(document["scenario"].as_string() == run.scenario);
    CHECK(document["seed"].as_uint64() == run.seed);
    CHECK(document["lane"].as_int64() == 3);
    CHECK(text.find("\"wall_seconds\": 6.21,") != std::string::npos);
    CHECK(text.find("\"zeta\"") < text.find("\"alpha\"")); // in the order of the command line
}

TEST_CASE("warnings are a list that is absent when there are none")
{
    auto run = passing_run();
    CHECK(to_result_json(run).find("warnings") == std::string::npos);
    run.warnings = {"one", "two"};
    CHECK(to_result_json(run).find("  \"warnings\": [\n    \"one\",\n    \"two\"\n  ],\n") != std::string::npos);
}

TEST_CASE("equal runs make equal documents") { CHECK(to_result_json(example_run()) == to_result_json(example_run())); }
