#include "devices/call_home/codec.hpp"

#include "devices/call_home/limits.hpp"
#include "devices/call_home/names.hpp"
#include "samples.hpp"

#include <doctest/doctest.h>

#include <span>
#include <string>

using namespace call_home_samples;

namespace {

sim::bytes hex(std::string_view text)
{
    std::string packed;
    for (char c : text)
        if (c != ' ') packed += c;
    return sim::from_hex(packed).value();
}

sim::byte_view body_of(const sim::bytes& framed) { return sim::byte_view(framed).subspan(limits::length_prefix); }

/// The samples, written by hand.
constexpr const char* wire[] = {
    // HELLO: version, type | hub | reason | queue | clock | model | firmware | one extension: token
    "0020 01 01 70B3D50000000001 01 0003 2738AE10 04 54313030 03 322E31 01 01 0002 AABB",
    // ENVELOPES: more | count | sequence, code, device, time, payload …
    "0030 01 02 01 02 00000007 0002 70B3D50000000001 2738AE10 0003 8F3600"
    " 00000009 0001 70B3D50000000001 2738AE10 0000 00",
    // ACK: control | call back | clock | offset | ranges | one extension: next server
    "0030 01 03 01 2738AE10 2738AE10 003C 02 00000007 00000007 00000009 0000000C"
    " 01 01 000E 09 622E6578616D706C65 0FDC 01 CC",
    // COMMAND: id | device | endpoint | cluster | deadline | frame
    "001B 01 04 00000005 70B3D50000000002 01 0702 2738AE10 0003 000102 00",
    // RESULT: id | status | frame
    "000C 01 05 00000005 06 0002 1801 00",
    // CONFIG: id | operation …
    "0016 01 06 00000006 01 0B 6865732E6578616D706C65 0FDC 00",
    "0014 01 06 00000007 02 00015180 00000E10 00000258 00",
    "0009 01 06 00000008 03 02 00",
    "001C 01 06 00000009 04 01 0B 6865732E6578616D706C65 0005 3003020105 00",
    "0029 01 06 0000000A 05 01 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F 00",
    // CONFIG_RESULT: id | operation | status | credentials
    "0024 01 07 00000008 03 00 02 01 0B 6865732E6578616D706C65 0005 3003020105 02 00 0002 3000 00",
    // BYE: reason | call back
    "0008 01 08 01 2738AE10 00",
    // IMAGE: id | operation | device …
    "0038 01 09 0000000B 01 70B3D50000000001 03 322E32 00011170"
    " 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F 00",
    "0018 01 09 0000000C 02 70B3D50000000001 00001000 0002 5331 00",
    "0034 01 09 0000000D 03 70B3D50000000001 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"
    " 2738AE10 00",
    "0010 01 09 0000000E 04 70B3D50000000002 00",
    "0010 01 09 0000000F 05 70B3D50000000002 00",
    // IMAGE_RESULT: id | operation | status | state | next
    "000E 01 0A 0000000C 02 02 01 00002000 00",
};

} // namespace

TEST_CASE("every message has the octets that its layout says")
{
    auto samples = all();
    REQUIRE(std::size(wire) == samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        CAPTURE(message_name(message_type(samples[i])));
        auto octets = encode(samples[i]);
        REQUIRE(octets.has_value());
        CHECK(sim::to_hex(*octets) == sim::to_hex(hex(wire[i])));
        auto again = decode(body_of(*octets));
        REQUIRE(again.has_value());
        CHECK(*again == samples[i]);
    }
}

TEST_CASE("a message that ends anywhere before its end is truncated, and one octet more is trailing")
{
    for (const auto& sample : all()) {
        CAPTURE(message_name(message_type(sample)));
        sim::bytes octets = encode(sample).value();
        sim::byte_view whole = body_of(octets);
        for (std::size_t n = 0; n < whole.size(); ++n) {
            CAPTURE(n);
            auto cut = decode(whole.first(n));
            REQUIRE(!cut);
            CHECK(cut.error() == sim::codec_errc::truncated);
        }
        octets.push_back(0);
        auto longer = decode(body_of(octets));
        REQUIRE(!longer);
        CHECK(longer.error() == sim::codec_errc::trailing_bytes);
    }
}

namespace {

const auto out_of_range = make_error_code(sim::codec_errc::out_of_range);
const auto too_long = make_error_code(sim::codec_errc::too_long);

struct refused_row {
    const char* what;
    const char* octets;
    sim::error_code error;
};

void check_refused(std::span<const refused_row> rows)
{
    for (const auto& r : rows) {
        CAPTURE(r.what);
        auto m = decode(hex(r.octets));
        REQUIRE(!m);
        CHECK(m.error() == r.error);
        CHECK(!m.error().message().empty());
    }
}

} // namespace

