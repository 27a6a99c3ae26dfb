#include "devices/metering/prices.hpp"

#include <algorithm>

namespace devices::metering {
namespace {

/// 10 pounds per kWh are a million millipence; a dm³ of gas holds less than 20 Wh.
constexpr money highest_price{20'000'000};
constexpr money highest_standing_charge = from_pence(100'000);

bool all_free(const std::vector<money>& prices)
{
    return std::all_of(prices.begin(), prices.end(), [](money p) { return p == money{}; });
}

bool too_high(const std::vector<money>& prices)
{
    return std::any_of(prices.begin(), prices.end(), [](money p) { return p < money{} || p > highest_price; });
}

void encode_prices(sim::writer& out, const std::vector<money>& prices)
{
    out.u8(static_cast<std::uint8_t>(prices.size()));
    for (auto p : prices) encode(out, p);
}

std::vector<money> decode_prices(sim::reader& in)
{
    std::vector<money> prices;
    for (auto left = in.u8(); left > 0 && in.ok(); --left) prices.push_back({in.i64()});
    return prices;
}

} // namespace

bool price_list::free() const { return all_free(rates) && std::all_of(blocks.begin(), blocks.end(), all_free); }

std::string price_list::fault() const
{
    if (rates.size() > most_rates) return "there are more than 48 prices by rate";
    if (std::any_of(blocks.begin(), blocks.end(), [](const auto& b) { return b.size() > most_block_rates; }))
        return "a block has more than 8 prices";
    if (too_high(rates) || std::any_of(blocks.begin(), blocks.end(), too_high)) return "a price is out of range";
    if (standing_charge < money{} || standing_charge > highest_standing_charge)
        return "the standing charge is out of range";
    return {};
}

money price_list::cost(const tally& registers, bool by_block) const
{
    money sum;
    if (!by_block) {
        for (std::size_t r = 0; r < rates.size(); ++r) sum += rates[r] * registers.rates[r];
        return sum;
    }
    for (std::size_t b = 0; b < blocks.size(); ++b)
        for (std::size_t r = 0; r < blocks[b].size(); ++r) sum += blocks[b][r] * registers.blocks[b][r];
    return sum;
}

void encode(sim::writer& out, const price_list& p)
{
    encode_prices(out, p.rates);
    for (const auto& block : p.blocks) encode_prices(out, block);
    encode(out, p.standing_charge);
}

price_list decode(sim::reader& in, const price_list*)
{
    price_list p;
    p.rates = decode_prices(in);
    for (auto& block : p.blocks) block = decode_prices(in);
    p.standing_charge = {in.i64()};
    if (in.ok() && !p.fault().empty()) in.fail(sim::codec_errc::out_of_range);
    return p;
}

} // namespace devices::metering
