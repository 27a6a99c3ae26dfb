#include "devices/dlms/envelopes.hpp"

#include <doctest/doctest.h>

namespace {

using namespace devices::dlms;

sim::bytes hex(std::string_view text) { return sim::from_hex(text).value(); }

constexpr auto global = ciphered_with::global_key, dedicated = ciphered_with::dedicated_key;

TEST_CASE("ciphered APDUs say what they are, or only from whom")
{
    struct row {
        const char* octets;
        ciphered_apdu value;
    };
    const auto content = hex("30012345671234");
    for (const auto& [octets, value] : {
             row{"210730012345671234", {global, 0x01, {}, content}},
             row{"280730012345671234", {global, 0x08, {}, content}},
             row{"C80730012345671234", {global, 0xC0, {}, content}},
             row{"CF0730012345671234", {global, 0xC7, {}, content}},
             row{"D00730012345671234", {dedicated, 0xC0, {}, content}},
             row{"D70730012345671234", {dedicated, 0xC7, {}, content}},
             row{"DB084D4D4D0000BC614E0730012345671234", {global, {}, hex("4D4D4D0000BC614E"), content}},
             row{"DC000730012345671234", {dedicated, {}, {}, content}},
         }) {
        CAPTURE(octets);
        const auto wire = hex(octets);
        CHECK(is_ciphered(wire[0]));
        CHECK(sim::to_hex(encode(value).value()) == octets);
        const auto read = decode_ciphered(wire);
        REQUIRE(read.has_value());
        CHECK(*read == value);
        for (std::size_t cut = 0; cut < wire.size(); ++cut)
            CHECK(decode_ciphered(sim::byte_view(wire).first(cut)).error() == sim::codec_errc::truncated);
        auto longer = wire;
        longer.push_back(0);
        CHECK(decode_ciphered(longer).error() == sim::codec_errc::trailing_bytes);
    }
}

TEST_CASE("what has no ciphered form is not ciphered, and no plain tag passes for one")
{
    for (auto plain : hex("00600FC0C4D8DDE62F")) {
        CHECK_FALSE(is_ciphered(plain));
        const std::uint8_t octets[] = {plain, 0, 0};
        CHECK(decode_ciphered(octets).error() == sim::codec_errc::out_of_range);
    }
    CHECK(encode(ciphered_apdu{dedicated, 0x01, {}, {}}).error() == sim::codec_errc::out_of_range);
    CHECK(encode(ciphered_apdu{global, 0x60, {}, {}}).error() == sim::codec_errc::out_of_range);
    CHECK(decode_ciphered(hex("DB03112233"
                              "00"))
              .error() == sim::codec_errc::out_of_range); // a title of 3 octets
}

TEST_CASE("the gateway's header names the device behind it")
{
    const gateway_apdu asked{false, 0, hex("70B3D50000000001"), hex("C001")}, answered{true, 3, {}, hex("C4")};
    CHECK(sim::to_hex(encode(asked).value()) == "E6000870B3D50000000001C001");
    CHECK(sim::to_hex(encode(answered).value()) == "E70300C4");
    for (const auto& m : {asked, answered}) {
        const auto wire = encode(m).value();
        REQUIRE(decode_gateway(wire).has_value());
        CHECK(decode_gateway(wire).value() == m);
        const auto least = wire.size() - m.apdu.size();
        for (std::size_t cut = 0; cut <= least; ++cut)
            CHECK(decode_gateway(sim::byte_view(wire).first(cut)).error() == sim::codec_errc::truncated);
    }
    CHECK(decode_gateway(hex("E80000C0")).error() == sim::codec_errc::out_of_range);
    CHECK(encode(gateway_apdu{false, 0, sim::bytes(33), {}}).error() == sim::codec_errc::too_long);
    sim::bytes long_address = hex("E60021");
    long_address.resize(60);
    CHECK(decode_gateway(long_address).error() == sim::codec_errc::too_long);
}

} // namespace
