#include "sim/han/error.hpp"

namespace sim::han {

const boost::system::error_category& han_category() noexcept
{
    static const table_category category(
        "s1sim.han", {
                         "the frame check sequence does not fit the frame",
                         "the frame is of a kind that ZigBee PRO does not use here",
                         "the frame is secured with another kind of key, or at another level, than is used here",
                         "the message integrity code does not fit: another key, or changed since",
                         "the install code is not hexadecimal, or neither 6, 8, 12 nor 16 octets with their CRC",
                         "the CRC at the end of the install code does not fit",
                     });
    return category;
}

error_code make_error_code(han_errc e) noexcept { return {static_cast<int>(e), han_category()}; }

} // namespace sim::han
