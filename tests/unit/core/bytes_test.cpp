#include "sim/core/bytes.hpp"
#include "sim/core/check.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

using namespace sim;

namespace {

bytes hex(std::string_view text) { return from_hex(text).value(); }

struct field_row {
    const char* name;
    const char* encoded;
    std::function<void(writer&)> write;
    std::function<bool(reader&)> reads_back;
};

const field_row fields[] = {
    {"u8", "FE", [](writer& w) { w.u8(0xFE); }, [](reader& r) { return r.u8() == 0xFE; }},
    {"u16", "0102", [](writer& w) { w.u16(0x0102); }, [](reader& r) { return r.u16() == 0x0102; }},
    {"u32", "01020304", [](writer& w) { w.u32(0x01020304); }, [](reader& r) { return r.u32() == 0x01020304; }},
    {"u48", "010203040506", [](writer& w) { w.u48(0x010203040506); },
     [](reader& r) { return r.u48() == 0x010203040506; }},
    {"u64", "F1F2F3F4F5F6F7F8", [](writer& w) { w.u64(0xF1F2F3F4F5F6F7F8); },
     [](reader& r) { return r.u64() == 0xF1F2F3F4F5F6F7F8; }},
    {"i64", "FFFFFFFFFFFFFFFE", [](writer& w) { w.i64(-2); }, [](reader& r) { return r.i64() == -2; }},
    {"u16_le", "0201", [](writer& w) { w.u16_le(0x0102); }, [](reader& r) { return r.u16_le() == 0x0102; }},
    {"u32_le", "04030201", [](writer& w) { w.u32_le(0x01020304); }, [](reader& r) { return r.u32_le() == 0x01020304; }},
    {"u48_le", "060504030201", [](writer& w) { w.u48_le(0x010203040506); },
     [](reader& r) { return r.u48_le() == 0x010203040506; }},
    {"u64_le", "F8F7F6F5F4F3F2F1", [](writer& w) { w.u64_le(0xF1F2F3F4F5F6F7F8); },
     [](reader& r) { return r.u64_le() == 0xF1F2F3F4F5F6F7F8; }},
    {"raw", "AABB", [](writer& w) { w.raw(hex("AABB")); },
     [](reader& r) {
         auto v = r.take(2);
         return v.size() == 2 && v[0] == 0xAA && v[1] == 0xBB;
     }},
    {"block8", "02AABB", [](writer& w) { w.block8(hex("AABB")); },
     [](reader& r) {
         auto v = r.block8();
         return v.size() == 2 && v[0] == 0xAA && v[1] == 0xBB;
     }},
    {"block16", "0002AABB", [](writer& w) { w.block16(hex("AABB")); },
     [](reader& r) {
         auto v = r.block16();
         return v.size() == 2 && v[0] == 0xAA && v[1] == 0xBB;
     }},
    {"text8", "026F6E", [](writer& w) { w.text8("on"); }, [](reader& r) { return r.text8() == "on"; }},
};

} // namespace

TEST_CASE("every truncation of every field is an error, and reads as nothing")
{
    for (const auto& row : fields) {
        auto whole = hex(row.encoded);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            CAPTURE(row.name);
            CAPTURE(length);
            reader in(byte_view(whole).first(length));
            CHECK_FALSE(row.reads_back(in));
            CHECK(in.error() == codec_errc::truncated);
        }
    }
}

TEST_CASE("every field is written as its table says and read back, with nothing left over")
{
    for (const auto& row : fields) {
        CAPTURE(row.name);
        writer out;
        row.write(out);
        CHECK_FALSE(out.error());
        CHECK(to_hex(out.data()) == row.encoded);
        reader in(out.data());
        CHECK(row.reads_back(in));
        CHECK_FALSE(in.finish());
    }
}

TEST_CASE("a byte behind the value is an error")
{
    for (const auto& row : fields) {
        CAPTURE(row.name);
        auto data = hex(row.encoded);
        data.push_back(0);
        reader in(data);
        CHECK(row.reads_back(in));
        CHECK(in.ok());
        CHECK(in.remaining() == 1);
        CHECK(in.finish() == codec_errc::trailing_bytes);
    }
}

