#include "devices/zcl/reporting.hpp"

#include <algorithm>
#include <limits>

namespace devices::zcl {

bool differs(const value& before, const value& now, const value& change)
{
    const auto& info = describe(now.type);
    if (!info.analog || before.type != now.type) return before != now;
    if (before.number == now.number) return false;
    // Floats are compared as a whole: no attribute here has one.
    if (now.type == data_type::semi_precision || now.type == data_type::single_precision ||
        now.type == data_type::double_precision)
        return true;
    const bool rises = info.is_signed ? now.as_signed() > before.as_signed() : now.number > before.number;
    const auto difference = rises ? now.number - before.number : before.number - now.number;
    return difference >= change.number;
}

bool is_due(const report_rule& rule, const last_report& last, sim::time_point now, const value& content)
{
    if (rule.maximum.count() && now - last.at >= rule.maximum) return true;
    return now - last.at >= rule.minimum && differs(last.content, content, rule.change);
}

sim::time_point next_look(const report_rule& rule, const last_report& last, sim::time_point now)
{
    const auto for_change = std::max(last.at + rule.minimum, now + look_every);
    return rule.maximum.count() ? std::min(last.at + rule.maximum, for_change) : for_change;
}

namespace {
auto place_of(auto& entries, const report_subject& subject)
{
    return std::lower_bound(entries.begin(), entries.end(), subject,
                            [](const auto& e, const report_subject& s) { return e.subject < s; });
}
} // namespace

bool report_table::set(const report_subject& subject, report_rule rule)
{
    auto at = place_of(entries_, subject);
    if (at != entries_.end() && at->subject == subject) {
        *at = {subject, std::move(rule), {}};
        return true;
    }
    if (entries_.size() == most) return false;
    entries_.insert(at, {subject, std::move(rule), {}});
    return true;
}

void report_table::remove(const report_subject& subject)
{
    auto at = place_of(entries_, subject);
    if (at != entries_.end() && at->subject == subject) entries_.erase(at);
}

const report_rule* report_table::find(const report_subject& subject) const
{
    auto at = place_of(entries_, subject);
    return at != entries_.end() && at->subject == subject ? &at->rule : nullptr;
}

std::optional<sim::time_point> report_table::next_look(sim::time_point now) const
{
    std::optional<sim::time_point> next;
    for (const auto& e : entries_) {
        const auto at = e.last ? zcl::next_look(e.rule, *e.last, now) : now;
        next = next ? std::min(*next, at) : at;
    }
    return next;
}

void report_table::save(sim::writer& out) const
{
    out.u8(static_cast<std::uint8_t>(entries_.size()));
    for (const auto& e : entries_) {
        out.u8(static_cast<std::uint8_t>(e.subject.endpoint));
        out.u16(static_cast<std::uint16_t>(e.subject.cluster)).u16(static_cast<std::uint16_t>(e.subject.attribute));
        out.u16(static_cast<std::uint16_t>(e.rule.minimum.count()));
        out.u16(static_cast<std::uint16_t>(e.rule.maximum.count()));
        out.u8(static_cast<std::uint8_t>(e.rule.change.type));
        write_value(out, e.rule.change);
    }
}

void report_table::restore(sim::reader& in)
{
    const std::size_t count = in.u8();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        report_subject subject{endpoint_id(in.u8()), cluster_id(in.u16()), attribute_id(in.u16())};
        report_rule rule;
        rule.minimum = std::chrono::seconds(in.u16());
        rule.maximum = std::chrono::seconds(in.u16());
        rule.change = read_value(in, static_cast<data_type>(in.u8()));
        if (in.ok()) set(subject, std::move(rule));
    }
}

} // namespace devices::zcl
