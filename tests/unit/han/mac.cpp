#include "codec_table.hpp"
#include "sim/core/check.hpp"
#include "sim/han/mac_payload.hpp"

using namespace sim;
using namespace sim::han;
using tests::encoded;
using tests::octets;

namespace {

constexpr pan_id pan{0x1A62};
constexpr eui64 meter{0x70B3D50000000102};

std::string with_check_sequence(std::string_view hexadecimal)
{
    writer out;
    out.raw(octets(hexadecimal));
    out.u16_le(frame_check_sequence(out.data()));
    return to_hex(out.take());
}

struct frame_row {
    const char* what;
    mac_frame frame;
    std::string wire;
};

mac_frame frame_of(mac_frame_type type, std::optional<mac_address> destination, std::optional<mac_address> source)
{
    mac_frame frame;
    frame.type = type;
    frame.sequence = 0x5C;
    frame.destination = destination;
    frame.source = source;
    return frame;
}

std::vector<frame_row> frame_rows()
{
    const mac_address hub{pan, short_address::coordinator}, member{pan, short_address{0x3C4D}}, by_name{pan, meter};
    auto data = frame_of(mac_frame_type::data, hub, member);
    data.acknowledge = true;
    auto acknowledgement = frame_of(mac_frame_type::acknowledgement, {}, {});
    acknowledgement.pending = true;
    const mac_address everybody{pan_id::broadcast, short_address::broadcast};
    return {
        {"data between short addresses", data, "61885C621A00004D3C"},
        {"an acknowledgement, more to come", acknowledgement, "12005C"},
        {"a beacon names its sender alone", frame_of(mac_frame_type::beacon, {}, hub), "00805C621A0000"},
        {"a beacon request has no sender", frame_of(mac_frame_type::command, everybody, {}), "03085CFFFFFFFF"},
        {"an association request comes from nowhere",
         frame_of(mac_frame_type::command, hub, mac_address{pan_id::broadcast, meter}),
         "03C85C621A0000FFFF02010000"
         "00D5B370"},
        {"an association response", frame_of(mac_frame_type::command, by_name, mac_address{pan, meter}),
         "43CC5C621A0201000000D5B3700201000000D5B370"},
    };
}

} // namespace

TEST_CASE("MAC frames of every addressing are what the standard says, and no field can be missing")
{
    for (auto& row : frame_rows()) {
        CAPTURE(row.what);
        CHECK(encoded(row.frame) == with_check_sequence(row.wire));
        const auto wire = octets(with_check_sequence(row.wire));
        CHECK(decode_mac(wire).value() == row.frame);
        for (std::size_t size = 0; size < row.wire.size() / 2; ++size) {
            CAPTURE(size);
            const auto cut = octets(with_check_sequence(row.wire.substr(0, 2 * size)));
            CHECK(decode_mac(cut).error() == codec_errc::truncated);
        }
        const auto longer = octets(with_check_sequence(row.wire + "AB"));
        CHECK(to_hex(decode_mac(longer).value().payload) == "AB");
    }
}

