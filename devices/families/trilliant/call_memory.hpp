// What the hub remembers of its calls in non-volatile memory, and what follows from it for the next one.
#pragma once
#include "devices/chf/hub.hpp"

#include <array>
#include <optional>
#include <string>

namespace devices::families::trilliant {

/// How far a log has been told to the head-end: the number of the last entry.
enum class told_log : std::size_t { esme_events, esme_security, gsme_events, gsme_security, hub_events, hub_security };
inline constexpr std::size_t told_logs = 6;

struct call_memory {
    std::uint32_t period_s{0}; ///< 0: the family's
    std::uint32_t offset_s{0};
    bool offset_given{false};
    std::uint32_t window_s{0};
    // Data has been collected up to here; since 1970; 0: nothing yet.
    std::int64_t electricity_until_s{0}, gas_until_s{0};
    std::array<std::uint32_t, told_logs> told{};
    sim::bytes han_told;                           ///< the devices and their links, as they were told last
    sim::bytes token;                              ///< of a redirection …
    std::string token_for;                         ///< … and the head-end it is for
    std::optional<chf::head_end_address> previous; ///< where it was before a redirection that has not proved itself …
    std::uint32_t redirect_failures{0};            ///< … and calls in a row that failed since
};
void encode(sim::writer& out, const call_memory& m);
call_memory decode(sim::reader& in, const call_memory*);

/// The first scheduled call after `after`, both by the hub's clock. `usual`: the family's period. `draw`: the hub's own
/// dice, below what it is given.
template <class Draw>
sim::time_point next_scheduled(const call_memory& m, sim::duration usual, sim::time_point after, Draw draw)
{
    constexpr std::int64_t epoch_2000_s = 946'684'800; // schedules count from here, as their offsets do on the wire
    using namespace std::chrono;
    auto period = m.period_s ? std::int64_t{m.period_s} : duration_cast<seconds>(usual).count();
    // A window spreads the fleet's calls; without one the phase is anywhere in the period.
    auto spread = m.window_s ? std::uint64_t{m.window_s} : static_cast<std::uint64_t>(period);
    auto phase = static_cast<std::int64_t>(draw(spread));
    if (m.offset_given) phase += m.offset_s;
    auto since = sim::to_unix_seconds(after) - epoch_2000_s;
    auto rounds = (since - phase) / period + ((since - phase) >= 0 ? 1 : 0);
    return sim::from_unix_seconds(epoch_2000_s + rounds * period + phase);
}

} // namespace devices::families::trilliant
