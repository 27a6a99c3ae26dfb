// Every refusal leaves as an alert, and both ends can say in words who turned whom away and why.
#include "engine_pair.hpp"

#include "sim/crypto/mbedtls_support.hpp"
#include "sim/tls/verdict.hpp"

using namespace tests;
using progress = tls::engine::progress;

namespace {

struct refusal {
    const char* name;
    void (*change)(tls_world&, pair_options&);
    bool by_server;
    const char* told_by_judge;
    const char* alert;
};

void with_client(tls_world& world, pair_options& options, const char* ca, const crypto::certificate_spec& spec)
{
    auto config = world.client_config();
    config.own = std::make_shared<crypto::identity>(world.pki.issue(ca, "other", spec));
    options.client = tls::config::make(std::move(config));
}

void with_server(tls_world& world, pair_options& options, const char* ca, const crypto::certificate_spec& spec)
{
    auto config = world.server_config();
    config.own = std::make_shared<crypto::identity>(world.pki.issue(ca, "other", spec));
    options.server = tls::config::make(std::move(config));
}

const refusal refusals[] = {
    {"the client's certificate has expired by the virtual date",
     [](tls_world& w, pair_options& o) {
         auto spec = w.client_spec();
         spec.valid.not_after = start - 1s;
         with_client(w, o, "Device CA", spec);
     },
     true, "the certificate has expired on 2020-11-06T23:59:59Z", "certificate_expired"},
    {"the server's certificate has expired by the virtual date",
     [](tls_world& w, pair_options& o) {
         auto spec = w.server_spec();
         spec.valid.not_after = start - 1s;
         with_server(w, o, "SMSO A CA", spec);
     },
     false, "the certificate has expired on 2020-11-06T23:59:59Z", "certificate_expired"},
    {"the client's certificate is not valid yet by the virtual date",
     [](tls_world& w, pair_options& o) {
         auto spec = w.client_spec();
         spec.valid.not_before = start + 1s;
         with_client(w, o, "Device CA", spec);
     },
     true, "the certificate is not valid before 2020-11-07T00:00:01Z", "certificate_expired"},
    {"the server's certificate is not valid yet by the virtual date",
     [](tls_world& w, pair_options& o) {
         auto spec = w.server_spec();
         spec.valid.not_before = start + 1s;
         with_server(w, o, "SMSO A CA", spec);
     },
     false, "the certificate is not valid before 2020-11-07T00:00:01Z", "certificate_expired"},
    {"another CA vouches for the client",
     [](tls_world& w, pair_options& o) { with_client(w, o, "Other CA", w.client_spec()); }, true,
     "no trusted CA vouches for the certificate", "unknown_ca"},
    {"another CA vouches for the server",
     [](tls_world& w, pair_options& o) { with_server(w, o, "DCC CA", w.server_spec()); }, false,
     "no trusted CA vouches for the certificate", "unknown_ca"},
    {"an expired certificate of another CA is above all of another CA",
     [](tls_world& w, pair_options& o) {
         auto spec = w.server_spec();
         spec.valid.not_after = start - 1s;
         with_server(w, o, "DCC CA", spec);
     },
     false, "no trusted CA vouches for the certificate", "unknown_ca"},
    {"the client trusts nobody", [](tls_world&, pair_options& o) { o.client_trust = nullptr; }, false,
     "no trusted CA vouches for the certificate", "unknown_ca"},
    {"the server trusts nobody", [](tls_world&, pair_options& o) { o.server_trust = tls::trust_policy::make({}); },
     true, "no trusted CA vouches for the certificate", "unknown_ca"},
    {"the server has another name",
     [](tls_world& w, pair_options& o) {
         o.client_trust = tls::trust_policy::make({w.pki.anchor("SMSO A CA")}, "hes.dcc.example");
     },
     false, "the certificate is not for the name hes.dcc.example", "bad_certificate"},
    {"the client has another name",
     [](tls_world& w, pair_options& o) {
         o.server_trust = tls::trust_policy::make({w.pki.anchor("Device CA")}, "tri-2.chf");
     },
     true, "the certificate is not for the name tri-2.chf", "bad_certificate"},
    {"a server's certificate is shown by a client",
     [](tls_world& w, pair_options& o) {
         auto spec = w.client_spec();
         spec.purpose = crypto::certificate_purpose::server;
         with_client(w, o, "Device CA", spec);
     },
     true, "the certificate is not a client's", "unsupported_certificate"},
    {"the caller's rule is against the client",
     [](tls_world& w, pair_options& o) {
         o.server_trust = tls::trust_policy::make({w.pki.anchor("Device CA")}, {}, [](const auto& peer) {
             return std::optional(
                 tls::rejection{tls::alert::access_denied, peer.subject_common_name + " is not in the inventory"});
         });
     },
     true, "tri-1.chf is not in the inventory", "access_denied"},
    {"the caller's rule is against the server, with an alert that the library cannot send for certificates",
     [](tls_world& w, pair_options& o) {
         o.client_trust = tls::trust_policy::make({w.pki.anchor("SMSO A CA")}, {}, [](const auto&) {
             return std::optional(tls::rejection{tls::alert::user_canceled, "bound to another head-end"});
         });
     },
     false, "bound to another head-end", "certificate_unknown"},
    {"the caller's rule throws",
     [](tls_world& w, pair_options& o) {
         o.server_trust =
             tls::trust_policy::make({w.pki.anchor("Device CA")}, {}, [](const auto&) -> std::optional<tls::rejection> {
                 throw std::runtime_error("broken rule");
             });
     },
     true, "the certificate could not be judged", "certificate_unknown"},
    {"the client shows no certificate",
     [](tls_world& w, pair_options& o) {
         auto config = w.client_config();
         config.own = nullptr;
         o.client = tls::config::make(std::move(config));
     },
     true, "the peer showed no certificate", "handshake_failure"},
    {"the client does not hold the key of its certificate",
     [](tls_world& w, pair_options& o) {
         auto wrong = *w.client_identity();
         wrong.key = w.pki.issue("Device CA", "someone else", w.client_spec()).key;
         auto config = w.client_config();
         config.own = std::make_shared<crypto::identity>(std::move(wrong));
         o.client = tls::config::make(std::move(config));
     },
     true, "the peer's signature does not verify: it does not hold the key of its certificate", "decrypt_error"},
    {"the client does not hold the RSA key of its certificate",
     [](tls_world& w, pair_options& o) {
         auto wrong = *w.client_identity(crypto::key_type::rsa);
         wrong.key = w.pki.issue("Device CA", "someone else", w.client_spec(), crypto::key_type::rsa).key;
         auto config = w.client_config();
         config.own = std::make_shared<crypto::identity>(std::move(wrong));
         o.client = tls::config::make(std::move(config));
     },
     true, "the peer's signature does not verify: it does not hold the key of its certificate", "decrypt_error"},
    {"the server does not hold the key of its certificate",
     [](tls_world& w, pair_options& o) {
         auto wrong = *w.server_identity();
         wrong.key = w.pki.issue("SMSO A CA", "someone else", w.server_spec()).key;
         auto config = w.server_config();
         config.own = std::make_shared<crypto::identity>(std::move(wrong));
         o.server = tls::config::make(std::move(config));
     },
     false, "the peer's signature does not verify: it does not hold the key of its certificate", "decrypt_error"},
};

} // namespace

