#include "sim/kernel/simulation.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

using namespace sim;

namespace {
struct keeping final : journal_sink {
    std::vector<std::string> lines;
    bool write(const journal_entry& e) override
    {
        lines.push_back(e.to_json());
        return true;
    }
};
constexpr event_type said{"test.said", "Something was said."};
} // namespace

TEST_CASE("every leap is in the journal, caused by nothing and causing nothing")
{
    simulation s(7);
    keeping sink;
    s.log.add_sink(sink);
    s.time.after(1h, "t", [&] { s.log.emit(said, {"tri-1"}); });
    s.time.after(1h + 59s, "t", [&] { s.log.emit(said, {"tri-2"}); }); // too near to tell of
    s.time.run_until(time_point(3h));
    CHECK(sink.lines == std::vector<std::string>{
                            R"({"seq":1,"t":"1970-01-01T01:00:00.000000000Z","event":"clock.jumped",)"
                            R"("from":"1970-01-01T00:00:00.000000000Z","by":"1h"})",
                            R"({"seq":2,"t":"1970-01-01T01:00:00.000000000Z","on":"tri-1","event":"test.said"})",
                            R"({"seq":3,"t":"1970-01-01T01:00:59.000000000Z","on":"tri-2","event":"test.said"})",
                            R"({"seq":4,"t":"1970-01-01T03:00:00.000000000Z","event":"clock.jumped",)"
                            R"("from":"1970-01-01T01:00:59.000000000Z","by":"1h59m1s"})",
                        });
    CHECK(s.time.leaps() == 2);
}

TEST_CASE("a simulation has its seed, and its own events in the catalogue")
{
    simulation s(42);
    CHECK(s.dice.seed() == 42);
    CHECK(s.names.find_event("clock.jumped") != nullptr);
    CHECK(s.names.find_event("fault.fired") != nullptr);
}

TEST_CASE("events that die with the simulation may still use its journal and its catalogue")
{
    keeping sink;
    {
        simulation s(7);
        s.log.add_sink(sink);
        struct owner {
            simulation& s;
            explicit owner(simulation& in) : s(in) {}
            ~owner() { s.log.emit(said, {s.names.find_event("clock.jumped") ? "in good order" : "too late"}); }
        };
        s.time.after(1h, "t", [o = std::make_shared<owner>(s)] {});
    }
    REQUIRE(sink.lines.size() == 1);
    CHECK(sink.lines[0].find("in good order") != std::string::npos);
}