TEST_CASE("after its first error a reader reads zeros and keeps that error")
{
    auto data = hex("010203");
    reader in(data);
    CHECK(in.u8() == 1);
    CHECK(in.u32() == 0); // truncated: nothing is consumed
    CHECK(in.position() == 1);
    CHECK(in.u8() == 0);
    CHECK(in.u16_le() == 0);
    CHECK(in.text8().empty());
    CHECK(in.rest().empty());
    in.fail(codec_errc::out_of_range);
    CHECK(in.error() == codec_errc::truncated);
    CHECK(in.finish() == codec_errc::truncated);
}

TEST_CASE("an error of the codec's own sticks like any other")
{
    auto data = hex("0102");
    reader in(data);
    in.fail(codec_errc::out_of_range);
    CHECK(in.u8() == 0);
    CHECK(in.finish() == codec_errc::out_of_range);
}

TEST_CASE("a block longer than its limit is an error, one of just that length is not")
{
    auto data = hex("03AABBCC");
    reader tight(data), exact(data);
    CHECK(tight.block8(2).empty());
    CHECK(tight.finish() == codec_errc::too_long);
    CHECK(exact.block8(3).size() == 3);
    CHECK_FALSE(exact.finish());

    auto wide = hex("0003AABBCC");
    reader tight16(wide), exact16(wide);
    CHECK(tight16.block16(2).empty());
    CHECK(tight16.finish() == codec_errc::too_long);
    CHECK(exact16.block16(3).size() == 3);
    CHECK_FALSE(exact16.finish());
}

TEST_CASE("a length that does not fit into its octets is an error of the writer")
{
    writer small;
    small.block8(bytes(256));
    CHECK(small.error() == codec_errc::too_long);
    CHECK(small.size() == 0);
    small.u8(1); // the error stays, whatever is written after it
    CHECK(small.error() == codec_errc::too_long);

    writer large;
    large.block16(bytes(65536));
    CHECK(large.error() == codec_errc::too_long);

    writer full;
    full.block8(bytes(255)).block16(bytes(65535));
    CHECK_FALSE(full.error());
    CHECK(full.size() == 256 + 65537);
    reader in(full.data());
    CHECK(in.block8().size() == 255);
    CHECK(in.block16().size() == 65535);
    CHECK_FALSE(in.finish());
}

TEST_CASE("a length that is known late is patched in")
{
    writer out;
    out.u8(9).u16(0).text8("abc");
    out.patch_u16(1, static_cast<std::uint16_t>(out.size() - 3));
    CHECK(to_hex(out.data()) == "09000403616263");
    CHECK_THROWS_AS(out.patch_u16(6, 1), broken_invariant);
    CHECK_THROWS_AS(out.patch_u16(std::numeric_limits<std::size_t>::max(), 1), broken_invariant);
}

TEST_CASE("the rest of the data is a field too")
{
    auto data = hex("010203");
    reader in(data);
    in.u8();
    CHECK(to_hex(in.rest()) == "0203");
    CHECK_FALSE(in.finish());
    CHECK(in.rest().empty()); // and an empty rest is no error
    CHECK(in.ok());
}

TEST_CASE("hexadecimal text is strict about form and free about case")
{
    for (const char* bad : {"0", "0g", "g0", " 00", "0x00", "00 00"}) {
        CAPTURE(bad);
        REQUIRE_FALSE(from_hex(bad).has_value());
        CHECK(from_hex(bad).error() == core_errc::malformed);
    }
    CHECK(from_hex("")->empty());
    CHECK(*from_hex("00fFa9") == bytes{0x00, 0xFF, 0xA9});
    CHECK(to_hex(bytes{0x00, 0xFF, 0xA9}) == "00FFA9");
    CHECK(as_text(as_bytes("a\0b")) == "a");
    CHECK(as_text(as_bytes(std::string_view("a\0b", 3))) == std::string("a\0b", 3));
}
