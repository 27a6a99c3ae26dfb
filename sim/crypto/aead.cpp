#include "sim/crypto/aead.hpp"

#include "sim/core/check.hpp"

#include <mbedtls/gcm.h>
#include <mbedtls/platform_util.h>

extern "C" { // which this one header of 2.28 does not say itself
#include <mbedtls/constant_time.h>
}

namespace sim::crypto {

const boost::system::error_category& aead_category() noexcept
{
    static const table_category category("s1sim.aead", {
                                                           "the sealed data is shorter than its tag",
                                                           "the authentication tag does not fit the data",
                                                       });
    return category;
}

error_code make_error_code(aead_errc e) noexcept { return {static_cast<int>(e), aead_category()}; }

struct aes_gcm::impl {
    impl() { mbedtls_gcm_init(&context); }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;
    ~impl() { mbedtls_gcm_free(&context); } // overwrites the expanded key

    /// Ciphers `in` into `out` and gives the tag; without data it is GMAC.
    void run(int mode, const gcm_vector& vector, byte_view additional, byte_view in, std::uint8_t* out,
             std::span<std::uint8_t> tag)
    {
        check(mbedtls_gcm_crypt_and_tag(&context, mode, in.size(), vector.data(), vector.size(), additional.data(),
                                        additional.size(), in.data(), out, tag.size(), tag.data()) == 0,
              "GCM takes what is within its limits");
    }

    mbedtls_gcm_context context;
};

namespace {

constexpr std::size_t longest_tag = 16;

std::size_t size_of(gcm_tag tag) { return static_cast<std::size_t>(tag); }

} // namespace

aes_gcm::aes_gcm(std::span<const std::uint8_t, 16> key) : impl_(std::make_unique<impl>())
{
    constexpr unsigned bits = 128;
    check(mbedtls_gcm_setkey(&impl_->context, MBEDTLS_CIPHER_ID_AES, key.data(), bits) == 0, "AES-128 is there");
}

aes_gcm::aes_gcm(aes_gcm&&) noexcept = default;
aes_gcm& aes_gcm::operator=(aes_gcm&&) noexcept = default;
aes_gcm::~aes_gcm() = default;

bytes aes_gcm::seal(const gcm_vector& vector, byte_view additional, byte_view plain, gcm_tag tag)
{
    bytes sealed(plain.size() + size_of(tag));
    impl_->run(MBEDTLS_GCM_ENCRYPT, vector, additional, plain, sealed.data(), std::span(sealed).subspan(plain.size()));
    return sealed;
}

result<bytes> aes_gcm::open(const gcm_vector& vector, byte_view additional, byte_view sealed, gcm_tag tag)
{
    if (sealed.size() < size_of(tag)) return aead_errc::too_short;
    const auto cipher = sealed.first(sealed.size() - size_of(tag));
    bytes plain(cipher.size());
    const int failure = mbedtls_gcm_auth_decrypt(&impl_->context, cipher.size(), vector.data(), vector.size(),
                                                 additional.data(), additional.size(), sealed.data() + cipher.size(),
                                                 size_of(tag), cipher.data(), plain.data());
    if (failure == MBEDTLS_ERR_GCM_AUTH_FAILED) return aead_errc::wrong_tag;
    check(failure == 0, "GCM takes what is within its limits");
    return plain;
}

bytes aes_gcm::authenticate(const gcm_vector& vector, byte_view data, gcm_tag tag)
{
    return seal(vector, data, {}, tag);
}

error_code aes_gcm::verify(const gcm_vector& vector, byte_view data, byte_view expected, gcm_tag tag)
{
    if (!equal_in_constant_time(authenticate(vector, data, tag), expected)) return aead_errc::wrong_tag;
    return {};
}

bytes aes_gcm::encrypt(const gcm_vector& vector, byte_view plain)
{
    bytes cipher(plain.size());
    std::array<std::uint8_t, longest_tag> unused;
    impl_->run(MBEDTLS_GCM_ENCRYPT, vector, {}, plain, cipher.data(), unused);
    return cipher;
}

bytes aes_gcm::decrypt(const gcm_vector& vector, byte_view cipher)
{
    bytes plain(cipher.size());
    std::array<std::uint8_t, longest_tag> unused;
    impl_->run(MBEDTLS_GCM_DECRYPT, vector, {}, cipher, plain.data(), unused);
    return plain;
}

bool equal_in_constant_time(byte_view a, byte_view b)
{
    return a.size() == b.size() && mbedtls_ct_memcmp(a.data(), b.data(), a.size()) == 0;
}

void wipe(std::span<std::uint8_t> secret)
{
    if (!secret.empty()) mbedtls_platform_zeroize(secret.data(), secret.size());
}

} // namespace sim::crypto
