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
    std::string line;
    append_json(line);
    return line;
}

void journal_entry::append_json(std::string& line) const
{
    append_number(line += "{\"seq\":", static_cast<std::int64_t>(seq));
    if (cause) append_number(line += ",\"cause\":", static_cast<std::int64_t>(cause));
    append_rfc3339(line += ",\"t\":\"", time);
    line += '"';
    if (!about.on.empty()) append_json_string(line += ",\"on\":", about.on);
    if (!about.part.empty()) append_json_string(line += ",\"device\":", about.text());
    append_json_string(line += ",\"event\":", type.name);
    for (const auto& f : content) {
        if (kind_of(f.content) == value_kind::none) continue;
        append_json_string(line += ',', f.name);
        sim::append_json(line += ':', f.content);
    }
    line += '}';
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
