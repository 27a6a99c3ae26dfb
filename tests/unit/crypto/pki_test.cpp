#include "sim/crypto/certificate.hpp"
#include "sim/crypto/pki.hpp"
#include "sim/crypto/simulation_pki.hpp"

#include <doctest/doctest.h>

using namespace sim;
using crypto::certificate_purpose;
using crypto::certificate_spec;

namespace {

constexpr auto start = time_point(std::chrono::seconds(1604707200)); // 2020-11-07T00:00:00Z
const crypto::validity ten_years{start, start + days(3650)};

certificate_spec device(std::string name, std::vector<std::string> dns = {})
{
    return {std::move(name), "Test", std::move(dns), certificate_purpose::client, ten_years};
}

} // namespace

TEST_CASE("certificates that cannot be read are refused")
{
    CHECK(crypto::inspect({}).error() == crypto::crypto_errc::malformed_certificate);
    CHECK(crypto::certificates_from_pem("").error() == crypto::crypto_errc::malformed_certificate);
    CHECK(crypto::certificates_from_pem("no PEM at all").error() == crypto::crypto_errc::malformed_certificate);
    crypto::simulation_pki pki(rng(1), ten_years);
    const auto der = pki.anchor("CA");
    for (std::size_t size = 0; size < der.size(); size += 7)
        CHECK(crypto::inspect(byte_view(der).first(size)).error() == crypto::crypto_errc::malformed_certificate);
}

TEST_CASE("names that no certificate can carry are errors of set-up")
{
    crypto::simulation_pki pki(rng(1), ten_years);
    CHECK_THROWS_AS(pki.issue("CA", "x", device("")), crypto::setup_error);
    CHECK_THROWS_AS(pki.issue("CA", "x", device(std::string(65, 'a'))), crypto::setup_error);
    CHECK_THROWS_AS(pki.issue("CA", "x", device("a\nb")), crypto::setup_error);
    CHECK_THROWS_AS(pki.issue("CA", "x", device("a\\b")), crypto::setup_error);
    CHECK_THROWS_AS(pki.issue("CA", "x", device("a", {""})), crypto::setup_error);
    CHECK_THROWS_AS(pki.issue("CA", "x", device("a", {std::string(254, 'a')})), crypto::setup_error);
}

TEST_CASE("who is no authority issues nothing")
{
    crypto::simulation_pki pki(rng(1), ten_years);
    const auto leaf = pki.issue("CA", "leaf", device("leaf"));
    crypto::simulation_random random(rng(1).stream("x"));
    CHECK_THROWS_AS(crypto::issue(leaf, device("other"), crypto::generate_key(random), random), crypto::setup_error);
}

TEST_CASE("a certificate says what was asked for")
{
    crypto::simulation_pki pki(rng(1), ten_years);
    const auto made = pki.issue("SMSO A CA", "tri-1.chf", device("tri-1, hub", {"one.example", "two.example"}));
    const auto info = crypto::inspect(made.certificate()).value();
    CHECK(info.subject == "O=Test, CN=tri-1\\, hub");
    CHECK(info.subject_common_name == "tri-1, hub");
    CHECK(info.issuer_common_name == "SMSO A CA");
    CHECK(info.dns_names == std::vector<std::string>{"one.example", "two.example"});
    CHECK(info.not_before == start);
    CHECK(info.not_after == start + days(3650));
    CHECK(info.serial.size() == 32);
    CHECK(info.fingerprint.size() == 64);
    CHECK_FALSE(info.is_authority);
    CHECK(info.key == crypto::key_type::ecdsa_p256);
    CHECK(made.key_matches());
    CHECK(made.chain.size() == 1);
    const auto root = crypto::inspect(pki.anchor("SMSO A CA")).value();
    CHECK(root.is_authority);
    CHECK(root.issuer_common_name == root.subject_common_name);
}

