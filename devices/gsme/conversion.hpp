// From volume to energy: what the price of a cubic metre of gas follows from.
//
// kWh = m³ × correction factor × calorific value (MJ/m³) / 3.6, as on every gas bill of Great Britain (Gas (Calculation
// of Thermal Energy) Regulations 1996).
#pragma once
#include "devices/metering/prices.hpp"

namespace devices::gsme {

struct conversion {
    std::uint32_t calorific_value{395}; ///< tenths of MJ/m³: 300 … 500
    std::uint32_t correction{102'264};  ///< hundred-thousandths: 90 000 … 130 000
    bool operator==(const conversion&) const = default;

    /// What is wrong with it, in words; empty: nothing.
    std::string fault() const;
    /// Energy of a volume, rounded down. Difference of totals, not sum of parts: each part is rounded.
    std::int64_t wh(std::int64_t dm3) const;
    /// What a supplier's prices (micropence per Wh) are per dm³, each rounded to the nearest micropenny (model choice:
    /// a price that is a whole number keeps the money exact, and is off by less than 1 in 10 000).
    metering::price_list per_dm3(const metering::price_list& per_wh) const;
};

} // namespace devices::gsme
