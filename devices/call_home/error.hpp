// What can go wrong in the call-home protocol.
#pragma once
#include "sim/core/error.hpp"

namespace devices::call_home {

enum class errc {
    unknown_version = 1, ///< the message's version byte is not one that we speak
    unknown_message,     ///< no message has that type
    unknown_extension,   ///< an extension that must be understood is not
    repeated_extension,
    unexpected_message, ///< a message that has no place in the present state of the session
    timed_out,          ///< the peer did not answer in time
    connection_lost,    ///< the stream ended before the session did
    peer_gave_up,       ///< the peer said BYE for another reason than completion
};
const boost::system::error_category& call_home_category() noexcept;
sim::error_code make_error_code(errc e) noexcept;

} // namespace devices::call_home

template <>
struct boost::system::is_error_code_enum<devices::call_home::errc> : std::true_type {};
