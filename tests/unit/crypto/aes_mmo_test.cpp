#include "octets.hpp"
#include "sim/crypto/aes_mmo.hpp"

using namespace sim;
using crypto::mmo_hash;
using crypto::mmo_hmac;
using tests::fixed;

namespace {

bytes counting(std::size_t size)
{
    bytes out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(i);
    return out;
}

} // namespace

TEST_CASE("the MMO hash gives the digests of ZigBee's specification, annex C.5, on both sides of every boundary")
{
    struct row {
        bytes message;
        const char* digest;
    };
    const row rows[] = {
        {from_hex("C0").value(), "AE3A102A28D43EE0D4A09E22788B206C"},
        {from_hex("C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF").value(), "A7977E88BC0B61E8210827109A228F2D"},
        {counting(8191), "24EC2FE75BBFFCB34789BC0610E7F165"}, // the longest whose length is written in two octets
        {counting(8192), "DC6B0687F09F8607131C170B3BD31591"},
        {counting(8201), "72C9B15E178AA843E4A16C58E33643A3"}, // with its length it just fits a block
        {counting(8202), "BC9828D59B2AA323DAF20BE5F2E66511"}, // which no longer fits
    };
    for (const auto& row : rows) {
        CAPTURE(row.message.size());
        CHECK(to_hex(mmo_hash(row.message)) == row.digest);
    }
}

TEST_CASE("the hash of parts is that of the whole, wherever it is cut")
{
    const auto message = counting(40);
    const byte_view whole(message);
    for (std::size_t i = 0; i <= message.size(); ++i)
        CHECK(mmo_hash({whole.first(i), whole.subspan(i)}) == mmo_hash(whole));
}

TEST_CASE("the keyed hash gives the digest of ZigBee's specification, annex C.6.1")
{
    const auto key = fixed<16>("404142434445464748494A4B4C4D4E4F");
    CHECK(to_hex(mmo_hmac(key, from_hex("C0").value())) == "4512807BF94CB3400F0E2C25FB76E999");
    CHECK(to_hex(mmo_hmac(key, {})) != "4512807BF94CB3400F0E2C25FB76E999");
}
