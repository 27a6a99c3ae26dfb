#include "sim/kernel/value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>

namespace sim {
namespace {

std::string decimal_text(milli m)
{
    char text[32];
    std::snprintf(text, sizeof text, "%s%lld.%03lld", m.thousandths < 0 ? "-" : "",
                  static_cast<long long>(std::llabs(m.thousandths / 1000)),
                  static_cast<long long>(std::llabs(m.thousandths % 1000)));
    return text;
}

/// Compares the whole parts first, so that no integer is too large to be multiplied.
std::strong_ordering against_decimal(std::int64_t whole, milli m)
{
    auto order = whole <=> m.thousandths / 1000;
    return order != 0 ? order : 0 <=> m.thousandths % 1000;
}

template <class... F>
struct overloaded : F... {
    using F::operator()...;
};
template <class... F>
overloaded(F...) -> overloaded<F...>; // clang 16 does not deduce aggregates without being told

} // namespace

std::size_t utf8_length(std::string_view text)
{
    auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return 1;
    std::size_t n = lead >= 0xF0 && lead <= 0xF4 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
    if (lead > 0xF4 || !n || text.size() < n) return 0;
    for (std::size_t i = 1; i < n; ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
    auto second = static_cast<unsigned char>(text[1]);
    bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    bool surrogate = lead == 0xED && second > 0x9F;
    bool beyond = lead == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : n;
}

value_kind kind_of(const value& v) { return static_cast<value_kind>(v.index()); }

std::string_view to_string(value_kind kind)
{
    switch (kind) {
    case value_kind::none: return "none";
    case value_kind::boolean: return "boolean";
    case value_kind::integer: return "integer";
    case value_kind::decimal: return "decimal";
    case value_kind::elapsed: return "duration";
    case value_kind::instant: return "time";
    case value_kind::text: return "text";
    }
    return "";
}

std::string to_text(const value& v)
{
    return std::visit(overloaded{[](std::monostate) { return std::string(); },
                                 [](bool b) { return std::string(b ? "true" : "false"); },
                                 [](std::int64_t i) { return std::to_string(i); },
                                 [](milli m) { return decimal_text(m); }, [](duration d) { return to_text(d); },
                                 [](time_point t) { return to_rfc3339(t); }, [](const std::string& s) { return s; }},
                      v);
}

std::string to_json(const value& v)
{
    std::string out;
    append_json(out, v);
    return out;
}

void append_json(std::string& out, const value& v)
{
    switch (kind_of(v)) {
    case value_kind::none: out += "null"; return;
    case value_kind::integer: return append_number(out, std::get<std::int64_t>(v));
    case value_kind::boolean:
    case value_kind::decimal: out += to_text(v); return;
    case value_kind::text: return append_json_string(out, std::get<std::string>(v));
    case value_kind::elapsed:
    case value_kind::instant: break;
    }
    append_json_string(out, to_text(v));
}

namespace {

/// What stands in a JSON string as it is: nearly everything that is written.
constexpr auto plain_characters = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0x20; c < 0x7F; ++c) plain[c] = c != '"' && c != '\\';
    return plain;
}();
bool is_plain(char c) { return plain_characters[static_cast<unsigned char>(c)]; }

/// One character that is not plain, which leaves `text`.
void append_escaped(std::string& out, std::string_view& text)
{
    std::size_t n = utf8_length(text);
    char c = text[0];
    if (n == 0)
        out += "\\ufffd";
    else if (c == '"' || c == '\\')
        (out += '\\') += c;
    else if (static_cast<unsigned char>(c) < 0x20) {
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
        out += escape;
    } else
        out += text.substr(0, n);
    text.remove_prefix(n ? n : 1);
}

} // namespace

void append_json_string(std::string& out, std::string_view text)
{
    out += '"';
    while (!text.empty()) {
        auto plain = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (!text.empty()) append_escaped(out, text);
    }
    out += '"';
}

void append_number(std::string& out, std::int64_t number)
{
    char digits[20];
    auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    out.append(digits, end);
}

std::partial_ordering compare(const value& a, const value& b)
{
    if (kind_of(a) == value_kind::integer && kind_of(b) == value_kind::decimal)
        return against_decimal(std::get<std::int64_t>(a), std::get<milli>(b));
    if (kind_of(a) == value_kind::decimal && kind_of(b) == value_kind::integer)
        return 0 <=> against_decimal(std::get<std::int64_t>(b), std::get<milli>(a));
    if (a.index() != b.index()) return std::partial_ordering::unordered;
    return a < b   ? std::partial_ordering::less
           : b < a ? std::partial_ordering::greater
                   : std::partial_ordering::equivalent;
}

} // namespace sim