TEST_CASE("each refusal is an alert at the peer, and words at both ends")
{
    for (const auto& row : refusals) {
        CAPTURE(row.name);
        tls_world world;
        auto options = usual(world);
        row.change(world, options);
        engine_pair pair(world, std::move(options));
        pair.shake();
        auto& judge = row.by_server ? pair.server : pair.client;
        auto& judged = row.by_server ? pair.client : pair.server;
        CHECK_FALSE(judge.established());
        CHECK(words(judge) == std::string("us ") + row.alert + ": " + row.told_by_judge);
        CHECK(judge.handshake(start).error == tls::tls_errc::rejected_by_us);
        CHECK(words(judged) == std::string("peer ") + row.alert + ": the peer sent the alert " + row.alert);
        CHECK(judged.handshake(start).error == tls::tls_errc::rejected_by_peer);
    }
}

TEST_CASE("who was rejected is known by name when a certificate was shown")
{
    tls_world world;
    auto options = usual(world);
    options.server_trust = tls::trust_policy::make({});
    engine_pair pair(world, std::move(options));
    pair.shake();
    REQUIRE(pair.server.result().peer.has_value());
    CHECK(pair.server.result().peer->subject_common_name == "tri-1.chf");
    CHECK(pair.server.result().peer_certificate == world.client_identity()->certificate());
}

