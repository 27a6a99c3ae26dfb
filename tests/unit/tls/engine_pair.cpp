#include "engine_pair.hpp"

#include "sim/tls/events.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>

namespace tests {

using crypto::certificate_purpose;

crypto::certificate_spec tls_world::server_spec() const
{
    return {"hes.smso-a.example",
            "SMSO A",
            {"hes.smso-a.example"},
            certificate_purpose::server,
            {start - days(30), start + days(365)}};
}

crypto::certificate_spec tls_world::client_spec() const
{
    return {"tri-1.chf", {}, {}, certificate_purpose::client, {start - days(30), start + days(365)}};
}

namespace {

/// Issued once for a seed in this program: RSA keys take their time.
template <class Issue>
std::shared_ptr<const crypto::identity> once(std::uint64_t seed, std::string_view who, crypto::key_type type,
                                             Issue issue)
{
    static std::map<std::tuple<std::uint64_t, std::string_view, crypto::key_type>,
                    std::shared_ptr<const crypto::identity>>
        issued;
    auto& entry = issued[{seed, who, type}];
    if (!entry) entry = std::make_shared<crypto::identity>(issue());
    return entry;
}

} // namespace

std::shared_ptr<const crypto::identity> tls_world::server_identity(crypto::key_type type)
{
    return once(dice.seed(), "hes", type, [&] { return pki.issue("SMSO A CA", "hes", server_spec(), type); });
}

std::shared_ptr<const crypto::identity> tls_world::client_identity(crypto::key_type type)
{
    return once(dice.seed(), "tri-1.chf", type,
                [&] { return pki.issue("Device CA", "tri-1.chf", client_spec(), type); });
}

std::shared_ptr<const tls::trust_policy> tls_world::trust_in_server()
{
    return tls::trust_policy::make({pki.anchor("SMSO A CA")}, "hes.smso-a.example");
}

std::shared_ptr<const tls::trust_policy> tls_world::trust_in_client()
{
    return tls::trust_policy::make({pki.anchor("Device CA")});
}

tls::ticket_protection tls_world::tickets() const
{
    return tls::ticket_protection(crypto::sha256(as_bytes("secret of the server")));
}

tls::config_options tls_world::server_config()
{
    tls::config_options options;
    options.role = tls::role::server;
    options.own = server_identity();
    options.tickets = tickets();
    return options;
}

tls::config_options tls_world::client_config()
{
    tls::config_options options;
    options.own = client_identity();
    return options;
}

pair_options usual(tls_world& world)
{
    pair_options options;
    options.client = tls::config::make(world.client_config());
    options.server = tls::config::make(world.server_config());
    options.client_trust = world.trust_in_server();
    options.server_trust = world.trust_in_client();
    return options;
}

namespace {

std::unique_ptr<crypto::random_source> dice_for(const tls_world& world, const std::string& connection, const char* end)
{
    return std::make_unique<crypto::simulation_random>(world.dice.stream(connection).child(end));
}

} // namespace

engine_pair::engine_pair(tls_world& world, pair_options o)
    : client({o.client, o.client_trust, dice_for(world, o.connection, "client"), o.offer, o.log_keys}),
      server({o.server, o.server_trust, dice_for(world, o.connection, "server"), nullptr, o.log_keys})
{
    server.offer_cached(o.cached);
}

void engine_pair::deliver(tls::engine& from, tls::engine& to, bytes& transcript, tls::engine::step& step,
                          time_point now, std::size_t chunk)
{
    const auto all = from.take_output();
    transcript.insert(transcript.end(), all.begin(), all.end());
    for (std::size_t at = 0; at < all.size(); at += chunk) {
        REQUIRE(!to.feed(byte_view(all).subspan(at, std::min(chunk, all.size() - at))));
        if (step.now == tls::engine::progress::want_input) step = to.handshake(now);
    }
}

void engine_pair::shake(time_point now, std::size_t chunk)
{
    client_step = client.handshake(now);
    server_step = server.handshake(now);
    for (int round = 0; round < 10 && (client.has_output() || server.has_output()); ++round) {
        deliver(client, server, to_server, server_step, now, chunk);
        deliver(server, client, to_client, client_step, now, chunk);
    }
    // Whoever still waits sees the end of the stream that the other one closes.
    const auto close = [now](const tls::engine::step& other, tls::engine& e, tls::engine::step& own) {
        if (other.now != tls::engine::progress::failed || own.now != tls::engine::progress::want_input) return;
        e.feed_eof();
        own = e.handshake(now);
    };
    close(client_step, server, server_step);
    close(server_step, client, client_step);
    CHECK(client_step.now != tls::engine::progress::want_input);
    CHECK(server_step.now != tls::engine::progress::want_input);
}

void engine_pair::exchange(std::size_t chunk)
{
    tls::engine::step done;
    deliver(client, server, to_server, done, start, chunk);
    deliver(server, client, to_client, done, start, chunk);
}

std::string engine_pair::carry(tls::engine& from, tls::engine& to, std::string_view text, time_point now)
{
    REQUIRE(from.write(as_bytes(text), now).size == text.size());
    bytes all;
    bytes buffer(5000);
    const auto sealed = from.take_output();
    for (std::size_t at = 0; at < sealed.size(); at += 30000) {
        REQUIRE(!to.feed(byte_view(sealed).subspan(at, std::min<std::size_t>(30000, sealed.size() - at))));
        for (;;) {
            const auto step = to.read(buffer, now);
            REQUIRE(step.now != tls::engine::progress::failed);
            if (step.now == tls::engine::progress::want_input) break;
            all.insert(all.end(), buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(step.size));
        }
    }
    return as_text(all);
}

std::string words(const tls::engine& e)
{
    const auto& f = e.result().failure;
    if (!f) return "no failure";
    const std::string alert = f->description ? " " + std::string(to_string(*f->description)) : "";
    return std::string(to_string(f->by)) + alert + ": " + f->reason;
}

} // namespace tests
