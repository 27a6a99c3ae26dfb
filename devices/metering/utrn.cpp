#include "devices/metering/utrn.hpp"

#include "sim/core/check.hpp"
#include "sim/core/ids.hpp"

#include <algorithm>

namespace devices::metering {
namespace {

constexpr unsigned counter_bits = 18, check_bits = 28;
constexpr std::size_t payload_digits = 19;

sim::random_stream meter_key(const sim::rng& dice, std::string_view name)
{
    return dice.stream(name).child("token_key");
}

} // namespace

token_key::token_key(const sim::rng& dice, std::string_view meter_name) : mac_(meter_key(dice, meter_name)) {}

std::uint32_t token_key::check(std::uint64_t content) const
{
    return static_cast<std::uint32_t>(mac_.at(content) & ((1U << check_bits) - 1));
}

std::string token_key::issue(top_up_token content) const
{
    sim::check(content.pence <= most_token_pence && content.counter <= most_token_counter,
               "a token's amount and counter are in their range");
    const auto value = std::uint64_t{content.pence} << counter_bits | content.counter;
    auto digits = std::to_string(value << check_bits | check(value));
    digits.insert(0, payload_digits - digits.size(), '0');
    return digits + sim::luhn_digit(digits);
}

std::optional<top_up_token> token_key::open(std::string_view digits) const
{
    if (digits.size() != payload_digits + 1) return {};
    std::uint64_t number = 0;
    for (char c : digits)
        if (c < '0' || c > '9') return {};
    const auto payload = digits.substr(0, payload_digits);
    if (sim::luhn_digit(payload) != digits.back()) return {};
    for (char c : payload) number = number * 10 + static_cast<std::uint64_t>(c - '0'); // below 2^64
    const auto value = number >> check_bits;
    if (number >> 63 != 0 || check(value) != (number & ((1U << check_bits) - 1))) return {};
    return top_up_token{static_cast<std::uint32_t>(value >> counter_bits),
                        static_cast<std::uint32_t>(value & most_token_counter)};
}

bool used_tokens::used(std::uint32_t counter) const
{
    if (counters_.size() == most && counter < counters_.front()) return true;
    return std::binary_search(counters_.begin(), counters_.end(), counter);
}

void used_tokens::use(std::uint32_t counter)
{
    counters_.insert(std::lower_bound(counters_.begin(), counters_.end(), counter), counter);
    if (counters_.size() > most) counters_.erase(counters_.begin());
}

void used_tokens::save(sim::writer& out) const
{
    out.u8(static_cast<std::uint8_t>(counters_.size()));
    for (auto c : counters_) out.u32(c);
}

void used_tokens::restore(sim::reader& in)
{
    counters_.clear();
    for (auto left = in.u8(); left > 0 && in.ok(); --left) counters_.push_back(in.u32());
    if (counters_.size() > most || !std::is_sorted(counters_.begin(), counters_.end()))
        in.fail(sim::codec_errc::out_of_range);
}

} // namespace devices::metering
