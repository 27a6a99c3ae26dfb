// The nearest name to one that does not exist, for error messages.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace scenarios::engine {

/// Edits from one word to the other: insertions, deletions, substitutions and swaps of neighbours, one each
/// (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate with the fewest edits, the first of equals; none when that is more than a third of the word's length
/// (but one edit, and for four letters or more two, always count as near). Words over 64 characters have no neighbours.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "; did you mean `x`?", or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

} // namespace scenarios::engine