TEST_CASE("a MAC frame with any bit changed is not a frame")
{
    auto wire = octets(with_check_sequence("61885C621A00004D3C0102030405"));
    REQUIRE(decode_mac(wire).has_value());
    for (std::size_t bit = 0; bit < 8 * wire.size(); ++bit) {
        CAPTURE(bit);
        wire[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        CHECK(decode_mac(wire).error() == han_errc::wrong_check_sequence);
        wire[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    }
}

TEST_CASE("MAC frames that ZigBee does not use are refused")
{
    struct row {
        const char* what;
        const char* wire;
        error_code error;
    };
    const row rows[] = {
        {"a reserved type", "64885C621A00004D3C", han_errc::unsupported},
        {"MAC security", "69885C621A00004D3C", han_errc::unsupported},
        {"a reserved addressing mode", "61845C621A00004D3C", han_errc::unsupported},
        {"another version", "61985C621A00004D3C", han_errc::unsupported},
        {"one PAN without two addresses", "41085C621A0000", codec_errc::out_of_range},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        CHECK(decode_mac(octets(with_check_sequence(row.wire))).error() == row.error);
    }
    CHECK(decode_mac(bytes(max_mac_frame + 1)).error() == codec_errc::too_long);
    CHECK(decode_mac({}).error() == codec_errc::truncated);
}

TEST_CASE("a MAC frame has up to 127 octets")
{
    mac_frame frame;
    frame.destination = frame.source = mac_address{pan, short_address{1}};
    const bytes payload(max_mac_frame - short_mac_frame_size(0) + 1);
    frame.payload = byte_view(payload).subspan(1);
    CHECK(encoded(frame).size() == 2 * max_mac_frame);
    frame.payload = payload;
    CHECK_THROWS_AS(encoded(frame), broken_invariant);
}

TEST_CASE("the check sequence is that of the standard's example, an acknowledgement (7.2.1.9)")
{
    CHECK(frame_check_sequence(octets("02006A")) == 0x79E4);
}

TEST_CASE("MAC commands are what the standard says")
{
    struct row {
        mac_command command;
        const char* wire;
    };
    capability device;
    device.mains_powered = device.receiver_on_when_idle = true;
    const row rows[] = {
        {association_request{device}, "018C"},
        {association_response{short_address{0x3C4D}, association_status::successful}, "024D3C00"},
        {association_response{short_address::broadcast, association_status::pan_at_capacity}, "02FFFF01"},
        {disassociation_notification{disassociation_reason::device_wishes}, "0302"},
        {data_request{}, "04"},
        {pan_id_conflict{}, "05"},
        {orphan_notification{}, "06"},
        {beacon_request{}, "07"},
        {coordinator_realignment{pan, short_address::coordinator, radio_channel{15}, short_address{0x3C4D}},
         "08621A00000F4D3C"},
    };
    for (const auto& row : rows) {
        CHECK(encoded(row.command) == row.wire);
        tests::check_message(row.command, row.wire, decode_mac_command);
    }
    CHECK(decode_mac_command(octets("09")).error() == han_errc::unsupported);
    CHECK(decode_mac_command(octets("024D3C03")).error() == codec_errc::out_of_range);
    CHECK(decode_mac_command(octets("0303")).error() == codec_errc::out_of_range);
}

TEST_CASE("what a device says of itself is kept bit by bit, less what is reserved")
{
    CHECK(capability::of(0xFF).octet() == 0xCF);
    for (const unsigned bit : {0x01u, 0x02u, 0x04u, 0x08u, 0x40u, 0x80u})
        CHECK(capability::of(static_cast<std::uint8_t>(bit)).octet() == bit);
}

TEST_CASE("a beacon says whose network it is, who may join and whose frames wait")
{
    beacon value;
    value.permits_association = true;
    value.extended_pan = eui64(0x70B3D50000000001);
    value.update_id = 1;
    CHECK(encoded(value) == "FFCF0000"
                            "00"
                            "2284"
                            "01000000"
                            "00D5B370"
                            "FFFFFF"
                            "01");
    tests::check_message(value, encoded(value), decode_beacon);
    value.permits_association = value.router_capacity = value.end_device_capacity = false;
    value.depth = 3;
    value.pending_short = {short_address{0x3C4D}, short_address{0x0001}};
    value.pending_extended = {meter};
    CHECK(encoded(value) == "FF4F0012"
                            "4D3C0100"
                            "0201000000D5B370"
                            "00"
                            "2218"
                            "01000000"
                            "00D5B370"
                            "FFFFFF"
                            "01");
    tests::check_message(value, encoded(value), decode_beacon);
}

TEST_CASE("beacons of other networks are refused")
{
    CHECK(decode_beacon(octets("66CF000000228401000000"
                               "00D5B370FFFFFF01"))
              .error() == han_errc::unsupported);
    CHECK(decode_beacon(octets("FFCF010000228401000000"
                               "00D5B370FFFFFF01"))
              .error() == han_errc::unsupported);
    CHECK(decode_beacon(octets("FFCF000003228401000000"
                               "00D5B370FFFFFF01"))
              .error() == han_errc::unsupported);
    CHECK(decode_beacon(octets("FFCF0077")).error() == codec_errc::out_of_range);
    beacon crowded;
    crowded.pending_short.resize(8);
    CHECK_THROWS_AS(encoded(crowded), broken_invariant);
}
