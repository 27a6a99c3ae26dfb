#include "sim/crypto/random.hpp"

#include "sim/crypto/error.hpp"
#include "sim/crypto/mbedtls_compat.hpp"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>

#include <algorithm>

namespace sim::crypto {

struct system_random::impl {
    impl()
    {
        mbedtls_entropy_init(&entropy);
        mbedtls_ctr_drbg_init(&generator);
    }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;
    ~impl()
    {
        mbedtls_ctr_drbg_free(&generator);
        mbedtls_entropy_free(&entropy);
    }
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context generator;
};

system_random::system_random() : impl_(std::make_unique<impl>())
{
    if (mbedtls_ctr_drbg_seed(&impl_->generator, mbedtls_entropy_func, &impl_->entropy, nullptr, 0) != 0)
        throw setup_error("the operating system gives no entropy");
}

system_random::~system_random() = default;

void system_random::fill(std::span<std::uint8_t> out)
{
    while (!out.empty()) {
        const auto count = std::min<std::size_t>(out.size(), MBEDTLS_CTR_DRBG_MAX_REQUEST);
        if (mbedtls_ctr_drbg_random(&impl_->generator, out.data(), count) != 0)
            throw setup_error("the random generator failed");
        out = out.subspan(count);
    }
}

void simulation_random::fill(std::span<std::uint8_t> out)
{
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (i % 8 == 0) number = stream_.at(index_++);
        out[i] = static_cast<std::uint8_t>(number >> (56 - 8 * (i % 8)));
    }
}

} // namespace sim::crypto
