#include "devices/dlms/data.hpp"
#include "devices/dlms/obis.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::dlms;

sim::bytes hex(std::string_view text) { return sim::from_hex(text).value(); }

TEST_CASE("logical names are written as people write them")
{
    struct row {
        const char *text, *canonical;
    };
    for (auto [text, canonical] : {
             row{"1-0:1.8.0.255", "1-0:1.8.0.255"},
             row{"0-0:96.1.0", "0-0:96.1.0.255"},
             row{"7-0:3.0.0.101", "7-0:3.0.0.101"},
             row{"255-255:255.255.255.0", "255-255:255.255.255.0"},
         }) {
        auto name = obis::parse(text);
        REQUIRE(name.has_value());
        CHECK(name->to_string() == canonical);
        CHECK(obis::parse(canonical).value() == *name);
    }
    for (const char* bad : {"", "1", "1-0", "1-0:1.8", "1-0:1.8.0.", "1-0:1.8.0.255.1", "256-0:1.8.0", "1.0.1.8.0.255",
                            "1-0:1.8.0.256", "-1-0:1.8.0", "1-0:1.8.0 ", "1-0:a.8.0"})
        CHECK_FALSE(obis::parse(bad).has_value());
}

struct row {
    const char* encoded;
    data value;
};

std::vector<row> rows()
{
    auto number = [](data_tag t, std::int64_t v) { return data{t, static_cast<std::uint64_t>(v), {}, {}}; };
    auto string = [](data_tag t, const char* content) { return data{t, 0, hex(content), {}}; };
    return {
        {"00", {}},
        {"FF", {data_tag::dont_care, 0, {}, {}}},
        {"0300", number(data_tag::boolean, 0)},
        {"03FF", number(data_tag::boolean, 0xFF)},
        {"0F80", number(data_tag::integer, -128)},
        {"107FFF", number(data_tag::long_integer, 32767)},
        {"10FFFE", number(data_tag::long_integer, -2)},
        {"0580000000", number(data_tag::double_long, -2147483648LL)},
        {"0600010203", number(data_tag::double_long_unsigned, 0x010203)},
        {"06FFFFFFFF", number(data_tag::double_long_unsigned, 0xFFFFFFFFLL)},
        {"11FE", number(data_tag::unsigned_integer, 254)},
        {"12FFFF", number(data_tag::long_unsigned, 65535)},
        {"14FFFFFFFFFFFFFFFF", number(data_tag::long64, -1)},
        {"158000000000000000", number(data_tag::long64_unsigned, INT64_MIN)},
        {"161E", number(data_tag::enumerated, 30)}, // the unit Wh
        {"0D42", number(data_tag::bcd, 0x42)},
        {"173F800000", number(data_tag::float32, 0x3F800000)},
        {"183FF0000000000000", number(data_tag::float64, 0x3FF0000000000000)},
        {"0906010001080000", string(data_tag::octet_string, "010001080000")},
        {"0A03313233", string(data_tag::visible_string, "313233")},
        {"0C02C3A9", string(data_tag::utf8_string, "C3A9")},
        {"1907E40B0706010000FF800000", string(data_tag::date_time, "07E40B0706010000FF800000")},
        {"1A07E40B0706", string(data_tag::date, "07E40B0706")},
        {"1B01020304", string(data_tag::time, "01020304")},
        {"040CABC0", {data_tag::bit_string, 12, hex("ABC0"), {}}},
        {"0100", {data_tag::array, 0, {}, {}}},
        {"02020F00161E",
         {data_tag::structure, 0, {}, {number(data_tag::integer, 0), number(data_tag::enumerated, 30)}}},
        {"0102020100020100",
         {data_tag::array, 0, {}, {{data_tag::structure, 0, {}, {{}}}, {data_tag::structure, 0, {}, {{}}}}}},
    };
}

TEST_CASE("every type is read and written, and every prefix of it is refused")
{
    for (auto& [encoded, value] : rows()) {
        CAPTURE(encoded);
        const auto octets = hex(encoded);
        sim::reader in(octets);
        CHECK(read_data(in) == value);
        CHECK_FALSE(in.finish());
        sim::reader over(octets);
        CHECK(skip_data(over).size() == octets.size());
        axdr_writer out;
        CHECK(sim::to_hex(out.value(value).encoded()) == encoded);
        for (std::size_t cut = 0; cut < octets.size(); ++cut) {
            sim::reader partial(sim::byte_view(octets).first(cut)), passed(sim::byte_view(octets).first(cut));
            CHECK(read_data(partial) == data{});
            CHECK(partial.error() == sim::codec_errc::truncated);
            CHECK(skip_data(passed).empty());
            CHECK(passed.error() == sim::codec_errc::truncated);
        }
    }
}

