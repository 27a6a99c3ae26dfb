// What a key of a file may hold, as data: one source for error messages, `s1sim describe`, the documentation and
// schemas.
#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace scenarios::engine {

/// What a value may be at least and at most, both included: a number itself, a duration in nanoseconds, characters of a
/// text, elements of a list or of a mapping.
struct bounds {
    std::int64_t least{std::numeric_limits<std::int64_t>::min()};
    std::int64_t most{std::numeric_limits<std::int64_t>::max()};
    constexpr bool hold(std::int64_t n) const { return n >= least && n <= most; }
    bool operator==(const bounds&) const = default;
};

struct object_description;

struct type_description {
    enum class form {
        boolean,
        integer,
        duration,
        time,
        text,
        choice,      ///< one of `choices`
        list,        ///< of parts[0]
        one_or_many, ///< parts[0], or a list of it
        object,      ///< a mapping with the keys of `object`
        mapping,     ///< any keys; values are parts[0]
        either,      ///< any of `parts`
        any,         ///< checked by somebody else
    };
    form is{form::any};
    std::string words; ///< as people say it: "duration", "selector"
    bounds within{};
    std::vector<std::string> choices{};
    std::vector<type_description> parts{};
    std::shared_ptr<const object_description> object{};
};

struct key_description {
    std::string name;
    std::string summary; ///< one sentence
    bool required{false};
    std::string fallback; ///< what holds when the key is absent; empty: nothing that a file could say
    type_description type;
};

struct object_description {
    std::string what; ///< with its article: "a fleet entry"
    std::vector<key_description> keys;
};

/// "duration (1s … 8d)", "leap | step", "list of text (1 … 10)".
std::string to_text(const type_description& type);
/// "at least 1", "at most 3", "1 … 3", "" — in the unit of `form`.
std::string to_text(const bounds& within, type_description::form form);
/// One line for each key, what lies inside a mapping indented below it.
std::string to_text(const object_description& object, std::size_t indent = 0);

} // namespace scenarios::engine
