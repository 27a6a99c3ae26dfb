#include "devices/cosem/date_time.hpp"

#include <algorithm>

namespace devices::cosem {
namespace {

namespace chrono = std::chrono;

constexpr std::uint8_t unset = 0xFF;
constexpr std::uint16_t unset_year = 0xFFFF;
constexpr std::uint16_t no_deviation = 0x8000;
constexpr int first_year = 1970, last_year = 2200;

/// Local time that is not known to be winter or summer.
sim::time_point resolve(sim::time_point local, const time_base& base, std::uint8_t status)
{
    const auto winter = local - base.zone;
    if (!base.summer) return winter;
    // Summer is tried first: where both fit, the hour is repeated, and only a status that says summer keeps it.
    const auto ahead = std::max(base.summer(winter), base.summer(winter - chrono::hours(1)));
    const auto summer = winter - ahead;
    const bool summer_fits = ahead.count() != 0 && base.summer(summer) == ahead;
    const bool winter_fits = base.summer(winter).count() == 0;
    if (summer_fits && winter_fits) return status != unset && (status & status_summer) ? summer : winter;
    return summer_fits ? summer : winter;
}

} // namespace

date_time to_date_time(sim::time_point t, const time_base& base, std::uint8_t status)
{
    const auto summer = base.summer ? base.summer(t) : chrono::minutes(0);
    const auto ahead = base.zone + summer;
    const auto local = t.time_since_epoch() + ahead;
    const auto day = chrono::floor<chrono::days>(local);
    const chrono::year_month_day calendar{chrono::sys_days(day)};
    const auto weekday = chrono::weekday(chrono::sys_days(day)).iso_encoding();
    const auto hundredths = chrono::floor<chrono::duration<std::int64_t, std::centi>>(local - day).count();
    const auto year = static_cast<std::uint16_t>(static_cast<int>(calendar.year()));
    const auto deviation = static_cast<std::uint16_t>(-ahead.count());
    const auto octet = [](auto v) { return static_cast<std::uint8_t>(v); };
    return {octet(year >> 8),
            octet(year & 0xFF),
            octet(static_cast<unsigned>(calendar.month())),
            octet(static_cast<unsigned>(calendar.day())),
            octet(weekday),
            octet(hundredths / 360'000),
            octet(hundredths / 6'000 % 60),
            octet(hundredths / 100 % 60),
            octet(hundredths % 100),
            octet(deviation >> 8),
            octet(deviation & 0xFF),
            octet(status | (summer.count() != 0 ? status_summer : 0))};
}

std::optional<sim::time_point> from_date_time(sim::byte_view octets, const time_base& base)
{
    if (octets.size() != 12) return {};
    sim::reader in(octets);
    const auto year = in.u16();
    const auto month = in.u8(), day = in.u8(), weekday = in.u8();
    const auto hour = in.u8(), minute = in.u8();
    auto second = in.u8(), hundredth = in.u8();
    const auto deviation = in.u16();
    const auto status = in.u8();
    if (second == unset) second = 0;
    if (hundredth == unset) hundredth = 0;
    const chrono::year_month_day calendar{chrono::year(year), chrono::month(month), chrono::day(day)};
    if (year < first_year || year > last_year || !calendar.ok() || hour > 23 || minute > 59 || second > 59 ||
        hundredth > 99 || (weekday != unset && (weekday < 1 || weekday > 7)))
        return {};
    const auto local = sim::time_point(chrono::sys_days(calendar).time_since_epoch()) + chrono::hours(hour) +
                       chrono::minutes(minute) + chrono::seconds(second) + chrono::milliseconds(hundredth * 10);
    if (deviation == no_deviation) return resolve(local, base, status);
    const auto minutes = static_cast<std::int16_t>(deviation);
    if (minutes < -840 || minutes > 840) return {};
    return local + chrono::minutes(minutes);
}

bool unspecified(sim::byte_view octets)
{
    return octets.size() == 12 && std::ranges::all_of(octets.first(9), [](std::uint8_t v) { return v == unset; });
}

date to_date(const date_fields& f)
{
    const auto year = f.year.value_or(unset_year);
    return {static_cast<std::uint8_t>(year >> 8), static_cast<std::uint8_t>(year & 0xFF), f.month.value_or(unset),
            f.day.value_or(unset), f.day_of_week.value_or(unset)};
}

std::optional<date_fields> from_date(sim::byte_view octets)
{
    if (octets.size() != 5) return {};
    sim::reader in(octets);
    const auto year = in.u16();
    const auto month = in.u8(), day = in.u8(), weekday = in.u8();
    date_fields out;
    if (year != unset_year) out.year = year;
    if (month < 0xFD) out.month = month; // 0xFD and 0xFE: where summer begins and ends
    if (day < 0xFD) out.day = day;       // 0xFD and 0xFE: the last days of the month
    if (weekday != unset) out.day_of_week = weekday;
    if ((out.month && (*out.month < 1 || *out.month > 12)) || (out.day && (*out.day < 1 || *out.day > 31)) ||
        (out.day_of_week && (*out.day_of_week < 1 || *out.day_of_week > 7)))
        return {};
    return out;
}

time_of_day to_time(chrono::seconds after_midnight)
{
    const auto s = after_midnight.count();
    return {static_cast<std::uint8_t>(s / 3600), static_cast<std::uint8_t>(s / 60 % 60),
            static_cast<std::uint8_t>(s % 60), 0};
}

std::optional<chrono::seconds> from_time(sim::byte_view octets)
{
    if (octets.size() != 4) return {};
    const auto second = octets[2] == unset ? std::uint8_t{0} : octets[2];
    if (octets[0] > 23 || octets[1] > 59 || second > 59) return {};
    return chrono::hours(octets[0]) + chrono::minutes(octets[1]) + chrono::seconds(second);
}

} // namespace devices::cosem
