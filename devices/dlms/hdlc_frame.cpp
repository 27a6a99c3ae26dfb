#include "devices/dlms/hdlc_frame.hpp"

#include <algorithm>

namespace devices::dlms {
namespace {

constexpr std::uint8_t flag = 0x7E, poll_final_bit = 0x10;
constexpr std::uint16_t format_type = 0xA000, format_mask = 0xF000, segmentation_bit = 0x0800;
constexpr std::size_t check_size = 2;

struct unnumbered_code {
    hdlc_kind kind;
    std::uint8_t octet; ///< without the poll/final bit
};
constexpr unnumbered_code unnumbered_codes[] = {
    {hdlc_kind::connect, 0x83},      {hdlc_kind::disconnect, 0x43}, {hdlc_kind::acknowledge, 0x63},
    {hdlc_kind::disconnected, 0x0F}, {hdlc_kind::reject, 0x87},     {hdlc_kind::unnumbered, 0x03},
};

std::uint8_t control_octet(const hdlc_frame& f)
{
    const auto final_bit = f.poll_final ? poll_final_bit : 0;
    const auto receive = (f.receive & 7) << 5;
    switch (f.kind) {
    case hdlc_kind::information: return static_cast<std::uint8_t>(receive | final_bit | (f.send & 7) << 1);
    case hdlc_kind::receive_ready: return static_cast<std::uint8_t>(receive | final_bit | 0x01);
    case hdlc_kind::receive_not_ready: return static_cast<std::uint8_t>(receive | final_bit | 0x05);
    case hdlc_kind::connect:
    case hdlc_kind::disconnect:
    case hdlc_kind::acknowledge:
    case hdlc_kind::disconnected:
    case hdlc_kind::reject:
    case hdlc_kind::unnumbered: break;
    }
    const auto* code = std::find_if(std::begin(unnumbered_codes), std::end(unnumbered_codes),
                                    [&](const unnumbered_code& c) { return c.kind == f.kind; });
    return static_cast<std::uint8_t>(code->octet | final_bit);
}

/// False: no such control field.
bool read_control(std::uint8_t octet, hdlc_frame& f)
{
    f.poll_final = (octet & poll_final_bit) != 0;
    if ((octet & 1) == 0) {
        f.kind = hdlc_kind::information;
        f.send = (octet >> 1) & 7;
        f.receive = octet >> 5;
        return true;
    }
    if ((octet & 0x0F) == 0x01 || (octet & 0x0F) == 0x05) {
        f.kind = (octet & 0x0F) == 0x01 ? hdlc_kind::receive_ready : hdlc_kind::receive_not_ready;
        f.receive = octet >> 5;
        return true;
    }
    for (const auto& c : unnumbered_codes) {
        if (c.octet != (octet & ~poll_final_bit)) continue;
        f.kind = c.kind;
        return true;
    }
    return false;
}

bool fits(const hdlc_address& a)
{
    const std::uint16_t most = a.octets == 4 ? 0x3FFF : 0x7F;
    return (a.octets == 1 || a.octets == 2 || a.octets == 4) && a.upper <= most && a.lower <= most &&
           (a.octets > 1 || a.lower == 0);
}

void write_address(sim::writer& out, const hdlc_address& a)
{
    auto part = [&](std::uint16_t v, bool last) {
        out.u8(static_cast<std::uint8_t>((v & 0x7F) << 1 | (last ? 1 : 0)));
    };
    if (a.octets == 4) part(a.upper >> 7, false);
    part(a.upper, a.octets == 1);
    if (a.octets == 4) part(a.lower >> 7, false);
    if (a.octets > 1) part(a.lower, true);
}

hdlc_address read_address(sim::reader& in)
{
    std::uint16_t parts[4]{};
    std::uint8_t octets = 0;
    for (bool last = false; !last && in.ok();) {
        const auto octet = in.u8();
        last = (octet & 1) != 0;
        if (octets == 4) in.fail(sim::codec_errc::out_of_range);
        if (in.ok()) parts[octets++] = octet >> 1;
    }
    switch (octets) {
    case 1: return {parts[0], 0, 1};
    case 2: return {parts[0], parts[1], 2};
    case 4:
        return {static_cast<std::uint16_t>(parts[0] << 7 | parts[1]),
                static_cast<std::uint16_t>(parts[2] << 7 | parts[3]), 4};
    default: in.fail(sim::codec_errc::out_of_range); return {};
    }
}

/// What stands between two flags.
std::optional<hdlc_frame> read_frame(sim::byte_view body)
{
    if (body.size() < check_size) return {};
    const auto whole = body.first(body.size() - check_size);
    if (sim::reader fcs(body.last(check_size)); fcs.u16_le() != hdlc_crc(whole)) return {};
    sim::reader in(whole);
    hdlc_frame f;
    f.segmented = (in.u16() & segmentation_bit) != 0;
    f.destination = read_address(in);
    f.source = read_address(in);
    if (!read_control(in.u8(), f) || !in.ok()) return {};
    if (in.remaining() == 0) return f;
    const auto header = in.position();
    if (in.u16_le() != hdlc_crc(whole.first(header)) || !in.ok()) return {};
    const auto information = in.rest();
    f.information.assign(information.begin(), information.end());
    return f;
}

} // namespace

std::uint16_t hdlc_crc(sim::byte_view data)
{
    std::uint16_t crc = 0xFFFF;
    for (auto octet : data) {
        crc = static_cast<std::uint16_t>(crc ^ octet);
        for (int bit = 0; bit < 8; ++bit) crc = static_cast<std::uint16_t>((crc & 1) ? (crc >> 1) ^ 0x8408 : crc >> 1);
    }
    return static_cast<std::uint16_t>(~crc);
}

sim::result<sim::bytes> encode(const hdlc_frame& f)
{
    if (!fits(f.destination) || !fits(f.source)) return sim::codec_errc::out_of_range;
    if (f.information.size() > most_hdlc_information) return sim::codec_errc::too_long;
    const std::size_t header = 2U + f.destination.octets + f.source.octets + 1U;
    const auto length = header + (f.information.empty() ? 0 : check_size + f.information.size()) + check_size;
    sim::writer out;
    out.u8(flag);
    out.u16(static_cast<std::uint16_t>(format_type | (f.segmented ? segmentation_bit : 0) | length));
    write_address(out, f.destination);
    write_address(out, f.source);
    out.u8(control_octet(f));
    auto body = [&] { return sim::byte_view(out.data()).subspan(1); };
    if (!f.information.empty()) {
        out.u16_le(hdlc_crc(body()));
        out.raw(f.information);
    }
    out.u16_le(hdlc_crc(body()));
    out.u8(flag);
    return out.take();
}

void hdlc_deframer::feed(sim::byte_view data) { waiting_.insert(waiting_.end(), data.begin(), data.end()); }

std::optional<hdlc_frame> hdlc_deframer::next()
{
    // One flag may close a frame and open the next, so the closing one stays.
    std::size_t at = 0;
    std::optional<hdlc_frame> out;
    while (!out) {
        while (at < waiting_.size() && waiting_[at] != flag) ++at;
        const auto left = sim::byte_view(waiting_).subspan(at);
        if (left.size() < 4) break; // flag, format, and at least something
        const auto format = static_cast<std::uint16_t>(left[1] << 8 | left[2]);
        const std::size_t length = format & most_hdlc_octets;
        if ((format & format_mask) != format_type) {
            ++at; // that flag closed another frame, or was none
            continue;
        }
        if (left.size() < length + 2) break;
        if (left[length + 1] != flag) {
            ++at;
            continue;
        }
        out = read_frame(left.subspan(1, length));
        if (!out) ++dropped_;
        at += length + 1;
    }
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(at));
    return out;
}

} // namespace devices::dlms