TEST_CASE("what a message must not say is refused, and the error says why")
{
    const refused_row rows[] = {
        {"version 0", "00 08 00 FFFFFFFF 00", errc::unknown_version},
        {"version 2", "02 08 00 FFFFFFFF 00", errc::unknown_version},
        {"type 0", "01 00", errc::unknown_message},
        {"the first type that is not given", "01 0B 00", errc::unknown_message},
        {"type 255", "01 FF", errc::unknown_message},
        {"HELLO with reason 0", "01 01 70B3D50000000001 00 0000 FFFFFFFF 00 00 00", out_of_range},
        {"HELLO with reason 6", "01 01 70B3D50000000001 06 0000 FFFFFFFF 00 00 00", out_of_range},
        {"HELLO with a newline in its model", "01 01 70B3D50000000001 01 0000 FFFFFFFF 01 0A 00 00", out_of_range},
        {"HELLO with a letter beyond ASCII", "01 01 70B3D50000000001 01 0000 FFFFFFFF 02 C3A4 00 00", out_of_range},
        {"HELLO with an empty token", "01 01 70B3D50000000001 01 0000 FFFFFFFF 00 00 01 01 0000", out_of_range},
        {"HELLO with an unknown extension", "01 01 70B3D50000000001 01 0000 FFFFFFFF 00 00 01 7F 0000",
         errc::unknown_extension},
        {"HELLO with two tokens", "01 01 70B3D50000000001 01 0000 FFFFFFFF 00 00 02 01 0001 AA 01 0001 AA",
         errc::repeated_extension},
        {"ENVELOPES with flag 2", "01 02 02 00 00", out_of_range},
        {"an envelope with sequence 0", "01 02 00 01 00000000 0002 70B3D50000000001 2738AE10 0000 00", out_of_range},
        {"an envelope without a time", "01 02 00 01 00000001 0002 70B3D50000000001 FFFFFFFF 0000 00", out_of_range},
        {"an envelope of 1 025 octets", "01 02 00 01 00000001 0002 70B3D50000000001 2738AE10 0401", too_long},
        {"envelopes out of order",
         "01 02 00 02 00000009 0002 70B3D50000000001 2738AE10 0000 00000009 0002 70B3D50000000001 2738AE10 0000 00",
         out_of_range},
        {"ACK with control 3", "01 03 03 FFFFFFFF 2738AE10 0000 00 00", out_of_range},
        {"ACK that says call back without a time", "01 03 01 FFFFFFFF 2738AE10 0000 00 00", out_of_range},
        {"ACK that says done and a time", "01 03 02 2738AE10 2738AE10 0000 00 00", out_of_range},
        {"ACK without a clock", "01 03 00 FFFFFFFF FFFFFFFF 0000 00 00", out_of_range},
        {"ACK with 14 h 1 min of offset", "01 03 00 FFFFFFFF 2738AE10 0349 00 00", out_of_range},
        {"ACK with −12 h 1 min of offset", "01 03 00 FFFFFFFF 2738AE10 FD2F 00 00", out_of_range},
        {"ACK with a range from 0", "01 03 00 FFFFFFFF 2738AE10 0000 01 00000000 00000001 00", out_of_range},
        {"ACK with a range backwards", "01 03 00 FFFFFFFF 2738AE10 0000 01 00000003 00000002 00", out_of_range},
        {"ACK with ranges that overlap", "01 03 00 FFFFFFFF 2738AE10 0000 02 00000001 00000003 00000003 00000004 00",
         out_of_range},
        {"ACK with 65 ranges", "01 03 00 FFFFFFFF 2738AE10 0000 41", too_long},
        {"ACK with a next server on port 0", "01 03 00 FFFFFFFF 2738AE10 0000 00 01 01 0005 01 62 0000 00",
         out_of_range},
        {"ACK with a next server without a name", "01 03 00 FFFFFFFF 2738AE10 0000 00 01 01 0004 00 0FDC 00",
         out_of_range},
        {"ACK with a next server cut short", "01 03 00 FFFFFFFF 2738AE10 0000 00 01 01 0004 01 62 0FDC",
         sim::codec_errc::truncated},
        {"ACK with more behind the next server", "01 03 00 FFFFFFFF 2738AE10 0000 00 01 01 0006 01 62 0FDC 00 00",
         sim::codec_errc::trailing_bytes},
        {"RESULT with status 8", "01 05 00000001 08 0000 00", out_of_range},
        {"COMMAND with a frame of 4 097 octets", "01 04 00000001 70B3D50000000002 01 0702 FFFFFFFF 1001", too_long},
        {"CONFIG with operation 0", "01 06 00000001 00 00", out_of_range},
        {"CONFIG with operation 6", "01 06 00000001 06 00", out_of_range},
        {"a server without a name", "01 06 00000001 01 00 0FDC 00", out_of_range},
        {"a server with a blank in its name", "01 06 00000001 01 01 20 0FDC 00", out_of_range},
        {"a server on port 0", "01 06 00000001 01 01 62 0000 00", out_of_range},
        {"a server's name of 129 octets", "01 06 00000001 01 81", too_long},
        {"a schedule of 299 s", "01 06 00000001 02 0000012B FFFFFFFF 00000000 00", out_of_range},
        {"a schedule of 31 days and 1 s", "01 06 00000001 02 0028DE81 FFFFFFFF 00000000 00", out_of_range},
        {"a schedule with an offset of a period", "01 06 00000001 02 0000012C 0000012C 00000000 00", out_of_range},
        {"a schedule with a window above its period", "01 06 00000001 02 0000012C FFFFFFFF 0000012D 00", out_of_range},
        {"an export of purpose 3", "01 06 00000001 03 03 00", out_of_range},
        {"an import without a purpose", "01 06 00000001 04 00 00 0001 30 00", out_of_range},
        {"an import of nothing", "01 06 00000001 04 01 00 0000 00", out_of_range},
        {"an import bound to a name with a slash", "01 06 00000001 04 01 01 2F 0001 30 00", out_of_range},
        {"an import of 1 793 octets", "01 06 00000001 04 01 00 0701", too_long},
        {"a removal with flag 2",
         "01 06 00000001 05 02 0000000000000000000000000000000000000000000000000000000000000000 00", out_of_range},
        {"CONFIG_RESULT with status 8", "01 07 00000001 03 08 00 00", out_of_range},
        {"CONFIG_RESULT with 9 credentials", "01 07 00000001 03 00 09", too_long},
        {"BYE with reason 6", "01 08 06 FFFFFFFF 00", out_of_range},
    };
    check_refused(rows);
}

