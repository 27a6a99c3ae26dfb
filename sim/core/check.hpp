// Programmer errors: a broken invariant throws, in every build, and says what was broken and where.
#pragma once
#include <source_location>
#include <stdexcept>
#include <string_view>

namespace sim {

struct broken_invariant : std::logic_error {
    using std::logic_error::logic_error;
};

[[noreturn]] void broken(std::string_view what, std::source_location where);

inline void check(bool condition, std::string_view what, std::source_location where = std::source_location::current())
{
    if (!condition) [[unlikely]]
        broken(what, where);
}

} // namespace sim
