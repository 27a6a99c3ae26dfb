// Frames, values and foundation commands as octets.
#include "samples.hpp"

#include <doctest/doctest.h>

using namespace devices::zcl;

TEST_CASE("what is no frame is refused")
{
    struct row {
        const char* what;
        const char* octets;
        sim::error_code error;
    };
    const row rows[] = {
        {"nothing", "", sim::codec_errc::truncated},
        {"a frame control alone", "00", sim::codec_errc::truncated},
        {"no command", "00 01", sim::codec_errc::truncated},
        {"half a manufacturer's code", "04 63", sim::codec_errc::truncated},
        {"a manufacturer's code alone", "04 63 10 01", sim::codec_errc::truncated},
        {"the reserved frame type 2", "02 01 00", sim::codec_errc::out_of_range},
        {"the reserved frame type 3", "03 01 00", sim::codec_errc::out_of_range},
    };
    for (const row& r : rows) {
        CAPTURE(r.what);
        const auto f = decode_frame(hex(r.octets));
        REQUIRE(!f);
        CHECK(f.error() == r.error);
    }
    CHECK(decode_frame(sim::bytes(max_frame + 1, 0)).error() == sim::codec_errc::too_long);
    CHECK(decode_frame(sim::bytes(max_frame, 0)).has_value());
}

TEST_CASE("a header says what its octets say")
{
    struct row {
        const char* octets;
        frame_header head;
    };
    const row rows[] = {
        {"00 2A 00", {frame_kind::foundation, direction::to_server, false, {}, 0x2A, 0x00}},
        {"18 01 0A", {frame_kind::foundation, direction::to_client, true, {}, 0x01, 0x0A}},
        {"11 FF 0B", {frame_kind::cluster, direction::to_server, true, {}, 0xFF, 0x0B}},
        {"0D C7 10 07 42", {frame_kind::cluster, direction::to_client, false, 0x10C7, 0x07, 0x42}},
    };
    for (const row& r : rows) {
        CAPTURE(r.octets);
        const auto octets = hex(std::string(r.octets) + "0102");
        const auto f = decode_frame(octets).value();
        CHECK(f.head == r.head);
        CHECK(sim::to_hex(f.payload) == "0102");
        CHECK(encode_frame(f.head, f.payload) == octets);
    }
    // Reserved bits mean nothing.
    CHECK(decode_frame(hex("E0 01 00")).value().head ==
          frame_header{frame_kind::foundation, direction::to_server, false, {}, 1, 0});
}

TEST_CASE("every type is read, passed over and written as the same octets")
{
    struct row {
        data_type type;
        const char* octets;
        std::int64_t number;
    };
    const row rows[] = {
        {data_type::no_data, "", 0},
        {data_type::data24, "010203", 0x030201},
        {data_type::boolean, "01", 1},
        {data_type::bitmap8, "80", 0x80},
        {data_type::bitmap64, "0102030405060708", 0x0807060504030201},
        {data_type::uint8, "FF", 255},
        {data_type::uint24, "FFFFFF", 0xFFFFFF},
        {data_type::uint40, "0000000001", 0x0100000000},
        {data_type::uint48, "563412000000", 0x123456},
        {data_type::uint56, "00000000000001", 0x01000000000000},
        {data_type::int8, "FF", -1},
        {data_type::int16, "0080", -32768},
        {data_type::int24, "FEFFFF", -2},
        {data_type::int24, "FFFF7F", 0x7FFFFF},
        {data_type::int32, "FFFFFFFF", -1},
        {data_type::int48, "FFFFFFFFFFFF", -1},
        {data_type::int64, "0000000000000080", std::numeric_limits<std::int64_t>::min()},
        {data_type::enum16, "3412", 0x1234},
        {data_type::single_precision, "0000803F", 0x3F800000},
        {data_type::octet_string, "03010203", 0},
        {data_type::octet_string, "00", 0},
        {data_type::character_string, "0548656C6C6F", 0},
        {data_type::character_string, "FF", 1},
        {data_type::long_octet_string, "0300010203", 0},
        {data_type::long_character_string, "FFFF", 1},
        {data_type::array, "20 0200 0102", 0},
        {data_type::array, "00 FFFF", 0},
        {data_type::array, "42 0200 0141 0142", 0},
        {data_type::structure, "0200 20 01 42 0141", 0},
        {data_type::bag, "48 0100 20 0100 07", 0},
        {data_type::time_of_day, "01020304", 0x04030201},
        {data_type::utc_time, "00000080", 0x80000000},
        {data_type::cluster_id, "0207", 0x0702},
        {data_type::ieee_address, "0100000000D5B370", 0x70B3D50000000001},
        {data_type::security_key, "000102030405060708090A0B0C0D0E0F", 0},
    };
    for (const row& r : rows) {
        CAPTURE(to_string(r.type));
        CAPTURE(r.octets);
        const auto octets = hex(r.octets);
        sim::reader in(octets), over(octets);
        const auto v = read_value(in, r.type);
        CHECK(!in.finish());
        CHECK(v.as_signed() == r.number);
        CHECK(skip_value(over, r.type).size() == octets.size());
        sim::writer out;
        write_value(out, v);
        CHECK(out.take() == octets);
        for (std::size_t cut = 0; cut < octets.size(); ++cut) {
            CAPTURE(cut);
            sim::reader less(sim::byte_view(octets).first(cut)), skipped(sim::byte_view(octets).first(cut));
            read_value(less, r.type);
            CHECK(less.error() == sim::codec_errc::truncated);
            skip_value(skipped, r.type);
            CHECK(skipped.error() == sim::codec_errc::truncated);
        }
    }
}

