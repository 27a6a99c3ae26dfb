// Top-up tokens: twenty digits that a person types in.
//
// The length and the purpose are published (SMETS2, "UTRN"); the inside is a model choice, since the real ones are made
// with keys and layouts of the device's maker: nineteen digits are a number of 63 bits — pence (17), a counter that no
// two tokens of a meter share (18), a check over both under the meter's key (28) — and the last is the Luhn digit of
// those before. The check is the simulator's own hash: it makes tokens of other meters fail, it does not resist an
// attacker.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/rng.hpp"

#include <optional>
#include <string>
#include <vector>

namespace devices::metering {

inline constexpr std::uint32_t most_token_pence = (1U << 17) - 1, most_token_counter = (1U << 18) - 1;

struct top_up_token {
    std::uint32_t pence;
    std::uint32_t counter;
    bool operator==(const top_up_token&) const = default;
};

/// The key of one meter, from the dice; the supplier's side makes it from the same.
class token_key {
public:
    token_key(const sim::rng& dice, std::string_view meter_name);
    /// Twenty digits. Pence and counter must be in their range.
    std::string issue(top_up_token content) const;
    /// Empty: not twenty digits, a wrong check digit, or not made with this key.
    std::optional<top_up_token> open(std::string_view digits) const;

private:
    std::uint32_t check(std::uint64_t content) const;
    sim::random_stream mac_;
};

/// Which tokens have been used. Of old ones only the order is remembered: once the list is full, whatever is older than
/// all it holds counts as used.
class used_tokens {
public:
    static constexpr std::size_t most = 50;
    bool used(std::uint32_t counter) const;
    void use(std::uint32_t counter);
    /// Counters of those that are remembered, lowest first.
    const std::vector<std::uint32_t>& remembered() const { return counters_; }
    bool operator==(const used_tokens&) const = default;

    void save(sim::writer& out) const;
    void restore(sim::reader& in);

private:
    std::vector<std::uint32_t> counters_;
};

} // namespace devices::metering
