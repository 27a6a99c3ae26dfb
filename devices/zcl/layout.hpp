// The payload of a command as a table of fields, and values by their names.
//
// One table serves both directions, the server's checks and the documentation. What follows a known payload is passed
// over: later editions append fields.
#pragma once
#include "devices/zcl/data_type.hpp"

#include <span>
#include <vector>

namespace devices::zcl {

/// When a field is there.
enum class presence : std::uint8_t {
    always,
    if_left,   ///< the payload has not ended; fields that an edition appended
    if_set,    ///< another field has one of these bits
    if_equal,  ///< another field has this value
    if_least,  ///< another field is not less than this
    each_of,   ///< as many times as another field says
    each_left, ///< until the payload ends
};

/// Fields that stand side by side and are repeated for the same reason are repeated together, as rows.
struct field {
    std::string_view name;
    data_type type; ///< `unknown`: `octets` of them, or with 0 all that is left
    std::uint8_t octets{0};
    presence when{presence::always};
    std::string_view other{}; ///< the field that decides
    std::uint32_t operand{0}; ///< bits, or the value

    constexpr field if_left() const { return with(presence::if_left, {}, 0); }
    constexpr field if_set(std::string_view by, std::uint32_t bits) const { return with(presence::if_set, by, bits); }
    constexpr field if_equal(std::string_view by, std::uint32_t v) const { return with(presence::if_equal, by, v); }
    constexpr field if_least(std::string_view by, std::uint32_t v) const { return with(presence::if_least, by, v); }
    constexpr field each_of(std::string_view by) const { return with(presence::each_of, by, 0); }
    constexpr field each_left() const { return with(presence::each_left, {}, 0); }

private:
    constexpr field with(presence p, std::string_view by, std::uint32_t v) const
    {
        return {name, type, octets, p, by, v};
    }
};
using layout = std::span<const field>;

/// Values by the names of a layout's fields. A name that the layout does not have is a programmer's error.
class fields {
public:
    explicit fields(layout of) : layout_(of) {}
    zcl::layout of() const { return layout_; }

    /// Appends one; fields must come in the layout's order, rows row by row.
    fields& add(std::string_view name, std::uint64_t number);
    fields& add(std::string_view name, std::string_view text);
    fields& add(std::string_view name, sim::byte_view octets);

    bool has(std::string_view name) const { return find(name) != nullptr; }
    /// 0 when it is not there; signed ones sign-extended.
    std::uint64_t number(std::string_view name, std::size_t row = 0) const;
    std::int64_t signed_number(std::string_view name, std::size_t row = 0) const;
    /// Empty when it is not there.
    sim::byte_view octets(std::string_view name, std::size_t row = 0) const;
    std::string text(std::string_view name, std::size_t row = 0) const { return sim::as_text(octets(name, row)); }
    /// How often it is there.
    std::size_t count(std::string_view name) const;
    bool operator==(const fields& other) const { return items_ == other.items_; }

    struct item {
        std::uint8_t field; ///< its place in the layout
        value content;
        bool operator==(const item&) const = default;
    };
    const std::vector<item>& items() const { return items_; }

private:
    friend sim::result<fields> decode(layout of, sim::byte_view payload);
    std::uint8_t index(std::string_view name) const;
    const value* find(std::string_view name, std::size_t row = 0) const;
    fields& append(std::string_view name, value v);

    zcl::layout layout_;
    std::vector<item> items_;
};

/// Errors: truncated; out_of_range and too_long as of read_value.
sim::result<fields> decode(layout of, sim::byte_view payload);
/// A field that is missing where it must be, or is there where it must not, is a programmer's error.
sim::bytes encode(const fields& f);

/// Names are there once, others stand before the fields that they decide. For static_assert.
constexpr bool well_formed(layout of)
{
    for (std::size_t i = 0; i < of.size(); ++i) {
        bool other_found = of[i].other.empty();
        for (std::size_t j = 0; j < i; ++j) {
            if (of[j].name == of[i].name) return false;
            if (of[j].name == of[i].other) other_found = true;
        }
        const bool needs_other = of[i].when == presence::if_set || of[i].when == presence::if_equal ||
                                 of[i].when == presence::if_least || of[i].when == presence::each_of;
        if (!other_found || of[i].other.empty() == needs_other) return false;
        const bool takes_rest = of[i].type == data_type::unknown && of[i].octets == 0;
        if (takes_rest && i + 1 != of.size()) return false;
    }
    return true;
}

} // namespace devices::zcl
