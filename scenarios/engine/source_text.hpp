// The bytes of a file, and which line and column each of them stands at.
#pragma once
#include "scenarios/engine/diagnostics.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace scenarios::engine {

/// Number of code points in UTF-8 text.
std::size_t count_characters(std::string_view utf8);

/// A view: the text must outlive it.
class source_text {
public:
    explicit source_text(std::string_view text);

    std::string_view text() const { return text_; }
    position at(std::size_t offset) const;
    /// The first byte that is not UTF-8 (RFC 3629), or a control character that YAML does not allow.
    std::optional<std::size_t> first_bad_byte() const;
    /// Whether a quoted scalar that begins at `offset`, perhaps behind an anchor or a tag, has its closing quote.
    bool quotes_close(std::size_t offset) const;
    /// Whether `word` stands at `offset`.
    bool has(std::size_t offset, std::string_view word) const;

private:
    std::size_t skip_properties(std::size_t offset) const;
    std::size_t characters_before(std::size_t offset) const;

    std::string_view text_;
    std::vector<std::size_t> lines_; ///< where each line begins
    /// Characters before every `stride`th byte: a file may be one long line, and each of its nodes asks for its column.
    std::vector<std::size_t> counted_;
    static constexpr std::size_t stride = 256;
};

} // namespace scenarios::engine
