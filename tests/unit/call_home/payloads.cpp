#include "devices/call_home/payloads.hpp"

#include "devices/call_home/limits.hpp"
#include "samples.hpp"
#include "sim/core/check.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace call_home_samples;

namespace {
const auto midnight = at("2020-11-07T00:00:00Z");

sim::bytes hex(const char* text)
{
    std::string packed;
    for (const char* c = text; *c; ++c)
        if (*c != ' ') packed += *c;
    return sim::from_hex(packed).value();
}

/// Encodes to the octets, decodes back, and fails for every prefix and for one octet more.
template <class T, class Decode>
void both_ways(const T& v, const char* octets, Decode decode)
{
    CAPTURE(octets);
    sim::bytes wire = hex(octets);
    CHECK(sim::to_hex(encode_payload(v)) == sim::to_hex(wire));
    auto again = decode(sim::byte_view(wire));
    REQUIRE(again.has_value());
    CHECK(*again == v);
    for (std::size_t n = 0; n < wire.size(); ++n)
        CHECK(decode(sim::byte_view(wire).first(n)).error() == sim::codec_errc::truncated);
    wire.push_back(0);
    CHECK(decode(sim::byte_view(wire)).error() == sim::codec_errc::trailing_bytes);
}
} // namespace

TEST_CASE("payloads have the octets that their layouts say")
{
    both_ways(register_read{midnight, 0x010203040506}, "2738A000 010203040506", decode_register_read);
    both_ways(half_hour_block{midnight, 1'000'000, {{120}, {}, {65534}}}, "2738A000 0000000F4240 0003 0078 FFFF FFFE",
              decode_half_hour_block);
    both_ways(boot_report{boot_cause::restart, 52, "2.1"}, "02 00000034 03 322E31", decode_boot_report);
    both_ways(alarm_report{0x8F36, {0x01}}, "8F36 01 01", decode_alarm_report);
    both_ways(log_report{7, {{midnight, 0x8F36, 1}, {one_o_clock, 0x8F3E, 3}}},
              "00000007 02 2738A000 8F36 0001 2738AE10 8F3E 0003", decode_log_report);
    both_ways(firmware_report{firmware_event::fell_back, "2.1"}, "07 03 322E31", decode_firmware_report);
    both_ways(han_report{{{electricity_meter, 1, 0, 200, midnight}, {gas_meter, 2, 1, 0, {}}}},
              "02 70B3D50000000002 01 00 C8 2738A000 70B3D50000000003 02 01 00 FFFFFFFF", decode_han_report);
    both_ways(billing_report{midnight, billing_cause::demand, 5000, {2000, 3000}},
              "2738A000 01 000000001388 02 0000000007D0 000000000BB8", decode_billing_report);
    both_ways(account_report{midnight, -1, 2, 3, 4, 5, 6},
              "2738A000 FFFFFFFFFFFFFFFF 0000000000000002 0000000000000003 0000000000000004 0000000000000005"
              " 0000000000000006",
              decode_account_report);
    both_ways(command_result{9, command_status::ok, {0x18}}, "00000009 00 0001 18", decode_command_result);
}

TEST_CASE("payloads that cannot be are refused")
{
    CHECK(decode_register_read(hex("FFFFFFFF 000000000000")).error() == sim::codec_errc::out_of_range);
    CHECK(decode_half_hour_block(hex("2738A001 000000000000 0001 0000")).error() == sim::codec_errc::out_of_range);
    CHECK(decode_half_hour_block(hex("2738A000 000000000000 0000")).error() == sim::codec_errc::out_of_range);
    CHECK(decode_half_hour_block(hex("2738A000 000000000000 0151")).error() == sim::codec_errc::too_long);
    CHECK(decode_boot_report(hex("00 00000034 00")).error() == sim::codec_errc::out_of_range);
    CHECK(decode_boot_report(hex("05 00000034 00")).error() == sim::codec_errc::out_of_range);
    CHECK(decode_boot_report(hex("01 00000034 01 07")).error() == sim::codec_errc::out_of_range);
    CHECK(decode_boot_report(hex("01 00000034 21")).error() == sim::codec_errc::too_long);
    CHECK(decode_alarm_report(hex("8F36 41")).error() == sim::codec_errc::too_long);
    CHECK(decode_log_report(hex("00000001 00")).error() == sim::codec_errc::out_of_range);
    CHECK(decode_log_report(hex("00000000 01 2738A000 8F36 0001")).error() == sim::codec_errc::out_of_range);
    CHECK(decode_log_report(hex("00000001 65")).error() == sim::codec_errc::too_long);
    CHECK(decode_firmware_report(hex("00 00")).error() == sim::codec_errc::out_of_range);
    CHECK(decode_firmware_report(hex("08 00")).error() == sim::codec_errc::out_of_range);
    for (const auto* entry : {"01 70B3D50000000002 00 00 00 FFFFFFFF", "01 70B3D50000000002 04 00 00 FFFFFFFF",
                              "01 70B3D50000000002 01 03 00 FFFFFFFF"})
        CHECK(decode_han_report(hex(entry)).error() == sim::codec_errc::out_of_range);
    CHECK(decode_han_report(hex("11")).error() == sim::codec_errc::too_long);
    CHECK(decode_billing_report(hex("2738A000 05 000000001388 00")).error() == sim::codec_errc::out_of_range);
    CHECK(decode_billing_report(hex("2738A000 00 000000001388 31")).error() == sim::codec_errc::too_long);
}

TEST_CASE("a week of half-hours fits into an envelope")
{
    half_hour_block week{midnight, 0, std::vector<std::optional<std::uint16_t>>(limits::half_hours, 500)};
    auto octets = encode_payload(week);
    CHECK(octets.size() <= limits::payload);
    CHECK(decode_half_hour_block(octets).value() == week);
}

TEST_CASE("a whole log and a tariff's registers fit into an envelope")
{
    log_report log{1, std::vector<log_entry>(limits::log_entries, {midnight, 0x8F36, 1})};
    CHECK(encode_payload(log).size() <= limits::payload);
    billing_report bill{midnight, billing_cause::tariff, 1, std::vector<std::uint64_t>(limits::rates, 1)};
    CHECK(encode_payload(bill).size() <= limits::payload);
}

TEST_CASE("a hub that makes a payload that cannot travel is a programmer's error")
{
    CHECK_THROWS_AS(encode_payload(register_read{midnight, std::uint64_t{1} << 48}), sim::broken_invariant);
    CHECK_THROWS_AS(encode_payload(half_hour_block{midnight, 0, {{65535}}}), sim::broken_invariant);
    CHECK_THROWS_AS(encode_payload(half_hour_block{midnight, 0, {}}), sim::broken_invariant);
    CHECK_THROWS_AS(encode_payload(alarm_report{1, sim::bytes(65)}), sim::broken_invariant);
}
