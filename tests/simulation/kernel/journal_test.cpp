#include "sim/kernel/journal.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim;

namespace {

constexpr event_type online{"wan.online", "The context is up."};
constexpr event_type offline{"wan.offline", "The context is gone."};

struct keeping final : journal_sink {
    std::vector<std::string> lines;
    std::vector<std::pair<journal_seq, journal_seq>> causes; // (entry, cause)
    std::size_t room{1000};
    bool write(const journal_entry& entry) override
    {
        if (lines.size() == room) return false;
        lines.push_back(entry.to_json());
        causes.emplace_back(entry.seq, entry.cause);
        return true;
    }
};
using causes = std::vector<std::pair<journal_seq, journal_seq>>;

} // namespace

TEST_CASE("an entry is one line of JSON, to the byte")
{
    kernel k({.start = *parse_rfc3339("2020-11-07T01:00:00Z")});
    journal j(k);
    keeping sink;
    j.add_sink(sink);
    k.set_cause(0);
    j.emit(online, {"tri-1", "chf"},
           {{"profile", std::string("smso-a")},
            {"port", std::int64_t(7443)},
            {"good", true},
            {"kwh", milli{1500}},
            {"took", duration(90s)},
            {"until", time_point(0s)},
            {"nothing", {}}});
    j.emit(offline, {"tri-1", ""});
    j.emit(offline, {});
    CHECK(sink.lines ==
          std::vector<std::string>{
              R"({"seq":1,"t":"2020-11-07T01:00:00.000000000Z","on":"tri-1","device":"tri-1.chf",)"
              R"("event":"wan.online","profile":"smso-a","port":7443,"good":true,"kwh":1.500,)"
              R"("took":"1m30s","until":"1970-01-01T00:00:00.000000000Z"})",
              R"({"seq":2,"cause":1,"t":"2020-11-07T01:00:00.000000000Z","on":"tri-1","event":"wan.offline"})",
              R"({"seq":3,"cause":2,"t":"2020-11-07T01:00:00.000000000Z","event":"wan.offline"})",
          });
}

TEST_CASE("text from outside cannot break a line")
{
    kernel k;
    journal j(k);
    keeping sink;
    j.add_sink(sink);
    j.emit(online, {"a\"b\n", "x\\"}, {{"why", std::string("tab\t \"quoted\" \xFF m\xC2\xB3")}});
    CHECK(sink.lines[0] ==
          R"({"seq":1,"t":"1970-01-01T00:00:00.000000000Z","on":"a\"b\u000a","device":"a\"b\u000a.x\\",)"
          R"("event":"wan.online","why":"tab\u0009 \"quoted\" \ufffd m)"
          "\xC2\xB3\"}");
}

TEST_CASE("a field is found by its name, and an absent one is none")
{
    kernel k;
    journal j(k);
    struct asking final : journal_sink {
        bool write(const journal_entry& e) override
        {
            CHECK(e["port"] == value(std::int64_t(7443)));
            CHECK(kind_of(e["nobody"]) == value_kind::none);
            CHECK(&e.type == &online);
            CHECK(e.about.text() == "tri-1.chf");
            return true;
        }
    } sink;
    j.add_sink(sink);
    j.emit(online, {"tri-1", "chf"}, {{"port", std::int64_t(7443)}});
    CHECK(j.last() == 1);
}

TEST_CASE("sequence numbers have no gaps, whoever listens")
{
    kernel k;
    journal j(k);
    keeping early, late;
    CHECK(j.last() == 0);
    CHECK(j.emit(online, {}) == 1);
    j.add_sink(early);
    j.add_sink(late);
    CHECK(j.emit(online, {}) == 2);
    j.remove_sink(early);
    CHECK(j.emit(online, {}) == 3);
    CHECK(early.causes == causes{{2, 1}});
    CHECK(late.causes == causes{{2, 1}, {3, 2}});
}

