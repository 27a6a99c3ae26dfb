// `on:` — which installations are meant: `tri-3`, `tri-*`, `tri-?`, `tri-[1-3]`, or a list of those.
#pragma once
#include "sim/core/error.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace scenarios::engine {

enum class selector_errc {
    empty = 1,
    bad_character,  ///< not a letter, digit, `-`, `_`, `*`, `?` or a range
    bad_range,      ///< not `[first-last]` in whole numbers without leading zeros, first ≤ last ≤ 1 000 000
    too_long,       ///< more than 64 characters
    too_many_stars, ///< more than four `*`
};
const boost::system::error_category& selector_category() noexcept;
sim::error_code make_error_code(selector_errc e) noexcept;

/// One pattern. `*` is any run of characters, `?` any one, `[m-n]` a whole number from m to n without leading zeros.
class selector {
public:
    static sim::result<selector> parse(std::string_view text);
    bool matches(std::string_view id) const;
    /// A plain name, which stands for itself only.
    bool is_name() const;

private:
    struct any_run {};
    struct any_character {};
    struct number_range {
        std::uint32_t first, last;
    };
    using part = std::variant<std::string, any_run, any_character, number_range>;
    static bool matches_from(std::span<const part> parts, std::string_view id);

    std::vector<part> parts_;
};

/// Letters, digits, `-` and `_`, beginning with a letter or digit; at most 64. No `.`: it separates device from
/// installation.
bool is_installation_id(std::string_view text);

/// The ids that any of the selectors names, each once, in the order of `ids`.
std::vector<std::string> select(std::span<const selector> selectors, std::span<const std::string> ids);

} // namespace scenarios::engine

template <>
struct boost::system::is_error_code_enum<scenarios::engine::selector_errc> : std::true_type {};
