// Every limit of the call-home protocol, in one place. Source: model choice; the messages are small enough for a hub
// with tens of kilobytes of memory, and large enough for a week of half-hours or a full trust store in one message.
#pragma once
#include <cstddef>
#include <cstdint>

namespace devices::call_home::limits {

inline constexpr std::uint8_t version = 1;

inline constexpr std::size_t length_prefix = 2;
inline constexpr std::size_t header = 2;      ///< version and type, counted by the length prefix
inline constexpr std::size_t message = 16384; ///< octets behind the length prefix
inline constexpr std::size_t model = 32;      ///< octets of a model's or a firmware's name
inline constexpr std::size_t firmware = 32;
inline constexpr std::size_t server_name = 128; ///< octets of a head-end's name
inline constexpr std::size_t token = 64;
inline constexpr std::size_t envelopes = 255;    ///< in one message
inline constexpr std::size_t payload = 1024;     ///< octets of an envelope's payload
inline constexpr std::size_t ranges = 64;        ///< of acknowledged sequence numbers in one message
inline constexpr std::size_t frame = 4096;       ///< octets of a command's or a result's frame
inline constexpr std::size_t certificate = 1792; ///< octets of a DER certificate
inline constexpr std::size_t credentials = 8;    ///< in a trust store, and in one message
inline constexpr std::size_t fingerprint = 32;   ///< SHA-256 of the DER certificate
inline constexpr std::size_t half_hours = 336;   ///< entries of one profile block: a week
inline constexpr std::size_t alarm_detail = 64;
inline constexpr std::size_t log_entries = 100; ///< of one envelope: a whole log
inline constexpr std::size_t rates = 48;        ///< registers of a tariff
inline constexpr std::size_t han_devices = 16;
inline constexpr std::size_t image = 4 * 1024 * 1024; ///< octets of a firmware image
inline constexpr std::size_t image_block = 4096;      ///< octets of it in one message

inline constexpr std::uint32_t schedule_period_least_s = 300;
inline constexpr std::uint32_t schedule_period_most_s = 31 * 86400;
inline constexpr std::int16_t civil_offset_least_min = -720;
inline constexpr std::int16_t civil_offset_most_min = 840;

} // namespace devices::call_home::limits
