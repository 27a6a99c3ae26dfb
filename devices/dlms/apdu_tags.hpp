// The first octets of APDUs that more than one source looks at (IEC 62056-5-3).
#pragma once
#include <cstdint>

namespace devices::dlms {

inline constexpr std::uint8_t data_notification_tag = 0x0F;
inline constexpr std::uint8_t aarq_tag = 0x60, aare_tag = 0x61, rlrq_tag = 0x62, rlre_tag = 0x63;
inline constexpr std::uint8_t exception_response_tag = 0xD8;

} // namespace devices::dlms
