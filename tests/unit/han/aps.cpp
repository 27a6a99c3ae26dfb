#include "codec_table.hpp"
#include "sim/core/check.hpp"
#include "sim/han/aps_command.hpp"
#include "sim/han/aps_frame.hpp"
#include "sim/han/error.hpp"

using namespace sim;
using namespace sim::han;
using tests::encoded;
using tests::octets;

namespace {

constexpr aps_addressing metering{endpoint{1}, endpoint{10}, cluster_id{0x0702}, profile_id::smart_energy};

aps_frame frame_of(aps_frame_type type, std::optional<aps_addressing> ends, byte_view payload)
{
    aps_frame frame;
    frame.type = type;
    frame.addressing = ends;
    frame.counter = 0x77;
    frame.payload = payload;
    return frame;
}

} // namespace

TEST_CASE("APS frames are what the specification says, and no field of a header can be missing")
{
    const auto payload = octets("AABB");
    auto data = frame_of(aps_frame_type::data, metering, payload);
    tests::check_frame(data, "0001020709010A77AABB", 8, decode_aps);
    data.acknowledge = data.secured = true;
    tests::check_frame(data, "6001020709010A77AABB", 8, decode_aps);
    auto announce = frame_of(aps_frame_type::data, aps_addressing{}, payload);
    announce.delivery = aps_delivery::broadcast;
    tests::check_frame(announce,
                       "080000000000"
                       "0077AABB",
                       8, decode_aps);
    tests::check_frame(frame_of(aps_frame_type::command, {}, payload), "0177AABB", 2, decode_aps);
    tests::check_frame(frame_of(aps_frame_type::acknowledgement, metering, {}), "0201020709010A77", 8, decode_aps);
    tests::check_frame(frame_of(aps_frame_type::acknowledgement, {}, {}), "1277", 2, decode_aps);

    auto first = frame_of(aps_frame_type::data, metering, payload);
    first.fragment = aps_fragment{true, 3, 0xFF};
    tests::check_frame(first, "8001020709010A770103AABB", 10, decode_aps);
    auto second = first;
    second.fragment = aps_fragment{false, 1, 0xFF};
    tests::check_frame(second, "8001020709010A770201AABB", 10, decode_aps);
    auto received = frame_of(aps_frame_type::acknowledgement, metering, {});
    received.fragment = aps_fragment{true, 0, 0x07};
    tests::check_frame(received, "8201020709010A77010007", 11, decode_aps);
    for (const auto* frame : {&data, &first, &second, &received})
        CHECK(2 * frame->header_size() == encoded(*frame).size() - 2 * frame->payload.size());
}

TEST_CASE("APS frames of other kinds are refused")
{
    CHECK(decode_aps(octets("0377")).error() == han_errc::unsupported);             // inter-PAN
    CHECK(decode_aps(octets("0401020709010A77")).error() == han_errc::unsupported); // indirect
    CHECK(decode_aps(octets("0C01000207"
                            "09010A77"))
              .error() == han_errc::unsupported);                                          // to a group
    CHECK(decode_aps(octets("8177")).error() == codec_errc::out_of_range);                 // a command in parts
    CHECK(decode_aps(octets("1001020709010A77")).error() == codec_errc::out_of_range);     // data as if of a command
    CHECK(decode_aps(octets("8001020709010A770000")).error() == codec_errc::out_of_range); // a part that is none
    CHECK_THROWS_AS(encoded(frame_of(aps_frame_type::data, {}, {})), broken_invariant);
    CHECK_THROWS_AS(encoded(frame_of(aps_frame_type::command, metering, {})), broken_invariant);
}

TEST_CASE("an acknowledgement goes back from where the data went to")
{
    auto data = frame_of(aps_frame_type::data, metering, octets("AABB"));
    data.acknowledge = data.secured = true;
    CHECK(encoded(acknowledgement_of(data)) == "020A020709010177");
    CHECK(encoded(acknowledgement_of(frame_of(aps_frame_type::command, {}, {}))) == "1277");
}

TEST_CASE("APS commands are what the specification says")
{
    crypto::aes_key key;
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(0xA0 + i);
    constexpr eui64 hub{0x70B3D50000000001}, meter{0x70B3D50000000102};
    struct row {
        aps_command command;
        const char* wire;
    };
    const row rows[] = {
        {transport_network_key{key, 5, meter, hub},
         "0501A0A1A2A3A4A5A6A7A8A9AAABACADAEAF050201000000D5B3700100000000D5B370"},
        {transport_link_key{key, meter, hub}, "0504A0A1A2A3A4A5A6A7A8A9AAABACADAEAF0201000000D5B3700100000000D5B370"},
        {transport_application_key{key, meter, true}, "0503A0A1A2A3A4A5A6A7A8A9AAABACADAEAF0201000000D5B37001"},
        {update_device{meter, short_address{0x3C4D}, device_status::left}, "060201000000D5B3704D3C02"},
        {remove_device{meter}, "070201000000D5B370"},
        {request_link_key{}, "0804"},
        {request_application_key{meter}, "08020201000000D5B370"},
        {switch_key{6}, "0906"},
    };
    for (const auto& row : rows) {
        CHECK(encoded(row.command) == row.wire);
        tests::check_message(row.command, row.wire, decode_aps_command);
    }
    CHECK(decode_aps_command(octets("01")).error() == han_errc::unsupported);
    CHECK(decode_aps_command(octets("0502")).error() == han_errc::unsupported);
    CHECK(decode_aps_command(octets("0801")).error() == han_errc::unsupported);
    CHECK(decode_aps_command(octets("060201000000D5B3704D3C04")).error() == codec_errc::out_of_range);
    CHECK(decode_aps_command(octets("0503A0A1A2A3A4A5A6A7A8A9AAABACADAEAF0201000000D5B37002")).error() ==
          codec_errc::out_of_range);
}