TEST_CASE("what an image's messages must not say is refused, and the error says why")
{
    const refused_row rows[] = {
        {"IMAGE with operation 0", "01 09 00000001 00 00", out_of_range},
        {"IMAGE with operation 6", "01 09 00000001 06 00", out_of_range},
        {"an image of no octets", "01 09 00000001 01 70B3D50000000001 00 00000000", out_of_range},
        {"an image of 4 MiB and one octet", "01 09 00000001 01 70B3D50000000001 00 00400001", too_long},
        {"an image's block of nothing", "01 09 00000001 02 70B3D50000000001 00000000 0000 00", out_of_range},
        {"an image's block of 4 097 octets", "01 09 00000001 02 70B3D50000000001 00000000 1001", too_long},
        {"IMAGE_RESULT with status 8", "01 0A 00000001 02 08 00 00000000 00", out_of_range},
        {"IMAGE_RESULT with state 9", "01 0A 00000001 02 00 09 00000000 00", out_of_range},
    };
    check_refused(rows);
}

TEST_CASE("an extension that may be skipped is skipped")
{
    auto m = decode(hex("01 08 00 FFFFFFFF 02 80 0003 010203 FF 0000"));
    REQUIRE(m.has_value());
    CHECK(*m == message(bye{bye_reason::complete, {}}));
}

TEST_CASE("a header code that nobody knows travels")
{
    auto m = decode(hex("01 02 00 01 00000001 7777 70B3D50000000001 2738AE10 0001 55 00"));
    REQUIRE(m.has_value());
    CHECK(std::get<envelopes>(*m).items[0].code == static_cast<header_code>(0x7777));
    CHECK(to_string(std::get<envelopes>(*m).items[0].code).empty());
}

