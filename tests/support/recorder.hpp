// Keeps, in tests, what the journal was told.
#pragma once
#include "sim/kernel/journal.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tests {

struct line {
    sim::journal_seq seq, cause;
    sim::time_point at;
    std::string on, part, event;
    std::vector<std::pair<std::string, sim::value>> content;
    std::string json;

    /// A field's value as people write it; empty when it is absent.
    std::string text(std::string_view name) const
    {
        for (const auto& [field, content_of] : content)
            if (field == name) return sim::to_text(content_of);
        return {};
    }
};

class recorder final : public sim::journal_sink {
public:
    bool write(const sim::journal_entry& e) override
    {
        auto& l = lines.emplace_back();
        l.seq = e.seq;
        l.cause = e.cause;
        l.at = e.time;
        l.on = e.about.on;
        l.part = e.about.part;
        l.event = e.type.name;
        for (const auto& f : e.content) l.content.emplace_back(f.name, f.content);
        l.json = e.to_json();
        return true;
    }

    /// Entries of one event, of everybody or of one installation.
    std::vector<line> of(std::string_view event, std::string_view on = {}) const
    {
        std::vector<line> out;
        for (const auto& l : lines)
            if (l.event == event && (on.empty() || l.on == on)) out.push_back(l);
        return out;
    }
    std::size_t count(std::string_view event, std::string_view on = {}) const { return of(event, on).size(); }
    /// When each of them was.
    std::vector<sim::time_point> times(std::string_view event, std::string_view on = {}) const
    {
        std::vector<sim::time_point> out;
        for (const auto& l : of(event, on)) out.push_back(l.at);
        return out;
    }
    /// The names of the events about an installation that begin so, in their order.
    std::vector<std::string> story(std::string_view prefix, std::string_view on) const
    {
        std::vector<std::string> out;
        for (const auto& l : lines)
            if (l.on == on && l.event.starts_with(prefix)) out.push_back(l.event.substr(prefix.size()));
        return out;
    }
    std::string json() const
    {
        std::string out;
        for (const auto& l : lines) out += l.json + '\n';
        return out;
    }

    std::vector<line> lines;
};

using words = std::vector<std::string>;

} // namespace tests
