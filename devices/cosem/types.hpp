// The A-XDR types of attributes, parameters and return values, written as the standard's tables write them, and what
// fits them.
//
// A type is a text: one of the names below, `array(T)`, `structure(T, T, …)`, or alternatives `T | T`. A number in
// parentheses is the length of a string: `octet-string(6)`, `bit-string(3)`. Three names stand for octet-strings with a
// meaning (IEC 62056-6-2, common data types): `date-time` has 12 octets, `date` 5 and `time` 4. `any` is the standard's
// CHOICE or instance specific type. Structures that several classes share have names of their own (`definitions`).
#pragma once
#include "devices/dlms/data.hpp"

#include <string_view>

namespace devices::cosem {

namespace detail {

struct type_name {
    std::string_view text;
    dlms::data_tag tag;
    std::size_t length{0}; ///< of the content; 0: any
};
inline constexpr type_name type_names[] = {
    {"null-data", dlms::data_tag::null_data},
    {"boolean", dlms::data_tag::boolean},
    {"bit-string", dlms::data_tag::bit_string},
    {"double-long", dlms::data_tag::double_long},
    {"double-long-unsigned", dlms::data_tag::double_long_unsigned},
    {"octet-string", dlms::data_tag::octet_string},
    {"visible-string", dlms::data_tag::visible_string},
    {"utf8-string", dlms::data_tag::utf8_string},
    {"integer", dlms::data_tag::integer},
    {"long", dlms::data_tag::long_integer},
    {"unsigned", dlms::data_tag::unsigned_integer},
    {"long-unsigned", dlms::data_tag::long_unsigned},
    {"long64", dlms::data_tag::long64},
    {"long64-unsigned", dlms::data_tag::long64_unsigned},
    {"enum", dlms::data_tag::enumerated},
    {"date-time", dlms::data_tag::octet_string, 12},
    {"date", dlms::data_tag::octet_string, 5},
    {"time", dlms::data_tag::octet_string, 4},
};

struct definition {
    std::string_view name, type;
};
inline constexpr definition definitions[] = {
    {"scal-unit", "structure(integer, enum)"},
    {"value-definition", "structure(long-unsigned, octet-string(6), integer)"},
    {"object-definition", "structure(long-unsigned, octet-string(6), integer, long-unsigned)"},
    {"action-item", "structure(octet-string(6), long-unsigned)"},
    {"windows", "array(structure(date-time, date-time))"},
    {"season-profile", "array(structure(octet-string, date-time, octet-string))"},
    {"week-profile-table",
     "array(structure(octet-string, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned))"},
    {"day-profile-table", "array(structure(unsigned, array(structure(time, octet-string(6), long-unsigned))))"},
    {"charge-table", "array(structure(octet-string, long))"},
    {"unit-charge", "structure(structure(integer, integer), value-definition, charge-table)"},
    {"object-identifier",
     "structure(unsigned, unsigned, long-unsigned, unsigned, unsigned, unsigned, unsigned) | octet-string"},
    {"access-right",
     "structure(array(structure(integer, enum, null-data | array(integer))), array(structure(integer, enum)))"},
    {"object-list-element", "structure(long-unsigned, unsigned, octet-string(6), access-right)"},
    {"certificate-identification",
     "structure(enum, structure(enum, enum, octet-string) | structure(octet-string, octet-string))"},
    {"token-status", "structure(enum, bit-string)"},
    {"qos-element", "structure(unsigned, unsigned, unsigned, unsigned, unsigned)"},
};

/// Reads a type and holds a value against it on the way; without a value, it only reads.
class type_reader {
public:
    constexpr explicit type_reader(std::string_view text) : text_(text) {}

    constexpr bool fits(const dlms::data* value)
    {
        bool any = one(value);
        while (text_.starts_with(" | ")) {
            text_.remove_prefix(3);
            any = one(value) || any;
        }
        return any;
    }
    /// The text was a type, and nothing is left of it.
    constexpr bool well_formed() const { return ok_ && text_.empty(); }

private:
    constexpr bool take(std::string_view token)
    {
        if (!text_.starts_with(token)) return false;
        text_.remove_prefix(token.size());
        return true;
    }
    constexpr void expect(std::string_view token) { ok_ = take(token) && ok_; }

    constexpr bool one(const dlms::data* value)
    {
        if (take("any")) return value != nullptr;
        if (take("array(")) return array(value);
        if (take("structure(")) return structure(value);
        return simple(value);
    }
    constexpr bool array(const dlms::data* value)
    {
        const bool right = value && value->tag == dlms::data_tag::array;
        const auto element = text_;
        bool all = true;
        if (right && !value->items.empty())
            for (const auto& item : value->items) {
                text_ = element;
                all = fits(&item) && all;
            }
        else
            fits(nullptr);
        expect(")");
        return right && all;
    }
    constexpr bool structure(const dlms::data* value)
    {
        const bool right = value && value->tag == dlms::data_tag::structure;
        bool all = true;
        std::size_t i = 0;
        do {
            const bool there = right && i < value->items.size();
            all = fits(there ? &value->items[i] : nullptr) && there && all;
            ++i;
        } while (take(", "));
        expect(")");
        return right && all && i == value->items.size();
    }
    constexpr bool simple(const dlms::data* value)
    {
        const auto end = text_.find_first_of("(), |");
        const auto word = text_.substr(0, end);
        text_.remove_prefix(word.size());
        for (const auto& name : type_names) {
            if (name.text != word) continue;
            std::size_t length = name.length;
            if (take("(")) length = number();
            if (!value || value->tag != name.tag) return false;
            if (length == 0) return true;
            return (name.tag == dlms::data_tag::bit_string ? value->number : value->octets.size()) == length;
        }
        for (const auto& d : definitions)
            if (d.name == word) return type_reader(d.type).fits(value);
        ok_ = false;
        return false;
    }
    constexpr std::size_t number()
    {
        std::size_t n = 0;
        while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
            n = n * 10 + static_cast<std::size_t>(text_.front() - '0');
            text_.remove_prefix(1);
        }
        expect(")");
        return n;
    }

    std::string_view text_;
    bool ok_{true};
};

} // namespace detail

/// Whether `type` is one.
constexpr bool well_formed(std::string_view type)
{
    detail::type_reader in(type);
    in.fits(nullptr);
    return in.well_formed();
}
static_assert([] {
    for (const auto& d : detail::definitions)
        if (!well_formed(d.type)) return false;
    return true;
}());
/// Whether `value` is of that type; `type` must be well formed.
inline bool fits(std::string_view type, const dlms::data& value) { return detail::type_reader(type).fits(&value); }

} // namespace devices::cosem
