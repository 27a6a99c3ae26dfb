#include "sim/han/link.hpp"

#include <algorithm>
#include <array>

namespace sim::han {
namespace {

__extension__ using wide = unsigned __int128;

constexpr std::int16_t transmit_power_dbm = 3;
constexpr std::int16_t sensitivity_dbm = -95; // typical of 2.4 GHz receivers; the standard asks for -85 (6.5.3.3)
constexpr std::uint32_t million = 1'000'000;

// Draws of one stream are told apart by the uppermost byte of their index.
constexpr std::uint64_t tagged(std::uint64_t tag, std::int64_t index)
{
    return tag << 56 | (static_cast<std::uint64_t>(index) & 0x00FF'FFFF'FFFF'FFFF);
}
enum tag : std::uint64_t { shadow_of_hour = 1, hour_disturbed, block_closed, attempt_lost, backs_off, path };
enum home_tag : std::uint64_t { day_has = 1, day_begin, day_length };

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
std::int64_t hour_of(time_point t) { return floor_div(t.time_since_epoch() / 1ns, 3'600'000'000'000); }
std::int64_t second_of(time_point t) { return floor_div(t.time_since_epoch() / 1ns, 1'000'000'000); }
std::int64_t block_of(time_point t) { return floor_div(t.time_since_epoch() / 1ns, block_length / 1ns); }

/// Loss of an attempt by how far the signal is above the receiver's sensitivity; straight lines between.
std::uint32_t loss_at_margin(std::int32_t margin_db)
{
    struct point {
        std::int32_t margin_db;
        std::uint32_t loss;
    };
    static constexpr std::array<point, 8> curve{{{-4, million},
                                                 {-2, 700'000},
                                                 {0, 400'000},
                                                 {3, 120'000},
                                                 {6, 40'000},
                                                 {10, 10'000},
                                                 {15, 3'000},
                                                 {20, 1'000}}};
    if (margin_db <= curve.front().margin_db) return million;
    for (std::size_t i = 1; i < curve.size(); ++i) {
        const auto &a = curve[i - 1], &b = curve[i];
        if (margin_db > b.margin_db) continue;
        auto along = static_cast<std::uint32_t>(margin_db - a.margin_db);
        return a.loss - (a.loss - b.loss) * along / static_cast<std::uint32_t>(b.margin_db - a.margin_db);
    }
    return curve.back().loss;
}

/// How likely a block is closed, in two factors, so that most hours can be seen to be quiet with a single draw.
/// Both are scaled to 2^64; 0 in `hour` means never, and `block` is then without meaning.
struct closing {
    wide hour{0}, block{0};
};

closing closing_for(std::uint32_t loss_per_million)
{
    constexpr wide one = static_cast<wide>(1) << 64;
    wide p = loss_per_million, m = million;
    // p^4 / 10^24 in steps, each of which fits.
    wide q = (p * p * p * p) / (m * m); // at most 10^12
    q = q * one / (m * m);
    constexpr wide share = 64;
    if (q >= one / share) return {one, q};
    return {q * share, one / share};
}

/// Frames of one instant, and their attempts, have indices of their own. Instants are told apart by 1024 ns, so that 52
/// bits last for 146 years.
std::int64_t index_of(time_point t, unsigned draw, unsigned attempt)
{
    auto instant = static_cast<std::uint64_t>(t.time_since_epoch().count()) / 1024;
    return static_cast<std::int64_t>(instant * 16 + draw % 4 * 4 + attempt % 4);
}

bool below(std::uint64_t drawn, wide scaled) { return drawn < scaled; }

} // namespace

std::int16_t link::draw_path_loss(const random_stream& own, bool far)
{
    return static_cast<std::int16_t>(50 + own.below(tagged(path, 0), 21) + (far ? 15 : 0));
}

std::int16_t link::rssi(std::int64_t hour) const
{
    // Doors, people, the weather: up to 4 dB either way, for an hour.
    auto shadow = static_cast<std::int32_t>(own_.below(tagged(shadow_of_hour, hour), 9)) - 4;
    return static_cast<std::int16_t>(transmit_power_dbm - settings_.path_loss_db + shadow);
}

std::uint32_t link::loss_without_interference(std::int64_t hour) const
{
    return settings_.reachable ? loss_at_margin(rssi(hour) - sensitivity_dbm) : million;
}

link::window link::interference_on(std::int64_t day) const
{
    const auto& s = settings_.interference;
    if (!home_.chance(tagged(day_has, day), s.days_per_mille, 1000)) return {};
    constexpr std::int64_t seconds_a_day = 86'400;
    auto span = static_cast<std::uint64_t>(std::max(s.most_minutes - s.least_minutes, 0)) * 60 + 1;
    auto length = s.least_minutes * 60 + static_cast<std::int64_t>(home_.below(tagged(day_length, day), span));
    auto from = static_cast<std::int64_t>(home_.below(tagged(day_begin, day), seconds_a_day));
    return {day * seconds_a_day + from, day * seconds_a_day + std::min(from + length, seconds_a_day)};
}

link_quality link::at(time_point t) const
{
    auto hour = hour_of(t);
    auto second = second_of(t);
    auto signal = rssi(hour);
    auto loss = loss_without_interference(hour);
    auto w = interference_on(floor_div(second, 86'400));
    if (second >= w.from && second < w.until) loss = std::min(loss + settings_.interference.loss_per_million, million);
    constexpr std::int32_t full_scale_db = 60;
    auto margin = std::clamp<std::int32_t>(signal - sensitivity_dbm, 0, full_scale_db);
    return {signal, static_cast<std::uint8_t>(margin * 255 / full_scale_db), loss};
}

bool link::open(time_point t) const
{
    // One loss per block, whatever begins or ends inside it.
    auto block = block_of(t);
    time_point begin(block * block_length);
    auto chances = closing_for(at(begin).loss_per_million);
    if (!below(own_.at(tagged(hour_disturbed, hour_of(begin))), chances.hour)) return true;
    return !below(own_.at(tagged(block_closed, block)), chances.block);
}

bool link::quiet(std::int64_t hour) const
{
    auto w = interference_on(floor_div(hour, 24));
    if (w.from < (hour + 1) * 3600 && w.until > hour * 3600) return false;
    auto chances = closing_for(loss_without_interference(hour));
    return !below(own_.at(tagged(hour_disturbed, hour)), chances.hour);
}

unsigned link::attempts(time_point t, unsigned draw) const
{
    auto loss = at(t).loss_per_million;
    unsigned n = 1;
    while (n < frame_attempts && own_.chance(tagged(attempt_lost, index_of(t, draw, n)), loss, million)) ++n;
    return n;
}

unsigned link::back_off(time_point t, unsigned draw, unsigned attempt) const
{
    constexpr std::uint64_t periods = 8; // 2^macMinBE
    return static_cast<unsigned>(own_.below(tagged(backs_off, index_of(t, draw, attempt)), periods));
}

} // namespace sim::han
