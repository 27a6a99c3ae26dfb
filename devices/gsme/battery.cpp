#include "devices/gsme/battery.hpp"

#include <algorithm>

namespace devices::gsme {

battery::battery(const sim::rng& dice, std::string_view name, sim::time_point installed)
    : lives_(dice.stream(name).child("battery")), since_(installed)
{}

std::int64_t battery::whole_life() const
{
    constexpr std::int64_t nine_years = 3287, three_years = 1096;
    return nine_years + static_cast<std::int64_t>(lives_.below(number_, three_years + 1));
}

sim::time_point battery::empty_from() const { return since_ + sim::days(whole_life()) - spent_; }
sim::time_point battery::low_from() const { return empty_from() - sim::days(low_days); }

std::int64_t battery::days_left(sim::time_point t) const
{
    const auto left = empty_from() - t;
    if (left <= sim::duration(0)) return 0;
    return std::min(std::chrono::ceil<sim::days>(left).count(), whole_life());
}

std::int64_t battery::per_mille_left(sim::time_point t) const { return days_left(t) * 1000 / whole_life(); }

void battery::replace(sim::time_point t)
{
    since_ = t;
    spent_ = {};
    ++number_;
    told_ = false;
}

void battery::set_left(std::int64_t days, sim::time_point t)
{
    spent_ = sim::days(whole_life() - std::min(days, whole_life())) - (t - since_);
    told_ = false;
}

void battery::save(sim::writer& out) const
{
    out.i64(since_.time_since_epoch().count()).i64(spent_.count()).u32(number_).u8(told_);
}

void battery::restore(sim::reader& in)
{
    since_ = sim::time_point(sim::duration(in.i64()));
    spent_ = sim::duration(in.i64());
    number_ = in.u32();
    told_ = in.u8() != 0;
}

} // namespace devices::gsme
