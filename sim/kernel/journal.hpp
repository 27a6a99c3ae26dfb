// The journal: everything that happened, in order, each entry with the entry that caused it.
#pragma once
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/value.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Describes a field, a parameter or a state's value, for `s1sim describe` and for checking scenarios.
struct parameter {
    std::string_view name;
    value_kind kind;
    std::string_view summary;
    bool required{true};
    std::span<const std::string_view> values{}; ///< what a text may be; empty: anything
};

/// Declared once, as a constant, by the library that emits it: `inline constexpr event_type wan_attached{…};`
struct event_type {
    std::string_view name;    ///< "wan.attached"
    std::string_view summary; ///< one sentence
    std::span<const parameter> fields{};
};

/// Whom an entry is about: an installation ("tri-1") and the device in it ("chf"), either of which may be empty.
/// Views: the names must outlive the call.
struct subject {
    std::string_view on{};
    std::string_view part{};
    /// "tri-1.chf", "tri-1", or "".
    std::string text() const;
};

struct journal_entry {
    journal_seq seq;
    journal_seq cause; ///< 0: a root (start, step, external input)
    time_point time;
    sim::subject about;
    const event_type& type;
    const sim::fields& content;

    /// The value of a field; none when it is absent.
    const value& operator[](std::string_view name) const;
    /// One line of journal.ndjson, without the newline.
    std::string to_json() const;
    void append_json(std::string& line) const;
};

class journal_sink {
public:
    virtual ~journal_sink() = default;
    /// Called on the world's thread, in order. False: the entry is lost, and the run proves nothing.
    virtual bool write(const journal_entry& entry) = 0;
};

class journal {
public:
    explicit journal(kernel& k) : kernel_(k) {}
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;

    /// Writes an entry caused by the kernel's ambient cause, and becomes that cause for what follows in this event.
    journal_seq emit(const event_type& type, const subject& about, const fields& content = {});
    void add_sink(journal_sink& sink);
    void remove_sink(journal_sink& sink);
    journal_seq last() const { return last_; }
    /// Entries that some sink could not take.
    std::uint64_t lost() const { return lost_; }

private:
    kernel& kernel_;
    std::vector<journal_sink*> sinks_;
    journal_seq last_{0};
    std::uint64_t lost_{0};
};

} // namespace sim
