// Expectations, and what becomes of them: plain data, without files, clocks or I/O. judge.hpp decides them.
#pragma once
#include "scenarios/engine/condition.hpp"
#include "sim/kernel/journal.hpp"

#include <vector>

namespace scenarios::engine {

/// An event's field must have this value.
struct field_match {
    std::string field;
    sim::value equals;
};
/// `never:`
struct never_condition {
    std::string event;
};

struct expectation {
    std::string id;
    std::variant<state_condition, count_condition, never_condition> what;
    std::vector<field_match> where{}; ///< of the counted or forbidden event; all must match
    /// Installations, each judged by itself. Empty: judged once, over entries about anybody; a state_condition needs
    /// some.
    std::vector<std::string> on{};
    std::optional<sim::duration> within{}; ///< since `since`, the last instant included
    std::string since{};                   ///< an event, whose first occurrence counts; empty: the start
    bool vacuous_allowed{false};           ///< holds also when `since` never happened
};
/// "migration.state == commissioned", "never tls.established where peer = smso", with within and since.
std::string constraint_text(const expectation& e);

enum class standing {
    waiting,   ///< for `since`
    pending,   ///< begun, not decided
    held,      ///
    broken,    ///
    unproven,  ///< `since` never happened, so that nothing was shown
    undecided, ///< the run was cut short
};
std::string_view to_string(standing s);

/// Journal entries that prove an outcome; 0 where there is none.
struct evidence {
    sim::journal_seq since{0};               ///< the entry that began it
    sim::journal_seq decisive{0};            ///< the entry that satisfied or broke it
    sim::journal_seq last{0};                ///< the last one that touched it: a change of the state, a counted event
    std::vector<sim::journal_seq> counted{}; ///< counted events, at most `most_counted`, the first ones
    static constexpr std::size_t most_counted = 16;
};

/// One expectation for one subject.
struct judgement {
    std::size_t expectation{0}; ///< its index
    std::string on;             ///< the subject; empty: everybody
    standing is{standing::waiting};
    std::optional<sim::time_point> began{};   ///< when `since` happened
    std::optional<sim::time_point> decided{}; ///< when it held or was broken; a deadline that passed is its own time
    std::int64_t count{0};                    ///< of matching events
    sim::value last_value{};                  ///< of the state
    evidence proof{};
    std::string reason{}; ///< why it was broken, is unproven or undecided; a sentence without a full stop
};

/// The last instant at which it can be satisfied; none without `within` or before it began.
std::optional<sim::time_point> deadline_of(const expectation& e, const judgement& j);
/// Why it ends as it does, in words, from its counts and its last value.
std::string broken_text(const expectation& e, const judgement& j);

/// What is still waited for, for people who watch.
struct waiting_for {
    std::string expectation; ///< its id
    std::string type;        ///< "since", "state", "count" or "never"
    std::string on;
    std::string constraint;            ///< of a "since": the event
    std::optional<sim::duration> left; ///< until its deadline
};

} // namespace scenarios::engine
