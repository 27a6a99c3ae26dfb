// What a tariff costs: a price per rate or per block and rate, and a standing charge.
//
// Suppliers give prices in millipence per kWh, which is micropence per Wh. Registers are charged in micropence per
// their smallest unit: the same for electricity; for gas the price of a dm³ follows from the calorific value
// (devices/gsme/conversion.hpp).
// Source: SMETS2, "Tariff TOU Price Matrix" (48), "Tariff Block Price Matrix" (4 × 8), "Standing Charge".
#pragma once
#include "devices/metering/money.hpp"
#include "devices/metering/tariff_registers.hpp"

#include <array>
#include <string>
#include <vector>

namespace devices::metering {

struct price_list {
    /// By rate; a rate without a price is free. Used when the tariff counts no blocks.
    std::vector<money> rates;
    /// By block, then rate. Used when the tariff counts blocks.
    std::array<std::vector<money>, most_blocks> blocks;
    /// Taken at every midnight (UTC).
    money standing_charge;
    bool operator==(const price_list&) const = default;

    /// No energy costs anything, as meters are made.
    bool free() const;
    /// What is wrong with it, in words; empty: nothing. No price is negative or above 10 pounds per kWh or dm³.
    std::string fault() const;
    /// What a tally has cost, without standing charges.
    money cost(const tally& registers, bool by_block) const;
};

void encode(sim::writer& out, const price_list& p);
price_list decode(sim::reader& in, const price_list*);

} // namespace devices::metering
