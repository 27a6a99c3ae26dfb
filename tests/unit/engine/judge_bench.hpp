// A judge with a journal and states that a test plays.
#pragma once
#include "scenarios/engine/judge.hpp"
#include "test_catalogue.hpp"

#include <doctest/doctest.h>

using namespace scenarios::engine;
using namespace std::chrono_literals;

namespace test {

struct bench {
    explicit bench(std::vector<expectation> expectations)
        : judge(std::move(expectations),
                [this](std::string_view state, std::string_view on) -> std::optional<sim::value> {
                    auto found = values.find(std::string(on) + ' ' + std::string(state));
                    return found == values.end() ? std::nullopt : std::optional(found->second);
                })
    {}
    bench(const bench&) = delete;
    bench& operator=(const bench&) = delete;

    /// `since` after the start of the scenario.
    static sim::time_point at(sim::duration since) { return sim::time_point(sim::days(18000)) + since; }
    void start() { judge.start(at({})); }
    sim::journal_seq emit(const sim::event_type& type, std::string_view on, sim::duration when,
                          const sim::fields& content = {})
    {
        judge.entry({++seq, 0, at(when), {on, "chf"}, type, content});
        return seq;
    }
    void set(std::string state, std::string on, std::string value, sim::duration when)
    {
        values[on + ' ' + state] = std::move(value);
        judge.state_changed(state, on, at(when));
    }
    verdict end(sim::duration when, ending how = ending::complete)
    {
        judge.finish(at(when), how);
        return judge.result();
    }
    const judgement& only() const
    {
        REQUIRE(judge.judgements().size() == 1);
        return judge.judgements().front();
    }

    std::map<std::string, sim::value> values;
    scenarios::engine::judge judge;
    sim::journal_seq seq{0};
};

} // namespace test
