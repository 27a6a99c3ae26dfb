// What can be wrong with a frame of the HAN beyond being cut short or too long (codec_errc).
#pragma once
#include "sim/core/error.hpp"

namespace sim::han {

enum class han_errc {
    wrong_check_sequence = 1, ///< the FCS of IEEE 802.15.4 does not fit
    unsupported,              ///< a type, a version or an addressing mode that ZigBee PRO does not use
    wrong_security,           ///< the auxiliary header names another key or level than the receiver uses here
    wrong_integrity,          ///< the MIC does not fit: another key, or changed since
    malformed_install_code,   ///< not hexadecimal, or neither 6, 8, 12 nor 16 octets with their CRC
    wrong_install_code,       ///< the CRC at the end of an install code does not fit
};
const boost::system::error_category& han_category() noexcept;
error_code make_error_code(han_errc e) noexcept;

} // namespace sim::han

template <>
struct boost::system::is_error_code_enum<sim::han::han_errc> : std::true_type {};
