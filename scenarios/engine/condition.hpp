// What an expectation says after `that:`: `migration.state == commissioned`, `count(wan.attach_rejected) <= 5`.
#pragma once
#include "sim/kernel/registry.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace scenarios::engine {

enum class comparison { equal, not_equal, less, at_most, more, at_least };
std::string_view to_string(comparison c);
/// False when the two cannot be compared, or when `actual` is absent, whatever the comparison.
bool holds(comparison c, const sim::value& actual, const sim::value& literal);

/// A state of one installation against a literal of the state's kind.
struct state_condition {
    std::string state;
    comparison compare{comparison::equal};
    sim::value literal{};
};
/// How often an event happened.
struct count_condition {
    std::string event;
    comparison compare{comparison::equal};
    std::int64_t number{0};
};
using condition = std::variant<state_condition, count_condition>;
std::string to_text(const condition& c);

/// Where in the text it goes wrong, and how, in a sentence without a full stop.
struct condition_error {
    std::size_t offset{0}; ///< in bytes
    std::string message;
};
/// Checked against the catalogue: names exist, the literal is of the state's kind (and one of its values, if it has a
/// list), an order is asked only of what has one. Literals of text may stand in quotes.
std::variant<condition, condition_error> parse_condition(std::string_view text, const sim::registry& names);

/// A literal as files write it: `true`, `12`, `3.5`, `1h30m`, RFC 3339, text. None when it is not of that kind.
/// Decimals have at most three places. `value_kind::none` means any kind: the text is taken as it is.
std::optional<sim::value> parse_literal(std::string_view text, sim::value_kind kind);

// The names of the catalogue, for suggestions.
std::vector<std::string_view> event_names(const sim::registry& names);
std::vector<std::string_view> action_names(const sim::registry& names);
std::vector<std::string_view> state_names(const sim::registry& names);

} // namespace scenarios::engine
