#include "scenarios/engine/selector.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace scenarios::engine {
namespace {

constexpr std::size_t longest = 64;
constexpr std::uint32_t highest_number = 1'000'000;
// Each star is a loop inside the loop of the one before it.
constexpr std::ptrdiff_t most_stars = 4;

bool is_id_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// A whole number at the front of `text`, which is removed; none when it has leading zeros.
std::optional<std::uint32_t> take_number(std::string_view& text)
{
    std::uint32_t number = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    auto digits = static_cast<std::size_t>(end - text.data());
    if (ec != std::errc{} || number > highest_number || (text[0] == '0' && digits > 1)) return {};
    text.remove_prefix(digits);
    return number;
}

} // namespace

const boost::system::error_category& selector_category() noexcept
{
    static const sim::table_category category(
        "selector",
        {"a selector cannot be empty", "a selector holds letters, digits, `-`, `_`, `*`, `?` and ranges such as [1-3]",
         "a range is written [first-last], in whole numbers up to 1000000", "a selector has at most 64 characters",
         "a selector has at most four `*`"});
    return category;
}

sim::error_code make_error_code(selector_errc e) noexcept { return {static_cast<int>(e), selector_category()}; }

sim::result<selector> selector::parse(std::string_view text)
{
    if (text.empty()) return selector_errc::empty;
    if (text.size() > longest) return selector_errc::too_long;
    if (std::ranges::count(text, '*') > most_stars) return selector_errc::too_many_stars;
    selector made;
    while (!text.empty()) {
        char c = text.front();
        text.remove_prefix(1);
        if (c == '*')
            made.parts_.emplace_back(any_run{});
        else if (c == '?')
            made.parts_.emplace_back(any_character{});
        else if (c == '[') {
            auto first = take_number(text);
            if (!first || !text.starts_with('-')) return selector_errc::bad_range;
            text.remove_prefix(1);
            auto last = take_number(text);
            if (!last || *first > *last || !text.starts_with(']')) return selector_errc::bad_range;
            text.remove_prefix(1);
            made.parts_.emplace_back(number_range{*first, *last});
        } else if (!is_id_character(c))
            return selector_errc::bad_character;
        else if (!made.parts_.empty() && std::holds_alternative<std::string>(made.parts_.back()))
            std::get<std::string>(made.parts_.back()) += c;
        else
            made.parts_.emplace_back(std::string(1, c));
    }
    return made;
}

bool selector::matches(std::string_view id) const { return matches_from(parts_, id); }

bool selector::is_name() const { return parts_.size() == 1 && std::holds_alternative<std::string>(parts_[0]); }

bool selector::matches_from(std::span<const part> parts, std::string_view id)
{
    for (; !parts.empty(); parts = parts.subspan(1)) {
        if (std::holds_alternative<any_run>(parts.front())) {
            if (parts.size() == 1) return true;
            for (std::size_t skipped = 0; skipped <= id.size(); ++skipped)
                if (matches_from(parts.subspan(1), id.substr(skipped))) return true;
            return false;
        }
        if (id.empty()) return false;
        if (const auto* word = std::get_if<std::string>(&parts.front())) {
            if (!id.starts_with(*word)) return false;
            id.remove_prefix(word->size());
        } else if (const auto* range = std::get_if<number_range>(&parts.front())) {
            auto number = take_number(id);
            if (!number || *number < range->first || *number > range->last) return false;
        } else
            id.remove_prefix(1);
    }
    return id.empty();
}

bool is_installation_id(std::string_view text)
{
    return !text.empty() && text.size() <= longest && text[0] != '-' && text[0] != '_' &&
           std::ranges::all_of(text, is_id_character);
}

std::vector<std::string> select(std::span<const selector> selectors, std::span<const std::string> ids)
{
    std::vector<std::string> out;
    for (const auto& id : ids)
        if (std::ranges::any_of(selectors, [&](const auto& s) { return s.matches(id); })) out.push_back(id);
    return out;
}

} // namespace scenarios::engine
