// The progress of a run on a terminal: a bar in virtual time, and what is waited for. On anything else plain lines, one
// every few seconds. Text is made by pure functions; the display only decides when to show it.
#pragma once
#include "scenarios/report/summary.hpp"
#include "sim/core/unique_function.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scenarios::report {

/// One thing that an expectation waits for.
struct waiting_item {
    std::string subject;               ///< "tri-9"; empty: the whole run
    std::string text;                  ///< "migration.state == commissioned"
    std::optional<sim::duration> left; ///< none: until the end
    std::string note;                  ///< "wan: old context, restart due in 10 h 58 m"
};

struct progress {
    sim::duration passed{}, limit{};                         ///< virtual
    std::vector<std::pair<std::string, std::size_t>> counts; ///< "commissioned", 8; those that are zero are not shown
    std::vector<waiting_item> waiting;
    std::chrono::milliseconds wall{}; ///< since the start
};

/// `[##############------]  6d 14:02 of 10d   8 commissioned · 3 waiting · 1 rejected      4 s`
std::string bar_line(const progress& p, text_style style = {});
/// `   waiting: tri-9  migration.state == commissioned   34 h 58 m left   (NOTE)`
std::string waiting_line(const waiting_item& item);
/// Without a bar, and with the first thing that is waited for.
std::string plain_line(const progress& p);

struct terminal_traits {
    bool redraws{false}; ///< understands cursor movement
    bool colour{false};
    std::size_t columns{80};
};
/// What to think of an output. `no_color`, `term` and `columns` are the values of NO_COLOR, TERM and COLUMNS, null when
/// unset; `measured` is what the terminal itself says, 0 when it says nothing.
terminal_traits traits_of(bool is_terminal, const char* no_color, const char* term, const char* columns,
                          std::size_t measured);
/// The traits of a file descriptor in this process's environment.
terminal_traits traits_of_descriptor(int descriptor);

class progress_display {
public:
    static constexpr std::chrono::milliseconds redraw_interval{100}, plain_interval{5000};
    static constexpr std::size_t most_waiting = 5;

    progress_display(terminal_traits traits, sim::unique_function<void(std::string_view)> out);
    /// Shows `p` unless something was shown less than an interval ago (by `p.wall`).
    void update(const progress& p);
    /// True when update() would show something: saves its caller from collecting what nobody sees.
    bool due(std::chrono::milliseconds wall) const;
    /// Wipes the bar off a terminal; lines stay.
    void clear();

private:
    terminal_traits traits_;
    sim::unique_function<void(std::string_view)> out_;
    std::optional<std::chrono::milliseconds> shown_;
    std::size_t lines_{0};
};

} // namespace scenarios::report
