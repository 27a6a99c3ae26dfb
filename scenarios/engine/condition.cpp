#include "scenarios/engine/condition.hpp"

#include "scenarios/engine/suggest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace scenarios::engine {
namespace {

struct spelling {
    std::string_view text;
    comparison means;
};
// Two characters before one, so that `<=` is not read as `<`.
constexpr std::array spellings{spelling{"==", comparison::equal},   spelling{"!=", comparison::not_equal},
                               spelling{"<=", comparison::at_most}, spelling{">=", comparison::at_least},
                               spelling{"<", comparison::less},     spelling{">", comparison::more}};

bool is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

std::string quoted(std::string_view word) { return '`' + std::string(word) + '`'; }

/// Reads a condition from left to right; the first thing that is wrong ends it.
class condition_parser {
public:
    condition_parser(std::string_view text, const sim::registry& names) : text_(text), names_(names) {}

    std::variant<condition, condition_error> parse()
    {
        auto name = take_name();
        bool counts = name == "count" && peek() == '(';
        condition made;
        bool good =
            counts ? take_count(made.emplace<count_condition>()) : take_state(name, std::get<state_condition>(made));
        if (good) return made;
        return *error_;
    }

private:
    bool fail(std::size_t offset, std::string message)
    {
        if (!error_) error_ = condition_error{offset, std::move(message)};
        return false;
    }
    char peek()
    {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    std::string_view take_name()
    {
        peek();
        name_at_ = at_;
        while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
        return text_.substr(name_at_, at_ - name_at_);
    }
    bool take_comparison(comparison& onto)
    {
        peek();
        for (const auto& s : spellings) {
            if (!text_.substr(at_).starts_with(s.text)) continue;
            comparison_at_ = at_;
            at_ += s.text.size();
            onto = s.means;
            return true;
        }
        return fail(at_, "expected one of == != < <= > >= here");
    }
    /// The rest of the text, without spaces around it and without quotes.
    bool take_literal(std::string_view& onto)
    {
        if (peek() == '\0') return fail(at_, "a value is missing after the comparison");
        onto = text_.substr(at_);
        onto = onto.substr(0, onto.find_last_not_of(' ') + 1);
        if (onto.front() != '"' && onto.front() != '\'') return true;
        if (onto.size() < 2 || onto.back() != onto.front()) return fail(at_, "the closing quote is missing");
        onto = onto.substr(1, onto.size() - 2);
        return true;
    }
    bool take_count(count_condition& onto)
    {
        ++at_; // the parenthesis
        auto event = take_name();
        if (!names_.find_event(event))
            return fail(name_at_, "unknown event " + quoted(event) + did_you_mean(event, event_names(names_)));
        if (peek() != ')') return fail(at_, "expected `)` after the event");
        ++at_;
        std::string_view literal;
        if (!take_comparison(onto.compare) || !take_literal(literal)) return false;
        auto number = parse_literal(literal, sim::value_kind::integer);
        if (!number || std::get<std::int64_t>(*number) < 0)
            return fail(at_, "a count is compared with a whole number, not with " + quoted(literal));
        onto.event = event;
        onto.number = std::get<std::int64_t>(*number);
        return true;
    }
    bool take_state(std::string_view name, state_condition& onto)
    {
        if (name.empty()) return fail(at_, "expected `STATE == VALUE` or `count(EVENT) <= N`");
        const auto* state = names_.find_state(name);
        if (!state) return fail(name_at_, "unknown state " + quoted(name) + did_you_mean(name, state_names(names_)));
        std::string_view literal;
        if (!take_comparison(onto.compare) || !take_literal(literal)) return false;
        bool ordered = onto.compare != comparison::equal && onto.compare != comparison::not_equal;
        if (ordered && (state->kind == sim::value_kind::text || state->kind == sim::value_kind::boolean))
            return fail(comparison_at_, quoted(name) + " has no order: only == and != make sense");
        auto value = parse_literal(literal, state->kind);
        if (!value)
            return fail(at_, quoted(name) + " is a " + std::string(sim::to_string(state->kind)) + ", which " +
                                 quoted(literal) + " is not");
        if (!state->values.empty() && std::ranges::find(state->values, literal) == state->values.end())
            return fail(at_, quoted(name) + " is never " + quoted(literal) + did_you_mean(literal, state->values));
        onto.state = name;
        onto.literal = std::move(*value);
        return true;
    }

    std::string_view text_;
    const sim::registry& names_;
    std::size_t at_{0}, name_at_{0}, comparison_at_{0};
    std::optional<condition_error> error_;
};

std::optional<sim::value> parse_decimal(std::string_view text)
{
    bool negative = text.starts_with('-');
    text.remove_prefix(negative ? 1 : 0);
    auto point = text.find('.');
    auto whole_text = text.substr(0, point),
         part_text = point == text.npos ? std::string_view() : text.substr(point + 1);
    if (whole_text.empty() || whole_text.front() == '-' || part_text.size() > 3 ||
        (point != text.npos && part_text.empty()))
        return {};
    std::int64_t whole = 0, part = 0;
    auto [end, ec] = std::from_chars(whole_text.data(), whole_text.data() + whole_text.size(), whole);
    constexpr std::int64_t largest = 1'000'000'000'000'000;
    if (ec != std::errc{} || end != whole_text.data() + whole_text.size() || whole > largest) return {};
    for (std::size_t i = 0; i < 3; ++i) {
        char c = i < part_text.size() ? part_text[i] : '0';
        if (c < '0' || c > '9') return {};
        part = part * 10 + (c - '0');
    }
    auto thousandths = whole * 1000 + part;
    return sim::milli{negative ? -thousandths : thousandths};
}

template <class Types>
std::vector<std::string_view> names_of(const Types& types)
{
    std::vector<std::string_view> out;
    for (const auto* type : types) out.push_back(type->name);
    return out;
}

} // namespace

std::string_view to_string(comparison c)
{
    for (const auto& s : spellings)
        if (s.means == c) return s.text;
    return "";
}

bool holds(comparison c, const sim::value& actual, const sim::value& literal)
{
    auto order = sim::compare(actual, literal);
    if (order == std::partial_ordering::unordered || sim::kind_of(actual) == sim::value_kind::none) return false;
    switch (c) {
    case comparison::equal: return order == 0;
    case comparison::not_equal: return order != 0;
    case comparison::less: return order < 0;
    case comparison::at_most: return order <= 0;
    case comparison::more: return order > 0;
    case comparison::at_least: return order >= 0;
    }
    return false;
}

std::string to_text(const condition& c)
{
    if (const auto* state = std::get_if<state_condition>(&c))
        return state->state + ' ' + std::string(to_string(state->compare)) + ' ' + sim::to_text(state->literal);
    const auto& count = std::get<count_condition>(c);
    return "count(" + count.event + ") " + std::string(to_string(count.compare)) + ' ' + std::to_string(count.number);
}

std::variant<condition, condition_error> parse_condition(std::string_view text, const sim::registry& names)
{
    return condition_parser(text, names).parse();
}

std::optional<sim::value> parse_literal(std::string_view text, sim::value_kind kind)
{
    switch (kind) {
    case sim::value_kind::boolean:
        if (text == "true" || text == "false") return text == "true";
        return {};
    case sim::value_kind::integer: {
        std::int64_t number = 0;
        auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (ec != std::errc{} || end != text.data() + text.size()) return {};
        return number;
    }
    case sim::value_kind::decimal: return parse_decimal(text);
    case sim::value_kind::elapsed:
        if (auto d = sim::parse_duration(text)) return *d;
        return {};
    case sim::value_kind::instant:
        if (auto t = sim::parse_rfc3339(text)) return *t;
        return {};
    case sim::value_kind::none:
    case sim::value_kind::text: return std::string(text);
    }
    return {};
}

std::vector<std::string_view> event_names(const sim::registry& names) { return names_of(names.events()); }
std::vector<std::string_view> action_names(const sim::registry& names) { return names_of(names.actions()); }
std::vector<std::string_view> state_names(const sim::registry& names) { return names_of(names.states()); }

} // namespace scenarios::engine
