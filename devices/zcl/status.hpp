// What answers say. Source: ZigBee Cluster Library (075123), "Status enumerations"; not_authorized as of revision 6.
#pragma once
#include <cstdint>
#include <string_view>

namespace devices::zcl {

enum class status : std::uint8_t {
    success = 0x00,
    failure = 0x01,
    not_authorized = 0x7E,
    malformed_command = 0x80,
    unsupported_cluster_command = 0x81,
    unsupported_general_command = 0x82,
    unsupported_manufacturer_cluster_command = 0x83,
    unsupported_manufacturer_general_command = 0x84,
    invalid_field = 0x85,
    unsupported_attribute = 0x86,
    invalid_value = 0x87,
    read_only = 0x88,
    insufficient_space = 0x89,
    duplicate_exists = 0x8A,
    not_found = 0x8B,
    unreportable_attribute = 0x8C,
    invalid_data_type = 0x8D,
    write_only = 0x8F,
    inconsistent_value = 0x92,
    action_denied = 0x93,
    timeout = 0x94,
    ota_abort = 0x95,
    ota_invalid_image = 0x96,
    ota_wait_for_data = 0x97,
    ota_no_image_available = 0x98,
    ota_require_more_image = 0x99,
    hardware_failure = 0xC0,
    software_failure = 0xC1,
    unsupported_cluster = 0xC3,
};

/// The standard's name, "UNSUPPORTED_ATTRIBUTE"; empty for a number that it does not have.
std::string_view to_string(status s);

} // namespace devices::zcl
