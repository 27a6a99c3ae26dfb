#include "devices/metering/balance_log.hpp"

namespace devices::metering {

void balance_log::keep(entries& in, const balance_entry& e, std::size_t most)
{
    const auto seconds = static_cast<std::uint32_t>(sim::to_unix_seconds(e.at));
    if (!in.empty() && seconds <= in.back().seconds) return;
    in.reserve(most); // no room beyond what it will ever hold
    if (in.size() == most) in.erase(in.begin());
    in.push_back({seconds, e.amounts});
}

std::vector<balance_entry> balance_log::shown(const entries& of)
{
    std::vector<balance_entry> out;
    for (const auto& e : of) out.push_back({sim::from_unix_seconds(e.seconds), e.amounts});
    return out;
}

void balance_log::save(sim::writer& out, const entries& of)
{
    out.u8(static_cast<std::uint8_t>(of.size()));
    for (const auto& e : of) {
        out.u32(e.seconds);
        for (auto amount : e.amounts) out.u32(static_cast<std::uint32_t>(amount));
    }
}

balance_log::entries balance_log::restored(sim::reader& in, std::size_t most)
{
    entries out;
    const auto count = in.u8();
    if (count > most) in.fail(sim::codec_errc::out_of_range);
    if (count > 0 && in.ok()) out.reserve(most);
    for (auto left = count; left > 0 && in.ok(); --left) {
        auto& e = out.emplace_back(packed{in.u32(), {}});
        for (auto& amount : e.amounts) amount = static_cast<std::int32_t>(in.u32());
    }
    return out;
}

void balance_log::save(sim::writer& out) const
{
    save(out, days_);
    save(out, bills_);
}

void balance_log::restore(sim::reader& in)
{
    days_ = restored(in, most_days);
    bills_ = restored(in, most_bills);
}

} // namespace devices::metering
