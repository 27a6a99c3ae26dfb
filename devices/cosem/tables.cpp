#include "devices/cosem/tables.hpp"

#include <algorithm>

namespace devices::cosem {
namespace {

constexpr std::uint8_t executes_a_method = 2; // of action_specification: 1 writes an attribute

special_day special_day_of(const data& v)
{
    special_day d{static_cast<std::uint16_t>(v.items[0].number), {}, static_cast<std::uint8_t>(v.items[2].number)};
    std::ranges::copy(v.items[1].octets, d.date.begin());
    return d;
}

data_access_result replace(const special_days& s, const call& c, std::vector<special_day> days)
{
    std::ranges::sort(days, {}, &special_day::index);
    const bool twice = std::ranges::adjacent_find(days, {}, &special_day::index) != days.end();
    if (twice || !std::ranges::all_of(days, [](const special_day& d) { return from_date(d.date).has_value(); }))
        return data_access_result::other_reason;
    return s.replace(c, days);
}

std::vector<special_day> without(std::vector<special_day> days, std::uint16_t index)
{
    std::erase_if(days, [index](const special_day& d) { return d.index == index; });
    return days;
}

} // namespace

void put(axdr_writer& out, const script_reference& v)
{
    out.structure(2).octet_string(v.table.groups).long_unsigned(v.selector);
}

script_reference script_of(const data& v)
{
    script_reference out{{}, static_cast<std::uint16_t>(v.items[1].number)};
    std::ranges::copy(v.items[0].octets, out.table.groups.begin());
    return out;
}

void put(axdr_writer& out, const value_reference& v)
{
    out.structure(3).long_unsigned(static_cast<std::uint16_t>(v.of)).octet_string(v.name.groups);
    out.integer(static_cast<std::int8_t>(v.attribute));
}

object make_script_table(obis name, std::string meaning, rights access, script_table value)
{
    object o(class_id::script_table, name, std::move(meaning), access);
    const auto t = std::make_shared<const script_table>(std::move(value));
    o.read(2, [t](const call&, axdr_writer& out) {
        out.array(t->scripts.size());
        for (const auto& s : t->scripts) {
            out.structure(2).long_unsigned(s.number).array(s.steps.size());
            for (const auto& step : s.steps) {
                out.structure(5).enumerated(executes_a_method).long_unsigned(static_cast<std::uint16_t>(step.of));
                out.octet_string(step.object.groups).integer(static_cast<std::int8_t>(step.method)).integer(0);
            }
        }
    });
    o.method(1, [t](const call& c, const data& v, axdr_writer&) {
        const auto at = std::ranges::find(t->scripts, v.number, &script::number);
        return at == t->scripts.end() ? action_result::object_undefined : t->execute(c, *at);
    });
    return o;
}

object make_special_days(obis name, std::string meaning, rights access, special_days value)
{
    object o(class_id::special_days_table, name, std::move(meaning), access);
    const auto s = std::make_shared<const special_days>(std::move(value));
    o.read(2, [s](const call& c, axdr_writer& out) {
        const auto days = s->entries(c);
        out.array(days.size());
        for (const auto& d : days) out.structure(3).long_unsigned(d.index).octet_string(d.date).unsigned_integer(d.day);
    });
    if (!s->replace) return o;
    o.write(2, [s](const call& c, const data& v) {
        std::vector<special_day> days;
        for (const auto& item : v.items) days.push_back(special_day_of(item));
        return replace(*s, c, std::move(days));
    });
    o.method(1, [s](const call& c, const data& v, axdr_writer&) {
        const auto day = special_day_of(v);
        auto days = without(s->entries(c), day.index);
        days.push_back(day);
        return static_cast<action_result>(replace(*s, c, std::move(days))); // the same numbers
    });
    o.method(2, [s](const call& c, const data& v, axdr_writer&) {
        auto days = s->entries(c);
        auto rest = without(days, static_cast<std::uint16_t>(v.number));
        if (rest.size() == days.size()) return action_result::object_undefined;
        return static_cast<action_result>(replace(*s, c, std::move(rest))); // the same numbers
    });
    return o;
}

object make_register_monitor(obis name, std::string meaning, rights access, register_monitor value)
{
    object o(class_id::register_monitor, name, std::move(meaning), access);
    const auto m = std::make_shared<const register_monitor>(std::move(value));
    o.read(2, [m](const call& c, axdr_writer& out) {
        const auto thresholds = m->thresholds(c);
        out.array(thresholds.size());
        for (auto t : thresholds) put(out, m->type, t);
    });
    o.read(3, [m](const call&, axdr_writer& out) { put(out, m->monitored); });
    o.read(4, [m](const call&, axdr_writer& out) {
        out.array(m->actions.size());
        for (const auto& [up, down] : m->actions) {
            out.structure(2);
            put(out, up);
            put(out, down);
        }
    });
    if (!m->set_thresholds) return o;
    o.write(2, [m](const call& c, const data& v) {
        std::vector<std::int64_t> thresholds;
        for (const auto& item : v.items) {
            if (item.tag != m->type) return data_access_result::type_unmatched;
            thresholds.push_back(item.as_integer().value_or(0));
        }
        const bool right_count = thresholds.empty() || thresholds.size() == m->actions.size();
        return right_count ? m->set_thresholds(c, thresholds) : data_access_result::other_reason;
    });
    return o;
}

object make_single_action_schedule(obis name, std::string meaning, rights access, single_action_schedule value)
{
    object o(class_id::single_action_schedule, name, std::move(meaning), access);
    const auto s = std::make_shared<const single_action_schedule>(std::move(value));
    o.read(2, [s](const call&, axdr_writer& out) { put(out, s->executed); });
    o.read(3, [s](const call&, axdr_writer& out) { out.enumerated(static_cast<std::uint8_t>(s->type)); });
    o.read(4, [s](const call& c, axdr_writer& out) {
        const auto times = s->times(c);
        out.array(times.size());
        for (const auto& t : times) out.structure(2).octet_string(t.time).octet_string(t.date);
    });
    if (!s->set_times) return o;
    o.write(4, [s](const call& c, const data& v) {
        std::vector<scheduled> times;
        for (const auto& item : v.items) {
            auto& t = times.emplace_back();
            std::ranges::copy(item.items[0].octets, t.time.begin());
            std::ranges::copy(item.items[1].octets, t.date.begin());
            if (!from_time(t.time) || !from_date(t.date)) return data_access_result::other_reason;
        }
        return s->set_times(c, times);
    });
    return o;
}

} // namespace devices::cosem
