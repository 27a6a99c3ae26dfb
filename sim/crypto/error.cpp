#include "sim/crypto/error.hpp"

namespace sim::crypto {

const boost::system::error_category& crypto_category() noexcept
{
    static const table_category category("s1sim.crypto", {
                                                             "the private key cannot be read",
                                                             "the certificate cannot be read",
                                                             "the key is neither ECDSA P-256 or P-384 nor RSA of 2048 "
                                                             "bits or more",
                                                         });
    return category;
}

error_code make_error_code(crypto_errc e) noexcept { return {static_cast<int>(e), crypto_category()}; }

} // namespace sim::crypto
