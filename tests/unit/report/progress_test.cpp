#include "scenarios/report/progress.hpp"

#include <doctest/doctest.h>

using namespace scenarios::report;
using namespace std::chrono_literals;

namespace {

progress example()
{
    progress p;
    p.passed = 158h + 2min;
    p.limit = 240h;
    p.counts = {{"commissioned", 8}, {"waiting", 3}, {"failed", 0}, {"rejected", 1}};
    p.waiting = {
        {"tri-9", "migration.state == commissioned", 34h + 58min, "wan: old context, restart due in 10 h 58 m"}};
    p.wall = 4210ms;
    return p;
}

/// What a display wrote, as one text.
struct screen {
    explicit screen(terminal_traits traits) : display(traits, [this](std::string_view text) { written += text; }) {}
    std::string update(const progress& p)
    {
        written.clear();
        display.update(p);
        return written;
    }
    std::string written;
    progress_display display;
};

constexpr terminal_traits terminal{.redraws = true, .colour = false, .columns = 120};
constexpr terminal_traits pipe_traits{};

} // namespace

TEST_CASE("the bar is in virtual time")
{
    CHECK(bar_line(example()) ==
          "[#############-------]  6d 14:02 of 10d   8 commissioned · 3 waiting · 1 rejected      4 s");
    CHECK(bar_line(example(), {true}).starts_with("[\x1b[32m#############-------\x1b[0m]  6d"));
}

TEST_CASE("the bar is empty at the start, full at the end, and never more")
{
    auto p = example();
    p.counts.clear();
    p.passed = {};
    CHECK(bar_line(p) == "[--------------------]  0d 00:00 of 10d      4 s");
    p.passed = 240h;
    CHECK(bar_line(p).starts_with("[####################]"));
    p.passed = 300h;
    CHECK(bar_line(p).starts_with("[####################]"));
    p.limit = {};
    CHECK(bar_line(p).starts_with("[--------------------]"));
    p.limit = 36500 * 24h;
    p.passed = p.limit / 2;
    CHECK(bar_line(p).starts_with("[##########----------]"));
}

TEST_CASE("what is waited for has a subject, a constraint, the time left and why")
{
    CHECK(waiting_line(example().waiting[0]) == "   waiting: tri-9  migration.state == commissioned   34 h 58 m left   "
                                                "(wan: old context, restart due in 10 h 58 m)");
    CHECK(waiting_line({"", "count(wan.attached) >= 3", {}, ""}) ==
          "   waiting: count(wan.attached) >= 3   until the end");
}

TEST_CASE("a plain line says the same in one line")
{
    auto p = example();
    CHECK(plain_line(p) == "6d 14:02 of 10d   8 commissioned · 3 waiting · 1 rejected   4 s   "
                           "waiting: tri-9 migration.state == commissioned, 34 h 58 m left");
    p.waiting.push_back({"tri-10", "x", {}, ""});
    CHECK(plain_line(p).ends_with("34 h 58 m left (and 1 more)"));
    p.waiting.clear();
    p.counts.clear();
    CHECK(plain_line(p) == "6d 14:02 of 10d   4 s");
}

TEST_CASE("what is no terminal gets a plain line every five seconds and no escape sequence")
{
    screen s(pipe_traits);
    auto p = example();
    CHECK(s.update(p) == plain_line(p) + '\n');
    p.wall += 4999ms;
    CHECK_FALSE(s.display.due(p.wall));
    CHECK(s.update(p).empty());
    p.wall += 1ms;
    CHECK(s.display.due(p.wall));
    CHECK(s.update(p) == plain_line(p) + '\n');
    s.written.clear();
    s.display.clear();
    CHECK(s.written.empty());
}

TEST_CASE("a terminal is redrawn in place ten times a second, and wiped at the end")
{
    screen s(terminal);
    auto p = example();
    auto picture = bar_line(p) + '\n' + waiting_line(p.waiting[0]) + '\n';
    CHECK(s.update(p) == picture);
    p.wall += 99ms;
    CHECK(s.update(p).empty());
    p.wall += 1ms;
    CHECK(s.update(p) == "\x1b[2A\r\x1b[J" + picture);
    p.wall += 100ms;
    p.waiting.clear();
    CHECK(s.update(p) == "\x1b[2A\r\x1b[J" + bar_line(p) + '\n');
    s.written.clear();
    s.display.clear();
    CHECK(s.written == "\x1b[1A\r\x1b[J");
    s.written.clear();
    s.display.clear();
    CHECK(s.written.empty());
}

TEST_CASE("lines are cut to the terminal's width, and a cut bar loses its colour whole")
{
    screen s({.redraws = true, .colour = true, .columns = 30});
    CHECK(s.update(example()) == "[#############-------]  6d 14…\n   waiting: tri-9  migration.…\n");
    screen wide({.redraws = true, .colour = true, .columns = 200});
    CHECK(wide.update(example()).starts_with("[\x1b[32m####"));
}

TEST_CASE("of many waits the first five are shown, the rest counted")
{
    auto p = example();
    p.waiting.assign(7, {"tri-1", "x", {}, ""});
    screen s(terminal);
    auto text = s.update(p);
    CHECK(std::count(text.begin(), text.end(), '\n') == 7);
    CHECK(text.ends_with("   … and 2 more\n"));
    p.waiting.resize(5);
    p.wall += 1s;
    CHECK(s.update(p).find("more") == std::string::npos);
}

TEST_CASE("only a terminal that can is redrawn and coloured, and NO_COLOR is honoured")
{
    CHECK_FALSE(traits_of(false, nullptr, "xterm", nullptr, 0).redraws);
    CHECK_FALSE(traits_of(false, nullptr, "xterm", nullptr, 0).colour);
    CHECK_FALSE(traits_of(true, nullptr, "dumb", nullptr, 0).redraws);
    CHECK_FALSE(traits_of(true, nullptr, nullptr, nullptr, 0).redraws);
    CHECK(traits_of(true, nullptr, "xterm", nullptr, 0).redraws);
    CHECK(traits_of(true, nullptr, "xterm", nullptr, 0).colour);
    CHECK(traits_of(true, "", "xterm", nullptr, 0).colour);
    CHECK_FALSE(traits_of(true, "1", "xterm", nullptr, 0).colour);
    CHECK(traits_of(true, "1", "xterm", nullptr, 0).redraws);
}

TEST_CASE("the width is COLUMNS, what the terminal says, or 80, and at least 20")
{
    CHECK(traits_of(true, nullptr, "xterm", nullptr, 0).columns == 80);
    CHECK(traits_of(true, nullptr, "xterm", nullptr, 132).columns == 132);
    CHECK(traits_of(true, nullptr, "xterm", "100", 132).columns == 100);
    CHECK(traits_of(true, nullptr, "xterm", "wide", 132).columns == 132);
    CHECK(traits_of(true, nullptr, "xterm", "3", 0).columns == 20);
}
