// Hostile bytes against the DLMS codecs. The first octet chooses the entrance: a request, a response, a value, the TCP
// wrapper's stream. What decodes, encodes again and decodes to the same.
#include "devices/dlms/apdu.hpp"
#include "devices/dlms/wrapper.hpp"
#include "sim/core/check.hpp"

#include <algorithm>

using namespace devices::dlms;

namespace {

template <class Apdu, class Decode>
void check_apdu(const sim::result<Apdu>& apdu, Decode decode)
{
    if (!apdu) return;
    auto again = decode(encode(*apdu));
    sim::check(again.has_value() && *again == *apdu, "an APDU changes on its way");
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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (!size) return 0;
    sim::byte_view rest(data + 1, size - 1);
    switch (data[0] & 3) {
    case 0: check_apdu(decode_request(rest), decode_request); break;
    case 1: check_apdu(decode_response(rest), decode_response); break;
    case 2: check_value(rest); break;
    case 3: check_stream(rest); break;
    }
    return 0;
}