TEST_CASE("what is no type has no value, and collections nest as deep as the limit")
{
    const auto octets = hex("0102030405060708");
    for (int type : {0x01, 0x07, 0x12, 0x32, 0x45, 0x52, 0xE3, 0xF2}) {
        sim::reader in(octets);
        read_value(in, static_cast<data_type>(type));
        CHECK(in.error() == sim::codec_errc::out_of_range);
    }
    auto nested = [](std::size_t depth) {
        std::string text;
        for (std::size_t i = 0; i < depth; ++i) text += "48 0100";
        return hex(text + "20 0100 07");
    };
    const auto deep = nested(max_depth), too_deep = nested(max_depth + 1);
    sim::reader in(deep), out(too_deep);
    read_value(in, data_type::array);
    CHECK(!in.finish());
    read_value(out, data_type::array);
    CHECK(out.error() == sim::codec_errc::too_long);
}

TEST_CASE("the non-value of a type is the one of the standard")
{
    CHECK(non_value(data_type::uint48).number == 0xFFFFFFFFFFFF);
    CHECK(non_value(data_type::int24).as_signed() == -0x800000);
    CHECK(non_value(data_type::enum8).number == 0xFF);
    sim::writer out;
    write_value(out, non_value(data_type::octet_string));
    CHECK(sim::to_hex(out.take()) == "FF");
}

TEST_CASE("a text beyond its length octet is cut, and said to be too long")
{
    const auto v = of_text(data_type::character_string, std::string(255, 'a'));
    CHECK(!fits(v));
    sim::writer out;
    write_value(out, v);
    CHECK(out.take().size() == 255);
    CHECK(fits(of_text(data_type::character_string, std::string(254, 'a'))));
    CHECK(fits(of_text(data_type::long_character_string, std::string(255, 'a'))));
}

TEST_CASE("times are seconds since the start of 2000")
{
    CHECK(to_utc(sim::from_unix_seconds(946'684'800)) == 0);
    CHECK(to_utc(sim::from_unix_seconds(0)) == 0);
    CHECK(to_utc(from_utc(0x12345678)) == 0x12345678);
    CHECK(to_utc(from_utc(0xFFFFFFFE) + std::chrono::hours(1)) == 0xFFFFFFFE);
}

