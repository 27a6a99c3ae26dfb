#include "sim/crypto/mbedtls_support.hpp"

#include <chrono>

namespace sim::crypto {

int fill_from(void* source, unsigned char* out, std::size_t size) noexcept
{
    // An exception must not cross the C frames of the library; it turns its failure into ours.
    try {
        static_cast<random_source*>(source)->fill({out, size});
        return 0;
    } catch (...) {
        return MBEDTLS_ERR_PK_BAD_INPUT_DATA;
    }
}

result<key_type> type_of(const mbedtls_pk_context& key)
{
    constexpr std::size_t shortest_rsa_bits = 2048;
    if (mbedtls_pk_can_do(&key, MBEDTLS_PK_RSA)) {
        if (mbedtls_pk_get_bitlen(&key) < shortest_rsa_bits) return crypto_errc::unsupported_key;
        return key_type::rsa;
    }
    if (mbedtls_pk_can_do(&key, MBEDTLS_PK_ECDSA)) {
        const auto curve = mbedtls_pk_ec(key)->grp.id;
        if (curve == MBEDTLS_ECP_DP_SECP256R1) return key_type::ecdsa_p256;
        if (curve == MBEDTLS_ECP_DP_SECP384R1) return key_type::ecdsa_p384;
    }
    return crypto_errc::unsupported_key;
}

error_code parse_key(byte_view data, pk_object& into)
{
#if S1SIM_MBEDTLS_3
    thread_local system_random random; // blinds the computation of a missing public key
    random_source* source = &random;
#else
    random_source* source = nullptr; // not asked for
#endif
    if (compat::parse_key(*into, data.data(), data.size(), fill_from, source) != 0) return crypto_errc::malformed_key;
    const auto type = type_of(*into.get());
    return type ? error_code{} : type.error();
}

error_code append_certificate(byte_view der, certificate_object& chain)
{
    return mbedtls_x509_crt_parse_der(chain.get(), der.data(), der.size()) == 0
               ? error_code{}
               : make_error_code(crypto_errc::malformed_certificate);
}

time_point to_time_point(const mbedtls_x509_time& t)
{
    constexpr int last_year = 2200; // nanoseconds since 1970 end in 2262
    if (t.year >= last_year) return time_point::max();
    const std::chrono::year_month_day day{std::chrono::year(t.year), std::chrono::month(static_cast<unsigned>(t.mon)),
                                          std::chrono::day(static_cast<unsigned>(t.day))};
    const auto midnight = std::chrono::sys_days(day).time_since_epoch();
    return time_point(midnight + std::chrono::hours(t.hour) + std::chrono::minutes(t.min) +
                      std::chrono::seconds(t.sec));
}

} // namespace sim::crypto
