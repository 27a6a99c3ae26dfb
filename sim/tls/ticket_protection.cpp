#include "sim/tls/ticket_protection.hpp"

#include "sim/core/check.hpp"

#include <mbedtls/gcm.h>

#include <array>

namespace sim::tls {

namespace {

constexpr std::size_t name_size = 8, nonce_size = 12, tag_size = 16;
constexpr std::size_t overhead = name_size + nonce_size + tag_size;

class cipher {
public:
    explicit cipher(const crypto::sha256_digest& key)
    {
        mbedtls_gcm_init(&gcm_);
        check(mbedtls_gcm_setkey(&gcm_, MBEDTLS_CIPHER_ID_AES, key.data(), static_cast<unsigned>(8 * key.size())) == 0,
              "AES-256 is there");
    }
    cipher(const cipher&) = delete;
    cipher& operator=(const cipher&) = delete;
    ~cipher() { mbedtls_gcm_free(&gcm_); }
    mbedtls_gcm_context* get() { return &gcm_; }

private:
    mbedtls_gcm_context gcm_;
};

} // namespace

ticket_protection::ticket_protection(const crypto::sha256_digest& secret, duration epoch)
    : secret_(secret), epoch_(epoch)
{
    check(epoch >= std::chrono::minutes(1), "an epoch of ticket keys lasts a minute or more");
}

std::uint64_t ticket_protection::epoch_at(time_point now) const
{
    return static_cast<std::uint64_t>(now.time_since_epoch() / epoch_);
}

crypto::sha256_digest ticket_protection::key_of(std::uint64_t epoch) const
{
    writer label;
    label.raw(as_bytes("s1sim session ticket key")).u64(epoch);
    return crypto::hmac_sha256(secret_, label.data());
}

bytes ticket_protection::seal(byte_view content, time_point now, crypto::random_source& random) const
{
    const auto epoch = epoch_at(now);
    std::array<std::uint8_t, nonce_size> nonce;
    random.fill(nonce);
    writer head;
    head.u64(epoch).raw(nonce);
    bytes ticket = head.take();
    ticket.resize(content.size() + overhead);
    cipher aes(key_of(epoch));
    auto* sealed = ticket.data() + name_size + nonce_size;
    const int failure =
        mbedtls_gcm_crypt_and_tag(aes.get(), MBEDTLS_GCM_ENCRYPT, content.size(), nonce.data(), nonce.size(),
                                  ticket.data(), name_size, content.data(), sealed, tag_size, sealed + content.size());
    check(failure == 0, "a ticket can be sealed");
    return ticket;
}

std::optional<bytes> ticket_protection::open(byte_view ticket, time_point now) const
{
    if (ticket.size() < overhead) return std::nullopt;
    const auto epoch = reader(ticket).u64();
    const auto current = epoch_at(now);
    if (epoch != current && epoch + 1 != current) return std::nullopt;
    bytes content(ticket.size() - overhead);
    cipher aes(key_of(epoch));
    const auto* sealed = ticket.data() + name_size + nonce_size;
    const int failure =
        mbedtls_gcm_auth_decrypt(aes.get(), content.size(), ticket.data() + name_size, nonce_size, ticket.data(),
                                 name_size, sealed + content.size(), tag_size, sealed, content.data());
    if (failure != 0) return std::nullopt;
    return content;
}

} // namespace sim::tls