TEST_CASE("a name list of more than 127 octets is written with a long length")
{
    crypto::simulation_pki pki(rng(1), ten_years);
    std::vector<std::string> names;
    for (char c = 'a'; c <= 'h'; ++c) names.push_back(std::string(100, c) + ".example");
    const auto made = pki.issue("CA", "x", device("x", names));
    CHECK(crypto::inspect(made.certificate())->dns_names == names);
}

TEST_CASE("dates beyond 2049 are read back, and beyond 2200 count as never")
{
    crypto::simulation_pki pki(rng(1), ten_years);
    auto spec = device("x");
    spec.valid.not_after = parse_rfc3339("2060-01-02T03:04:05Z").value();
    CHECK(crypto::inspect(pki.issue("CA", "a", spec).certificate())->not_after == spec.valid.not_after);
    spec.valid.not_after = time_point(std::chrono::seconds(7289654400)); // 2201-01-01
    CHECK(crypto::inspect(pki.issue("CA", "b", spec).certificate())->not_after == time_point::max());
}

TEST_CASE("identities depend on the seed and their names, and not on the order of issuing")
{
    crypto::simulation_pki one(rng(1), ten_years), two(rng(1), ten_years), other(rng(2), ten_years);
    const auto a = one.issue("Device CA", "a", device("a"));
    const auto b = one.issue("Device CA", "b", device("b"));
    two.authority("DCC CA");
    CHECK(two.issue("Device CA", "b", device("b")).chain == b.chain);
    CHECK(two.issue("Device CA", "a", device("a")).chain == a.chain);
    CHECK(a.key.der() != b.key.der());
    CHECK(other.issue("Device CA", "a", device("a")).chain != a.chain);
    CHECK(one.issue("DCC CA", "a", device("a")).key.der() != a.key.der());
}

TEST_CASE("each type of key can be an authority's and a device's, the same again for a seed")
{
    const auto make = [](crypto::key_type type) {
        crypto::simulation_random random(rng(3).stream("authority"));
        const certificate_spec spec{"Root", "Test", {}, certificate_purpose::authority, ten_years};
        const auto root = crypto::make_authority(spec, crypto::generate_key(random, type), random);
        return crypto::issue(root, device("leaf"), crypto::generate_key(random, type), random);
    };
    for (const auto type : {crypto::key_type::ecdsa_p256, crypto::key_type::ecdsa_p384, crypto::key_type::rsa}) {
        CAPTURE(crypto::to_string(type));
        const auto made = make(type);
        CHECK(crypto::inspect(made.certificate())->key == type);
        CHECK(made.key_matches());
        CHECK(made.chain == make(type).chain);
    }
}

TEST_CASE("a chain holds the authorities between, and not the root")
{
    crypto::simulation_pki pki(rng(1), ten_years);
    auto spec = device("Sub CA");
    spec.purpose = certificate_purpose::authority;
    const auto sub = pki.issue("Root CA", "sub", spec);
    crypto::simulation_random random(rng(1).stream("x"));
    const auto leaf = crypto::issue(sub, device("leaf"), crypto::generate_key(random), random);
    REQUIRE(leaf.chain.size() == 2);
    CHECK(leaf.chain[1] == sub.certificate());
    CHECK(crypto::inspect(leaf.certificate())->issuer_common_name == "Sub CA");
}

TEST_CASE("identities survive PEM, and a key that is not the certificate's is noticed")
{
    crypto::simulation_pki pki(rng(1), ten_years);
    const auto a = pki.issue("CA", "a", device("a")), b = pki.issue("CA", "b", device("b"));
    const auto read = crypto::identity::from_pem(a.certificates_pem(), a.key.to_pem());
    REQUIRE(read.has_value());
    CHECK(read->chain == a.chain);
    CHECK(read->key.der() == a.key.der());
    CHECK(read->key.origin() == crypto::key_origin::real);
    const crypto::identity wrong{b.key, a.chain};
    CHECK_FALSE(wrong.key_matches());
    CHECK(crypto::identity::from_pem("", a.key.to_pem()).error() == crypto::crypto_errc::malformed_certificate);
    CHECK(crypto::identity::from_pem(a.certificates_pem(), "").error() == crypto::crypto_errc::malformed_key);
}
