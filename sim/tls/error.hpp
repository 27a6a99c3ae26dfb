// How a TLS connection ends otherwise than by close_notify (which is asio::error::eof).
#pragma once
#include "sim/core/error.hpp"

namespace sim::tls {

enum class tls_errc {
    truncated = 1,    ///< the peer's stream ended without close_notify: nobody can know what is missing
    ended_early,      ///< the connection ended during the handshake, without an alert
    rejected_by_us,   ///< this end sent a fatal alert
    rejected_by_peer, ///< the peer sent a fatal alert
    input_overflow,   ///< more was fed than the engine buffers
};
const boost::system::error_category& tls_category() noexcept;
error_code make_error_code(tls_errc e) noexcept;

/// The errors that the stream interface names (sim/transport/stream.hpp).
error_code end_of_file() noexcept;
/// Of the TLS library in use, "2.28.3".
std::string library_version();
error_code operation_aborted() noexcept;
error_code broken_pipe() noexcept;

} // namespace sim::tls

template <>
struct boost::system::is_error_code_enum<sim::tls::tls_errc> : std::true_type {};
