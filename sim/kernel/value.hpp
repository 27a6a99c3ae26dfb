// The values that journal fields, action arguments and states carry.
#pragma once
#include "sim/kernel/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sim {

/// A decimal number with three places: kWh and m³ are shown in thousandths, exactly.
struct milli {
    std::int64_t thousandths{0};
    auto operator<=>(const milli&) const = default;
};

using value = std::variant<std::monostate, bool, std::int64_t, milli, duration, time_point, std::string>;

enum class value_kind { none, boolean, integer, decimal, elapsed, instant, text };
value_kind kind_of(const value& v);
std::string_view to_string(value_kind kind);

/// As people write it, without quotes: `true`, `12`, `3.500`, `1h30m`, RFC 3339, the text itself, empty for none.
std::string to_text(const value& v);
/// As JSON: numbers bare, durations and times as strings.
std::string to_json(const value& v);
void append_json(std::string& out, const value& v);
/// Appends `text` as a JSON string with quotes; bytes that are not UTF-8 are replaced by U+FFFD.
void append_json_string(std::string& out, std::string_view text);
void append_number(std::string& out, std::int64_t number);
/// Length of the UTF-8 sequence at the front of `text`, which is not empty (RFC 3629); 0 when there is none.
std::size_t utf8_length(std::string_view text);

/// Orders two values of the same kind, or integer against decimal; empty when they cannot be compared.
std::partial_ordering compare(const value& a, const value& b);

/// One named value of a journal entry or of an action's arguments.
struct field {
    std::string_view name; ///< a literal, or text that outlives the call
    value content;
};
using fields = std::vector<field>;

} // namespace sim
