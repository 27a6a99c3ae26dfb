#include "sim/kernel/journal.hpp"

#include <algorithm>

namespace sim {

std::string subject::text() const
{
    std::string out(on);
    if (!part.empty()) (out += '.') += part;
    return out;
}

const value& journal_entry::operator[](std::string_view name) const
{
    static const value absent;
    auto it = std::find_if(content.begin(), content.end(), [&](const field& f) { return f.name == name; });
    return it == content.end() ? absent : it->content;
}

std::string journal_entry::to_json() const
{
    std::string line = "{\"seq\":" + std::to_string(seq);
    if (cause) line += ",\"cause\":" + std::to_string(cause);
    line += ",\"t\":\"" + to_rfc3339(time) + '"';
    if (!about.on.empty()) {
        line += ",\"on\":";
        append_json_string(line, about.on);
    }
    if (!about.part.empty()) {
        line += ",\"device\":";
        append_json_string(line, about.text());
    }
    line += ",\"event\":";
    append_json_string(line, type.name);
    for (const auto& f : content) {
        if (kind_of(f.content) == value_kind::none) continue;
        line += ',';
        append_json_string(line, f.name);
        (line += ':') += sim::to_json(f.content);
    }
    return line += '}';
}

journal_seq journal::emit(const event_type& type, const subject& about, const fields& content)
{
    const journal_entry entry{++last_, kernel_.cause(), kernel_.now(), about, type, content};
    for (auto* sink : sinks_)
        if (!sink->write(entry)) ++lost_;
    kernel_.set_cause(entry.seq);
    return entry.seq;
}

void journal::add_sink(journal_sink& sink) { sinks_.push_back(&sink); }
void journal::remove_sink(journal_sink& sink) { std::erase(sinks_, &sink); }

} // namespace sim
