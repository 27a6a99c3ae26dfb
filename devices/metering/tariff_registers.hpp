// What was counted at each rate and in each block: the register matrices behind a tariff.
//
// Derived from the counter alone: every span of time between two boundaries (a switching point, the start of a block
// period) goes to one rate, and within it to blocks by what the period has counted so far. So the registers add up to
// the total by construction, and a leap of a year ends where a walk in half-hours does.
// Source: SMETS2, "Tariff TOU Register Matrix" (1 × 48) and "Tariff Block Counter Matrix" (4 × 8).
#pragma once
#include "devices/metering/counter.hpp"
#include "devices/metering/switching_table.hpp"

namespace devices::metering {

inline constexpr std::size_t most_blocks = 4, most_block_rates = 8;

/// How often blocks begin anew; the reset is at midnight UTC.
enum class block_period : std::uint8_t { day, week, month };

struct tariff {
    switching_table table;
    /// Where the second, third and fourth block begin, in the register's smallest unit, rising; as many as there are.
    /// Empty: no blocks are counted.
    std::vector<std::int64_t> thresholds;
    block_period period{block_period::month};
    bool operator==(const tariff&) const = default;

    /// What is wrong with it, in words; empty: nothing. With blocks, rates above 7 are a fault.
    std::string fault() const;
    /// One rate and no blocks: its registers are where the counter is.
    bool plain() const { return thresholds.empty() && table.uniform(); }
};

void encode(sim::writer& out, const tariff& t);
tariff decode(sim::reader& in, const tariff*);

/// The registers at one instant.
struct tally {
    sim::time_point at;
    std::int64_t in_period{0}; ///< counted since the block period began
    std::array<std::int64_t, most_rates> rates{};
    std::array<std::array<std::int64_t, most_block_rates>, most_blocks> blocks{}; ///< by block, then rate
    bool operator==(const tally&) const = default;

    std::int64_t total() const;
};

/// Without its zeros: most meters use one register or two.
void encode(sim::writer& out, const tally& t);
tally decode(sim::reader& in, const tally*);

/// Carries a tally on to a later instant under one tariff. Does nothing when `to` is not later. Cost: a few searches of
/// the counter per switching point on the way; per block period when there is one rate only. `late`: rates change so
/// much later than the switching table says; blocks do not.
void advance(tally& registers, const tariff& under, const counter& counted, sim::time_point to,
             std::chrono::seconds late = {});

} // namespace devices::metering
