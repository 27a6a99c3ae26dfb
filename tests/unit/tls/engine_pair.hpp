// Two engines that feed each other, and the keys, certificates and policies of a small world around them.
#pragma once
#include "sim/crypto/simulation_pki.hpp"
#include "sim/tls/engine.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>

namespace tests {

using namespace sim;

/// 2020-11-07T00:00:00Z, where these tests take place.
inline constexpr auto start = time_point(std::chrono::seconds(1604707200));

/// "SMSO A CA" vouches for the server hes.smso-a.example, "Device CA" for the client tri-1.chf; both for ten years.
class tls_world {
public:
    explicit tls_world(std::uint64_t seed = 1) : dice(seed), pki(dice, {start - days(365), start + days(3650)}) {}

    crypto::certificate_spec server_spec() const;
    crypto::certificate_spec client_spec() const;
    std::shared_ptr<const crypto::identity> server_identity(crypto::key_type type = crypto::key_type::ecdsa_p256);
    std::shared_ptr<const crypto::identity> client_identity(crypto::key_type type = crypto::key_type::ecdsa_p256);
    std::shared_ptr<const tls::trust_policy> trust_in_server();
    std::shared_ptr<const tls::trust_policy> trust_in_client();
    tls::ticket_protection tickets() const;

    tls::config_options server_config();
    tls::config_options client_config();

    rng dice;
    crypto::simulation_pki pki;
};

struct pair_options {
    std::shared_ptr<const tls::config> client, server;
    std::shared_ptr<const tls::trust_policy> client_trust, server_trust;
    std::shared_ptr<const tls::session> offer{};
    std::shared_ptr<const tls::session> cached{};
    std::string connection{"connection"}; ///< names the random streams
    bool log_keys{false};
};
/// The world's usual: everything in order.
pair_options usual(tls_world& world);

class engine_pair {
public:
    engine_pair(tls_world& world, pair_options options);

    /// Steps both until neither can go on; `chunk` bytes are delivered at a time. Both must end done or failed.
    void shake(time_point now = start, std::size_t chunk = 100000);
    /// Carries what is pending in either direction.
    void exchange(std::size_t chunk = 100000);
    /// Everything that `from` writes, as `to` reads it.
    std::string carry(tls::engine& from, tls::engine& to, std::string_view text, time_point now = start);

    tls::engine client, server;
    tls::engine::step client_step, server_step;
    bytes to_server, to_client; ///< all ciphertext so far

private:
    void deliver(tls::engine& from, tls::engine& to, bytes& transcript, tls::engine::step& step, time_point now,
                 std::size_t chunk);
};

/// What an engine told of its failure, as "by alert: reason".
std::string words(const tls::engine& e);

} // namespace tests
