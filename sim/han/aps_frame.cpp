#include "sim/han/aps_frame.hpp"

#include "sim/core/check.hpp"
#include "sim/han/error.hpp"

#include <algorithm>

namespace sim::han {
namespace {

// Frame control, 2.2.5.1.1.
constexpr unsigned aps_type_mask = 3, aps_delivery_shift = 2, aps_delivery_mask = 3, aps_command_acknowledged = 0x10,
                   aps_security = 0x20, aps_acknowledge = 0x40, aps_extended = 0x80;
constexpr std::uint8_t first_part = 1, further_part = 2, part_mask = 3;

unsigned control_of(const aps_frame& frame)
{
    auto control = static_cast<unsigned>(frame.type) | static_cast<unsigned>(frame.delivery) << aps_delivery_shift;
    if (frame.type == aps_frame_type::acknowledgement && !frame.addressing) control |= aps_command_acknowledged;
    if (frame.secured) control |= aps_security;
    if (frame.acknowledge) control |= aps_acknowledge;
    if (frame.fragment) control |= aps_extended;
    return control;
}

aps_addressing get_addressing(reader& in)
{
    aps_addressing ends;
    ends.destination = endpoint{in.u8()};
    ends.cluster = cluster_id{in.u16_le()};
    ends.profile = profile_id{in.u16_le()};
    ends.source = endpoint{in.u8()};
    return ends;
}

aps_fragment get_fragment(reader& in, bool acknowledges)
{
    aps_fragment fragment;
    const auto part = in.u8() & part_mask;
    if (in.ok() && part != first_part && part != further_part) in.fail(codec_errc::out_of_range);
    fragment.first = part == first_part;
    fragment.block = in.u8();
    if (acknowledges) fragment.received = in.u8();
    return fragment;
}

/// Whether the bits say something that a frame of this type can be.
error_code judge_control(unsigned control)
{
    const auto type = control & aps_type_mask, delivery = control >> aps_delivery_shift & aps_delivery_mask;
    if (type > static_cast<unsigned>(aps_frame_type::acknowledgement)) return han_errc::unsupported;
    if (delivery != static_cast<unsigned>(aps_delivery::unicast) &&
        delivery != static_cast<unsigned>(aps_delivery::broadcast))
        return han_errc::unsupported;
    const bool is_command = type == static_cast<unsigned>(aps_frame_type::command);
    const bool is_acknowledgement = type == static_cast<unsigned>(aps_frame_type::acknowledgement);
    if (is_command && control & aps_extended) return codec_errc::out_of_range;
    if (!is_acknowledgement && control & aps_command_acknowledged) return codec_errc::out_of_range;
    return {};
}

} // namespace

std::size_t aps_frame::header_size() const
{
    constexpr std::size_t fixed = 2, ends = 6, part = 2, part_acknowledgement = 3;
    std::size_t extended = 0;
    if (fragment) extended = type == aps_frame_type::acknowledgement ? part_acknowledgement : part;
    return fixed + (addressing ? ends : 0) + extended;
}

bool operator==(const aps_frame& a, const aps_frame& b)
{
    return a.type == b.type && a.delivery == b.delivery && a.secured == b.secured && a.acknowledge == b.acknowledge &&
           a.addressing == b.addressing && a.counter == b.counter && a.fragment == b.fragment &&
           std::ranges::equal(a.payload, b.payload);
}

void encode_header(writer& out, const aps_frame& frame)
{
    check(frame.type != aps_frame_type::data || frame.addressing, "APS data says from which endpoint to which");
    check(frame.type != aps_frame_type::command || (!frame.addressing && !frame.fragment),
          "APS commands have neither endpoints nor parts");
    out.u8(static_cast<std::uint8_t>(control_of(frame)));
    if (frame.addressing)
        out.u8(static_cast<std::uint8_t>(frame.addressing->destination))
            .u16_le(static_cast<std::uint16_t>(frame.addressing->cluster))
            .u16_le(static_cast<std::uint16_t>(frame.addressing->profile))
            .u8(static_cast<std::uint8_t>(frame.addressing->source));
    out.u8(frame.counter);
    if (!frame.fragment) return;
    out.u8(frame.fragment->first ? first_part : further_part).u8(frame.fragment->block);
    if (frame.type == aps_frame_type::acknowledgement) out.u8(frame.fragment->received);
}

void encode(writer& out, const aps_frame& frame)
{
    encode_header(out, frame);
    out.raw(frame.payload);
}

result<aps_frame> decode_aps(byte_view octets)
{
    reader in(octets);
    aps_frame frame;
    const unsigned control = in.u8();
    if (in.ok()) {
        if (auto ec = judge_control(control)) in.fail(ec);
    }
    frame.type = static_cast<aps_frame_type>(control & aps_type_mask);
    frame.delivery = static_cast<aps_delivery>(control >> aps_delivery_shift & aps_delivery_mask);
    frame.secured = control & aps_security;
    frame.acknowledge = control & aps_acknowledge;
    const bool acknowledges = frame.type == aps_frame_type::acknowledgement;
    if (frame.type != aps_frame_type::command && !(control & aps_command_acknowledged))
        frame.addressing = get_addressing(in);
    frame.counter = in.u8();
    if (control & aps_extended) frame.fragment = get_fragment(in, acknowledges);
    frame.payload = in.rest();
    if (auto ec = in.finish()) return ec;
    return frame;
}

aps_frame acknowledgement_of(const aps_frame& frame)
{
    aps_frame answer;
    answer.type = aps_frame_type::acknowledgement;
    answer.counter = frame.counter;
    answer.addressing = frame.addressing;
    if (answer.addressing) std::swap(answer.addressing->destination, answer.addressing->source);
    return answer;
}

} // namespace sim::han
