#include "sim/kernel/time.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace sim {
namespace {

constexpr std::int64_t nanoseconds_per_second = 1'000'000'000;

struct unit {
    std::string_view name;
    std::int64_t nanoseconds;
};
constexpr std::array<unit, 7> units{{{"d", 86400 * nanoseconds_per_second},
                                     {"h", 3600 * nanoseconds_per_second},
                                     {"m", 60 * nanoseconds_per_second},
                                     {"s", nanoseconds_per_second},
                                     {"ms", 1'000'000},
                                     {"us", 1'000},
                                     {"ns", 1}}};
constexpr std::int64_t longest = 36500 * units[0].nanoseconds;

/// Reads exactly `count` digits at the front of `text` and removes them.
bool take_number(std::string_view& text, std::size_t count, int& out)
{
    if (text.size() < count) return false;
    auto [end, ec] = std::from_chars(text.data(), text.data() + count, out);
    if (ec != std::errc{} || end != text.data() + count || text.front() == '-') return false;
    text.remove_prefix(count);
    return true;
}

bool take_char(std::string_view& text, char lower)
{
    constexpr int case_bit = 0x20;
    bool letter = lower >= 'a' && lower <= 'z';
    if (text.empty() || (letter ? text.front() | case_bit : text.front()) != lower) return false;
    text.remove_prefix(1);
    return true;
}

bool take_fraction(std::string_view& text, std::int64_t& nanoseconds)
{
    nanoseconds = 0;
    if (text.empty() || text.front() != '.') return true;
    text.remove_prefix(1);
    std::int64_t weight = nanoseconds_per_second / 10;
    std::size_t count = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), weight /= 10, ++count)
        nanoseconds += (text.front() - '0') * weight;
    return count >= 1 && count <= 9;
}

bool take_offset(std::string_view& text, std::chrono::minutes& offset)
{
    offset = {};
    if (take_char(text, 'z')) return true;
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
    bool west = text.front() == '-';
    text.remove_prefix(1);
    int h = 0, m = 0;
    if (!take_number(text, 2, h) || text.empty() || text.front() != ':') return false;
    text.remove_prefix(1);
    if (!take_number(text, 2, m) || h > 23 || m > 59) return false;
    offset = std::chrono::minutes((west ? -1 : 1) * (60 * h + m));
    return true;
}

} // namespace

void append_rfc3339(std::string& out, time_point t)
{
    auto since = t.time_since_epoch();
    auto day = std::chrono::floor<std::chrono::days>(since);
    std::chrono::year_month_day date{std::chrono::sys_days(day)};
    std::chrono::hh_mm_ss clock{since - day};
    // By hand: every journal entry has two of them, and printf would cost more than all the rest of an entry.
    std::string_view form = "yyyy-mm-ddThh:mm:ss.nnnnnnnnnZ";
    auto at = out.size();
    out += form;
    auto put = [&](std::size_t last, int digits, std::int64_t number) {
        for (auto place = at + last; digits > 0; --digits, number /= 10)
            out[place--] = static_cast<char>('0' + number % 10);
    };
    put(3, 4, static_cast<int>(date.year())); // nanoseconds in 64 bits end in 2262
    put(6, 2, static_cast<unsigned>(date.month()));
    put(9, 2, static_cast<unsigned>(date.day()));
    put(12, 2, clock.hours().count());
    put(15, 2, clock.minutes().count());
    put(18, 2, clock.seconds().count());
    put(28, 9, clock.subseconds().count());
}

std::string to_rfc3339(time_point t)
{
    std::string out;
    append_rfc3339(out, t);
    return out;
}

std::string to_text(time_point t)
{
    auto text = to_rfc3339(t);
    constexpr std::string_view none = ".000000000Z";
    if (text.ends_with(none)) text.replace(text.size() - none.size(), none.size(), "Z");
    return text;
}

result<time_point> parse_rfc3339(std::string_view text)
{
    int year = 0, month = 0, day = 0, h = 0, m = 0, s = 0;
    std::int64_t fraction = 0;
    std::chrono::minutes offset{};
    bool read = take_number(text, 4, year) && take_char(text, '-') && take_number(text, 2, month) &&
                take_char(text, '-') && take_number(text, 2, day) && take_char(text, 't') && take_number(text, 2, h) &&
                take_char(text, ':') && take_number(text, 2, m) && take_char(text, ':') && take_number(text, 2, s) &&
                take_fraction(text, fraction) && take_offset(text, offset) && text.empty();
    if (!read || year < 1970 || year > 2200 || h > 23 || m > 59 || s > 59) return core_errc::malformed;
    std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return core_errc::malformed;
    auto at = std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(h) + std::chrono::minutes(m) +
              std::chrono::seconds(s) - offset;
    if (at < std::chrono::seconds(0)) return core_errc::malformed; // an offset that leads out of 1970
    return time_point(duration(at) + duration(fraction));
}

std::int64_t to_unix_seconds(time_point t)
{
    return std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count();
}

time_point from_unix_seconds(std::int64_t seconds) { return time_point(std::chrono::seconds(seconds)); }

result<duration> parse_duration(std::string_view text)
{
    if (text.empty()) return core_errc::malformed;
    std::int64_t total = 0;
    auto next = units.begin();
    while (!text.empty()) {
        std::int64_t number = 0;
        auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (ec == std::errc::result_out_of_range) return core_errc::out_of_range;
        if (ec != std::errc{} || text.front() == '-') return core_errc::malformed;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        auto name = text.substr(0, text.find_first_of("0123456789"));
        while (next != units.end() && next->name != name) ++next;
        if (next == units.end()) return core_errc::malformed;
        if (number > (longest - total) / next->nanoseconds) return core_errc::out_of_range;
        total += number * next->nanoseconds;
        text.remove_prefix(name.size());
        ++next;
    }
    return duration(total);
}

std::string to_text(duration d)
{
    // Counted in negative numbers, of which there is one more.
    std::int64_t left = d.count() < 0 ? d.count() : -d.count();
    std::string out = d.count() < 0 ? "-" : "";
    auto sign = out.size();
    for (const auto& u : units) {
        if (auto n = -(left / u.nanoseconds)) out += std::to_string(n) += u.name;
        left %= u.nanoseconds;
    }
    return out.size() == sign ? "0s" : out;
}

std::string to_clock_text(duration d)
{
    auto seconds = std::chrono::duration_cast<std::chrono::seconds>(d).count();
    std::string out = seconds < 0 ? "-" : "";
    seconds = seconds < 0 ? -seconds : seconds;
    auto day = seconds / 86400;
    char text[64];
    auto h = static_cast<int>(seconds / 3600 % 24), m = static_cast<int>(seconds / 60 % 60),
         s = static_cast<int>(seconds % 60);
    if (day)
        std::snprintf(text, sizeof text, "%lldd %02d:%02d:%02d", static_cast<long long>(day), h, m, s);
    else
        std::snprintf(text, sizeof text, "%02d:%02d:%02d", h, m, s);
    return out += text;
}

} // namespace sim