TEST_CASE("what just fits travels, and one more does not")
{
    auto text = [](std::size_t n) { return std::string(n, 'a'); };
    auto data = [](std::size_t n) { return sim::bytes(n, 0x55); };
    auto some_hello = [&](std::size_t model, std::size_t firmware, std::size_t token) {
        return message(hello{hub, call_reason::boot, 0, {}, text(model), text(firmware), data(token)});
    };
    auto some_envelopes = [&](std::uint32_t count, std::size_t payload) {
        envelopes m;
        for (std::uint32_t i = 1; i <= count; ++i)
            m.items.push_back({i, header_code::alarm, hub, one_o_clock, data(payload)});
        return message(std::move(m));
    };
    auto some_ack = [&](std::uint32_t ranges) {
        ack m{ack_control::done, {}, one_o_clock, {}, {}, {}};
        for (std::uint32_t i = 1; i <= ranges; ++i) m.ranges.push_back({2 * i, 2 * i});
        return message(std::move(m));
    };
    auto some_redirection = [&](std::size_t name, std::size_t token) {
        return message(ack{ack_control::done, {}, one_o_clock, {}, {}, redirection{text(name), 1, data(token)}});
    };
    auto some_import = [&](std::size_t binding, std::size_t certificate) {
        return message(config{1, credential_import{{purpose::head_end, text(binding), data(certificate)}}});
    };
    auto some_export = [&](std::size_t count) {
        credential full{purpose::head_end, text(limits::server_name), data(limits::certificate)};
        return message(config_result{1, 3, config_status::ok, std::vector<credential>(count, full)});
    };
    struct row {
        const char* what;
        message fits, does_not;
    };
    const row rows[] = {
        {"model", some_hello(32, 0, 0), some_hello(33, 0, 0)},
        {"firmware", some_hello(0, 32, 0), some_hello(0, 33, 0)},
        {"token", some_hello(0, 0, 64), some_hello(0, 0, 65)},
        {"envelopes", some_envelopes(255, 0), some_envelopes(256, 0)},
        {"payload", some_envelopes(1, 1024), some_envelopes(1, 1025)},
        {"a message's length", some_envelopes(15, 1024), some_envelopes(16, 1024)},
        {"ranges", some_ack(64), some_ack(65)},
        {"next server's name", some_redirection(128, 0), some_redirection(129, 0)},
        {"next server's token", some_redirection(1, 64), some_redirection(1, 65)},
        {"command's frame", command{1, hub, 1, 0, {}, data(4096)}, command{1, hub, 1, 0, {}, data(4097)}},
        {"result's frame", command_result{1, command_status::ok, data(4096)},
         command_result{1, command_status::ok, data(4097)}},
        {"server's name", config{1, set_server{text(128), 1}}, config{1, set_server{text(129), 1}}},
        {"binding", some_import(128, 1), some_import(129, 1)},
        {"certificate", some_import(0, 1792), some_import(0, 1793)},
        {"credentials", some_export(8), some_export(9)},
    };
    for (const row& r : rows) {
        CAPTURE(r.what);
        auto good = encode(r.fits);
        REQUIRE(good.has_value());
        auto again = decode(body_of(*good));
        REQUIRE(again.has_value());
        CHECK(*again == r.fits);
        auto bad = encode(r.does_not);
        REQUIRE(!bad);
        CHECK(bad.error() == sim::codec_errc::too_long);
    }
    CHECK(decode(sim::bytes(limits::message + 1, 0)).error() == sim::codec_errc::too_long);
}

TEST_CASE("what the protocol cannot carry is not encoded")
{
    struct row {
        const char* what;
        message m;
    };
    const row rows[] = {
        {"a time before 2000", bye{bye_reason::complete, at("1999-12-31T23:59:59Z")}},
        {"a time after 2136", bye{bye_reason::complete, at("2136-02-07T06:28:15Z")}},
        {"sequence 0", envelopes{false, {{0, header_code::alarm, hub, one_o_clock, {}}}}},
        {"a call-back without a time", ack{ack_control::call_back, {}, one_o_clock, {}, {}, {}}},
        {"15 h of offset", ack{ack_control::done, {}, one_o_clock, std::chrono::minutes(900), {}, {}}},
        {"65 536 min of offset", ack{ack_control::done, {}, one_o_clock, std::chrono::minutes(65536), {}, {}}},
        {"port 0", config{1, set_server{"a", 0}}},
        {"a schedule without end", config{1, set_schedule{0, {}, 0}}},
        {"a name with a colon", config{1, set_server{"a:1", 1}}},
    };
    for (const row& r : rows) {
        CAPTURE(r.what);
        auto octets = encode(r.m);
        REQUIRE(!octets);
        CHECK(octets.error() == sim::codec_errc::out_of_range);
    }
    CHECK(encode(bye{bye_reason::complete, at("2136-02-07T06:28:14Z")}).has_value());
    CHECK(encode(bye{bye_reason::complete, at("2000-01-01T00:00:00Z")}).has_value());
}

TEST_CASE("a time loses what is finer than a second")
{
    auto octets = encode(bye{bye_reason::complete, one_o_clock + std::chrono::milliseconds(999)}).value();
    CHECK(decode(body_of(octets)).value() == message(bye{bye_reason::complete, one_o_clock}));
}
