#include "devices/dlms/initiate.hpp"

#include "devices/dlms/apdu_tags.hpp"

namespace devices::dlms {
namespace {

using sim::reader;
using sim::writer;

constexpr std::uint8_t initiate_request_tag = 0x01, initiate_response_tag = 0x08, confirmed_service_error_tag = 0x0E;
/// Conformance ::= [APPLICATION 31] IMPLICIT BIT STRING (SIZE(24)), in BER even here: tag, length, unused bits.
constexpr std::uint16_t conformance_tag = 0x5F1F;
constexpr std::uint8_t conformance_length = 4;
/// ConfirmedServiceError: choice initiateError of the service, choice initiate of ServiceError.
constexpr std::uint8_t of_initiate = 1, service_error_initiate = 6;

void expect(reader& in, std::uint8_t octet)
{
    if (in.u8() != octet) in.fail(sim::codec_errc::out_of_range);
}

void write_conformance(writer& out, conformance c)
{
    const auto bits = static_cast<std::uint32_t>(c);
    out.u16(conformance_tag).u8(conformance_length).u8(0).u8(static_cast<std::uint8_t>(bits >> 16));
    out.u16(static_cast<std::uint16_t>(bits));
}

conformance read_conformance(reader& in)
{
    if (in.u16() != conformance_tag) in.fail(sim::codec_errc::out_of_range);
    expect(in, conformance_length);
    expect(in, 0);
    const std::uint32_t high = in.u8();
    return static_cast<conformance>(high << 16 | in.u16());
}

template <class T>
sim::result<T> all_of(reader& in, T m)
{
    if (auto ec = in.finish()) return ec;
    return m;
}

} // namespace

sim::bytes encode(const initiate_request& m)
{
    writer out;
    out.u8(initiate_request_tag);
    out.u8(m.dedicated_key.empty() ? 0 : 1);
    if (!m.dedicated_key.empty()) write_octets(out, m.dedicated_key);
    if (m.response_allowed)
        out.u8(0); // the default
    else
        out.u8(1).u8(0);
    out.u8(0); // no quality of service
    out.u8(m.version);
    write_conformance(out, m.proposed);
    out.u16(m.max_pdu_size);
    return out.take();
}

sim::result<initiate_request> decode_initiate_request(sim::byte_view apdu)
{
    reader in(apdu);
    expect(in, initiate_request_tag);
    initiate_request m;
    if (in.u8() != 0) {
        m.dedicated_key = read_octets(in, 64);
        if (in.ok() && m.dedicated_key.size() != 16) in.fail(sim::codec_errc::out_of_range);
    }
    if (in.u8() != 0) m.response_allowed = in.u8() != 0;
    if (in.u8() != 0) in.u8(); // quality of service: not used
    m.version = in.u8();
    m.proposed = read_conformance(in);
    m.max_pdu_size = in.u16();
    return all_of(in, std::move(m));
}

sim::bytes encode(const initiate_response& m)
{
    writer out;
    out.u8(initiate_response_tag).u8(0).u8(m.version); // no quality of service
    write_conformance(out, m.negotiated);
    out.u16(m.max_pdu_size).u16(m.vaa_name);
    return out.take();
}

sim::result<initiate_response> decode_initiate_response(sim::byte_view apdu)
{
    reader in(apdu);
    expect(in, initiate_response_tag);
    if (in.u8() != 0) in.u8();
    initiate_response m;
    m.version = in.u8();
    m.negotiated = read_conformance(in);
    m.max_pdu_size = in.u16();
    m.vaa_name = in.u16();
    return all_of(in, m);
}

sim::bytes encode(initiate_error e)
{
    return {confirmed_service_error_tag, of_initiate, service_error_initiate, static_cast<std::uint8_t>(e)};
}

sim::result<initiate_error> decode_initiate_error(sim::byte_view apdu)
{
    reader in(apdu);
    for (auto octet : {confirmed_service_error_tag, of_initiate, service_error_initiate}) expect(in, octet);
    return all_of(in, static_cast<initiate_error>(in.u8()));
}

sim::bytes encode(const exception_response& m)
{
    writer out;
    out.u8(exception_response_tag).u8(static_cast<std::uint8_t>(m.state)).u8(static_cast<std::uint8_t>(m.service));
    if (m.service == service_error::invocation_counter_error) out.u32(m.lowest_counter);
    return out.take();
}

sim::result<exception_response> decode_exception_response(sim::byte_view apdu)
{
    reader in(apdu);
    expect(in, exception_response_tag);
    exception_response m;
    m.state = static_cast<state_error>(in.u8());
    m.service = static_cast<service_error>(in.u8());
    if (m.service == service_error::invocation_counter_error) m.lowest_counter = in.u32();
    return all_of(in, m);
}

sim::bytes encode(const data_notification& m)
{
    writer out;
    out.u8(data_notification_tag).u32(m.long_invoke_id);
    write_octets(out, m.date_time);
    out.raw(m.body);
    return out.take();
}

sim::result<data_notification> decode_data_notification(sim::byte_view apdu)
{
    reader in(apdu);
    expect(in, data_notification_tag);
    data_notification m;
    m.long_invoke_id = in.u32();
    m.date_time = read_octets(in, 12);
    if (in.ok() && !m.date_time.empty() && m.date_time.size() != 12) in.fail(sim::codec_errc::out_of_range);
    auto body = skip_data(in);
    m.body.assign(body.begin(), body.end());
    return all_of(in, std::move(m));
}

} // namespace devices::dlms
