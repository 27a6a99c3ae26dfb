#include "sim/han/zdp.hpp"
#include "codec_table.hpp"
#include "sim/core/check.hpp"
#include "sim/han/error.hpp"

using namespace sim;
using namespace sim::han;
using namespace sim::han::zdp;
using tests::octets;

namespace {

constexpr short_address member{0x3C4D};
constexpr eui64 hub{0x70B3D50000000001}, meter{0x70B3D50000000102};
constexpr cluster_id metering{0x0702}, price{0x0700};

node_descriptor meter_node()
{
    node_descriptor v;
    v.type = logical_type::end_device;
    v.manufacturer = 0x1234;
    v.max_outgoing = 128;
    return v;
}

simple_descriptor meter_endpoint()
{
    return {endpoint{1}, profile_id::smart_energy, 0x0501, 1, {metering}, {price, cluster_id{0x0800}}};
}

struct row {
    unsigned cluster;
    message value;
    const char* wire; ///< behind the sequence number
};

std::vector<row> rows()
{
    const binding bound{meter, endpoint{1}, metering, hub, endpoint{10}};
    capability sleepy;
    return {
        {0x0000, nwk_address_request{meter}, "0201000000D5B3700000"},
        {0x8000, nwk_address_response{{status::success, meter, member}}, "000201000000D5B3704D3C"},
        {0x0001, ieee_address_request{member}, "4D3C0000"},
        {0x8001, ieee_address_response{{status::device_not_found, meter, member}}, "810201000000D5B3704D3C"},
        {0x0002, node_descriptor_request{member}, "4D3C"},
        {0x8002, node_descriptor_response{status::success, member, meter_node()},
         "004D3C0240803412525200000080"
         "0000"},
        {0x8002, node_descriptor_response{status::device_not_found, member, {}}, "814D3C"},
        {0x0004, simple_descriptor_request{member, endpoint{1}}, "4D3C01"},
        {0x8004, simple_descriptor_response{status::success, member, meter_endpoint()},
         "004D3C0E01090101050101020702"
         "00070008"},
        {0x8004, simple_descriptor_response{status::not_active, member, {}}, "834D3C00"},
        {0x0005, active_endpoints_request{member}, "4D3C"},
        {0x8005, active_endpoints_response{status::success, member, {endpoint{1}, endpoint{2}}}, "004D3C020102"},
        {0x0006, match_request{short_address::broadcast_awake, profile_id::smart_energy, {cluster_id{0x0800}}, {}},
         "FDFF090101000800"},
        {0x8006, match_response{status::success, short_address::coordinator, {endpoint{10}}}, "000000010A"},
        {0x0013, device_announce{member, meter, sleepy}, "4D3C0201000000D5B37080"},
        {0x0021, bind_request{bound}, "0201000000D5B370010207030100000000D5B3700A"},
        {0x8021, bind_response{status::table_full}, "8C"},
        {0x0022, unbind_request{bound}, "0201000000D5B370010207030100000000D5B3700A"},
        {0x8022, unbind_response{status::no_entry}, "88"},
        {0x0034, leave_request{meter, true, false}, "0201000000D5B37040"},
        {0x0034, leave_request{meter, false, true}, "0201000000D5B37080"},
        {0x8034, leave_response{status::success}, "00"},
        {0x0036, permit_joining_request{180, true}, "B401"},
        {0x8036, permit_joining_response{status::not_authorized}, "8D"},
    };
}

error_code error_of(unsigned cluster, std::string_view hexadecimal)
{
    return decode(cluster_id{static_cast<std::uint16_t>(cluster)}, octets(hexadecimal)).error();
}

} // namespace

TEST_CASE("ZDP messages are what the specification says, under their clusters")
{
    for (const auto& row : rows()) {
        CAPTURE(row.cluster);
        const cluster_id cluster{static_cast<std::uint16_t>(row.cluster)};
        CHECK(cluster_of(row.value) == cluster);
        writer out;
        encode(out, 0x21, row.value);
        const auto wire = std::string("21") + row.wire;
        CHECK(to_hex(out.data()) == wire);
        tests::check_message(received{0x21, row.value}, wire, [&](byte_view in) { return decode(cluster, in); });
    }
}

TEST_CASE("ZDP messages that nobody here sends are refused")
{
    CHECK(error_of(0x0000, "210201000000D5B3700100") == han_errc::unsupported); // with all children
    CHECK(error_of(0x0001, "214D3C0001") == han_errc::unsupported);             // from the second on
    CHECK(error_of(0x0003, "214D3C") == han_errc::unsupported);                 // power descriptor
    CHECK(error_of(0x8013, "2100") == han_errc::unsupported);                   // an announcement has no answer
    CHECK(error_of(0x0021, "210201000000D5B3700102070101004D3C") == han_errc::unsupported); // to a group
    CHECK(error_of(0x8002, "21004D3C0208803412525200000080"
                           "0000") == han_errc::unsupported); // 868 MHz
    CHECK(error_of(0x8002, "21004D3C0340803412525200000080"
                           "0000") == codec_errc::out_of_range);
    CHECK(error_of(0x8004, "21834D3C01") == codec_errc::out_of_range); // no descriptor, of one octet
    CHECK(error_of(0x8004, "21004D3C0D0109010105010102070200070008") == codec_errc::out_of_range); // wrong length
    CHECK(error_of(0x8005, "21004D3C4E") == codec_errc::too_long);
    CHECK(error_of(0x0006, "21FDFF090111") == codec_errc::too_long);
    CHECK(error_of(0x0036, "21B402") == codec_errc::out_of_range);
}

TEST_CASE("more clusters than a frame holds are a programmer's error")
{
    writer out;
    auto crowded = meter_endpoint();
    crowded.input.resize(max_clusters + 1);
    CHECK_THROWS_AS(encode(out, 1, simple_descriptor_response{status::success, member, crowded}), broken_invariant);
}
