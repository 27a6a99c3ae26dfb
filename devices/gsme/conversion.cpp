#include "devices/gsme/conversion.hpp"

namespace devices::gsme {
namespace {

/// dm³ × (tenths of MJ/m³) × (hundred-thousandths) per Wh: 10 × 100 000 × 3.6.
constexpr std::int64_t per_watt_hour = 3'600'000;

} // namespace

std::string conversion::fault() const
{
    if (calorific_value < 300 || calorific_value > 500) return "the calorific value is not one of 30 to 50 MJ/m³";
    if (correction < 90'000 || correction > 130'000) return "the correction factor is not one of 0.9 to 1.3";
    return {};
}

std::int64_t conversion::wh(std::int64_t dm3) const
{
    return dm3 * (std::int64_t{calorific_value} * correction) / per_watt_hour;
}

metering::price_list conversion::per_dm3(const metering::price_list& per_wh) const
{
    auto out = per_wh;
    auto convert = [this](std::vector<metering::money>& prices) {
        for (auto& p : prices)
            p.micropence =
                (p.micropence * (std::int64_t{calorific_value} * correction) + per_watt_hour / 2) / per_watt_hour;
    };
    convert(out.rates);
    for (auto& block : out.blocks) convert(block);
    return out;
}

} // namespace devices::gsme
