// Firmware images as OTA upgrade files, and the numbers by which OTA names versions.
//
// Source: ZigBee OTA upgrade cluster (095264), "OTA File Format": the header of 56 octets, little endian, then elements
// behind their tag and length. What is in the one element is the meter's own image
// (devices/metering/firmware_image.hpp).
#pragma once
#include "sim/core/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace devices::zcl_objects {

struct image_name {
    std::uint16_t manufacturer;
    std::uint16_t type;
    std::uint32_t version;
    bool operator==(const image_name&) const = default;
};

/// Image types (model choice).
inline constexpr std::uint16_t electricity_image = 0x0001, gas_image = 0x0002, hub_image = 0x0003;
inline constexpr std::size_t ota_prefix_octets = 56 + 6; ///< what stands before the image

/// ZigBee Alliance manufacturer codes of the makers that the families name; 0xFFFF for others.
std::uint16_t manufacturer_code(std::string_view name);
/// The first four numbers of a text, one octet each: "1.14" is 0x010E0000 (model choice). Numbers above 255 are cut.
std::uint32_t file_version(std::string_view version);

sim::bytes make_ota_file(const image_name& name, sim::byte_view image);
struct ota_file {
    image_name name;
    std::uint32_t size;               ///< of the file
    std::size_t image_at, image_size; ///< the element's content
};
/// From as many octets as ota_prefix_octets, or more. Empty: not the beginning of such a file.
std::optional<ota_file> parse_ota_file(sim::byte_view beginning);

} // namespace devices::zcl_objects
