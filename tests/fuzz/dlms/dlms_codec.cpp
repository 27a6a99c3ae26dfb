// Hostile bytes against the DLMS codecs. The first octet chooses the entrance: a request, a response, a value, the TCP
// wrapper's stream, the messages of an association, a serial line. What decodes, encodes again and decodes to the same.
#include "devices/dlms/acse.hpp"
#include "devices/dlms/apdu.hpp"
#include "devices/dlms/envelopes.hpp"
#include "devices/dlms/hdlc_frame.hpp"
#include "devices/dlms/initiate.hpp"
#include "devices/dlms/wrapper.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

using namespace devices::dlms;

namespace {

constexpr auto usual_encoding = [](const auto& apdu) { return encode(apdu); };

template <class Decode, class Encode = decltype(usual_encoding)>
void check_apdu(sim::byte_view octets, Decode decode, Encode encoding = usual_encoding)
{
    auto apdu = decode(octets);
    if (!apdu) return;
    auto again = decode(encoding(*apdu));
    sim::check(again.has_value() && *again == *apdu, "an APDU changes on its way");
}

void check_association(sim::byte_view octets)
{
    check_apdu(octets, decode_aarq);
    check_apdu(octets, decode_aare);
    check_apdu(octets, decode_release_request, [](const release& m) { return encode_request(m); });
    check_apdu(octets, decode_release_response, [](const release& m) { return encode_response(m); });
    check_apdu(octets, decode_initiate_request);
    check_apdu(octets, decode_initiate_response);
    check_apdu(octets, decode_initiate_error);
    check_apdu(octets, decode_exception_response);
    check_apdu(octets, decode_data_notification);
    check_apdu(octets, decode_ciphered, [](const ciphered_apdu& m) { return encode(m).value(); });
    check_apdu(octets, decode_gateway, [](const gateway_apdu& m) { return encode(m).value(); });
}

void check_value(sim::byte_view octets)
{
    sim::reader in(octets), over(octets);
    auto value = read_data(in);
    auto passed = skip_data(over);
    sim::check(in.error() == over.error(), "building a value and passing over it disagree");
    if (!in.ok()) return;
    sim::check(passed.size() == in.position(), "building a value and passing over it end in different places");
    axdr_writer out;
    sim::reader again(out.value(value).encoded());
    auto same = read_data(again);
    sim::check(!again.finish() && same.tag == value.tag && same.items.size() == value.items.size(),
               "a value changes on its way");
}

void check_stream(sim::byte_view octets)
{
    unwrapper piecemeal(1000), at_once(1000);
    std::size_t pieces = 0, whole = 0;
    for (auto octet : octets) {
        piecemeal.feed({&octet, 1});
        while (piecemeal.next()) ++pieces;
    }
    at_once.feed(octets);
    while (at_once.next()) ++whole;
    sim::check(pieces == whole && piecemeal.error() == at_once.error(), "how a stream is cut makes a difference");
}

void check_line(sim::byte_view octets)
{
    hdlc_deframer line;
    line.feed(octets);
    while (auto f = line.next()) {
        auto wire = encode(*f);
        if (!wire) continue; // an address that carries more than its octets may
        hdlc_deframer again;
        again.feed(*wire);
        sim::check(again.next() == f, "a frame changes on its way");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (!size) return 0;
    sim::byte_view rest(data + 1, size - 1);
    switch (data[0] % 6) {
    case 0: check_apdu(rest, decode_request); break;
    case 1: check_apdu(rest, decode_response); break;
    case 2: check_value(rest); break;
    case 3: check_stream(rest); break;
    case 4: check_association(rest); break;
    case 5: check_line(rest); break;
    }
    return 0;
}
