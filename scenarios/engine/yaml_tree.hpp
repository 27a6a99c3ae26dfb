// A scenario file as a tree that knows where each of its words stands.
//
// Built on yaml-cpp's event handler and not on its Node, which keeps duplicate keys, gives an alias its anchor's place,
// expands alias bombs, ignores later documents and reads quoted words as numbers. Here scalars stay text until somebody
// who knows the wanted type converts them, and everything doubtful is an error with a place.
#pragma once
#include "scenarios/engine/diagnostics.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scenarios::engine {

struct yaml_entry;

struct yaml_node {
    enum class kind {
        null,   ///< empty, `~` or `null`
        scalar, ///< `text`
        list,   ///< `items`
        map,    ///< `entries`, in the order of the file, no key twice
    };
    kind is{kind::null};
    position where{}; ///< of an alias: the alias; of an empty value: its key
    std::string text;
    bool quoted{false}; ///< in quotes, a block scalar, or tagged !!str: never a number, a boolean or null
    /// Characters between `where` and the text (1 in quotes) when the text stands in the file as it is, so that a place
    /// inside it can be named; -1 when it is folded, escaped, tagged or anchored.
    int text_offset{-1};
    std::vector<yaml_node> items;
    std::vector<yaml_entry> entries;

    bool is_map() const { return is == kind::map; }
    bool is_list() const { return is == kind::list; }
    bool is_scalar() const { return is == kind::scalar; }
    /// The value of a key of a map, or null.
    const yaml_node* find(std::string_view key) const;
    /// The place of the character at `offset` bytes into `text`; `where` when that is not known.
    position place_of(std::size_t offset) const;
};

struct yaml_entry {
    std::string key;
    position where{};
    yaml_node value;
};

/// What the tree refuses. Model choices, all far above what a scenario needs.
namespace yaml_limits {
constexpr std::size_t bytes = 1024 * 1024; ///< of the file; judged by its size, before it is read
constexpr std::size_t nodes = 100'000;     ///< with everything behind each anchor and alias counted again
constexpr std::size_t depth = 64;          ///< of nesting
} // namespace yaml_limits

/// Reads a file; `out` gets the errors: a missing file, a directory or device, one over the limits, bytes that are not
/// UTF-8, control characters, YAML's own errors, keys that repeat or are not words, merge keys, tags other than YAML's
/// core ones, aliases inside their own anchor, a second document. No node when there is nothing to go on with; a node
/// and errors when the rest can still be checked.
std::optional<yaml_node> read_yaml_file(const std::string& path, diagnostics& out);
/// The same for text in memory.
std::optional<yaml_node> read_yaml(std::string_view text, diagnostics& out);

/// "text", "a list", "a mapping" … for messages.
std::string_view kind_words(const yaml_node& node);
/// A scalar's text in backquotes, shortened; or kind_words.
std::string found_words(const yaml_node& node);

} // namespace scenarios::engine
