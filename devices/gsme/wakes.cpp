#include "devices/gsme/wakes.hpp"

namespace devices::gsme {

wake_schedule::wake_schedule(const sim::rng& dice, std::string_view name)
    : phase_(static_cast<std::int64_t>(
          dice.stream(name).child("wake").below(0, static_cast<std::uint64_t>(period.count()))))
{}

std::int64_t wake_schedule::last(sim::time_point t) const
{
    const auto since = t.time_since_epoch() - phase_;
    const auto whole = since / period;
    return whole * period > since ? whole - 1 : whole; // division is towards zero
}

sim::time_point wake_schedule::at(std::int64_t number) const { return sim::time_point(phase_ + number * period); }

bool hub_search::tries(std::int64_t wake) const
{
    if (state_ != state::lost) return true;
    const auto since = wake - lost_since_;
    return since <= eager_wakes || since % lazy_step == 0;
}

hub_search::outcome hub_search::tried(std::int64_t wake, bool heard)
{
    const bool was_lost = state_ == state::lost;
    if (was_lost) ++scans_;
    if (heard) {
        state_ = state::in_touch;
        missed_ = 0;
        return was_lost ? outcome::found : outcome::nothing;
    }
    if (was_lost) return outcome::nothing;
    state_ = state::missing;
    if (++missed_ <= most_missing) return outcome::nothing;
    state_ = state::lost;
    lost_since_ = wake;
    scans_ = 0;
    return outcome::lost;
}

void hub_search::save(sim::writer& out) const
{
    const bool lost = state_ == state::lost;
    out.u8(lost).i64(lost ? lost_since_ : 0);
}

void hub_search::restore(sim::reader& in)
{
    reset();
    const auto lost = in.u8();
    lost_since_ = in.i64();
    if (lost > 1) in.fail(sim::codec_errc::out_of_range);
    if (lost == 1) {
        state_ = state::lost;
        missed_ = most_missing + 1;
    }
}

} // namespace devices::gsme
