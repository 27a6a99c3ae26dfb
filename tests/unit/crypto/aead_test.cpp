#include "sim/crypto/aead.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

using namespace sim;
using crypto::aead_errc;
using crypto::aes_gcm;
using crypto::gcm_tag;

namespace {

bytes hex(std::string_view text) { return from_hex(text).value(); }

template <std::size_t Size>
std::array<std::uint8_t, Size> fixed(std::string_view text)
{
    const auto octets = hex(text);
    REQUIRE(octets.size() == Size);
    std::array<std::uint8_t, Size> out;
    std::copy(octets.begin(), octets.end(), out.begin());
    return out;
}

struct vector_row {
    const char* source;
    const char* key;
    const char* vector;
    const char* additional;
    const char* plain;
    const char* cipher;
    const char* tag;
};

constexpr vector_row published[] = {
    {"test case 1 of the GCM specification that was submitted to NIST (McGrew, Viega)",
     "00000000000000000000000000000000", "000000000000000000000000", "", "", "", "58E2FCCEFA7E3061367F1D57A4E7455A"},
    {"test case 2 of the same", "00000000000000000000000000000000", "000000000000000000000000", "",
     "00000000000000000000000000000000", "0388DACE60B6A392F328C2B971B2FE78", "AB6E47D42CEC13BDF53A67B21257BDDF"},
    {"test case 4 of the same", "FEFFE9928665731C6D6A8F9467308308", "CAFEBABEFACEDBADDECAF888",
     "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2",
     "D9313225F88406E5A55909C5AFF5269A86A7A9531534F7DA2E4C303D8A318A721C3C0C95956809532FCF0E2449A6B525B16AEDF5AA0DE657"
     "BA637B39",
     "42831EC2217774244B7221B784D0D49CE3AA212F2C02A4E035C17E2329ACA12E21D514B25466931C7D8F6A5AAC84AA051BA30B396A0AAC97"
     "3D58E091",
     "5BC94FBC3221A5DB94FAE95AE7121A47"},
    {"NIST CAVP, gcmEncryptExtIV128: no plain text, 128 bits of additional data", "77BE63708971C4E240D1CB79E8D77FEB",
     "E0E00F19FED7BA0136A797F3", "7A43EC1D9C0A5A78A0B16533A6213CAB", "", "", "209FCC8D3675ED938E9C7166709DD946"},
};

constexpr gcm_tag tags[] = {gcm_tag::twelve, gcm_tag::sixteen};

} // namespace

TEST_CASE("AES-128-GCM gives the published ciphertexts and tags, and opens them")
{
    for (const auto& row : published) {
        CAPTURE(row.source);
        aes_gcm gcm(fixed<16>(row.key));
        const auto vector = fixed<12>(row.vector);
        for (const auto tag : tags) {
            const std::string sealed = row.cipher + std::string(row.tag).substr(0, 2 * static_cast<std::size_t>(tag));
            CHECK(to_hex(gcm.seal(vector, hex(row.additional), hex(row.plain), tag)) == sealed);
            const auto opened = gcm.open(vector, hex(row.additional), hex(sealed), tag);
            REQUIRE(opened.has_value());
            CHECK(to_hex(*opened) == row.plain);
        }
        CHECK(to_hex(gcm.encrypt(vector, hex(row.plain))) == row.cipher);
        CHECK(to_hex(gcm.decrypt(vector, hex(row.cipher))) == row.plain);
    }
}

TEST_CASE("GMAC is the tag of additional data without a plain text, and verifies it")
{
    const auto& row = published[3];
    aes_gcm gcm(fixed<16>(row.key));
    const auto vector = fixed<12>(row.vector);
    const auto data = hex(row.additional);
    const auto whole = hex(row.tag);
    const auto twelve = byte_view(whole).first(12);
    CHECK(gcm.authenticate(vector, data, gcm_tag::sixteen) == whole);
    CHECK(!gcm.verify(vector, data, whole, gcm_tag::sixteen));
    CHECK(!gcm.verify(vector, data, twelve, gcm_tag::twelve));
    CHECK(gcm.verify(vector, data, twelve, gcm_tag::sixteen) == aead_errc::wrong_tag);
    CHECK(gcm.verify(vector, data, {}, gcm_tag::twelve) == aead_errc::wrong_tag);
    CHECK(gcm.verify(vector, byte_view(data).first(15), twelve, gcm_tag::twelve) == aead_errc::wrong_tag);
}

TEST_CASE("a changed bit anywhere, a missing octet and an additional one are a wrong tag")
{
    const auto& row = published[2];
    aes_gcm gcm(fixed<16>(row.key));
    const auto vector = fixed<12>(row.vector);
    const auto additional = hex(row.additional);
    for (const auto tag : tags) {
        auto sealed = gcm.seal(vector, additional, hex(row.plain), tag);
        for (std::size_t bit = 0; bit < 8 * sealed.size(); ++bit) {
            CAPTURE(bit);
            const auto mask = static_cast<std::uint8_t>(1 << bit % 8);
            sealed[bit / 8] ^= mask;
            CHECK(gcm.open(vector, additional, sealed, tag).error() == aead_errc::wrong_tag);
            sealed[bit / 8] ^= mask;
        }
        for (std::size_t n = 0; n < sealed.size(); ++n) {
            CAPTURE(n);
            const auto expected = n < static_cast<std::size_t>(tag) ? aead_errc::too_short : aead_errc::wrong_tag;
            CHECK(gcm.open(vector, additional, byte_view(sealed).first(n), tag).error() == expected);
        }
        CHECK(gcm.open(vector, byte_view(additional).first(19), sealed, tag).error() == aead_errc::wrong_tag);
        CHECK(gcm.open(fixed<12>("CAFEBABEFACEDBADDECAF889"), additional, sealed, tag).error() == aead_errc::wrong_tag);
        sealed.push_back(0);
        CHECK(gcm.open(vector, additional, sealed, tag).error() == aead_errc::wrong_tag);
    }
}

TEST_CASE("a key keeps its schedule when it is moved, and takes another one by assignment")
{
    const auto& zero = published[0];
    const auto& other = published[3];
    aes_gcm first(fixed<16>(zero.key));
    aes_gcm second(std::move(first));
    CHECK(to_hex(second.seal(fixed<12>(zero.vector), {}, {}, gcm_tag::sixteen)) == zero.tag);
    second = aes_gcm(fixed<16>(other.key));
    CHECK(to_hex(second.authenticate(fixed<12>(other.vector), hex(other.additional), gcm_tag::sixteen)) == other.tag);
}

TEST_CASE("secrets are equal when all octets are, and a wiped one is zero")
{
    CHECK(crypto::equal_in_constant_time({}, {}));
    CHECK(crypto::equal_in_constant_time(as_bytes("12345678"), as_bytes("12345678")));
    CHECK(!crypto::equal_in_constant_time(as_bytes("12345678"), as_bytes("12345679")));
    CHECK(!crypto::equal_in_constant_time(as_bytes("12345678"), as_bytes("02345678")));
    CHECK(!crypto::equal_in_constant_time(as_bytes("12345678"), as_bytes("1234567")));
    CHECK(!crypto::equal_in_constant_time(as_bytes("12345678"), {}));
    bytes secret{1, 2, 3};
    crypto::wipe(secret);
    CHECK(secret == bytes{0, 0, 0});
    crypto::wipe({});
}
