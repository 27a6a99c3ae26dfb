#include "scenarios/engine/suggest.hpp"

#include <algorithm>
#include <vector>

namespace scenarios::engine {
namespace {
constexpr std::size_t longest_word = 64;
}

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    // Three rows of the usual matrix: a swap looks two rows back.
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, substituted});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates)
{
    if (word.empty() || word.size() > longest_word) return {};
    std::size_t best = std::max<std::size_t>(word.size() / 3, word.size() >= 4 ? 2 : 1) + 1;
    std::optional<std::string_view> found;
    for (auto candidate : candidates) {
        if (candidate.size() > longest_word) continue;
        auto distance = edit_distance(word, candidate);
        // A candidate that shares nothing with the word is no suggestion.
        if (distance < best && distance < std::max(word.size(), candidate.size())) {
            best = distance;
            found = candidate;
        }
    }
    return found;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates)
{
    auto name = nearest(word, candidates);
    return name ? "; did you mean `" + std::string(*name) + "`?" : std::string();
}

} // namespace scenarios::engine