TEST_CASE("certificates are good to the last virtual second, and no longer")
{
    tls_world world;
    const auto last = world.client_spec().valid.not_after;
    engine_pair good(world, usual(world)), late(world, usual(world));
    good.shake(last);
    CHECK(good.server.established());
    late.shake(last + 1s);
    CHECK_FALSE(late.server.established());
}

TEST_CASE("a chain over an intermediate authority is believed")
{
    tls_world world;
    auto sub_spec = world.client_spec();
    sub_spec.common_name = "Sub CA";
    sub_spec.purpose = crypto::certificate_purpose::authority;
    const auto sub = world.pki.issue("Device CA", "sub", sub_spec);
    crypto::simulation_random random(world.dice.stream("leaf"));
    auto config = world.client_config();
    config.own = std::make_shared<crypto::identity>(
        crypto::issue(sub, world.client_spec(), crypto::generate_key(random), random));
    auto options = usual(world);
    options.client = tls::config::make(std::move(config));
    engine_pair pair(world, std::move(options));
    pair.shake();
    CHECK(pair.server.established());
    CHECK(pair.server.result().peer->issuer_common_name == "Sub CA");
}

TEST_CASE("a head-end's own certificate is believed as an anchor, another one of the same authority is not")
{
    tls_world world;
    auto spec = world.server_spec();
    const auto pinned = world.pki.issue("SMSO A CA", "pinned", spec), twin = world.pki.issue("SMSO A CA", "twin", spec);
    for (const auto* shown : {&pinned, &twin}) {
        auto config = world.server_config();
        config.own = std::make_shared<crypto::identity>(*shown);
        auto options = usual(world);
        options.server = tls::config::make(std::move(config));
        auto own = pinned.certificate();
        options.client_trust = tls::trust_policy::make({bytes(own.begin(), own.end())});
        engine_pair pair(world, std::move(options));
        pair.shake();
        CHECK(pair.client.established() == (shown == &pinned));
        if (shown == &twin) CHECK(words(pair.client) == "us unknown_ca: no trusted CA vouches for the certificate");
    }
}

TEST_CASE("a server does not even show a certificate that is not a server's")
{
    tls_world world;
    auto options = usual(world);
    auto spec = world.server_spec();
    spec.purpose = crypto::certificate_purpose::client;
    with_server(world, options, "SMSO A CA", spec);
    engine_pair pair(world, std::move(options));
    pair.shake();
    CHECK(words(pair.server) == "us handshake_failure: no usable cipher suite in common");
    CHECK(words(pair.client) == "peer handshake_failure: the peer sent the alert handshake_failure");
}

TEST_CASE("a server that shows a client's certificate all the same is told that it is not fit")
{
    tls_world world;
    crypto::certificate_object shown;
    REQUIRE(!crypto::append_certificate(world.client_identity()->certificate(), shown));
    const auto policy = tls::trust_policy::make({});
    tls::chain_judge judge(*policy, tls::role::client);
    std::uint32_t flags = 0;
    judge.look(*shown, 0, flags, start);
    REQUIRE(judge.rejected().has_value());
    CHECK(judge.rejected()->description == tls::alert::unsupported_certificate);
    CHECK(judge.rejected()->reason == "the certificate is not a server's");
    CHECK(flags == MBEDTLS_X509_BADCERT_EXT_KEY_USAGE);
}

TEST_CASE("the library's other findings are told too, and its own view of dates does not count")
{
    tls_world world;
    crypto::certificate_object shown;
    REQUIRE(!crypto::append_certificate(world.server_identity()->certificate(), shown));
    const auto policy = tls::trust_policy::make({});
    const auto verdict = [&](std::uint32_t flags) {
        tls::chain_judge judge(*policy, tls::role::client);
        judge.look(*shown, 0, flags, start);
        return judge.rejected() ? std::string(to_string(judge.rejected()->description)) : "accepted";
    };
    CHECK(verdict(MBEDTLS_X509_BADCERT_REVOKED) == "certificate_revoked");
    CHECK(verdict(MBEDTLS_X509_BADCERT_BAD_MD) == "unsupported_certificate");
    CHECK(verdict(MBEDTLS_X509_BADCERT_BAD_KEY) == "unsupported_certificate");
    CHECK(verdict(MBEDTLS_X509_BADCERT_OTHER) == "certificate_unknown");
    CHECK(verdict(MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE) == "accepted");
}
