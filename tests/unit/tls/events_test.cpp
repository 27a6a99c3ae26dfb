#include "engine_pair.hpp"

#include "sim/tls/events.hpp"

#include <boost/system/errc.hpp>

using namespace tests;

namespace {

/// "peer=smso name=…"
std::string text(const fields& all)
{
    std::string out;
    for (const auto& f : all) out += (out.empty() ? "" : " ") + std::string(f.name) + "=" + to_text(f.content);
    return out;
}

/// What is emitted and the descriptor's fields agree: nothing undeclared, and nothing required left out.
bool declared(const event_type& type, const fields& all)
{
    for (const auto& f : all) {
        bool known = false;
        for (const auto& p : type.fields) known = known || (p.name == f.name && p.kind == kind_of(f.content));
        if (!known) return false;
    }
    for (const auto& p : type.fields) {
        bool there = !p.required;
        for (const auto& f : all) there = there || p.name == f.name;
        if (!there) return false;
    }
    return true;
}

} // namespace

TEST_CASE("a rejection names both parties' side of it")
{
    tls_world world;
    auto options = usual(world);
    options.server_trust = tls::trust_policy::make({});
    engine_pair pair(world, std::move(options));
    pair.shake();
    const auto at_server = tls::failed_fields("", pair.server.result(), pair.server_step.error);
    CHECK(text(at_server) ==
          "peer= name=tri-1.chf by=us alert=unknown_ca reason=no trusted CA vouches for the certificate");
    const auto at_client = tls::failed_fields("smso", pair.client.result(), pair.client_step.error);
    CHECK(text(at_client) == "peer=smso by=peer alert=unknown_ca reason=the peer sent the alert unknown_ca");
    const auto rejected = tls::rejected_fields("hes.example", "", pair.server.result());
    CHECK(text(rejected) ==
          "by=hes.example peer= name=tri-1.chf alert=unknown_ca reason=no trusted CA vouches for the certificate");
    CHECK(declared(tls::tls_failed, at_server));
    CHECK(declared(tls::tls_failed, at_client));
    CHECK(declared(tls::tls_rejected, rejected));
}

TEST_CASE("a transport's error speaks where TLS has nothing to say")
{
    const auto reset = make_error_code(boost::system::errc::connection_reset);
    const auto all = tls::failed_fields("smso", {}, reset);
    CHECK(text(all) == "peer=smso by=transport reason=the connection was reset");
    CHECK(declared(tls::tls_failed, all));
    const auto odd = make_error_code(boost::system::errc::no_buffer_space);
    CHECK(text(tls::failed_fields("smso", {}, odd)) == "peer=smso by=transport reason=the transport failed");
}

TEST_CASE("an established connection is told with its peer, suite and resumption")
{
    tls_world world;
    engine_pair pair(world, usual(world));
    pair.shake();
    const auto all = tls::established_fields("smso", pair.client.result());
    CHECK(text(all) == "peer=smso name=hes.smso-a.example suite=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 resumed=false");
    CHECK(declared(tls::tls_established, all));
    const auto connecting = tls::connecting_fields("smso", "hes.smso-a.example");
    CHECK(text(connecting) == "peer=smso name=hes.smso-a.example");
    CHECK(declared(tls::tls_connecting, connecting));
    CHECK(declared(tls::tls_connecting, tls::connecting_fields("smso", "")));
}

TEST_CASE("a connection is closed cleanly by close_notify or by ourselves, and else it says how")
{
    CHECK(text(tls::closed_fields("smso", {})) == "peer=smso clean=true reason=close_notify");
    CHECK(text(tls::closed_fields("smso", tls::end_of_file())) == "peer=smso clean=true reason=close_notify");
    const auto cut = tls::closed_fields("smso", tls::tls_errc::truncated);
    CHECK(text(cut) == "peer=smso clean=false reason=the peer's stream ended without close_notify");
    CHECK(declared(tls::tls_closed, cut));
}

TEST_CASE("alerts have the names of RFC 5246, and others are unknown")
{
    CHECK(to_string(tls::alert::certificate_expired) == "certificate_expired");
    CHECK(to_string(tls::alert{51}) == "decrypt_error");
    CHECK(to_string(tls::alert{200}) == "unknown");
}
