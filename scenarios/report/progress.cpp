#include "scenarios/report/progress.hpp"

#include "scenarios/report/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace scenarios::report {
namespace {

constexpr std::int64_t bar_width = 20;

std::string bar(const progress& p)
{
    // Seconds: nanoseconds times twenty overflow after fourteen years.
    auto passed = p.passed / std::chrono::seconds(1), limit = p.limit / std::chrono::seconds(1);
    auto filled = limit > 0 ? std::clamp<std::int64_t>(passed * bar_width / limit, 0, bar_width) : 0;
    return std::string(static_cast<std::size_t>(filled), '#') +
           std::string(static_cast<std::size_t>(bar_width - filled), '-');
}

std::string time_text(const progress& p) { return day_and_minute(p.passed) + " of " + sim::to_text(p.limit); }

std::string counts_text(const progress& p)
{
    std::string out;
    for (const auto& [label, count] : p.counts) {
        if (count == 0) continue;
        if (!out.empty()) out += " · ";
        out += std::to_string(count) + ' ' + printable(label);
    }
    return out;
}

std::string seconds_text(std::chrono::milliseconds wall)
{
    return std::to_string(wall / std::chrono::seconds(1)) + " s";
}

std::string left_text(const waiting_item& item) { return item.left ? spaced(*item.left) + " left" : "until the end"; }

} // namespace

std::string bar_line(const progress& p, text_style style)
{
    std::string out = style.colour ? "[\x1b[32m" + bar(p) + "\x1b[0m]" : '[' + bar(p) + ']';
    out += "  " + time_text(p);
    if (auto counts = counts_text(p); !counts.empty()) out += "   " + counts;
    return out + "      " + seconds_text(p.wall);
}

std::string waiting_line(const waiting_item& item)
{
    std::string out = "   waiting: ";
    if (!item.subject.empty()) out += printable(item.subject) + "  ";
    out += printable(item.text) + "   " + left_text(item);
    if (!item.note.empty()) out += "   (" + printable(item.note) + ')';
    return out;
}

std::string plain_line(const progress& p)
{
    std::string out = time_text(p);
    if (auto counts = counts_text(p); !counts.empty()) out += "   " + counts;
    out += "   " + seconds_text(p.wall);
    if (p.waiting.empty()) return out;
    const auto& first = p.waiting.front();
    out += "   waiting: ";
    if (!first.subject.empty()) out += printable(first.subject) + ' ';
    out += printable(first.text) + ", " + left_text(first);
    if (p.waiting.size() > 1) out += " (and " + std::to_string(p.waiting.size() - 1) + " more)";
    return out;
}

terminal_traits traits_of(bool is_terminal, const char* no_color, const char* term, const char* columns,
                          std::size_t measured)
{
    constexpr std::size_t fewest_columns = 20;
    terminal_traits out;
    out.redraws = is_terminal && term && *term && std::strcmp(term, "dumb") != 0;
    out.colour = out.redraws && !(no_color && *no_color);
    if (measured) out.columns = measured;
    std::size_t said = 0;
    if (columns && std::from_chars(columns, columns + std::strlen(columns), said).ec == std::errc{} && said)
        out.columns = said;
    out.columns = std::max(out.columns, fewest_columns);
    return out;
}

terminal_traits traits_of_descriptor(int descriptor)
{
    winsize size{};
    bool measured = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0;
    return traits_of(::isatty(descriptor) == 1, std::getenv("NO_COLOR"), std::getenv("TERM"), std::getenv("COLUMNS"),
                     measured ? size.ws_col : 0);
}

progress_display::progress_display(terminal_traits traits, sim::unique_function<void(std::string_view)> out)
    : traits_(traits), out_(std::move(out))
{}

bool progress_display::due(std::chrono::milliseconds wall) const
{
    return !shown_ || wall - *shown_ >= (traits_.redraws ? redraw_interval : plain_interval);
}

void progress_display::update(const progress& p)
{
    if (!due(p.wall)) return;
    shown_ = p.wall;
    if (!traits_.redraws) return out_(plain_line(p) + '\n');
    std::vector<std::string> lines{clip(bar_line(p), traits_.columns)};
    // The bar is coloured only when it fits: a clipped line must not lose the end of its colour.
    if (traits_.colour && display_width(bar_line(p)) <= traits_.columns) lines[0] = bar_line(p, {true});
    auto shown = std::min(p.waiting.size(), most_waiting);
    for (std::size_t i = 0; i < shown; ++i) lines.push_back(clip(waiting_line(p.waiting[i]), traits_.columns));
    if (p.waiting.size() > shown) lines.push_back("   … and " + std::to_string(p.waiting.size() - shown) + " more");
    clear();
    lines_ = lines.size();
    std::string text;
    for (const auto& line : lines) text += line + '\n';
    out_(text);
}

void progress_display::clear()
{
    if (lines_ == 0) return;
    // Up to the first line of the last picture, and wipe from there.
    out_("\x1b[" + std::to_string(lines_) + "A\r\x1b[J");
    lines_ = 0;
}

} // namespace scenarios::report
