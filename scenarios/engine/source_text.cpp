#include "scenarios/engine/source_text.hpp"

#include <algorithm>

namespace scenarios::engine {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Length of the UTF-8 sequence at the front of `text`, 0 when there is none (RFC 3629).
std::size_t sequence_length(std::string_view text)
{
    auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    std::size_t n = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (text.size() < n || !std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(n), continues))
        return 0;
    auto second = static_cast<unsigned char>(text[1]);
    bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    bool surrogate = lead == 0xED && second > 0x9F;
    bool beyond = lead == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : n;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

} // namespace

std::size_t count_characters(std::string_view utf8)
{
    return utf8.size() - static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), continues));
}

source_text::source_text(std::string_view text) : text_(text)
{
    lines_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') lines_.push_back(i + 1);
    counted_.push_back(0);
    for (std::size_t i = 0; i + stride <= text.size(); i += stride)
        counted_.push_back(counted_.back() + count_characters(text.substr(i, stride)));
}

std::size_t source_text::characters_before(std::size_t offset) const
{
    auto whole = offset / stride;
    return counted_[whole] + count_characters(text_.substr(whole * stride, offset % stride));
}

position source_text::at(std::size_t offset) const
{
    offset = std::min(offset, text_.size());
    auto next = std::upper_bound(lines_.begin(), lines_.end(), offset);
    auto column = characters_before(offset) - characters_before(*(next - 1)) + 1;
    return {static_cast<std::uint32_t>(next - lines_.begin()), static_cast<std::uint32_t>(column)};
}

std::optional<std::size_t> source_text::first_bad_byte() const
{
    for (std::size_t i = 0; i < text_.size();) {
        auto c = static_cast<unsigned char>(text_[i]);
        auto n = sequence_length(text_.substr(i));
        bool control = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
        if (n == 0 || control) return i;
        i += n;
    }
    return {};
}

std::size_t source_text::skip_properties(std::size_t offset) const
{
    while (offset < text_.size() && (text_[offset] == '&' || text_[offset] == '!')) {
        while (offset < text_.size() && !is_blank(text_[offset])) ++offset;
        while (offset < text_.size() && is_blank(text_[offset])) ++offset;
    }
    return offset;
}

bool source_text::quotes_close(std::size_t offset) const
{
    auto i = skip_properties(offset);
    if (i >= text_.size() || (text_[i] != '"' && text_[i] != '\'')) return true; // a block scalar, or plain with a tag
    char quote = text_[i++];
    for (; i < text_.size(); ++i) {
        if (quote == '"' && text_[i] == '\\')
            ++i;
        else if (quote == '\'' && text_.substr(i, 2) == "''")
            ++i;
        else if (text_[i] == quote)
            return true;
    }
    return false;
}

bool source_text::has(std::size_t offset, std::string_view word) const
{
    return offset <= text_.size() && text_.substr(offset, word.size()) == word;
}

} // namespace scenarios::engine
