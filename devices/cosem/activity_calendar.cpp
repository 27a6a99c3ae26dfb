#include "devices/cosem/tables.hpp"

#include <algorithm>

namespace devices::cosem {
namespace {

void put_seasons(axdr_writer& out, const calendar_content& v)
{
    out.array(v.seasons.size());
    for (const auto& s : v.seasons)
        out.structure(3).octet_string(sim::as_bytes(s.name)).octet_string(s.start).octet_string(sim::as_bytes(s.week));
}

void put_weeks(axdr_writer& out, const calendar_content& v)
{
    out.array(v.weeks.size());
    for (const auto& w : v.weeks) {
        out.structure(8).octet_string(sim::as_bytes(w.name));
        for (auto day : w.days) out.unsigned_integer(day);
    }
}

void put_days(axdr_writer& out, const calendar_content& v)
{
    out.array(v.days.size());
    for (const auto& d : v.days) {
        out.structure(2).unsigned_integer(d.id).array(d.actions.size());
        for (const auto& a : d.actions) {
            out.structure(3).octet_string(to_time(a.at)).octet_string(a.what.table.groups);
            out.long_unsigned(a.what.selector);
        }
    }
}

std::string text_of(const data& v) { return sim::as_text(v.octets); }

std::optional<calendar_content> parse(calendar_part part, const data& v)
{
    calendar_content out;
    switch (part) {
    case calendar_part::name: out.name = text_of(v); break;
    case calendar_part::seasons:
        for (const auto& item : v.items) {
            auto& s = out.seasons.emplace_back(calendar_season{text_of(item.items[0]), {}, text_of(item.items[2])});
            std::ranges::copy(item.items[1].octets, s.start.begin());
        }
        break;
    case calendar_part::weeks:
        for (const auto& item : v.items) {
            auto& w = out.weeks.emplace_back(calendar_week{text_of(item.items[0]), {}});
            for (std::size_t i = 0; i < w.days.size(); ++i)
                w.days[i] = static_cast<std::uint8_t>(item.items[i + 1].number);
        }
        break;
    case calendar_part::days:
        for (const auto& item : v.items) {
            auto& d = out.days.emplace_back(calendar_day{static_cast<std::uint8_t>(item.items[0].number), {}});
            for (const auto& action : item.items[1].items) {
                const auto at = from_time(action.items[0].octets);
                if (!at) return {};
                auto& a = d.actions.emplace_back(
                    calendar_action{*at, {{}, static_cast<std::uint16_t>(action.items[2].number)}});
                std::ranges::copy(action.items[1].octets, a.what.table.groups.begin());
            }
        }
        break;
    }
    return out;
}

write_function writing(const std::shared_ptr<const activity_calendar>& k, calendar_part part)
{
    return [k, part](const call& c, const data& v) {
        const auto content = parse(part, v);
        return content ? k->write(c, part, *content) : data_access_result::other_reason;
    };
}

} // namespace

object make_activity_calendar(obis name, std::string meaning, rights access, activity_calendar value)
{
    object o(class_id::activity_calendar, name, std::move(meaning), access);
    const auto k = std::make_shared<const activity_calendar>(std::move(value));
    for (auto [index, which] : {std::pair(std::uint8_t{2}, &k->active), std::pair(std::uint8_t{6}, &k->passive)}) {
        const auto at = [first = index](int offset) { return static_cast<std::uint8_t>(first + offset); };
        o.read(at(0), [k, which = which](const call& c, axdr_writer& out) {
            out.octet_string(sim::as_bytes((*which)(c).name));
        });
        o.read(at(1), [k, which = which](const call& c, axdr_writer& out) { put_seasons(out, (*which)(c)); });
        o.read(at(2), [k, which = which](const call& c, axdr_writer& out) { put_weeks(out, (*which)(c)); });
        o.read(at(3), [k, which = which](const call& c, axdr_writer& out) { put_days(out, (*which)(c)); });
    }
    o.read(10, [k](const call& c, axdr_writer& out) { put(out, k->activation(c)); });
    if (k->write) {
        o.write(6, writing(k, calendar_part::name)).write(7, writing(k, calendar_part::seasons));
        o.write(8, writing(k, calendar_part::weeks)).write(9, writing(k, calendar_part::days));
    }
    if (k->set_activation)
        o.write(10, [k](const call& c, const data& v) {
            date_time at{};
            std::ranges::copy(v.octets, at.begin());
            return k->set_activation(c, at);
        });
    if (k->activate) o.method(1, [k](const call& c, const data&, axdr_writer&) { return k->activate(c); });
    return o;
}

} // namespace devices::cosem
