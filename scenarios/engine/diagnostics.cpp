#include "scenarios/engine/diagnostics.hpp"

#include <algorithm>

namespace scenarios::engine {

std::string to_text(const diagnostic& d)
{
    return d.file + ':' + std::to_string(d.where.line) + ':' + std::to_string(d.where.column) + ": " + d.message;
}

void diagnostics::add(position where, std::string message)
{
    if (all_.size() < capacity) all_.push_back({file_, where, std::move(message)});
}

std::vector<diagnostic> diagnostics::sorted() const
{
    auto list = all_;
    // Stable: two errors at one place stay in the order in which they were found.
    std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.where < b.where; });
    std::vector<diagnostic> out;
    auto place = out.size();
    for (auto& d : list) {
        if (place < out.size() && out[place].where != d.where) place = out.size();
        if (std::find(out.begin() + static_cast<std::ptrdiff_t>(place), out.end(), d) == out.end())
            out.push_back(std::move(d));
    }
    return out;
}

std::string diagnostics::text() const
{
    std::string out;
    for (const auto& d : sorted()) (out += to_text(d)) += '\n';
    return out;
}

} // namespace scenarios::engine
