#include "sim/crypto/aes_mmo.hpp"

#include "sim/core/check.hpp"
#include "sim/crypto/aead.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

namespace sim::crypto {

namespace {

constexpr std::size_t mmo_block = 16;

/// The hash while it grows: each block is encrypted under the hash so far, and the two are added.
class mmo_state {
public:
    mmo_state() : context_(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free)
    {
        check(context_ != nullptr, "libcrypto has memory");
        check(EVP_EncryptInit_ex(context_.get(), EVP_aes_128_ecb(), nullptr, nullptr, nullptr) == 1,
              "AES-128 is there");
    }

    void update(byte_view data)
    {
        for (const auto octet : data) add(octet);
        octets_ += data.size();
    }

    /// Pads with one bit and zeros, and with the length in bits at the end: in two octets, as long as they can say it,
    /// in four behind which two are zero otherwise (B.6).
    mmo_digest finish()
    {
        constexpr std::size_t short_limit = 0x10000 / 8;
        const bool is_short = octets_ < short_limit;
        const std::size_t reserved = is_short ? 2 : 6;
        add(0x80);
        while (filled_ != mmo_block - reserved) add(0);
        const std::uint64_t bits = 8 * octets_;
        for (std::size_t i = is_short ? 2 : 4; i-- > 0;) add(static_cast<std::uint8_t>(bits >> (8 * i)));
        if (!is_short) {
            add(0);
            add(0);
        }
        return hash_;
    }

private:
    void add(std::uint8_t octet)
    {
        block_[filled_++] = octet;
        if (filled_ < mmo_block) return;
        filled_ = 0;
        std::array<std::uint8_t, 2 * mmo_block> out;
        int size = 0;
        check(EVP_EncryptInit_ex(context_.get(), nullptr, nullptr, hash_.data(), nullptr) == 1 &&
                  EVP_EncryptUpdate(context_.get(), out.data(), &size, block_.data(), mmo_block) == 1,
              "AES takes a block");
        for (std::size_t i = 0; i < mmo_block; ++i) hash_[i] = static_cast<std::uint8_t>(out[i] ^ block_[i]);
    }

    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context_;
    mmo_digest hash_{};
    std::array<std::uint8_t, mmo_block> block_{};
    std::size_t filled_{0};
    std::uint64_t octets_{0};
};

} // namespace

mmo_digest mmo_hash(std::initializer_list<byte_view> parts)
{
    mmo_state state;
    for (const auto part : parts) state.update(part);
    return state.finish();
}

mmo_digest mmo_hmac(const aes_key& key, byte_view data)
{
    constexpr std::uint8_t inner = 0x36, outer = 0x5C; // FIPS 198: ipad and opad
    const auto padded = [&key](std::uint8_t pad) {
        aes_key out;
        std::transform(key.begin(), key.end(), out.begin(),
                       [pad](std::uint8_t octet) { return static_cast<std::uint8_t>(octet ^ pad); });
        return out;
    };
    auto first = padded(inner), second = padded(outer);
    const auto inside = mmo_hash({first, data});
    const auto digest = mmo_hash({second, inside});
    wipe(first);
    wipe(second);
    return digest;
}

} // namespace sim::crypto
