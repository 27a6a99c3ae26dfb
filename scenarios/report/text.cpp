#include "scenarios/report/text.hpp"

#include "sim/kernel/value.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace scenarios::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";    // U+2026

struct unit {
    std::int64_t seconds;
    const char* name;
};
constexpr std::array<unit, 4> units{{{86400, " d"}, {3600, " h"}, {60, " m"}, {1, " s"}}};

/// C0, DEL, and C1, which UTF-8 writes as C2 80 … C2 9F.
bool is_control(std::string_view sequence)
{
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
    return byte(0) < 0x20 || byte(0) == 0x7F || (sequence.size() == 2 && byte(0) == 0xC2 && byte(1) < 0xA0);
}

std::string clock(sim::duration d, bool seconds)
{
    auto s = std::chrono::duration_cast<std::chrono::seconds>(d).count();
    char text[64];
    auto day = static_cast<long long>(s / 86400);
    auto h = static_cast<int>(s / 3600 % 24), m = static_cast<int>(s / 60 % 60);
    int n = std::snprintf(text, sizeof text, "%lldd %02d:%02d", day, h, m);
    std::string out(text, static_cast<std::size_t>(n));
    if (!seconds) return out;
    n = std::snprintf(text, sizeof text, ":%02d", static_cast<int>(s % 60));
    return out.append(text, static_cast<std::size_t>(n));
}

} // namespace

std::string spaced(sim::duration d)
{
    auto left = std::chrono::duration_cast<std::chrono::seconds>(d).count();
    std::string out(left < 0 ? "-" : "");
    left = std::abs(left);
    constexpr std::int64_t hours_read_well = 3 * 86400;
    const unit* u = units.begin() + (left < hours_read_well ? 1 : 0);
    while (u + 1 != units.end() && left < u->seconds) ++u;
    out += std::to_string(left / u->seconds) + u->name;
    left %= u->seconds;
    if (++u == units.end() || left < u->seconds) return out;
    return out + ' ' + std::to_string(left / u->seconds) + u->name;
}

std::string wall_text(std::chrono::milliseconds wall)
{
    auto ms = wall.count();
    if (ms < 9950) {
        auto tenths = (ms + 50) / 100;
        return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
    }
    return ms < 100'000 ? std::to_string(ms / 1000) + " s" : spaced(wall);
}

std::string day_and_minute(sim::duration d) { return clock(d, false); }
std::string day_and_second(sim::duration d) { return clock(d, true); }

std::string printable(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        auto n = sim::utf8_length(text);
        auto sequence = text.substr(0, std::max<std::size_t>(n, 1));
        out += n == 0 || is_control(sequence) ? replacement : sequence;
        text.remove_prefix(sequence.size());
    }
    return out;
}

std::size_t display_width(std::string_view text)
{
    auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

std::string clip(std::string_view text, std::size_t columns)
{
    if (display_width(text) <= columns) return std::string(text);
    if (columns == 0) return {};
    std::string out;
    for (std::size_t i = 1; i < columns; ++i) {
        auto n = std::max<std::size_t>(sim::utf8_length(text), 1);
        out += text.substr(0, n);
        text.remove_prefix(n);
    }
    return out += ellipsis;
}

std::string padded(std::string_view text, std::size_t columns)
{
    std::string out(text);
    auto width = display_width(text);
    if (width < columns) out.append(columns - width, ' ');
    return out;
}

} // namespace scenarios::report
