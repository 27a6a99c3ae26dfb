#include "codec_table.hpp"
#include "sim/han/error.hpp"
#include "sim/han/nwk_frame.hpp"

using namespace sim;
using namespace sim::han;
using tests::encoded;
using tests::octets;

namespace {

nwk_frame usual(byte_view payload)
{
    nwk_frame frame;
    frame.destination = short_address::coordinator;
    frame.source = short_address{0x3C4D};
    frame.sequence = 0x9A;
    frame.payload = payload;
    return frame;
}

} // namespace

TEST_CASE("NWK frames are what the specification says, and no field of a header can be missing")
{
    const auto payload = octets("AABBCC");
    auto plain = usual(payload);
    tests::check_frame(plain, "080000004D3C1E9AAABBCC", 8, decode_nwk);

    auto secured = usual(payload);
    secured.secured = true;
    secured.discovery = route_discovery::enable;
    tests::check_frame(secured, "480200004D3C1E9AAABBCC", 8, decode_nwk);

    auto command = usual(payload);
    command.type = nwk_frame_type::command;
    command.radius = 1;
    command.destination_ieee = eui64(0x1122334455667788);
    command.source_ieee = eui64(0x70B3D50000000102);
    tests::check_frame(command, "091800004D3C019A88776655443322110201000000D5B370AABBCC", 24, decode_nwk);

    auto routed = usual(payload);
    routed.route = source_route{1, {short_address{0x0102}, short_address{0x0304}}};
    tests::check_frame(routed, "080400004D3C1E9A020102010403AABBCC", 14, decode_nwk);
    for (const auto* frame : {&plain, &secured, &command, &routed})
        CHECK(2 * frame->header_size() == encoded(*frame).size() - 2 * payload.size());
}

TEST_CASE("NWK frames of other versions and kinds are refused")
{
    CHECK(decode_nwk(octets("0A0000004D3C1E9A")).error() == han_errc::unsupported);    // a reserved type
    CHECK(decode_nwk(octets("0B0000004D3C1E9A")).error() == han_errc::unsupported);    // inter-PAN
    CHECK(decode_nwk(octets("040000004D3C1E9A")).error() == han_errc::unsupported);    // ZigBee of 2004
    CHECK(decode_nwk(octets("080100004D3C1E9A")).error() == han_errc::unsupported);    // multicast
    CHECK(decode_nwk(octets("880000004D3C1E9A")).error() == codec_errc::out_of_range); // route discovery 2
}

TEST_CASE("NWK commands are what the specification says")
{
    struct row {
        nwk_command command;
        const char* wire;
    };
    capability device;
    const row rows[] = {
        {network_status{static_cast<std::uint8_t>(network_status_code::parent_link_failure), short_address{0x3C4D}},
         "03094D3C"},
        {leave_command{true, false, false}, "0420"},
        {leave_command{false, true, false}, "0440"},
        {leave_command{false, false, true}, "0480"},
        {route_record{{short_address{0x0102}}}, "05010201"},
        {rejoin_request{device}, "0680"},
        {rejoin_response{short_address{0x3C4D}, association_status::pan_access_denied}, "074D3C02"},
        {link_status{true, true, {}}, "0860"},
        {link_status{true, false, {{short_address{0x3C4D}, 1, 7}}}, "08214D3C71"},
    };
    for (const auto& row : rows) {
        CHECK(encoded(row.command) == row.wire);
        tests::check_message(row.command, row.wire, decode_nwk_command);
    }
    CHECK(decode_nwk_command(octets("01")).error() == han_errc::unsupported);
    CHECK(decode_nwk_command(octets("074D3C03")).error() == codec_errc::out_of_range);
}
