#include "sim/han/security.hpp"
#include "codec_table.hpp"
#include "sim/core/check.hpp"
#include "sim/han/error.hpp"

#include <algorithm>
#include <utility>

using namespace sim;
using namespace sim::han;
using tests::octets;

namespace {

constexpr eui64 hub{0x70B3D50000000001}, meter{0x70B3D50000000102};

crypto::aes_key key_of(std::uint8_t first)
{
    crypto::aes_key key;
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(first + i);
    return key;
}

constexpr auxiliary_header by_meter{security_key::network, 0x01020304, meter, 7};

bytes sealed_nwk(frame_key& key, byte_view payload)
{
    nwk_frame frame;
    frame.source = short_address{0x3C4D};
    frame.payload = payload;
    writer out;
    seal_nwk(out, frame, by_meter, key);
    return out.take();
}

bytes sealed_aps(frame_key& key, const auxiliary_header& auxiliary, byte_view payload)
{
    aps_frame frame;
    frame.addressing = aps_addressing{endpoint{1}, endpoint{10}, cluster_id{0x0702}, profile_id::smart_energy};
    frame.payload = payload;
    writer out;
    seal_aps(out, frame, auxiliary, meter, key);
    return out.take();
}

error_code open_nwk_error(const bytes& wire, frame_key& key)
{
    bytes plain;
    return open_nwk(wire, decode_nwk(wire).value(), key, plain).error();
}

error_code open_aps_error(const bytes& wire, eui64 sender, frame_key& key)
{
    bytes plain;
    return open_aps(wire, decode_aps(wire).value(), sender, key, plain).error();
}

} // namespace

TEST_CASE("a secured NWK frame has its auxiliary header, no level on the air, and a MIC")
{
    frame_key key(key_of(0xC0));
    const auto payload = octets("0001020709010A77AABBCC");
    const auto wire = sealed_nwk(key, payload);
    CHECK(wire.size() == 8 + nwk_auxiliary_size + payload.size() + mic_size);
    CHECK(to_hex(byte_view(wire).first(22)) == "080200004D3C1E00"
                                               "28"
                                               "04030201"
                                               "0201000000D5B370"
                                               "07");
    // Computed by another library, over the header with the level in it.
    CHECK(to_hex(byte_view(wire).subspan(22)) == "49E99EB04A41A8842A475198A0BF84");
    bytes plain{1, 2, 3};
    CHECK(open_nwk(wire, decode_nwk(wire).value(), key, plain).value() == by_meter);
    CHECK(plain == payload);
    CHECK(peek_auxiliary(decode_nwk(wire).value().payload).value() == by_meter);
}

TEST_CASE("no bit of a secured NWK frame can be changed, but for those that are not sent")
{
    frame_key key(key_of(0xC0));
    const auto wire = sealed_nwk(key, octets("AABB"));
    constexpr std::size_t radius = 6, control = 8;
    for (std::size_t bit = 0; bit < 8 * wire.size(); ++bit) {
        auto changed = wire;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        const auto frame = decode_nwk(changed);
        if (!frame || !frame->secured) continue; // no frame of ours, or one that nobody would open
        CAPTURE(bit);
        bytes plain;
        const auto opened = open_nwk(changed, *frame, key, plain);
        const bool is_level = bit / 8 == control && (bit % 8 < 3 || bit % 8 > 5);
        CHECK(opened.has_value() == is_level);
        CHECK(plain.empty() != is_level);
    }
    auto relayed = wire;
    --relayed[radius];
    CHECK(open_nwk_error(relayed, key) == han_errc::wrong_integrity);
}

TEST_CASE("a secured NWK frame that is cut short is truncated or not whole, and never opened")
{
    frame_key key(key_of(0xC0));
    const auto wire = sealed_nwk(key, octets("AABB"));
    for (std::size_t size = 8; size < wire.size(); ++size) {
        CAPTURE(size);
        const auto expected = size < 8 + nwk_auxiliary_size + mic_size ? error_code(codec_errc::truncated)
                                                                       : error_code(han_errc::wrong_integrity);
        CHECK(open_nwk_error(bytes(wire.begin(), wire.begin() + static_cast<std::ptrdiff_t>(size)), key) == expected);
    }
    auto longer = wire;
    longer.push_back(0);
    CHECK(open_nwk_error(longer, key) == han_errc::wrong_integrity);
}

