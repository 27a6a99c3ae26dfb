#include "sim/crypto/identity.hpp"
#include "sim/crypto/pki.hpp"
#include "sim/crypto/random.hpp"

#include "sim/core/check.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace sim;

namespace {

// Written by `openssl genpkey` for this test; PKCS#8.
constexpr const char* p256_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+DIALWQXy+YGz8oD
r3UpnCzIm71tO5di1GaUw+UrKgihRANCAAQUQP3rgvmhAE10olneB2IK0C4ifK50
HNeHkRpxSdqpZXNf5MuvIvAYFdH2iK4dsq8pQdd50zl2fyE0m6K3Gm1l
-----END PRIVATE KEY-----
)";
constexpr const char* p521_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIBzYLD1KKwaQLF2IBY
DhRezdqboO4Rty7qLr/ER0rVRWnhZkdcC9df82j6SZnNp6rFn50tMyv2SSIzDLbm
G+H84NChgYkDgYYABAEHken9RJ0USyvISDhHWdTLyQROh7Q44Ie/b/MmuCXDVd7S
fi5cMvOQfzTYSH16JrS/q3R+AIvac5uaypQLiBUPSQEWuaw6LqjBRDlTUgeiIhWr
F31h/KYWEaxjJB+5rE5jTJ5UU128vDb32M73ojBPZBwA6FctPRQh3Xyp5Qh4DwkA
IQ==
-----END PRIVATE KEY-----
)";
constexpr const char* rsa_1024_pkcs8 = R"(-----BEGIN PRIVATE KEY-----
MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAOFDyzXWFn+/QV9y
Tmm+JREz354o37OYwQLHSdTDbpgjFuHQaCQhhJd/1yLaXkgrSJ98Qg6UGjfJ2k80
iEX+tt/NKHUayh2QywHWfyuRt1YdCo3RYgtvEAYTHVnJp/he8DAQnElGhVSRO5+4
jCwuzkuQnZCo7fTEPSkmuZV4FY/3AgMBAAECgYA0ZLtAA1JqVgaTd5erWpFuhd0u
AR2+vPmvdsDCXs47TnYFAZ8nQDCBuDdGoPmq2X5jsdf/Yg0TCrzfDT3g4dSQm3ll
QdiO6/F82FacCR9r7NFhHFdpIM3OxlzL1dQ3qQ/S3svksOePLjZRMz0QqNHKNlrc
SuLfct7W7t4AIaoNYQJBAPeSKJ9WfV1ooTxxV94Q+/i0X3J3Q328WGuNJp9EHXbr
/LN1/vBklnTCj/YHBQqF52VZ0SmmzAP0JW523jMQr7ECQQDo7za++BJlQeIkMt6b
Hz0iNyVbVMOJ9QxBcUtjwm8dKcVzGqS+wQdfgjDelFZApCxXYgBC6li80hhmGkH7
VownAkBUs2a+jQK7MI7pdQXQ7hKnFl8JdJBctlGyCkrKdq12AGsmoxoj+OYY8G/8
ho5M+V8fp8kN7Qkj2SXtUzHWWsEhAkB3RQ1eKT2aFWsKp/VtrkgqPdxl8HgTKqM0
2yMEGKm2YA4XCvxyI/p3f/0v6vpjLOz7bVW+7am0PUt69FT2sfEfAkEA9kzI9THa
LflEh+P1w81czglybSUGIp9gFCaDI7vNeRAisOQ7bpdaMz/xrZh/ynGHxD/ix78c
g8iTYXNlVCMBhg==
-----END PRIVATE KEY-----
)";

crypto::private_key simulated_key(crypto::key_type type, std::uint64_t seed = 1)
{
    crypto::simulation_random random(rng(seed).stream("test"));
    return crypto::generate_key(random, type);
}

} // namespace

TEST_CASE("keys that cannot be read or are too weak are refused by name")
{
    using crypto::private_key;
    CHECK(private_key::from_pem("").error() == crypto::crypto_errc::malformed_key);
    CHECK(private_key::from_pem("-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n").error() ==
          crypto::crypto_errc::malformed_key);
    CHECK(private_key::from_der({}).error() == crypto::crypto_errc::malformed_key);
    CHECK(private_key::from_pem(p521_pkcs8).error() == crypto::crypto_errc::unsupported_key);
    CHECK(private_key::from_pem(rsa_1024_pkcs8).error() == crypto::crypto_errc::unsupported_key);
}

TEST_CASE("every truncation of a key is refused")
{
    const auto der = simulated_key(crypto::key_type::ecdsa_p256).der();
    for (std::size_t size = 0; size < der.size(); ++size)
        CHECK(crypto::private_key::from_der(byte_view(der).first(size)).has_error());
}

TEST_CASE("a key from outside is real and a key from a seed is simulated")
{
    const auto outside = crypto::private_key::from_pem(p256_pkcs8);
    REQUIRE(outside.has_value());
    CHECK(outside->type() == crypto::key_type::ecdsa_p256);
    CHECK(outside->origin() == crypto::key_origin::real);
    CHECK(simulated_key(crypto::key_type::ecdsa_p256).origin() == crypto::key_origin::simulated);
    crypto::system_random system;
    CHECK(crypto::generate_key(system).origin() == crypto::key_origin::real);
}

TEST_CASE("a real key is never used with a simulated source")
{
    const auto real = crypto::private_key::from_pem(p256_pkcs8).value();
    crypto::simulation_random simulated(rng(1).stream("x"));
    crypto::system_random system;
    CHECK_THROWS_AS(crypto::check_source(real, simulated), broken_invariant);
    CHECK_NOTHROW(crypto::check_source(real, system));
    CHECK_NOTHROW(crypto::check_source(simulated_key(crypto::key_type::ecdsa_p256), simulated));
    const crypto::certificate_spec spec{"CA", {}, {}, crypto::certificate_purpose::authority, {}};
    CHECK_THROWS_AS(crypto::make_authority(spec, real, simulated), broken_invariant);
}

TEST_CASE("each type of key survives PEM and DER, and a seed makes the same key again")
{
    for (const auto type : {crypto::key_type::ecdsa_p256, crypto::key_type::ecdsa_p384, crypto::key_type::rsa}) {
        CAPTURE(crypto::to_string(type));
        const auto key = simulated_key(type);
        CHECK(key.type() == type);
        CHECK(key.der() == simulated_key(type).der());
        CHECK(key.der() != simulated_key(type, 2).der());
        CHECK(crypto::private_key::from_pem(key.to_pem())->der() == key.der());
        CHECK(crypto::private_key::from_der(key.der())->public_der() == key.public_der());
    }
}

TEST_CASE("a simulated source gives the same bytes whatever the size of the requests' neighbours")
{
    std::array<std::uint8_t, 16> a{}, b{};
    crypto::simulation_random one(rng(7).stream("s")), two(rng(7).stream("s"));
    one.fill(a);
    two.fill(std::span(b).first(8));
    two.fill(std::span(b).last(8));
    CHECK(a == b);
    CHECK(a[0] == static_cast<std::uint8_t>(rng(7).stream("s").at(0) >> 56));
}

TEST_CASE("the system's source does not repeat itself")
{
    crypto::system_random one, two;
    std::array<std::uint8_t, 4096> a{}, b{};
    one.fill(a);
    two.fill(b);
    CHECK(a != b);
    CHECK_FALSE(one.simulated());
}
