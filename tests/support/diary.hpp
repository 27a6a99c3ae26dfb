// What happened when, in a kernel under test: one line per event.
#pragma once
#include "sim/kernel/kernel.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace sim::test {

using lines = std::vector<std::string>;

struct diary {
    explicit diary(kernel& k) : time(k) {}
    kernel& time;
    test::lines lines;

    void note(const std::string& what) { lines.push_back(to_text(time.now() - time_point{}) + " " + what); }
    /// An action that notes `what`.
    auto noting(std::string what)
    {
        return [this, what] { note(what); };
    }
};

} // namespace sim::test

template <>
struct doctest::StringMaker<sim::test::lines> {
    static String convert(const sim::test::lines& all)
    {
        std::string out;
        for (const auto& line : all) out += "\n    " + line;
        return out.c_str();
    }
};
