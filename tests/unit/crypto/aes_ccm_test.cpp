#include "octets.hpp"
#include "sim/crypto/aes_ccm.hpp"

#include <utility>

using namespace sim;
using crypto::aead_errc;
using crypto::aes_ccm;
using tests::fixed;

namespace {

struct row {
    const char* source;
    const char* key;
    const char* nonce;
    const char* additional;
    const char* plain;
    const char* cipher;
    const char* tag;
};

constexpr row published[] = {
    {"NIST CAVP, DVPT128: nothing but the tag", "4BB3C4A4F893AD8C9BDC833C325D62B3", "5A8AA485C316E9403AFF859FBB", "",
     "", "", "90156F3F"},
    {"NIST CAVP, DVPT128: count 210", "A7AA635EA51B0BB20A092BD5573E728C", "5A8AA485C316E9403AFF859FBB",
     "A16A2E741F1CD9717285B6D882C1FC53655E9773761AD697A7EE6410184C7982",
     "8739B4BEA1A099FE547499CBC6D1B13D849B8084C9B6ACC5", "934F893824E880F743D196B22D1F340A52608155087BD28A",
     "C25E5329"},
};

} // namespace

TEST_CASE("AES-128-CCM gives the published ciphertexts and tags, and opens them, with one key schedule for all")
{
    for (const auto& row : published) {
        CAPTURE(row.source);
        aes_ccm ccm(fixed<16>(row.key));
        const auto nonce = fixed<13>(row.nonce);
        const auto additional = from_hex(row.additional).value();
        for (int again = 0; again < 2; ++again) {
            auto data = from_hex(row.plain).value();
            const auto tag = ccm.seal(nonce, additional, data);
            CHECK(to_hex(data) == row.cipher);
            CHECK(to_hex(tag) == row.tag);
            CHECK_FALSE(ccm.open(nonce, additional, data, tag));
            CHECK(to_hex(data) == row.plain);
        }
    }
}

TEST_CASE("a changed bit anywhere is a wrong tag, gives nothing of the text away, and the key works afterwards")
{
    const auto& row = published[1];
    aes_ccm ccm(fixed<16>(row.key));
    const auto nonce = fixed<13>(row.nonce);
    const auto additional = from_hex(row.additional).value(), cipher = from_hex(row.cipher).value();
    const auto tag = fixed<4>(row.tag);
    const auto refused = [&](const crypto::ccm_nonce& n, byte_view a, bytes data, const crypto::ccm_tag& t) {
        CHECK(ccm.open(n, a, data, t) == aead_errc::wrong_tag);
        CHECK(data == bytes(data.size()));
    };
    for (std::size_t bit = 0; bit < 8 * cipher.size(); ++bit) {
        auto changed = cipher;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        refused(nonce, additional, changed, tag);
    }
    for (std::size_t bit = 0; bit < 8 * tag.size(); ++bit) {
        auto changed = tag;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
        refused(nonce, additional, cipher, changed);
    }
    refused(nonce, byte_view(additional).first(31), cipher, tag);
    refused(fixed<13>("5A8AA485C316E9403AFF859FBC"), additional, cipher, tag);
    auto data = cipher;
    CHECK_FALSE(ccm.open(nonce, additional, data, tag));
    CHECK(to_hex(data) == row.plain);
}

TEST_CASE("data may be authenticated alone")
{
    aes_ccm ccm(fixed<16>(published[0].key));
    const auto nonce = fixed<13>(published[0].nonce);
    const auto tag = ccm.seal(nonce, as_bytes("a header"), {});
    CHECK_FALSE(ccm.open(nonce, as_bytes("a header"), {}, tag));
    CHECK(ccm.open(nonce, as_bytes("another"), {}, tag) == aead_errc::wrong_tag);
}

TEST_CASE("a CCM key keeps its schedules when it is moved")
{
    aes_ccm first(fixed<16>(published[0].key));
    aes_ccm second(std::move(first));
    CHECK(to_hex(second.seal(fixed<13>(published[0].nonce), {}, {})) == published[0].tag);
    second = aes_ccm(fixed<16>(published[1].key));
    auto data = from_hex(published[1].plain).value();
    second.seal(fixed<13>(published[1].nonce), from_hex(published[1].additional).value(), data);
    CHECK(to_hex(data) == published[1].cipher);
}
