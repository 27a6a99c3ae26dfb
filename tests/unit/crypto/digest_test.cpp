#include "sim/crypto/digest.hpp"

#include <doctest/doctest.h>

using namespace sim;

TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples")
{
    CHECK(to_hex(crypto::sha256({})) == "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855");
    CHECK(to_hex(crypto::sha256(as_bytes("abc"))) ==
          "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
}

TEST_CASE("HMAC with SHA-256 gives the code of RFC 4231's test case 2")
{
    CHECK(to_hex(crypto::hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))) ==
          "5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843");
}
