#include "scenarios/engine/binder_types.hpp"
#include "scenarios/engine/source_text.hpp"

#include <charconv>

namespace scenarios::engine {
namespace {

std::string out_of_bounds(const yaml_node& node, const bounds& within, type_description::form form,
                          std::string_view unit)
{
    auto words = found_words(node) + " is out of range: " + to_text(within, form);
    return unit.empty() ? words : words + ' ' + std::string(unit);
}

/// Plain text; quoted text is never a number, a boolean, a duration or a time.
bool is_plain(const yaml_node& node) { return node.is_scalar() && !node.quoted; }

} // namespace

void refuse_unknown_keys(const yaml_node& map, std::span<const std::string_view> known, std::string_view what,
                         binding& how)
{
    for (const auto& entry : map.entries) {
        if (std::ranges::find(known, entry.key) != known.end()) continue;
        how.refuse(entry.where,
                   "unknown key `" + entry.key + "` in " + std::string(what) + did_you_mean(entry.key, known));
    }
}

bool refuse_kind(const yaml_node& node, std::string_view wanted, binding& how)
{
    return how.refuse(node.where, "expected " + std::string(wanted) + ", found " + found_words(node));
}

bool check_count(const yaml_node& node, std::size_t count, const bounds& within, binding& how)
{
    if (within.hold(static_cast<std::int64_t>(count))) return true;
    auto limits = to_text(within, type_description::form::list);
    return how.refuse(node.where, std::to_string(count) + " elements are out of range: " + limits);
}

bool read_integer(const yaml_node& node, std::int64_t& onto, const bounds& within, binding& how)
{
    std::string_view text = node.text;
    std::int64_t number = 0;
    auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!is_plain(node) || ec == std::errc::invalid_argument || end != text.data() + text.size())
        return refuse_kind(node, "an integer", how);
    if (ec != std::errc{} || !within.hold(number))
        return how.refuse(node.where, out_of_bounds(node, within, type_description::form::integer, {}));
    onto = number;
    return true;
}

bool read_choice(const yaml_node& node, std::span<const std::string_view> names, std::size_t& index, binding& how)
{
    std::string wanted;
    for (auto name : names) (wanted += wanted.empty() ? "one of " : " | ") += name;
    if (names.size() == 1) wanted = "`" + std::string(names[0]) + "`";
    if (!node.is_scalar()) return refuse_kind(node, wanted, how);
    auto found = std::ranges::find(names, node.text);
    if (found == names.end())
        return how.refuse(node.where,
                          "expected " + wanted + ", found " + found_words(node) + did_you_mean(node.text, names));
    index = static_cast<std::size_t>(found - names.begin());
    return true;
}

// ---- bool
bool reader<bool>::read(const yaml_node& node, bool& onto, const bounds&, binding& how)
{
    if (!is_plain(node) || (node.text != "true" && node.text != "false"))
        return refuse_kind(node, "true or false", how);
    onto = node.text == "true";
    return true;
}
type_description reader<bool>::describe(const bounds&) { return {type_description::form::boolean, "true | false"}; }
std::string reader<bool>::show(bool value) { return value ? "true" : "false"; }

// ---- text
bool reader<std::string>::read(const yaml_node& node, std::string& onto, const bounds& within, binding& how)
{
    if (!node.is_scalar()) return refuse_kind(node, "text", how);
    if (!within.hold(static_cast<std::int64_t>(count_characters(node.text))))
        return how.refuse(node.where, out_of_bounds(node, within, type_description::form::text, "characters"));
    onto = node.text;
    return true;
}
type_description reader<std::string>::describe(const bounds& within)
{
    return {type_description::form::text, "text", within};
}
std::string reader<std::string>::show(const std::string& value) { return value; }

// ---- duration
bool reader<sim::duration>::read(const yaml_node& node, sim::duration& onto, const bounds& within, binding& how)
{
    constexpr std::string_view wanted = "a duration such as 90s, 30m, 48h, 7d or 1h30m";
    if (!is_plain(node)) return refuse_kind(node, wanted, how);
    auto parsed = sim::parse_duration(node.text);
    bool too_long = !parsed && parsed.error() == sim::core_errc::out_of_range;
    if (too_long || (parsed && !within.hold(parsed->count()))) {
        if (within == bounds{}) return how.refuse(node.where, found_words(node) + " is out of range: at most 36500d");
        return how.refuse(node.where, out_of_bounds(node, within, type_description::form::duration, {}));
    }
    if (!parsed) return refuse_kind(node, wanted, how);
    onto = *parsed;
    return true;
}
type_description reader<sim::duration>::describe(const bounds& within)
{
    return {type_description::form::duration, "duration", within};
}
std::string reader<sim::duration>::show(sim::duration value) { return sim::to_text(value); }

// ---- time
bool reader<sim::time_point>::read(const yaml_node& node, sim::time_point& onto, const bounds&, binding& how)
{
    auto parsed = sim::parse_rfc3339(node.text);
    if (!node.is_scalar() || !parsed) return refuse_kind(node, "a time such as 2020-11-07T00:00:00Z (RFC 3339)", how);
    onto = *parsed;
    return true;
}
type_description reader<sim::time_point>::describe(const bounds&)
{
    return {type_description::form::time, "RFC 3339 time"};
}
std::string reader<sim::time_point>::show(sim::time_point value) { return sim::to_text(value); }

// ---- pace
bool reader<sim::pace>::read(const yaml_node& node, sim::pace& onto, const bounds&, binding& how)
{
    auto parsed = sim::parse_pace(node.text);
    if (!node.is_scalar() || !parsed) return refuse_kind(node, "leap, step or a rate such as 1x or 60x", how);
    onto = *parsed;
    return true;
}
type_description reader<sim::pace>::describe(const bounds&)
{
    return {type_description::form::text, "leap | step | Nx"};
}
std::string reader<sim::pace>::show(const sim::pace& value) { return sim::to_text(value); }

} // namespace scenarios::engine