TEST_CASE("NWK frames open with the network key of their network alone, and not without a source")
{
    frame_key key(key_of(0xC0)), other(key_of(0xC1));
    CHECK(open_nwk_error(sealed_nwk(key, {}), other) == han_errc::wrong_integrity);
    auto wire = sealed_nwk(key, octets("AABBCCDDEEFF00112233"));
    wire[8] = 0x08; // no source
    CHECK(open_nwk_error(wire, key) == han_errc::wrong_security);
    wire[8] = 0x20; // a link key
    CHECK(open_nwk_error(wire, key) == han_errc::wrong_security);
    wire = octets("080000004D3C1E00AABB");
    CHECK(open_nwk_error(wire, key) == han_errc::wrong_security);
    writer out;
    CHECK_THROWS_AS(seal_nwk(out, {}, {security_key::network, 1, std::nullopt, 0}, key), broken_invariant);
    CHECK_THROWS_AS(seal_aps(out, {}, by_meter, meter, key), broken_invariant);
}

TEST_CASE("APS frames are secured with a link key and what is derived from it, with the sender in the nonce")
{
    frame_key key(key_of(0x40));
    const auto payload = octets("AABBCC");
    bytes plain;
    for (const auto kind : {security_key::data, security_key::transport, security_key::load}) {
        CAPTURE(static_cast<int>(kind));
        const auxiliary_header brief{kind, 9, std::nullopt, 0}, full{kind, 9, meter, 0};
        const auto wire = sealed_aps(key, brief, payload);
        CHECK(wire.size() == 8 + aps_auxiliary_size + payload.size() + mic_size);
        CHECK(open_aps(wire, decode_aps(wire).value(), meter, key, plain).value() == brief);
        CHECK(plain == payload);
        CHECK(open_aps_error(wire, hub, key) == han_errc::wrong_integrity);
        const auto named = sealed_aps(key, full, payload);
        CHECK(named.size() == wire.size() + 8);
        CHECK(open_aps(named, decode_aps(named).value(), hub, key, plain).value() == full);
        CHECK(plain == payload);
    }
    auto wire = sealed_aps(key, {security_key::data, 9, std::nullopt, 0}, payload);
    wire[8] = 0x08;
    CHECK(open_aps_error(wire, meter, key) == han_errc::wrong_security);
}

TEST_CASE("what one key of a link has sealed, the others do not open")
{
    frame_key key(key_of(0x40));
    auto wire = sealed_aps(key, {security_key::transport, 9, std::nullopt, 0}, octets("AABB"));
    for (const auto control : {std::uint8_t{0x00}, std::uint8_t{0x18}}) {
        wire[8] = control;
        CHECK(open_aps_error(wire, meter, key) == han_errc::wrong_integrity);
    }
    // The kind is in the nonce, too: the derived key itself does not open it as data.
    frame_key derived(derived_key(key_of(0x40), security_key::transport));
    wire[8] = 0x00;
    CHECK(open_aps_error(wire, meter, derived) == han_errc::wrong_integrity);
}

TEST_CASE("keys are derived by HMAC over one octet")
{
    // The transport key of the well-known link key "ZigBeeAlliance09", which every ZigBee 3.0 sniffer knows.
    crypto::aes_key well_known;
    std::ranges::copy(as_bytes("ZigBeeAlliance09"), well_known.begin());
    CHECK(to_hex(derived_key(well_known, security_key::transport)) == "4BAB0F173E1434A2D572E1C1EF478782");
    const std::uint8_t load_input = 0x02;
    CHECK(derived_key(well_known, security_key::load) == crypto::mmo_hmac(well_known, byte_view(&load_input, 1)));
    CHECK_THROWS_AS(derived_key(well_known, security_key::data), broken_invariant);
}

TEST_CASE("a key keeps its schedules when it is moved")
{
    frame_key first(key_of(0xC0));
    const auto wire = sealed_nwk(first, octets("AABB"));
    frame_key second(std::move(first));
    CHECK_FALSE(open_nwk_error(wire, second));
    frame_key third(key_of(0));
    third = std::move(second);
    CHECK_FALSE(open_nwk_error(wire, third));
    CHECK(third.octets() == key_of(0xC0));
}