TEST_CASE("an entry that a sink could not take is counted as lost")
{
    kernel k;
    journal j(k);
    keeping full, good;
    full.room = 1;
    j.add_sink(full);
    j.add_sink(good);
    for (int i = 0; i < 3; ++i) j.emit(online, {});
    CHECK(j.lost() == 2);
    CHECK(good.lines.size() == 3);
    CHECK(j.last() == 3);
}

TEST_CASE("what is scheduled inherits the cause, and causes do not leak between events")
{
    kernel k;
    journal j(k);
    keeping sink;
    j.add_sink(sink);
    timer t(k, "timer", [&] { j.emit(online, {"timer"}); });
    ticket gate;
    k.after(1s, "root", [&] {
        j.emit(online, {"root"}); // 1, a root
        k.after(1s, "child", [&] { j.emit(online, {"child"}); });
        t.expires_after(2s);
        j.emit(online, {"second"}); // 2, of 1
        gate = k.open_ticket(time_point(4s), "bytes", "hub", [&] { j.emit(online, {"ticket"}); });
        gate.confirm();
    });
    k.after(1s, "other root", [&] { j.emit(online, {"other"}); }); // 3, a root
    k.run_until(time_point(10s));
    CHECK(sink.causes == causes{{1, 0}, {2, 1}, {3, 0}, {4, 1}, {5, 1}, {6, 2}});
    CHECK(k.cause() == 0);
    j.emit(online, {"after the run"});
    CHECK(sink.causes.back() == std::pair<journal_seq, journal_seq>{7, 0});
}

TEST_CASE("a timer that is armed again has the new cause")
{
    kernel k;
    journal j(k);
    keeping sink;
    j.add_sink(sink);
    timer t(k, "timer", [&] { j.emit(online, {}); });
    k.after(1s, "a", [&] {
        j.emit(online, {});
        t.expires_after(1h);
    });
    k.after(2s, "b", [&] {
        j.emit(online, {});
        t.expires_after(1h);
    });
    k.run_until(time_point(2h));
    CHECK(sink.causes == causes{{1, 0}, {2, 0}, {3, 2}});
}

TEST_CASE("rounds of a loop in their own scope are not each other's cause")
{
    kernel k;
    journal j(k);
    keeping sink;
    j.add_sink(sink);
    k.after(1s, "t", [&] {
        j.emit(online, {});
        for (int i = 0; i < 2; ++i) {
            cause_scope own(k);
            j.emit(offline, {}); // 2 and 4, of 1
            j.emit(offline, {}); // 3 and 5, of those
        }
        j.emit(online, {});
    });
    k.run_until(time_point(2s));
    CHECK(sink.causes == causes{{1, 0}, {2, 1}, {3, 2}, {4, 1}, {5, 4}, {6, 1}});
}

TEST_CASE("hooks speak for themselves: they are nobody's effect and nobody's cause")
{
    kernel k;
    journal j(k);
    keeping sink;
    j.add_sink(sink);
    int turns = 0;
    k.at_quiescent([&] {
        if (++turns == 2) j.emit(online, {"hook"});
    });
    k.at_quiescent([&] {
        if (turns == 2) j.emit(online, {"other hook"});
    });
    k.every(std::chrono::milliseconds(0), [&] { j.emit(offline, {"wall hook"}); });
    unique_function<void()> tick;
    int ticks = 0;
    tick = [&] {
        if (++ticks < 1000) k.after(1ms, "t", [&] { tick(); });
        if (ticks == 1000) j.emit(online, {"event"});
    };
    k.after(0s, "t", [&] { tick(); });
    k.run_until(time_point(2s));
    CHECK(sink.causes.size() > 3); // the wall hook spoke too
    int roots = 0;
    for (auto [seq, cause] : sink.causes) roots += cause == 0;
    CHECK(roots == static_cast<int>(sink.causes.size()));
    CHECK(k.cause() == 0);
}
