#include "devices/metering/tariff_registers.hpp"

#include "devices/metering/civil_time.hpp"

#include <algorithm>
#include <numeric>

namespace devices::metering {
namespace {

using std::chrono::sys_days;

/// The first midnight after `t` at which a block period begins.
sim::time_point next_period(block_period period, sim::time_point t)
{
    const auto day = day_of(t);
    switch (period) {
    case block_period::day: return midnight(day + std::chrono::days(1));
    case block_period::week:
        return midnight(day + (std::chrono::days(7) - (std::chrono::weekday(day) - std::chrono::Monday)));
    case block_period::month: break;
    }
    const std::chrono::year_month_day date(day);
    return midnight(sys_days((date.year() / date.month() + std::chrono::months(1)) / 1));
}

/// The rates first, then the blocks.
template <class Tally, class Each>
void for_each_register(Tally& t, const Each& each)
{
    for (auto& r : t.rates) each(r);
    for (auto& block : t.blocks)
        for (auto& r : block) each(r);
}

void add(tally& r, const tariff& under, std::int64_t amount, std::chrono::seconds late)
{
    const auto rate = under.table.rate(r.at - late);
    r.rates[rate] += amount;
    if (under.thresholds.empty()) return;
    for (std::size_t b = 0; amount > 0; ++b) {
        const bool last = b == under.thresholds.size();
        if (!last && r.in_period >= under.thresholds[b]) continue;
        const auto fits = last ? amount : std::min(amount, under.thresholds[b] - r.in_period);
        r.blocks[b][rate] += fits;
        r.in_period += fits;
        amount -= fits;
    }
}

} // namespace

std::string tariff::fault() const
{
    if (auto wrong = table.fault(); !wrong.empty()) return wrong;
    if (thresholds.empty()) return {};
    if (thresholds.size() >= most_blocks) return "there are more than 3 block thresholds";
    std::int64_t before = 0;
    for (auto t : thresholds)
        if (t <= std::exchange(before, t)) return "the block thresholds do not rise";
    for (const auto& plan : table.days)
        for (const auto& p : plan)
            if (p.rate >= most_block_rates) return "with blocks there are 8 rates";
    return {};
}

void encode(sim::writer& out, const tariff& t)
{
    encode(out, t.table);
    out.u8(static_cast<std::uint8_t>(t.thresholds.size()));
    for (auto threshold : t.thresholds) out.i64(threshold);
    out.u8(static_cast<std::uint8_t>(t.period));
}

tariff decode(sim::reader& in, const tariff*)
{
    tariff t;
    t.table = decode(in, static_cast<const switching_table*>(nullptr));
    for (auto left = in.u8(); left > 0 && in.ok(); --left) t.thresholds.push_back(in.i64());
    const auto period = in.u8();
    if (period > static_cast<std::uint8_t>(block_period::month)) in.fail(sim::codec_errc::out_of_range);
    t.period = static_cast<block_period>(period);
    if (in.ok() && !t.fault().empty()) in.fail(sim::codec_errc::out_of_range);
    return t;
}

std::int64_t tally::total() const { return std::accumulate(rates.begin(), rates.end(), std::int64_t{0}); }

void encode(sim::writer& out, const tally& t)
{
    out.i64(t.at.time_since_epoch().count()).i64(t.in_period);
    std::uint8_t used = 0;
    for_each_register(t, [&](std::int64_t r) { used = static_cast<std::uint8_t>(used + (r != 0)); });
    out.u8(used);
    std::uint8_t index = 0;
    for_each_register(t, [&](std::int64_t r) {
        if (r != 0) out.u8(index).i64(r);
        ++index;
    });
}

tally decode(sim::reader& in, const tally*)
{
    tally t;
    t.at = sim::time_point(sim::duration(in.i64()));
    t.in_period = in.i64();
    std::array<std::int64_t, most_rates + most_blocks * most_block_rates> all{};
    for (auto used = in.u8(); used > 0 && in.ok(); --used) {
        const auto index = in.u8();
        if (index >= all.size()) return in.fail(sim::codec_errc::out_of_range), t;
        all[index] = in.i64();
    }
    auto next = all.begin();
    for_each_register(t, [&](std::int64_t& r) { r = *next++; });
    return t;
}

void advance(tally& registers, const tariff& under, const counter& counted, sim::time_point to,
             std::chrono::seconds late)
{
    const bool uniform = under.table.uniform(), blocks = !under.thresholds.empty();
    auto before = counted.total(registers.at);
    while (registers.at < to) {
        auto next = to;
        if (!uniform) next = std::min(next, under.table.next_switch(registers.at - late) + late);
        const auto period = blocks ? next_period(under.period, registers.at) : to;
        next = std::min(next, period);
        const auto now = counted.total(next);
        add(registers, under, now - before, late);
        before = now;
        registers.at = next;
        if (blocks && next == period) registers.in_period = 0;
    }
}

} // namespace devices::metering