TEST_CASE("foundation commands are the octets of the standard, and none is shorter")
{
    struct row {
        general command;
        const char* octets;
        std::vector<std::size_t> ends; ///< where a shorter one is whole, too
    };
    const row rows[] = {
        {general::read_attributes, "0000 1400", {0, 2}},
        {general::read_attributes_response, "0000 00 25 563412000000 5555 86 0003 00 30 00", {0, 10, 13}},
        {general::write_attributes, "1000 42 0141 1100 30 01", {0, 5}},
        {general::write_attributes_response, "88 0000 8D 1100", {0, 3}},
        {general::configure_reporting,
         "00 0000 25 1E00 3C00 0A0000000000 00 1400 30 0000 8403 01 0000 3C00",
         {0, 14, 22}},
        {general::configure_reporting_response, "86 00 5555 8C 00 0703", {0, 4}},
        {general::read_reporting_configuration, "00 0000 00 1400", {0, 3}},
        {general::read_reporting_configuration_response, "00 00 0000 25 1E00 3C00 0A0000000000 8B 00 1400", {0, 15}},
        {general::report_attributes, "0000 25 563412000000 1400 30 02", {0, 9}},
        {general::default_response, "0B 00", {}},
        {general::discover_attributes, "0000 10", {}},
        {general::discover_attributes_response, "01 0000 25 1400 30", {1, 4}},
    };
    for (const row& r : rows) {
        CAPTURE(to_string(r.command));
        const auto payload = hex(r.octets);
        auto parsed = [&](sim::byte_view p) { return parse(cluster_id::metering, general_frame(1, r.command, p)); };
        const auto m = parsed(payload);
        REQUIRE(m.has_value());
        CHECK(!std::holds_alternative<std::monostate>(m->content));
        for (std::size_t cut = 0; cut < payload.size(); ++cut) {
            CAPTURE(cut);
            const bool whole = std::count(r.ends.begin(), r.ends.end(), cut) != 0;
            // A response of one octet, SUCCESS, says that all is well.
            const bool all_well =
                cut == 1 && payload[0] == 0 &&
                (r.command == general::write_attributes_response || r.command == general::configure_reporting_response);
            CHECK(parsed(sim::byte_view(payload).first(cut)).has_value() == (whole || all_well));
        }
    }
}

TEST_CASE("octets behind a command of fixed length are refused")
{
    CHECK(decode_default_response(hex("0B 00 00")).error() == sim::codec_errc::trailing_bytes);
    CHECK(decode_discover_request(hex("0000 10 00")).error() == sim::codec_errc::trailing_bytes);
}

TEST_CASE("foundation commands come back as they were")
{
    const auto summation = attribute_id(0x0000), supply = attribute_id(0x0014);
    const auto register_value = of(data_type::uint48, 0x123456);
    const attribute_id ids[] = {summation, supply};
    CHECK(decode_ids(encode_ids(ids)).value() == attribute_ids{summation, supply});

    const std::vector<read_record> records{{summation, status::success, register_value},
                                           {supply, status::unsupported_attribute, {}}};
    CHECK(decode_read_response(encode_read_response(records)).value() == records);
    CHECK(sim::to_hex(encode_read_response(records)) == "0000002556341200000014"
                                                        "0086");

    CHECK(sim::to_hex(encode_write_response({})) == "00");
    CHECK(decode_write_response(hex("00")).value().empty());
    const std::vector<write_record> failures{{status::read_only, supply}};
    CHECK(decode_write_response(encode_write_response(failures)).value() == failures);

    const std::vector<reporting_record> rules{
        {report_direction::reported, summation, data_type::uint48, 30, 60, of(data_type::uint48, 10), 0},
        {report_direction::reported, supply, data_type::enum8, 0, 900, {}, 0},
        {report_direction::received, summation, data_type::no_data, 0, 0, {}, 60},
    };
    CHECK(decode_reporting(encode_reporting(rules)).value() == rules);
    CHECK(decode_reporting(hex("02 0000 25")).error() == sim::codec_errc::out_of_range);

    const std::vector<reporting_status> configured{{status::success, rules[0]}, {status::not_found, {}}};
    CHECK(decode_reporting_configuration(encode_reporting_configuration(configured)).value() == configured);
    const discover_response found{false, {{summation, data_type::uint48}, {supply, data_type::enum8}}};
    CHECK(decode_discover_response(encode(found)).value() == found);
    CHECK(decode_default_response(encode(default_response{0x0B, status::failure})).value() ==
          default_response{0x0B, status::failure});
}
