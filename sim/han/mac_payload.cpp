#include "sim/han/mac_payload.hpp"

#include "sim/core/check.hpp"

namespace sim::han {
namespace {

// Superframe specification, 7.2.2.1.2: beacon order and superframe order 15 are "no superframes".
constexpr std::uint16_t no_superframes = 0x0FFF, superframe_orders = 0x00FF, from_coordinator_bit = 0x4000,
                        association_bit = 0x8000;
constexpr std::uint8_t no_guaranteed_slots = 0, slot_count_mask = 0x07;
constexpr unsigned pending_mask = 7, pending_extended_shift = 4;
constexpr std::size_t most_pending = 7;
// The ZigBee payload's second and third octet, 3.6.7.
constexpr std::uint8_t zigbee_protocol = 0;
constexpr unsigned version_shift = 4, router_capacity_bit = 0x0400, depth_shift = 11, end_device_capacity_bit = 0x8000,
                   nibble = 0x0F;
constexpr std::uint32_t no_time_offset = 0xFFFFFF; // networks without superframes

// Command identifiers, 7.3.
enum class mac_command_id : std::uint8_t {
    association_request = 1,
    association_response,
    disassociation_notification,
    data_request,
    pan_id_conflict,
    orphan_notification,
    beacon_request,
    coordinator_realignment,
};

writer& put_id(writer& out, mac_command_id id) { return out.u8(static_cast<std::uint8_t>(id)); }

struct mac_command_encoder {
    writer& out;

