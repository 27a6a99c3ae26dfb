#include "sim/tls/error.hpp"

#include <boost/asio/error.hpp>
#include <mbedtls/version.h>

namespace sim::tls {

const boost::system::error_category& tls_category() noexcept
{
    static const table_category category("s1sim.tls", {
                                                          "the peer's stream ended without close_notify",
                                                          "the connection ended during the TLS handshake",
                                                          "this end rejected the TLS connection with an alert",
                                                          "the peer rejected the TLS connection with an alert",
                                                          "more bytes than the TLS engine buffers",
                                                      });
    return category;
}

error_code make_error_code(tls_errc e) noexcept { return {static_cast<int>(e), tls_category()}; }

error_code end_of_file() noexcept { return boost::asio::error::eof; }

std::string library_version()
{
    char text[9]{}; // the library's own limit
    mbedtls_version_get_string(text);
    return text;
}
error_code operation_aborted() noexcept { return boost::asio::error::operation_aborted; }
error_code broken_pipe() noexcept { return boost::asio::error::broken_pipe; }

} // namespace sim::tls
