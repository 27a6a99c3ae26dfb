#include "scenarios/report/journal_file.hpp"

#include "tests/support/capture_reader.hpp"

#include <cerrno>

using namespace scenarios::report;
using namespace std::chrono_literals;

namespace {

constexpr sim::event_type online{"wan.online", "test"};

/// A wall clock that is a second later each time.
wall_clock ticking()
{
    return [now = std::chrono::nanoseconds(1'700'000'000s)]() mutable { return now += 1s; };
}

} // namespace

TEST_CASE("a full disk loses entries, and whoever asks is told")
{
    tests::scratch_file walltime;
    journal_file out("/dev/full", walltime.path(), ticking());
    sim::kernel time;
    sim::journal log(time);
    log.add_sink(out);
    const std::string large(4000, 'x');
    for (int i = 0; i < 100; ++i) log.emit(online, {"tri-1", "chf"}, {{"text", large}});
    CHECK(log.lost() > 0);
    CHECK(out.close().value() == ENOSPC);
    CHECK(walltime.content().ends_with("{\"seq\":100,\"wall\":\"2023-11-14T22:15:00.000000000Z\"}\n"));
}

TEST_CASE("a full disk under the wall times is no less an error")
{
    tests::scratch_file journal;
    journal_file out(journal.path(), "/dev/full", ticking());
    sim::kernel time;
    sim::journal log(time);
    log.add_sink(out);
    log.emit(online, {});
    CHECK_FALSE(out.flush());
    CHECK(out.close().value() == ENOSPC);
    CHECK(journal.content() == "{\"seq\":1,\"t\":\"1970-01-01T00:00:00.000000000Z\",\"event\":\"wan.online\"}\n");
}

TEST_CASE("a folder that does not exist loses every entry")
{
    journal_file out("/nonexistent/journal.ndjson", "/nonexistent/walltime.ndjson", ticking());
    sim::kernel time;
    sim::journal log(time);
    log.add_sink(out);
    log.emit(online, {});
    CHECK(log.lost() == 1);
    CHECK(out.close().value() == ENOENT);
}

TEST_CASE("each entry is a line in the journal and one with its wall time beside it")
{
    tests::scratch_file journal, walltime;
    journal_file out(journal.path(), walltime.path(), ticking());
    sim::kernel time;
    sim::journal log(time);
    log.add_sink(out);
    log.emit(online, {"tri-1", "chf"}, {{"apn", std::string("smso-a.example")}});
    log.emit(online, {"tri-2", ""});
    CHECK(journal.content().empty()); // buffered
    CHECK(out.flush());
    CHECK(log.lost() == 0);
    CHECK_FALSE(out.close());
    CHECK(
        journal.content() ==
        "{\"seq\":1,\"t\":\"1970-01-01T00:00:00.000000000Z\",\"on\":\"tri-1\",\"device\":\"tri-1.chf\",\"event\":\"wan."
        "online\",\"apn\":\"smso-a.example\"}\n"
        "{\"seq\":2,\"cause\":1,\"t\":\"1970-01-01T00:00:00.000000000Z\",\"on\":\"tri-2\",\"event\":\"wan.online\"}\n");
    CHECK(walltime.content() == "{\"seq\":1,\"wall\":\"2023-11-14T22:13:21.000000000Z\"}\n"
                                "{\"seq\":2,\"wall\":\"2023-11-14T22:13:22.000000000Z\"}\n");
}
