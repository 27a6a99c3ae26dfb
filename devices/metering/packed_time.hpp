// Instants in non-volatile memory: as their distance from the one before, in as few octets as it takes. A log of a
// hundred entries is kept twice, live and saved, and a fleet has thousands of them.
#pragma once
#include "sim/core/bytes.hpp"
#include "sim/kernel/time.hpp"

namespace devices::metering {

/// Seven bits in an octet, the lowest first; the high bit says that more follow. 1 … 10 octets.
inline void write_varint(sim::writer& out, std::uint64_t v)
{
    for (; v >= 0x80; v >>= 7) out.u8(static_cast<std::uint8_t>(v | 0x80));
    out.u8(static_cast<std::uint8_t>(v));
}

/// Error: out_of_range beyond 64 bits.
inline std::uint64_t read_varint(sim::reader& in)
{
    std::uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        const std::uint64_t octet = in.u8();
        v |= (octet & 0x7F) << shift;
        if (octet < 0x80) return v;
    }
    in.fail(sim::codec_errc::out_of_range);
    return 0;
}

/// `t` must not be before `since`. A day's distance in whole seconds takes three octets.
inline void write_time(sim::writer& out, sim::time_point t, sim::time_point since)
{
    constexpr std::uint64_t second = 1'000'000'000;
    const auto distance = static_cast<std::uint64_t>((t - since).count());
    const auto rest = distance % second;
    write_varint(out, distance / second << 1 | (rest != 0));
    if (rest != 0) write_varint(out, rest);
}

/// What does not fit into time is time_point::max().
inline sim::time_point read_time(sim::reader& in, sim::time_point since)
{
    constexpr std::uint64_t second = 1'000'000'000;
    const auto seconds = read_varint(in);
    const auto rest = seconds & 1 ? read_varint(in) : 0;
    const auto room = static_cast<std::uint64_t>((sim::time_point::max() - since).count());
    if ((seconds >> 1) > room / second || rest >= second || (seconds >> 1) * second > room - rest)
        return sim::time_point::max();
    return since + sim::duration(static_cast<std::int64_t>((seconds >> 1) * second + rest));
}

} // namespace devices::metering
