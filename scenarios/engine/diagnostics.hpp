// What is wrong with a file, as a compiler would say it: all of it at once, each with its place.
#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scenarios::engine {

/// A place in a file. Lines and columns count from 1; columns count characters (code points), not bytes.
struct position {
    std::uint32_t line{1};
    std::uint32_t column{1};
    auto operator<=>(const position&) const = default;
};

struct diagnostic {
    std::string file;
    position where;
    std::string message; ///< a sentence without a full stop
    bool operator==(const diagnostic&) const = default;
};
/// `file:line:column: message`.
std::string to_text(const diagnostic& d);

/// Collects the errors of one file. Keeps at most `capacity`, so that a hostile file cannot fill the memory.
class diagnostics {
public:
    static constexpr std::size_t capacity = 1000;

    explicit diagnostics(std::string file) : file_(std::move(file)) {}

    void add(position where, std::string message);
    bool empty() const { return all_.empty(); }
    std::size_t size() const { return all_.size(); }
    const std::string& file() const { return file_; }
    /// By place, without repetitions (what stands behind an anchor is met once for each alias).
    std::vector<diagnostic> sorted() const;
    /// The sorted list, one a line.
    std::string text() const;

private:
    std::string file_;
    std::vector<diagnostic> all_;
};

} // namespace scenarios::engine
