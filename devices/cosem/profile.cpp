#include "devices/cosem/profile.hpp"

#include "devices/cosem/types.hpp"
#include "devices/cosem/values.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

namespace devices::cosem {
namespace {

constexpr std::uint8_t by_range = 1, by_entry = 2;
constexpr std::uint8_t sorted_first_in_first_out = 1;

struct part_of_profile {
    std::size_t first{0}, last{0}; ///< one past it
    std::vector<std::size_t> columns;
};

std::vector<std::size_t> all_columns(const profile& p)
{
    std::vector<std::size_t> out(p.columns.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
    return out;
}

/// Empty: it is none. Clients write the clock's class, name and attribute; the data index plays no part.
std::optional<std::size_t> column_of(const profile& p, const data& definition)
{
    const auto* items = definition.as_structure(4);
    if (!items) return {};
    const auto name = (*items)[1].as_octets();
    for (std::size_t i = 0; i < p.columns.size(); ++i) {
        const auto& c = p.columns[i];
        if ((*items)[0].number == static_cast<std::uint16_t>(c.of) && name &&
            std::ranges::equal(*name, c.name.groups) && (*items)[2].number == c.attribute &&
            (*items)[3].number == c.data_index)
            return i;
    }
    return {};
}

bool is_time(const capture_object& c) { return c.of == class_id::clock && c.attribute == 2; }

/// One end of a range; the value is an octet-string of 12 or the type date-time.
data_access_result range_end(const data& value, const time_base& base, std::optional<sim::time_point>& out)
{
    const bool octets = value.tag == dlms::data_tag::octet_string || value.tag == dlms::data_tag::date_time;
    if (!octets || value.octets.size() != 12) return data_access_result::type_unmatched;
    if (unspecified(value.octets)) return data_access_result::success;
    out = from_date_time(value.octets, base);
    return out ? data_access_result::success : data_access_result::type_unmatched;
}

/// How many entries are before `t`, or not after it.
std::size_t entries_until(const profile_rows& rows, sim::time_point t, bool including)
{
    std::size_t low = 0, high = rows.count();
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto at = rows.time(middle);
        if (at < t || (including && at == t))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

data_access_result select_range(const profile& p, const call& c, const profile_rows& rows, const data& parameters,
                                part_of_profile& out)
{
    const auto* items = parameters.as_structure(4);
    if (!items || !fits("object-definition", (*items)[0]) || !fits("array(object-definition)", (*items)[3]))
        return data_access_result::type_unmatched;
    const auto restricting = column_of(p, (*items)[0]);
    if (!restricting || !is_time(p.columns[*restricting])) return data_access_result::scope_of_access_violated;
    std::optional<sim::time_point> from, to;
    const auto base = p.base(c);
    for (auto [value, end] : {std::pair(&(*items)[1], &from), std::pair(&(*items)[2], &to)})
        if (auto result = range_end(*value, base, *end); result != data_access_result::success) return result;
    for (const auto& wanted : (*items)[3].items) {
        const auto column = column_of(p, wanted);
        if (!column) return data_access_result::scope_of_access_violated;
        out.columns.push_back(*column);
    }
    if (out.columns.empty()) out.columns = all_columns(p);
    out.first = from ? entries_until(rows, *from, false) : 0;
    out.last = std::max(out.first, to ? entries_until(rows, *to, true) : rows.count());
    return data_access_result::success;
}

data_access_result select_entries(const profile& p, const profile_rows& rows, const data& parameters,
                                  part_of_profile& out)
{
    if (!fits("structure(double-long-unsigned, double-long-unsigned, long-unsigned, long-unsigned)", parameters))
        return data_access_result::type_unmatched;
    const auto number = [&](std::size_t i) { return static_cast<std::size_t>(parameters.items[i].number); };
    const auto from_entry = number(0), to_entry = number(1), from_column = number(2);
    const auto to_column = number(3) == 0 ? p.columns.size() : number(3);
    if (from_entry == 0 || from_column == 0 || to_column > p.columns.size() || from_column > to_column)
        return data_access_result::scope_of_access_violated;
    for (auto i = from_column; i <= to_column; ++i) out.columns.push_back(i - 1);
    out.first = std::min(from_entry - 1, rows.count());
    out.last = std::max(out.first, to_entry == 0 ? rows.count() : std::min(to_entry, rows.count()));
    return data_access_result::success;
}

void stream(profile_rows& rows, const part_of_profile& what, axdr_writer& out)
{
    out.array(what.last - what.first);
    for (auto entry = what.first; entry < what.last; ++entry) {
        out.structure(what.columns.size());
        for (auto column : what.columns) rows.cell(entry, column, out);
    }
}

data_access_result read_selected(const profile& p, const call& c, std::uint8_t selector, const data& parameters,
                                 axdr_writer& out)
{
    if (selector != by_range && selector != by_entry) return data_access_result::scope_of_access_violated;
    const auto rows = p.rows(c);
    part_of_profile what;
    const auto result =
        selector == by_range ? select_range(p, c, *rows, parameters, what) : select_entries(p, *rows, parameters, what);
    if (result == data_access_result::success) stream(*rows, what, out);
    return result;
}

} // namespace

void put(axdr_writer& out, const capture_object& v)
{
    out.structure(4).long_unsigned(static_cast<std::uint16_t>(v.of)).octet_string(v.name.groups);
    out.integer(static_cast<std::int8_t>(v.attribute)).long_unsigned(v.data_index);
}

object make_profile(obis name, std::string meaning, rights access, profile value)
{
    object o(class_id::profile_generic, name, std::move(meaning), access);
    const auto p = std::make_shared<const profile>(std::move(value));
    const auto sort = std::ranges::find_if(p->columns, is_time);
    sim::check(sort != p->columns.end(), "a profile has its time among its columns");
    o.read(2, [p](const call& c, axdr_writer& out) {
        const auto rows = p->rows(c);
        stream(*rows, {0, rows->count(), all_columns(*p)}, out);
    });
    o.select(2, [p](const call& c, std::uint8_t selector, const data& parameters, axdr_writer& out) {
        return read_selected(*p, c, selector, parameters, out);
    });
    o.read(3, [p](const call&, axdr_writer& out) {
        out.array(p->columns.size());
        for (const auto& column : p->columns) put(out, column);
    });
    o.read(4, [p](const call& c, axdr_writer& out) {
        out.double_long_unsigned(p->period ? p->period(c) : p->capture_period_seconds);
    });
    o.read(5, [](const call&, axdr_writer& out) { out.enumerated(sorted_first_in_first_out); });
    o.read(6, [by = *sort](const call&, axdr_writer& out) { put(out, by); });
    o.read(7, [p](const call& c, axdr_writer& out) {
        out.double_long_unsigned(static_cast<std::uint32_t>(p->rows(c)->count()));
    });
    o.read(8, [p](const call&, axdr_writer& out) { out.double_long_unsigned(p->most_entries); });
    if (p->reset) o.method(1, [p](const call& c, const data&, axdr_writer&) { return p->reset(c); });
    if (p->capture) o.method(2, [p](const call& c, const data&, axdr_writer&) { return p->capture(c); });
    return o;
}

} // namespace devices::cosem