TEST_CASE("the writer's verbs give the standard's octets")
{
    axdr_writer w;
    w.structure(16).null_data().boolean(true).enumerated(27).integer(-1).long_integer(-2).double_long(-3).long64(-4);
    w.unsigned_integer(5).long_unsigned(6).double_long_unsigned(7).long64_unsigned(8).octet_string(hex("0A0B"));
    w.visible_string("LGZ").bit_string(hex("A0"), 3).array(1).null_data().structure(0);
    CHECK(sim::to_hex(w.encoded()) == "0210"
                                      "00"
                                      "03FF"
                                      "161B"
                                      "0FFF"
                                      "10FFFE"
                                      "05FFFFFFFD"
                                      "14FFFFFFFFFFFFFFFC"
                                      "1105"
                                      "120006"
                                      "0600000007"
                                      "150000000000000008"
                                      "09020A0B"
                                      "0A034C475A"
                                      "0403A0"
                                      "010100"
                                      "0200");
    sim::reader in(w.encoded());
    CHECK(read_data(in).items.size() == 16);
    CHECK_FALSE(in.finish());
}

TEST_CASE("lengths have one octet up to 127, and then as many as they need")
{
    struct length_row {
        std::size_t length;
        const char* encoded;
    };
    for (auto [length, encoded] :
         {length_row{0, "00"}, length_row{127, "7F"}, length_row{128, "8180"}, length_row{255, "81FF"},
          length_row{256, "820100"}, length_row{65535, "82FFFF"}, length_row{65536, "8400010000"}}) {
        sim::writer out;
        write_length(out, length);
        CHECK(sim::to_hex(out.data()) == encoded);
        sim::reader in(out.data());
        CHECK(read_length(in, 100'000) == length);
        CHECK_FALSE(in.finish());
    }
    for (const char* bad : {"80", "85000000000000", "FF"}) {
        const auto octets = hex(bad);
        sim::reader in(octets);
        CHECK(read_length(in, 10) == 0);
        CHECK(in.error() == sim::codec_errc::out_of_range);
    }
    const auto octets = hex("820100");
    sim::reader in(octets);
    read_length(in, 255);
    CHECK(in.error() == sim::codec_errc::too_long);
}

TEST_CASE("what is unknown, too deep, too much or too long is refused")
{
    auto error = [](sim::byte_view octets, data_limits limits = {}) {
        sim::reader in(octets);
        const auto value = read_data(in, limits);
        CHECK((in.ok() || value == data{}));
        return in.error();
    };
    for (const char* unknown : {"07", "08", "0B", "0E", "13", "1C", "FE"})
        CHECK(error(hex(unknown)) == sim::codec_errc::out_of_range);
    sim::bytes deep;
    for (int i = 0; i < 40; ++i) deep.insert(deep.end(), {1, 1});
    deep.push_back(0);
    CHECK(error(deep) == sim::codec_errc::too_long);
    CHECK_FALSE(error(deep, {41, 50, 10}));
    CHECK(error(hex("01840FFFFFFF")) == sim::codec_errc::too_long); // a promise of 268 million values
    CHECK(error(hex("0984FFFFFFFF")) == sim::codec_errc::too_long); // a string of 4 GB
    CHECK(error(hex("0104010100010100010100010100"), {16, 8, 10}) == sim::codec_errc::too_long);
    CHECK_FALSE(error(hex("0104010100010100010100010100"), {16, 9, 10}));
}

TEST_CASE("numbers come out as numbers, and nothing else does")
{
    CHECK(data{data_tag::long64_unsigned, UINT64_MAX, {}, {}}.as_integer() == std::nullopt);
    CHECK(data{data_tag::long64_unsigned, 7, {}, {}}.as_integer() == 7);
    CHECK(data{data_tag::integer, static_cast<std::uint64_t>(-7), {}, {}}.as_integer() == -7);
    CHECK(data{data_tag::boolean, 1, {}, {}}.as_integer() == std::nullopt);
    CHECK(data{data_tag::float32, 1, {}, {}}.as_integer() == std::nullopt);
    CHECK(data{}.as_integer() == std::nullopt);
    CHECK_FALSE(data{data_tag::visible_string, 0, hex("31"), {}}.as_octets().has_value());
    CHECK(data{data_tag::octet_string, 0, hex("31"), {}}.as_octets()->size() == 1);
    CHECK(data{data_tag::structure, 0, {}, {{}, {}}}.as_structure(2));
    CHECK_FALSE(data{data_tag::structure, 0, {}, {{}, {}}}.as_structure(3));
    CHECK_FALSE(data{data_tag::array, 0, {}, {{}, {}}}.as_structure(2));
}

} // namespace
