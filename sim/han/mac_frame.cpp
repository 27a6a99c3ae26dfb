#include "sim/han/mac_frame.hpp"

#include "sim/core/check.hpp"
#include "sim/han/crc.hpp"

#include <algorithm>

namespace sim::han {
namespace {

// Frame control, 7.2.1.1.
constexpr unsigned mac_type_mask = 0x0007, mac_security = 0x0008, mac_pending = 0x0010, mac_acknowledge = 0x0020,
                   mac_one_pan = 0x0040;
constexpr unsigned mac_destination_shift = 10, mac_version_shift = 12, mac_source_shift = 14, mac_mode_mask = 3;
constexpr unsigned no_address = 0, short_mode = 2, extended_mode = 3;
constexpr std::size_t check_sequence_size = 2;

unsigned mode_of(const std::optional<mac_address>& address)
{
    if (!address) return no_address;
    return std::holds_alternative<eui64>(address->device) ? extended_mode : short_mode;
}

bool same_pan(const mac_frame& frame)
{
    return frame.destination && frame.source && frame.destination->pan == frame.source->pan;
}

void put_address(writer& out, const std::optional<mac_address>& address, bool with_pan)
{
    if (!address) return;
    if (with_pan) out.u16_le(static_cast<std::uint16_t>(address->pan));
    if (const auto* device = std::get_if<eui64>(&address->device))
        out.u64_le(device->value());
    else
        out.u16_le(static_cast<std::uint16_t>(std::get<short_address>(address->device)));
}

/// `pan` is the one that was named already, where it is not repeated.
std::optional<mac_address> get_address(reader& in, unsigned mode, const std::optional<mac_address>& named)
{
    if (mode == no_address) return std::nullopt;
    mac_address address;
    address.pan = named ? named->pan : pan_id{in.u16_le()};
    if (mode == extended_mode)
        address.device = eui64(in.u64_le());
    else
        address.device = short_address{in.u16_le()};
    return address;
}

} // namespace

bool operator==(const mac_frame& a, const mac_frame& b)
{
    return a.type == b.type && a.pending == b.pending && a.acknowledge == b.acknowledge && a.sequence == b.sequence &&
           a.destination == b.destination && a.source == b.source && std::ranges::equal(a.payload, b.payload);
}

std::uint16_t frame_check_sequence(byte_view octets) { return reflected_crc(0, octets); }

void encode(writer& out, const mac_frame& frame)
{
    const auto begin = out.size();
    const bool one_pan = same_pan(frame);
    auto control = static_cast<unsigned>(frame.type) | mode_of(frame.destination) << mac_destination_shift |
                   mode_of(frame.source) << mac_source_shift;
    if (frame.pending) control |= mac_pending;
    if (frame.acknowledge) control |= mac_acknowledge;
    if (one_pan) control |= mac_one_pan;
    out.u16_le(static_cast<std::uint16_t>(control)).u8(frame.sequence);
    put_address(out, frame.destination, true);
    put_address(out, frame.source, !one_pan);
    out.raw(frame.payload);
    out.u16_le(frame_check_sequence(out.written(begin)));
    check(out.size() - begin <= max_mac_frame, "a MAC frame has up to 127 octets");
}

result<mac_frame> decode_mac(byte_view octets)
{
    if (octets.size() > max_mac_frame) return codec_errc::too_long;
    if (octets.size() < check_sequence_size) return codec_errc::truncated;
    const auto covered = octets.first(octets.size() - check_sequence_size);
    reader in(covered);
    mac_frame frame;
    const unsigned control = in.u16_le();
    frame.sequence = in.u8();
    if (!in.ok()) return in.error();
    if (reader(octets.last(check_sequence_size)).u16_le() != frame_check_sequence(covered))
        return han_errc::wrong_check_sequence;

    const auto type = control & mac_type_mask;
    const auto to = control >> mac_destination_shift & mac_mode_mask;
    const auto from = control >> mac_source_shift & mac_mode_mask;
    constexpr unsigned reserved_mode = 1;
    if (type > static_cast<unsigned>(mac_frame_type::command) || control & mac_security || to == reserved_mode ||
        from == reserved_mode || (control >> mac_version_shift & mac_mode_mask))
        return han_errc::unsupported;
    const bool one_pan = control & mac_one_pan;
    if (one_pan && (to == no_address || from == no_address)) return codec_errc::out_of_range;
    frame.type = static_cast<mac_frame_type>(type);
    frame.pending = control & mac_pending;
    frame.acknowledge = control & mac_acknowledge;
    frame.destination = get_address(in, to, std::nullopt);
    frame.source = get_address(in, from, one_pan ? frame.destination : std::nullopt);
    frame.payload = in.rest();
    if (auto ec = in.finish()) return ec;
    return frame;
}

} // namespace sim::han
