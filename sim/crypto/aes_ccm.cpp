#include "sim/crypto/aes_ccm.hpp"

#include "sim/core/check.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>

namespace sim::crypto {

struct aes_ccm::impl {
    using context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

    explicit impl(const aes_key& key) : seals(make(key, true)), opens(make(key, false)) {}

    /// The cipher wipes its key when it is freed.
    static context make(const aes_key& key, bool encrypt)
    {
        context made(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
        check(made != nullptr, "libcrypto has memory");
        const bool ready =
            EVP_CipherInit_ex(made.get(), EVP_aes_128_ccm(), nullptr, nullptr, nullptr, encrypt) == 1 &&
            EVP_CIPHER_CTX_ctrl(made.get(), EVP_CTRL_AEAD_SET_IVLEN, std::tuple_size_v<ccm_nonce>, nullptr) == 1 &&
            EVP_CIPHER_CTX_ctrl(made.get(), EVP_CTRL_AEAD_SET_TAG, std::tuple_size_v<ccm_tag>, nullptr) == 1 &&
            EVP_CipherInit_ex(made.get(), nullptr, nullptr, key.data(), nullptr, encrypt) == 1;
        check(ready, "AES-128-CCM is there");
        return made;
    }

    context seals, opens;
};

namespace {

/// A pointer for libcrypto, which takes a null pointer for "no text" and not for "text of no octets".
std::uint8_t* text_of(std::span<std::uint8_t> data)
{
    static std::uint8_t nothing = 0;
    return data.empty() ? &nothing : data.data();
}

constexpr std::size_t most_octets = 0xFFFF;

/// Lengths, then what is authenticated, then the text: the order that CCM needs. False when the tag does not fit.
bool run(EVP_CIPHER_CTX* context, byte_view additional, std::span<std::uint8_t> data)
{
    check(data.size() <= most_octets && additional.size() <= most_octets, "CCM with lengths of two octets");
    int size = 0;
    const auto length = static_cast<int>(data.size());
    check(EVP_CipherUpdate(context, nullptr, &size, nullptr, length) == 1, "CCM takes a length");
    if (!additional.empty())
        check(EVP_CipherUpdate(context, nullptr, &size, additional.data(), static_cast<int>(additional.size())) == 1,
              "CCM takes additional data");
    return EVP_CipherUpdate(context, text_of(data), &size, text_of(data), length) == 1;
}

} // namespace

aes_ccm::aes_ccm(const aes_key& key) : impl_(std::make_unique<impl>(key)) {}
aes_ccm::aes_ccm(aes_ccm&&) noexcept = default;
aes_ccm& aes_ccm::operator=(aes_ccm&&) noexcept = default;
aes_ccm::~aes_ccm() = default;

ccm_tag aes_ccm::seal(const ccm_nonce& nonce, byte_view additional, std::span<std::uint8_t> data)
{
    ccm_tag tag;
    auto* context = impl_->seals.get();
    check(EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()) == 1 && run(context, additional, data) &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag.size()), tag.data()) == 1,
          "CCM takes what is within its limits");
    return tag;
}

error_code aes_ccm::open(const ccm_nonce& nonce, byte_view additional, std::span<std::uint8_t> data, const ccm_tag& tag)
{
    auto expected = tag;
    auto* context = impl_->opens.get();
    check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(expected.size()), expected.data()) ==
                  1 &&
              EVP_DecryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()) == 1,
          "CCM takes a nonce and a tag");
    // A wrong tag is an answer here: it must not stay behind in the thread's queue, where TLS code of others would find
    // it.
    ERR_set_mark();
    const bool fits = run(context, additional, data);
    ERR_pop_to_mark();
    if (fits) return {};
    std::fill(data.begin(), data.end(), std::uint8_t{0}); // as libcrypto does without promising it
    return aead_errc::wrong_tag;
}

} // namespace sim::crypto
