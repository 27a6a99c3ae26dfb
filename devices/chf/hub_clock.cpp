#include "devices/chf/hub_clock.hpp"

#include <algorithm>

namespace devices::chf {
namespace {

constexpr std::uint16_t clock_layout = 1;
constexpr std::int64_t billion = 1'000'000'000, ppb_per_ppm = 1000;
constexpr std::uint32_t largest_ppm = 1000;

std::int64_t draw(const sim::rng& dice, const std::string& device, std::uint32_t most_ppm)
{
    auto most = std::int64_t{std::min(most_ppm, largest_ppm)} * ppb_per_ppm;
    auto drawn = dice.stream(device).child("clock_drift").below(0, static_cast<std::uint64_t>(2 * most + 1));
    return static_cast<std::int64_t>(drawn) - most;
}

} // namespace

hub_clock::hub_clock(sim::nvm_backend& memory, const std::string& device, const sim::rng& dice, std::uint32_t most_ppm,
                     sim::time_point since)
    : cell_(memory, device, "clock", clock_layout),
      drift_ppb_(draw(dice, device, most_ppm)),
      state_(cell_.get().value_or(state{since, since}))
{}

sim::duration hub_clock::drifted(sim::duration elapsed) const
{
    const auto ns = elapsed.count(); // seconds and the rest apart, so that nothing overflows
    return sim::duration(ns / billion * drift_ppb_ + ns % billion * drift_ppb_ / billion);
}

sim::time_point hub_clock::show(sim::time_point t) const
{
    const auto elapsed = t - state_.truth;
    return state_.shown + elapsed + drifted(elapsed);
}

sim::time_point hub_clock::stamp(sim::time_point t) const
{
    constexpr std::int64_t first = 946'684'800, last = 4'294'967'295;
    return sim::from_unix_seconds(std::clamp(sim::to_unix_seconds(show(t)), first, last));
}

sim::time_point hub_clock::when(sim::time_point shown) const
{
    auto t = state_.truth + (shown - state_.shown);
    // Each round leaves a thousandth of the error, since no crystal is worse than that.
    for (int round = 0; round < 8; ++round) t -= show(t) - shown;
    while (show(t) < shown) t += sim::duration(1);
    return t;
}

sim::duration hub_clock::follow(sim::time_point told, sim::time_point t)
{
    const auto off = told - show(t);
    if (off <= tolerance && off >= -tolerance) return {};
    set(told, t);
    return off;
}

void hub_clock::set(sim::time_point shown, sim::time_point t)
{
    state_.truth = t;
    state_.shown = shown;
    cell_.set(state_);
}

bool hub_clock::set_civil_offset(std::chrono::minutes offset)
{
    if (offset == state_.civil_offset) return false;
    state_.civil_offset = offset;
    cell_.set(state_);
    return true;
}

} // namespace devices::chf
