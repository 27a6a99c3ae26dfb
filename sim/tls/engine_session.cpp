// Resumption: what an engine offers, accepts and leaves behind; and the key log.
#include "sim/tls/engine_impl.hpp"

#include "sim/tls/key_log.hpp"

#include <algorithm>

namespace sim::tls {

namespace {

constexpr int refused = MBEDTLS_ERR_SSL_INVALID_MAC, expired = MBEDTLS_ERR_SSL_SESSION_TICKET_EXPIRED;
constexpr std::size_t master_secret_size = 48, random_size = 32; // RFC 5246 8.1 and 7.4.1.2

bytes save(const mbedtls_ssl_session& s)
{
    std::size_t size = 0;
    mbedtls_ssl_session_save(&s, nullptr, 0, &size);
    bytes saved(size);
    if (mbedtls_ssl_session_save(&s, saved.data(), saved.size(), &size) != 0) return {};
    return saved;
}

} // namespace

std::string key_log_line(byte_view client_random, byte_view master_secret)
{
    return "CLIENT_RANDOM " + to_hex(client_random) + " " + to_hex(master_secret);
}

bool engine::impl::acceptable(const session& s, time_point now) const
{
    return options.trust ? s.resumable(*options.trust, now) : now - s.all().established <= session::lifetime;
}

/// Loads a session after judging it anew: an abbreviated handshake shows no certificate, and trust may have changed.
int engine::impl::revive(const session& s, mbedtls_ssl_session& into)
{
    if (!acceptable(s, current_step()->now)) return expired;
    if (mbedtls_ssl_session_load(&into, s.saved().data(), s.saved().size()) != 0) return refused;
    if (!options.trust || !into.peer_cert) return 0;
    const auto info = crypto::inspect({into.peer_cert->raw.p, into.peer_cert->raw.len});
    if (info && !options.trust->judge(*info)) return 0;
    mbedtls_ssl_session_free(&into);
    return refused;
}

std::shared_ptr<const session> engine::impl::make_session(const mbedtls_ssl_session& from, time_point now) const
{
    session::content c;
    c.id.assign(from.id, from.id + from.id_len);
    c.saved = save(from);
    if (c.saved.empty()) return nullptr;
    if (options.trust) c.policy = options.trust->digest();
    c.established = now;
    c.valid_from = judge.valid_from();
    c.valid_to = judge.valid_to();
    return std::make_shared<const session>(std::move(c));
}

void engine::impl::offer_session()
{
    if (!options.offer) return;
    session_object loaded;
    if (revive(*options.offer, *loaded) == 0) mbedtls_ssl_set_session(ssl.get(), loaded.get());
}

std::shared_ptr<const session> engine::impl::session_to_keep(time_point now)
{
    if (result.resumed) return options.offer; // as old as it was, and the certificates behind it too
    session_object made;
    if (mbedtls_ssl_get_session(ssl.get(), made.get()) != 0) return nullptr;
    if (made->id_len == 0 && made->ticket_len == 0) return nullptr;
    return make_session(*made, now);
}

int engine::impl::find_session(const unsigned char* id, std::size_t size, mbedtls_ssl_session* into)
{
    if (!cached || !std::ranges::equal(cached->id(), byte_view(id, size))) return refused;
    return revive(*cached, *into);
}

int engine::impl::keep_session(const mbedtls_ssl_session* made)
{
    cacheable = make_session(*made, current_step()->now);
    return 0;
}

int engine::impl::write_ticket(const mbedtls_ssl_session* of, unsigned char* begin, const unsigned char* end,
                               std::size_t* size, std::uint32_t* lifetime)
{
    const auto& protection = *options.settings->options().tickets;
    const auto* step = current_step();
    const auto made = make_session(*of, step->now);
    if (!made) return MBEDTLS_ERR_SSL_ALLOC_FAILED;
    const auto ticket = protection.seal(made->encode(), step->now, step->random);
    if (ticket.size() > static_cast<std::size_t>(end - begin)) return MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
    std::copy(ticket.begin(), ticket.end(), begin);
    *size = ticket.size();
    *lifetime =
        static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(protection.lifetime()).count());
    return 0;
}

int engine::impl::read_ticket(mbedtls_ssl_session* into, const unsigned char* ticket, std::size_t size)
{
    const auto opened = options.settings->options().tickets->open({ticket, size}, current_step()->now);
    if (!opened) return refused;
    const auto decoded = session::decode(*opened);
    return decoded ? revive(**decoded, *into) : refused;
}

void engine::impl::take_secret(const unsigned char* master_secret, const unsigned char* client_random)
{
    if (options.log_keys)
        log.push_back(key_log_line({client_random, random_size}, {master_secret, master_secret_size}));
}

} // namespace sim::tls
