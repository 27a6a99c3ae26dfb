#include "devices/metering/switching_table.hpp"

#include "devices/metering/civil_time.hpp"

#include <algorithm>

namespace devices::metering {
namespace {

using std::chrono::minutes;

bool is_date(std::uint8_t month, std::uint8_t day, std::uint16_t year = 2020)
{
    return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)).ok();
}

std::string fault_of(const day_plan& plan)
{
    if (plan.empty() || plan.front().at != minutes(0)) return "does not begin at midnight";
    if (plan.size() > most_switch_points) return "has more than 48 switching points";
    for (std::size_t i = 0; i < plan.size(); ++i) {
        if (plan[i].rate >= most_rates) return "switches to a rate above 47";
        if (plan[i].at >= minutes(1440)) return "switches after the day's end";
        if (i > 0 && plan[i - 1].at >= plan[i].at) return "is not in the order of time";
    }
    return {};
}

} // namespace

std::string switching_table::fault() const
{
    if (days.empty() || days.size() > most_day_plans) return "there must be 1 to 16 day profiles";
    if (weeks.empty() || weeks.size() > most_weeks) return "there must be 1 to 12 weeks";
    if (seasons.empty() || seasons.size() > most_seasons) return "there must be 1 to 12 seasons";
    if (special.size() > most_special_days) return "there are more than 50 special days";
    for (std::size_t i = 0; i < days.size(); ++i)
        if (auto wrong = fault_of(days[i]); !wrong.empty()) return "day profile " + std::to_string(i) + ' ' + wrong;
    for (const auto& week : weeks)
        if (std::any_of(week.begin(), week.end(), [&](auto plan) { return plan >= days.size(); }))
            return "a week names a day profile that does not exist";
    for (std::size_t i = 0; i < seasons.size(); ++i) {
        const auto& s = seasons[i];
        if (!is_date(s.month, s.day)) return "a season begins on a day that does not exist";
        if (s.week >= weeks.size()) return "a season names a week that does not exist";
        if (i > 0 && std::pair(seasons[i - 1].month, seasons[i - 1].day) >= std::pair(s.month, s.day))
            return "the seasons are not in the order of the year";
    }
    for (const auto& s : special) {
        if (!is_date(s.month, s.day, s.year.value_or(2020))) return "a special day does not exist";
        if (s.plan >= days.size()) return "a special day names a day profile that does not exist";
    }
    return {};
}

const day_plan& switching_table::plan(std::chrono::sys_days day) const
{
    const std::chrono::year_month_day date(day);
    const auto year = static_cast<int>(date.year());
    const auto month = static_cast<unsigned>(date.month()), of_month = static_cast<unsigned>(date.day());
    for (const auto& s : special)
        if (s.month == month && s.day == of_month && (!s.year || *s.year == year)) return days[s.plan];
    const season* current = &seasons.back(); // until the first one begins, last year's last goes on
    for (const auto& s : seasons)
        if (std::pair<unsigned, unsigned>(s.month, s.day) <= std::pair(month, of_month)) current = &s;
    auto weekday = std::chrono::weekday(day).iso_encoding() - 1;
    return days[weeks[current->week][weekday]];
}

std::uint8_t switching_table::rate(sim::time_point t) const
{
    auto day = day_of(t);
    const auto& points = plan(day);
    auto since = t - midnight(day);
    auto after = std::upper_bound(points.begin(), points.end(), since,
                                  [](sim::duration at, const switch_point& p) { return at < p.at; });
    return std::prev(after)->rate;
}

sim::time_point switching_table::next_switch(sim::time_point t) const
{
    const auto day = day_of(t);
    for (const auto& p : plan(day))
        if (auto at = midnight(day) + p.at; at > t) return at;
    return midnight(day + std::chrono::days(1));
}

bool switching_table::uniform() const
{
    const auto rate = days.front().front().rate;
    return std::all_of(days.begin(), days.end(), [&](const day_plan& plan) {
        return std::all_of(plan.begin(), plan.end(), [&](const switch_point& p) { return p.rate == rate; });
    });
}

void encode(sim::writer& out, const switching_table& table)
{
    auto count = [&](std::size_t n) { out.u8(static_cast<std::uint8_t>(n)); };
    count(table.days.size());
    for (const auto& plan : table.days) {
        count(plan.size());
        for (const auto& p : plan) out.u16(static_cast<std::uint16_t>(p.at.count())).u8(p.rate);
    }
    count(table.weeks.size());
    for (const auto& week : table.weeks) out.raw(week);
    count(table.seasons.size());
    for (const auto& s : table.seasons) out.u8(s.month).u8(s.day).u8(s.week);
    count(table.special.size());
    for (const auto& s : table.special) out.u16(s.year.value_or(0)).u8(s.month).u8(s.day).u8(s.plan);
}

switching_table decode(sim::reader& in, const switching_table*)
{
    switching_table table;
    table.days.clear();
    table.weeks.clear();
    table.seasons.clear();
    for (auto plans = in.u8(); plans > 0 && in.ok(); --plans) {
        auto& plan = table.days.emplace_back();
        for (auto points = in.u8(); points > 0 && in.ok(); --points) {
            minutes at(in.u16());
            plan.push_back({at, in.u8()});
        }
    }
    for (auto weeks = in.u8(); weeks > 0 && in.ok(); --weeks)
        for (auto& plan : table.weeks.emplace_back()) plan = in.u8();
    for (auto seasons = in.u8(); seasons > 0 && in.ok(); --seasons) {
        auto& s = table.seasons.emplace_back();
        s.month = in.u8();
        s.day = in.u8();
        s.week = in.u8();
    }
    for (auto special = in.u8(); special > 0 && in.ok(); --special) {
        auto& s = table.special.emplace_back();
        if (auto year = in.u16()) s.year = year;
        s.month = in.u8();
        s.day = in.u8();
        s.plan = in.u8();
    }
    if (in.ok() && !table.fault().empty()) in.fail(sim::codec_errc::out_of_range);
    return table;
}

} // namespace devices::metering
