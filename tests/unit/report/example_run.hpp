// A run with one expectation of each outcome, for the tests of the reports.
#pragma once
#include "scenarios/report/run_report.hpp"

namespace scenarios::report::testing {

using namespace std::chrono_literals;

inline constexpr sim::time_point start{std::chrono::seconds(1'604'707'200)}; // 2020-11-07T00:00:00Z

inline run_report example_run()
{
    run_report run;
    run.scenario = "FOC installation reconnects on the seventh day";
    run.file = "scenarios/foc/seven_day_reconnect.yaml";
    run.seed = 7;
    run.transport = "tcp";
    run.pace = "leap";
    run.threads = 2;
    run.versions = {{"s1sim", "0.1.0"}, {"mbedtls", "2.28.3"}};
    run.start = start;
    run.passed = 240h;
    run.wall = 6210ms;
    run.events = 12345;
    run.jumps = 41;
    run.journal_entries = 678;
    run.outcome = verdict::fail;
    run.reason = "1 expectation was broken";
    run.expectations = {
        {"commissioned",
         "tri-1",
         expectation_kind::within,
         "migration.state == commissioned within 192h",
         verdict::pass,
         "",
         {{17, "tri-1 was commissioned"}},
         start + 52h,
         141h},
        {"commissioned",
         "tri-9",
         expectation_kind::within,
         "migration.state == commissioned within 100h",
         verdict::fail,
         "it came too late",
         {{21, "the SIM moved"}, {301, "tri-9 was commissioned"}},
         start + 169h,
         -68h - 4min},
        {"no-old-head-end",
         "tri-2",
         expectation_kind::never,
         "tls.established where peer == smso",
         verdict::invalid,
         "migration.commissioned never happened",
         {{0, "no migration.commissioned of tri-2"}},
         {},
         {}},
        {"count",
         "",
         expectation_kind::at_end,
         "count(wan.attach_rejected) <= 5",
         verdict::blocked,
         "the S1SP was never reached",
         {},
         {},
         {}},
    };
    run.installations = {
        {"tri-1", "trilliant", 1h, 51h + 14min + 7s, "commissioned", 52h + 18min + 41s},
        {"tri-11", "trilliant", 1h, 192h + 4min + 10s, "timed out, rolled back", 193h},
        {"tri-12", "trilliant", {}, {}, "rejected 15.6.1: PreviousAPN missing", {}},
    };
    return run;
}

inline run_report passing_run()
{
    auto run = example_run();
    run.expectations.resize(1);
    run.outcome = verdict::pass;
    run.reason.clear();
    return run;
}

} // namespace scenarios::report::testing
