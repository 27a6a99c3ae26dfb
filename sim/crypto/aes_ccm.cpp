#include "sim/crypto/aes_ccm.hpp"

#include "sim/core/check.hpp"

#include <mbedtls/ccm.h>

#include <algorithm>

namespace sim::crypto {

struct aes_ccm::impl {
    impl() { mbedtls_ccm_init(&context); }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;
    ~impl() { mbedtls_ccm_free(&context); } // overwrites the expanded key

    mbedtls_ccm_context context;
};

namespace {

constexpr std::size_t most_data = 0xFFFF;       // what a length of two octets says
constexpr std::size_t most_additional = 0xFEFF; // CCM writes the length of more in another way

bool fits(byte_view additional, byte_view data)
{
    return additional.size() <= most_additional && data.size() <= most_data;
}

} // namespace

aes_ccm::aes_ccm(const aes_key& key) : impl_(std::make_unique<impl>())
{
    constexpr unsigned bits = 128;
    check(mbedtls_ccm_setkey(&impl_->context, MBEDTLS_CIPHER_ID_AES, key.data(), bits) == 0, "AES-128 is there");
}

aes_ccm::aes_ccm(aes_ccm&&) noexcept = default;
aes_ccm& aes_ccm::operator=(aes_ccm&&) noexcept = default;
aes_ccm::~aes_ccm() = default;

ccm_tag aes_ccm::seal(const ccm_nonce& nonce, byte_view additional, std::span<std::uint8_t> data)
{
    ccm_tag tag;
    check(fits(additional, data) &&
              mbedtls_ccm_encrypt_and_tag(&impl_->context, data.size(), nonce.data(), nonce.size(), additional.data(),
                                          additional.size(), data.data(), data.data(), tag.data(), tag.size()) == 0,
          "CCM takes what is within its limits");
    return tag;
}

error_code aes_ccm::open(const ccm_nonce& nonce, byte_view additional, std::span<std::uint8_t> data, const ccm_tag& tag)
{
    check(fits(additional, data), "CCM takes what is within its limits");
    const int failure =
        mbedtls_ccm_auth_decrypt(&impl_->context, data.size(), nonce.data(), nonce.size(), additional.data(),
                                 additional.size(), data.data(), data.data(), tag.data(), tag.size());
    if (failure == 0) return {};
    check(failure == MBEDTLS_ERR_CCM_AUTH_FAILED, "CCM takes what is within its limits");
    std::fill(data.begin(), data.end(), std::uint8_t{0}); // as the library does, which does not promise it
    return aead_errc::wrong_tag;
}

} // namespace sim::crypto
