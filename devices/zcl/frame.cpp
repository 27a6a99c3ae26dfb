#include "devices/zcl/frame.hpp"

namespace devices::zcl {

namespace {
// Frame control field.
constexpr std::uint8_t kind_mask = 0x03, manufacturer_bit = 0x04, direction_bit = 0x08, no_default_response_bit = 0x10;
} // namespace

sim::result<frame> decode_frame(sim::byte_view octets)
{
    if (octets.size() > max_frame) return sim::codec_errc::too_long;
    sim::reader in(octets);
    frame f;
    const auto control = in.u8();
    const auto kind = control & kind_mask;
    if (kind > static_cast<int>(frame_kind::cluster)) in.fail(sim::codec_errc::out_of_range);
    f.head.kind = static_cast<frame_kind>(kind & 1);
    f.head.to = control & direction_bit ? direction::to_client : direction::to_server;
    f.head.disable_default_response = (control & no_default_response_bit) != 0;
    if (control & manufacturer_bit) f.head.manufacturer = in.u16_le();
    f.head.sequence = in.u8();
    f.head.command = in.u8();
    f.payload = in.rest();
    if (!in.ok()) return in.error();
    return f;
}

sim::bytes encode_frame(const frame_header& head, sim::byte_view payload)
{
    auto control = static_cast<std::uint8_t>(head.kind);
    if (head.manufacturer) control |= manufacturer_bit;
    if (head.to == direction::to_client) control |= direction_bit;
    if (head.disable_default_response) control |= no_default_response_bit;
    sim::writer out;
    out.u8(control);
    if (head.manufacturer) out.u16_le(*head.manufacturer);
    return out.u8(head.sequence).u8(head.command).raw(payload).take();
}

} // namespace devices::zcl
