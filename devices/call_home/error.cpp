#include "devices/call_home/error.hpp"

namespace devices::call_home {

const boost::system::error_category& call_home_category() noexcept
{
    static const sim::table_category instance("call_home",
                                              {
                                                  "the message has an unknown protocol version",
                                                  "the message has an unknown type",
                                                  "the message has an unknown extension that must be understood",
                                                  "the message repeats an extension",
                                                  "the message has no place in this state of the session",
                                                  "the peer did not answer in time",
                                                  "the connection ended before the session did",
                                                  "the peer ended the session for another reason than completion",
                                              });
    return instance;
}

sim::error_code make_error_code(errc e) noexcept { return {static_cast<int>(e), call_home_category()}; }

} // namespace devices::call_home
