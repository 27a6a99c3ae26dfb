// The judge of expectations: pure, without clocks or I/O.
//
// It is told what happens, in order and with its virtual time, and says what became of each expectation for each of its
// subjects. It never sees time pass by itself: the shell calls `time_is` (see `next_deadline`).
#pragma once
#include "scenarios/engine/expectation.hpp"
#include "scenarios/report/verdict.hpp"

#include <functional>
#include <memory>

namespace scenarios::engine {

using report::verdict;

/// How the run ended.
enum class ending {
    complete,  ///< limits.virtual was reached, or nothing was left to decide
    cut_short, ///< interrupted, a watchdog expired, or a system could not be reached
};

/// The present value of a state; none when the subject has none.
using read_state = std::function<std::optional<sim::value>(std::string_view state, std::string_view on)>;

class judge {
public:
    /// Throws `sim::broken_invariant` for a state_condition without subjects.
    judge(std::vector<expectation> expectations, read_state read);
    judge(judge&&) noexcept;
    judge& operator=(judge&&) noexcept;
    ~judge();

    // ---- told by the shell, in the order in which it happens; times never go back
    /// The start of the scenario: what has no `since` begins.
    void start(sim::time_point now);
    void entry(const sim::journal_entry& e);
    void state_changed(std::string_view state, std::string_view on, sim::time_point now);
    /// Everything that happens at instants before `now` has been told. At exactly its deadline an expectation can still
    /// be satisfied, so it is broken only when time moves past: call this before the first event of a new instant, or
    /// at `next_deadline`, which is one nanosecond after the nearest.
    void time_is(sim::time_point now);
    /// The end: bare conditions are judged, and what still pends is broken (or undecided when the run was cut short).
    void finish(sim::time_point now, ending how);

    // ---- asked by the shell
    /// When `time_is` must be called at the latest.
    std::optional<sim::time_point> next_deadline() const;
    /// States whose changes the judge wants to hear of.
    std::vector<std::string> watched_states() const;
    bool all_decided() const;
    bool any_broken() const;
    /// FAIL when anything broke, else INVALID when something is unproven or `entries_lost`, else BLOCKED when something
    /// is undecided or the run was cut short, else SKIPPED without expectations, else PASS. Call after `finish`.
    verdict result(bool entries_lost = false) const;
    const std::vector<expectation>& expectations() const;
    /// By expectation, then by subject in the order of `on`.
    const std::vector<judgement>& judgements() const;
    /// What waits or pends, nearest deadline first, at most `most` (things without a deadline last).
    std::vector<waiting_for> waiting(sim::time_point now, std::size_t most = 20) const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

} // namespace scenarios::engine
