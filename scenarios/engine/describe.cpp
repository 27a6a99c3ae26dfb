#include "scenarios/engine/describe.hpp"

#include "sim/kernel/time.hpp"

namespace scenarios::engine {
namespace {

std::string amount(std::int64_t n, type_description::form form)
{
    return form == type_description::form::duration ? sim::to_text(sim::duration(n)) : std::to_string(n);
}

std::string joined(const std::vector<std::string>& words)
{
    std::string out;
    for (const auto& word : words) (out += out.empty() ? "" : " | ") += word;
    return out;
}

std::string plain_words(const type_description& type)
{
    using form = type_description::form;
    switch (type.is) {
    case form::choice: return joined(type.choices);
    case form::list: return "list of " + to_text(type.parts.front());
    case form::one_or_many: return to_text(type.parts.front()) + ", or a list of it";
    case form::mapping: return "mapping of names to " + to_text(type.parts.front());
    case form::either: {
        std::vector<std::string> all;
        for (const auto& part : type.parts) all.push_back(to_text(part));
        return joined(all);
    }
    case form::object: {
        std::string names;
        for (const auto& key : type.object->keys) (names += names.empty() ? "{ " : ", ") += key.name;
        return names + " }";
    }
    case form::boolean:
    case form::integer:
    case form::duration:
    case form::time:
    case form::text:
    case form::any: return type.words;
    }
    return {};
}

/// The mapping inside a type, through lists and alternatives; null when there is none.
const object_description* object_inside(const type_description& type)
{
    if (type.object) return type.object.get();
    for (const auto& part : type.parts)
        if (auto* found = object_inside(part)) return found;
    return nullptr;
}

} // namespace

std::string to_text(const bounds& within, type_description::form form)
{
    constexpr bounds none{};
    if (within == none) return {};
    // A length or a count is never negative: zero there is no bound.
    bool counts = form != type_description::form::integer;
    bool low = within.least != none.least && !(counts && within.least == 0), high = within.most != none.most;
    if (low && high) return amount(within.least, form) + " … " + amount(within.most, form);
    if (low) return "at least " + amount(within.least, form);
    return high ? "at most " + amount(within.most, form) : std::string();
}

std::string to_text(const type_description& type)
{
    auto limits = to_text(type.within, type.is);
    bool text = type.is == type_description::form::text && !limits.empty();
    return plain_words(type) + (limits.empty() ? "" : " (" + limits + (text ? " characters)" : ")"));
}

std::string to_text(const object_description& object, std::size_t indent)
{
    std::string out;
    for (const auto& key : object.keys) {
        out += std::string(indent, ' ') + key.name + ": " + to_text(key.type);
        out += key.required ? "; required" : key.fallback.empty() ? "" : "; default " + key.fallback;
        out += ". " + key.summary + '\n';
        if (auto* inner = object_inside(key.type)) out += to_text(*inner, indent + 2);
    }
    return out;
}

} // namespace scenarios::engine
