// When an attribute is reported: rules, and who is due when.
//
// Source: ZigBee Cluster Library (075123), "Configure Reporting command". What is due is a pure function of a rule, of
// what was reported last, and of now; nobody polls between `next_look` and the one before.
#pragma once
#include "devices/zcl/foundation.hpp"

namespace devices::zcl {

struct report_subject {
    endpoint_id endpoint;
    cluster_id cluster;
    attribute_id attribute;
    auto operator<=>(const report_subject&) const = default;
};

struct report_rule {
    std::chrono::seconds minimum{0}; ///< no two reports are closer
    std::chrono::seconds maximum{0}; ///< no two are farther apart; 0: only a change is told
    value change{};                  ///< of analog types the least difference that is told; 0: any
    bool operator==(const report_rule&) const = default;
};

struct last_report {
    sim::time_point at;
    value content;
    bool operator==(const last_report&) const = default;
};

/// Whether `now` differs from `before` by as much as `change`, or at all when it is not of an analog type.
bool differs(const value& before, const value& now, const value& change);
bool is_due(const report_rule& rule, const last_report& last, sim::time_point now, const value& content);

/// How often changes are looked for where no maximum comes before (model choice: a meter's default update period).
inline constexpr std::chrono::seconds look_every{30};
/// The first instant after the last look at which the rule may be due.
sim::time_point next_look(const report_rule& rule, const last_report& last, sim::time_point now);

/// The rules of one device, in the order of their subjects. Non-volatile: rules; volatile: what was reported.
class report_table {
public:
    static constexpr std::size_t most = 32; ///< model choice

    /// Replaces the rule of a subject; a new one is due at once. False: the table is full.
    bool set(const report_subject& subject, report_rule rule);
    void remove(const report_subject& subject);
    /// Null: no rule.
    const report_rule* find(const report_subject& subject) const;

    struct entry {
        report_subject subject;
        report_rule rule;
        std::optional<last_report> last;
    };
    const std::vector<entry>& entries() const { return entries_; }

    /// What is due, in the table's order, and from now on is reported. `read` is
    /// std::optional<value>(const report_subject&); what it cannot read is not reported.
    template <class Read>
    std::vector<std::pair<report_subject, value>> take_due(sim::time_point now, const Read& read)
    {
        std::vector<std::pair<report_subject, value>> due;
        for (auto& e : entries_) {
            std::optional<value> content = read(e.subject);
            if (!content || (e.last && !is_due(e.rule, *e.last, now, *content))) continue;
            e.last = last_report{now, *content};
            due.emplace_back(e.subject, std::move(*content));
        }
        return due;
    }
    /// When to look again; empty: there are no rules.
    std::optional<sim::time_point> next_look(sim::time_point now) const;

    void save(sim::writer& out) const;
    /// Into an empty table.
    void restore(sim::reader& in);

private:
    std::vector<entry> entries_;
};

} // namespace devices::zcl
