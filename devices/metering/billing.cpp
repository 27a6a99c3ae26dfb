#include "devices/metering/billing.hpp"

#include "devices/metering/civil_time.hpp"
#include "devices/metering/push_tight.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

namespace devices::metering {
namespace {

using std::chrono::months;

sim::time_point billing_day_in(std::chrono::year_month month, std::uint8_t day)
{
    return midnight(std::chrono::sys_days(month / std::chrono::day(day)));
}

std::chrono::year_month month_of(sim::time_point t)
{
    const std::chrono::year_month_day date(day_of(t));
    return date.year() / date.month();
}

void keep_newest(std::vector<billing_instant>& instants)
{
    if (instants.size() > most_billing_entries)
        instants.erase(instants.begin(), instants.end() - static_cast<std::ptrdiff_t>(most_billing_entries));
}

} // namespace

void billing_schedule::set_day(std::uint8_t day, sim::time_point t)
{
    sim::check(day <= last_billing_day, "a billing day is one that every month has");
    noted_ = instants(t);
    day_ = day;
    since_ = t;
}

void billing_schedule::note(billing_reason why, sim::time_point t)
{
    push_tight(noted_, billing_instant{t, why});
    keep_newest(noted_);
}

sim::time_point billing_schedule::next(sim::time_point t) const
{
    if (day_ == 0) return sim::time_point::max();
    const auto month = month_of(t);
    const auto at = billing_day_in(month, day_);
    return at > t ? at : billing_day_in(month + months(1), day_);
}

std::vector<billing_instant> billing_schedule::instants(sim::time_point t) const
{
    std::vector<billing_instant> all;
    if (day_ != 0) {
        auto month = month_of(t);
        for (std::size_t i = 0; i <= most_billing_entries; ++i, month -= months(1)) {
            const auto at = billing_day_in(month, day_);
            if (at <= since_) break;
            if (at <= t) all.push_back({at, billing_reason::billing_day});
        }
        std::reverse(all.begin(), all.end());
    }
    for (const auto& n : noted_)
        if (n.at <= t) all.push_back(n);
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    keep_newest(all);
    return all;
}

void billing_schedule::save(sim::writer& out) const
{
    out.u8(day_).i64(since_.time_since_epoch().count()).u8(static_cast<std::uint8_t>(noted_.size()));
    for (const auto& n : noted_) out.i64(n.at.time_since_epoch().count()).u8(static_cast<std::uint8_t>(n.why));
}

void billing_schedule::restore(sim::reader& in)
{
    day_ = in.u8();
    since_ = sim::time_point(sim::duration(in.i64()));
    noted_.clear();
    const auto count = in.u8();
    if (day_ > last_billing_day || count > most_billing_entries) in.fail(sim::codec_errc::out_of_range);
    for (auto left = count; left > 0 && in.ok(); --left) {
        const sim::time_point at{sim::duration(in.i64())};
        const auto why = in.u8();
        if (why > static_cast<std::uint8_t>(billing_reason::tenancy)) in.fail(sim::codec_errc::out_of_range);
        noted_.push_back({at, static_cast<billing_reason>(why)});
    }
}

} // namespace devices::metering
