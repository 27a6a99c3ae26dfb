#include "devices/object_lists/calendar.hpp"

#include "devices/object_lists/parts.hpp"

#include <algorithm>

namespace devices::object_lists {

using namespace cosem;

namespace {

std::string numbered(char kind, std::size_t index) { return kind + std::to_string(index + 1); }

/// Every year, at midnight.
date_time every_year(std::uint8_t month, std::uint8_t day)
{
    return {0xFF, 0xFF, month, day, 0xFF, 0, 0, 0, 0, 0x80, 0x00, 0xFF};
}

std::optional<metering::day_plan> to_plan(const calendar_day& day, const calendar_use& use)
{
    metering::day_plan plan;
    for (const auto& a : day.actions) {
        if (a.what.table != use.scripts || a.what.selector < 1 || a.what.selector > use.most) return {};
        plan.push_back(
            {std::chrono::duration_cast<std::chrono::minutes>(a.at), static_cast<std::uint8_t>(a.what.selector - 1)});
    }
    return plan;
}

/// The place of what is called `key`; empty: nothing is.
template <class List, class Key, class Value>
std::optional<std::uint8_t> place_of(const List& list, const Value& key, Key List::value_type::*called)
{
    const auto at = std::ranges::find(list, key, called);
    if (at == list.end()) return {};
    return static_cast<std::uint8_t>(at - list.begin());
}

calendar_content to_calendar(const metering::switching_table& table, std::string name, const obis& scripts)
{
    calendar_content out{std::move(name), {}, {}, {}};
    for (std::size_t i = 0; i < table.seasons.size(); ++i) {
        const auto& s = table.seasons[i];
        out.seasons.push_back({numbered('S', i), every_year(s.month, s.day), numbered('W', s.week)});
    }
    for (std::size_t i = 0; i < table.weeks.size(); ++i) {
        auto& w = out.weeks.emplace_back(calendar_week{numbered('W', i), {}});
        for (std::size_t d = 0; d < w.days.size(); ++d) w.days[d] = static_cast<std::uint8_t>(table.weeks[i][d] + 1);
    }
    for (std::size_t i = 0; i < table.days.size(); ++i) {
        auto& d = out.days.emplace_back(calendar_day{static_cast<std::uint8_t>(i + 1), {}});
        for (const auto& point : table.days[i])
            d.actions.push_back({point.at, {scripts, static_cast<std::uint16_t>(point.rate + 1)}});
    }
    return out;
}

/// Empty: it is no table; whether it is without fault is not looked at.
std::optional<metering::switching_table> to_table(const calendar_content& content,
                                                  const metering::switching_table& before, const calendar_use& use)
{
    metering::switching_table out{{}, {}, {}, before.special};
    for (const auto& d : content.days) {
        auto plan = to_plan(d, use);
        if (!plan) return {};
        out.days.push_back(std::move(*plan));
    }
    for (const auto& w : content.weeks) {
        auto& week = out.weeks.emplace_back();
        for (std::size_t i = 0; i < week.size(); ++i) {
            const auto day = place_of(content.days, w.days[i], &calendar_day::id);
            if (!day) return {};
            week[i] = *day;
        }
    }
    for (const auto& s : content.seasons) {
        const auto week = place_of(content.weeks, s.week, &calendar_week::name);
        const auto start = from_date(sim::byte_view(s.start).first(5));
        if (!week || !start || !start->month || !start->day) return {};
        out.seasons.push_back({*start->month, *start->day, *week});
    }
    return out;
}

/// What is being written, or waits, or nothing.
calendar_content passive(const calendar_use& use, const call& c)
{
    const auto& d = c.on<meter_context>().draft;
    if (d && (*d).*use.draft) return *((*d).*use.draft);
    const auto waits = use.waiting ? use.waiting(c) : std::nullopt;
    return waits ? to_calendar(*waits->table, "waiting", use.scripts) : calendar_content{};
}

data_access_result write_passive(const calendar_use& use, const call& c, calendar_part part, const calendar_content& v)
{
    auto content = passive(use, c);
    switch (part) {
    case calendar_part::name: content.name = v.name; break;
    case calendar_part::seasons: content.seasons = v.seasons; break;
    case calendar_part::weeks: content.weeks = v.weeks; break;
    case calendar_part::days: content.days = v.days; break;
    }
    draft(c).*use.draft = std::move(content);
    return data_access_result::success;
}

sim::error_code activate(const calendar_use& use, const call& c, sim::time_point at)
{
    const auto table = to_table(passive(use, c), use.active(c), use);
    if (!table) return metering::account_errc::invalid;
    const auto ec = use.activate(c, *table, at);
    if (auto& d = c.on<meter_context>().draft; !ec && d) ((*d).*use.draft).reset();
    return ec;
}

} // namespace

obis tariff_scripts() { return named("0-0:10.0.100"); }

activity_calendar make_calendar(calendar_use of)
{
    const auto use = std::make_shared<const calendar_use>(std::move(of));
    activity_calendar k;
    k.active = [use](const call& c) { return to_calendar(use->active(c), "active", use->scripts); };
    k.passive = [use](const call& c) { return passive(*use, c); };
    k.activation = [use](const call& c) {
        const auto waits = use->waiting ? use->waiting(c) : std::nullopt;
        return waits ? shown(waits->at) : no_time;
    };
    k.write = [use](const call& c, calendar_part part, const calendar_content& v) {
        return write_passive(*use, c, part, v);
    };
    k.set_activation = [use](const call& c, const date_time& at) {
        if (unspecified(at)) return data_access_result::success; // not yet
        const auto t = from_date_time(at, civil_time());
        return t ? answer(activate(*use, c, *t)) : data_access_result::other_reason;
    };
    k.activate = [use](const call& c) { return action_answer(activate(*use, c, c.now())); };
    return k;
}

std::vector<special_day> to_special_days(const metering::switching_table& table)
{
    std::vector<special_day> out;
    for (std::size_t i = 0; i < table.special.size(); ++i) {
        const auto& s = table.special[i];
        out.push_back({static_cast<std::uint16_t>(i + 1), to_date({s.year, s.month, s.day, {}}),
                       static_cast<std::uint8_t>(s.plan + 1)});
    }
    return out;
}

std::optional<metering::switching_table> with_special_days(metering::switching_table table,
                                                           const std::vector<special_day>& days)
{
    table.special.clear();
    for (const auto& d : days) {
        const auto date = from_date(d.date);
        if (!date || !date->month || !date->day || d.day < 1) return {};
        table.special.push_back({date->year, *date->month, *date->day, static_cast<std::uint8_t>(d.day - 1)});
    }
    return table;
}

} // namespace devices::object_lists