    void operator()(const association_request& m) const
    {
        put_id(out, mac_command_id::association_request).u8(m.device.octet());
    }
    void operator()(const association_response& m) const
    {
        put_id(out, mac_command_id::association_response)
            .u16_le(static_cast<std::uint16_t>(m.address))
            .u8(static_cast<std::uint8_t>(m.status));
    }
    void operator()(const disassociation_notification& m) const
    {
        put_id(out, mac_command_id::disassociation_notification).u8(static_cast<std::uint8_t>(m.reason));
    }
    void operator()(const data_request&) const { put_id(out, mac_command_id::data_request); }
    void operator()(const pan_id_conflict&) const { put_id(out, mac_command_id::pan_id_conflict); }
    void operator()(const orphan_notification&) const { put_id(out, mac_command_id::orphan_notification); }
    void operator()(const beacon_request&) const { put_id(out, mac_command_id::beacon_request); }
    void operator()(const coordinator_realignment& m) const
    {
        put_id(out, mac_command_id::coordinator_realignment)
            .u16_le(static_cast<std::uint16_t>(m.pan))
            .u16_le(static_cast<std::uint16_t>(m.coordinator))
            .u8(static_cast<std::uint8_t>(m.channel))
            .u16_le(static_cast<std::uint16_t>(m.device));
    }
};

association_response get_association_response(reader& in)
{
    association_response m;
    m.address = short_address{in.u16_le()};
    m.status = association_status{in.u8()};
    if (m.status > association_status::pan_access_denied) in.fail(codec_errc::out_of_range);
    return m;
}

disassociation_notification get_disassociation(reader& in)
{
    const disassociation_notification m{disassociation_reason{in.u8()}};
    if (in.ok() && m.reason != disassociation_reason::coordinator_wishes &&
        m.reason != disassociation_reason::device_wishes)
        in.fail(codec_errc::out_of_range);
    return m;
}

coordinator_realignment get_realignment(reader& in)
{
    coordinator_realignment m;
    m.pan = pan_id{in.u16_le()};
    m.coordinator = short_address{in.u16_le()};
    m.channel = radio_channel{in.u8()};
    m.device = short_address{in.u16_le()};
    return m;
}

mac_command get_mac_command(reader& in)
{
    switch (mac_command_id{in.u8()}) {
    case mac_command_id::association_request: return association_request{capability::of(in.u8())};
    case mac_command_id::association_response: return get_association_response(in);
    case mac_command_id::disassociation_notification: return get_disassociation(in);
    case mac_command_id::data_request: return data_request{};
    case mac_command_id::pan_id_conflict: return pan_id_conflict{};
    case mac_command_id::orphan_notification: return orphan_notification{};
    case mac_command_id::beacon_request: return beacon_request{};
    case mac_command_id::coordinator_realignment: return get_realignment(in);
    }
    in.fail(han_errc::unsupported);
    return {};
}

void get_network(reader& in, beacon& value)
{
    if (in.u8() != zigbee_protocol && in.ok()) in.fail(han_errc::unsupported);
    const unsigned network = in.u16_le();
    value.stack_profile = network & nibble;
    value.protocol_version = network >> version_shift & nibble;
    value.router_capacity = network & router_capacity_bit;
    value.depth = network >> depth_shift & nibble;
    value.end_device_capacity = network & end_device_capacity_bit;
    value.extended_pan = eui64(in.u64_le());
    in.take(3); // when beacons are sent, which has no meaning without superframes
    value.update_id = in.u8();
}

} // namespace

void encode(writer& out, const beacon& value)
{
    check(value.pending_short.size() + value.pending_extended.size() <= most_pending, "a beacon names up to 7 devices");
    unsigned superframe = no_superframes;
    if (value.from_coordinator) superframe |= from_coordinator_bit;
    if (value.permits_association) superframe |= association_bit;
    out.u16_le(static_cast<std::uint16_t>(superframe)).u8(no_guaranteed_slots);
    out.u8(static_cast<std::uint8_t>(value.pending_short.size() | value.pending_extended.size()
                                                                      << pending_extended_shift));
    for (const auto address : value.pending_short) out.u16_le(static_cast<std::uint16_t>(address));
    for (const auto address : value.pending_extended) out.u64_le(address.value());
    unsigned network = (value.stack_profile & nibble) | (value.protocol_version & nibble) << version_shift |
                       (value.depth & nibble) << depth_shift;
    if (value.router_capacity) network |= router_capacity_bit;
    if (value.end_device_capacity) network |= end_device_capacity_bit;
    out.u8(zigbee_protocol).u16_le(static_cast<std::uint16_t>(network)).u64_le(value.extended_pan.value());
    out.u16_le(no_time_offset & 0xFFFF).u8(no_time_offset >> 16).u8(value.update_id);
}

result<beacon> decode_beacon(byte_view octets)
{
    reader in(octets);
    beacon value;
    const auto superframe = in.u16_le();
    if (in.ok() && (superframe & superframe_orders) != superframe_orders) in.fail(han_errc::unsupported);
    value.from_coordinator = superframe & from_coordinator_bit;
    value.permits_association = superframe & association_bit;
    if (in.u8() & slot_count_mask) in.fail(han_errc::unsupported);
    const unsigned pending = in.u8();
    const auto extended = pending >> pending_extended_shift & pending_mask;
    if ((pending & pending_mask) + extended > most_pending) in.fail(codec_errc::out_of_range);
    for (unsigned i = 0; in.ok() && i < (pending & pending_mask); ++i)
        value.pending_short.push_back(short_address{in.u16_le()});
    for (unsigned i = 0; in.ok() && i < extended; ++i) value.pending_extended.push_back(eui64(in.u64_le()));
    get_network(in, value);
    if (auto ec = in.finish()) return ec;
    return value;
}

// 7.3.1.2.
std::uint8_t capability::octet() const
{
    return static_cast<std::uint8_t>((alternate_coordinator ? 0x01 : 0) | (full_function ? 0x02 : 0) |
                                     (mains_powered ? 0x04 : 0) | (receiver_on_when_idle ? 0x08 : 0) |
                                     (high_security ? 0x40 : 0) | (allocate_address ? 0x80 : 0));
}

capability capability::of(std::uint8_t octet)
{
    capability c;
    c.alternate_coordinator = octet & 0x01;
    c.full_function = octet & 0x02;
    c.mains_powered = octet & 0x04;
    c.receiver_on_when_idle = octet & 0x08;
    c.high_security = octet & 0x40;
    c.allocate_address = octet & 0x80;
    return c;
}

void encode(writer& out, const mac_command& command) { std::visit(mac_command_encoder{out}, command); }

result<mac_command> decode_mac_command(byte_view octets)
{
    reader in(octets);
    auto command = get_mac_command(in);
    if (auto ec = in.finish()) return ec;
    return command;
}

} // namespace sim::han
