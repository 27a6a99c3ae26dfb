#include "devices/metering/device_clock.hpp"

#include "devices/metering/civil_time.hpp"

namespace devices::metering {
namespace {

constexpr std::int64_t largest_drift_ppb = 20'000;
constexpr std::int64_t billion = 1'000'000'000;

bool tolerable(sim::duration off) { return off <= clock_tolerance && off >= -clock_tolerance; }

} // namespace

device_clock::device_clock(const sim::rng& dice, std::string_view name, sim::time_point since)
    : true_(since),
      shown_(since),
      drift_ppb_(static_cast<std::int64_t>(dice.stream(name).child("clock_drift").below(0, 2 * largest_drift_ppb + 1)) -
                 largest_drift_ppb)
{}

sim::duration device_clock::drifted(sim::duration elapsed) const
{
    const auto ns = elapsed.count(); // seconds and the rest apart, so that nothing overflows
    return sim::duration(ns / billion * drift_ppb_ + ns % billion * drift_ppb_ / billion);
}

sim::time_point device_clock::show(sim::time_point t) const
{
    const auto last = midnight(day_of(t));
    if (follows_ && true_ < last && tolerable(drifted(sim::days(1)))) {
        const auto first = midnight(day_of(true_) + std::chrono::days(1));
        if (tolerable(shown_ - true_ + drifted(first - true_))) return t + drifted(t - last);
    }
    return shown_ + (t - true_) + drifted(t - true_);
}

void device_clock::set(sim::time_point shown, sim::time_point t)
{
    true_ = t;
    shown_ = shown;
}

void device_clock::set_drift(std::int64_t ppb, sim::time_point t)
{
    set(show(t), t);
    drift_ppb_ = ppb;
}

void device_clock::follow(bool on, sim::time_point t)
{
    set(show(t), t);
    follows_ = on;
}

std::chrono::minutes device_clock::deviation(sim::time_point t) const { return civil_offset(show(t)); }

void device_clock::save(sim::writer& out) const
{
    out.i64(true_.time_since_epoch().count()).i64(shown_.time_since_epoch().count()).i64(drift_ppb_).u8(follows_);
}

void device_clock::restore(sim::reader& in)
{
    true_ = sim::time_point(sim::duration(in.i64()));
    shown_ = sim::time_point(sim::duration(in.i64()));
    drift_ppb_ = in.i64();
    follows_ = in.u8() != 0;
}

} // namespace devices::metering
