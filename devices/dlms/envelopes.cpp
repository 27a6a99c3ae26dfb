#include "devices/dlms/envelopes.hpp"

#include "devices/dlms/data.hpp"

namespace devices::dlms {
namespace {

constexpr std::uint8_t general_glo = 0xDB, general_ded = 0xDC;
constexpr std::size_t general_title_size = 8, longest_device_address = 32,
                      longest_content = (1U << 20) + 64; // general block transfer brings long ones

/// A plain tag and its ciphered counterparts; 0: it has none.
struct counterpart {
    std::uint8_t plain, global, dedicated;
};
constexpr counterpart counterparts[] = {
    {0x01, 0x21, 0},    // initiateRequest
    {0x08, 0x28, 0},    // initiateResponse
    {0x0E, 0x2E, 0},    // confirmedServiceError
    {0xC0, 0xC8, 0xD0}, // get-request
    {0xC1, 0xC9, 0xD1}, // set-request
    {0xC2, 0xCA, 0xD2}, // event-notification-request
    {0xC3, 0xCB, 0xD3}, // action-request
    {0xC4, 0xCC, 0xD4}, // get-response
    {0xC5, 0xCD, 0xD5}, // set-response
    {0xC7, 0xCF, 0xD7}, // action-response
};

/// False: no tag of a ciphered APDU.
bool read_tag(std::uint8_t tag, ciphered_apdu& m)
{
    if (tag == general_glo || tag == general_ded) {
        m.key = tag == general_glo ? ciphered_with::global_key : ciphered_with::dedicated_key;
        return true;
    }
    for (const auto& c : counterparts) {
        if (tag != c.global && (tag != c.dedicated || c.dedicated == 0)) continue;
        m.key = tag == c.global ? ciphered_with::global_key : ciphered_with::dedicated_key;
        m.plain_tag = c.plain;
        return true;
    }
    return false;
}

std::uint8_t tag_of(const ciphered_apdu& m)
{
    const bool global = m.key == ciphered_with::global_key;
    if (!m.plain_tag) return global ? general_glo : general_ded;
    for (const auto& c : counterparts)
        if (c.plain == *m.plain_tag) return global ? c.global : c.dedicated;
    return 0;
}

} // namespace

bool is_ciphered(std::uint8_t tag)
{
    ciphered_apdu any;
    return read_tag(tag, any);
}

sim::result<sim::bytes> encode(const ciphered_apdu& m)
{
    const auto tag = tag_of(m);
    if (tag == 0) return sim::codec_errc::out_of_range;
    sim::writer out;
    out.u8(tag);
    if (!m.plain_tag) write_octets(out, m.system_title);
    write_octets(out, m.content);
    return out.take();
}

sim::result<ciphered_apdu> decode_ciphered(sim::byte_view apdu)
{
    sim::reader in(apdu);
    ciphered_apdu m;
    const auto tag = in.u8();
    if (in.ok() && !read_tag(tag, m)) in.fail(sim::codec_errc::out_of_range);
    if (!m.plain_tag) {
        m.system_title = read_octets(in, longest_content);
        if (in.ok() && !m.system_title.empty() && m.system_title.size() != general_title_size)
            in.fail(sim::codec_errc::out_of_range);
    }
    m.content = read_octets(in, longest_content);
    if (auto ec = in.finish()) return ec;
    return m;
}

sim::result<sim::bytes> encode(const gateway_apdu& m)
{
    if (m.device.size() > longest_device_address) return sim::codec_errc::too_long;
    sim::writer out;
    out.u8(m.response ? gateway_response_tag : gateway_request_tag).u8(m.network).block8(m.device).raw(m.apdu);
    return out.take();
}

sim::result<gateway_apdu> decode_gateway(sim::byte_view octets)
{
    sim::reader in(octets);
    gateway_apdu m;
    const auto tag = in.u8();
    if (in.ok() && tag != gateway_request_tag && tag != gateway_response_tag) in.fail(sim::codec_errc::out_of_range);
    m.response = tag == gateway_response_tag;
    m.network = in.u8();
    const auto device = in.block8(longest_device_address), apdu = in.rest();
    if (in.ok() && apdu.empty()) in.fail(sim::codec_errc::truncated);
    if (!in.ok()) return in.error();
    m.device.assign(device.begin(), device.end());
    m.apdu.assign(apdu.begin(), apdu.end());
    return m;
}

} // namespace devices::dlms
