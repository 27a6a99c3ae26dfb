// Debian's mbedTLS has no AES key wrap (docs/decisions/0003-tls-on-mbedtls.md), so this one is libcrypto's.
#include "sim/crypto/key_wrap.hpp"

#include "sim/core/check.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

namespace sim::crypto {

const boost::system::error_category& key_wrap_category() noexcept
{
    static const table_category category("s1sim.key_wrap", {
                                                               "the key data has a size that cannot be wrapped",
                                                               "the wrapped key does not fit its key-encrypting key",
                                                           });
    return category;
}

error_code make_error_code(key_wrap_errc e) noexcept { return {static_cast<int>(e), key_wrap_category()}; }

namespace {

enum class direction { unwrap = 0, wrap = 1 };

constexpr std::size_t block = 8;

bool fits(std::size_t key_data)
{
    return key_data >= min_key_data && key_data <= max_key_data && key_data % block == 0;
}

/// The cipher wipes its key when it is freed. Empty when the integrity check fails.
bytes run(direction way, std::span<const std::uint8_t, 16> key_encrypting_key, byte_view in)
{
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                  &EVP_CIPHER_CTX_free);
    check(context != nullptr, "libcrypto has memory");
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    // No initial value is given: RFC 3394's default.
    check(EVP_CipherInit_ex(context.get(), EVP_aes_128_wrap(), nullptr, key_encrypting_key.data(), nullptr,
                            static_cast<int>(way)) == 1,
          "AES-128 key wrap is there");
    bytes out(in.size() + 2 * block);
    int size = 0;
    // A failure is an answer here: it must not stay behind in the thread's queue, where TLS code of others would find
    // it.
    ERR_set_mark();
    const int done = EVP_CipherUpdate(context.get(), out.data(), &size, in.data(), static_cast<int>(in.size()));
    ERR_pop_to_mark();
    out.resize(done == 1 && size > 0 ? static_cast<std::size_t>(size) : 0);
    return out;
}

} // namespace

result<bytes> wrap_key_data(std::span<const std::uint8_t, 16> key_encrypting_key, byte_view key_data)
{
    if (!fits(key_data.size())) return key_wrap_errc::wrong_size;
    auto wrapped = run(direction::wrap, key_encrypting_key, key_data);
    check(wrapped.size() == key_data.size() + key_wrap_overhead, "AES key wrap adds one block");
    return wrapped;
}

result<bytes> unwrap_key_data(std::span<const std::uint8_t, 16> key_encrypting_key, byte_view wrapped)
{
    if (wrapped.size() < key_wrap_overhead || !fits(wrapped.size() - key_wrap_overhead))
        return key_wrap_errc::wrong_size;
    auto key_data = run(direction::unwrap, key_encrypting_key, wrapped);
    if (key_data.size() != wrapped.size() - key_wrap_overhead) return key_wrap_errc::wrong_integrity;
    return key_data;
}

} // namespace sim::crypto
