#include "devices/zcl/status.hpp"

namespace devices::zcl {

std::string_view to_string(status s)
{
    switch (s) {
    case status::success: return "SUCCESS";
    case status::failure: return "FAILURE";
    case status::not_authorized: return "NOT_AUTHORIZED";
    case status::malformed_command: return "MALFORMED_COMMAND";
    case status::unsupported_cluster_command: return "UNSUP_CLUSTER_COMMAND";
    case status::unsupported_general_command: return "UNSUP_GENERAL_COMMAND";
    case status::unsupported_manufacturer_cluster_command: return "UNSUP_MANUF_CLUSTER_COMMAND";
    case status::unsupported_manufacturer_general_command: return "UNSUP_MANUF_GENERAL_COMMAND";
    case status::invalid_field: return "INVALID_FIELD";
    case status::unsupported_attribute: return "UNSUPPORTED_ATTRIBUTE";
    case status::invalid_value: return "INVALID_VALUE";
    case status::read_only: return "READ_ONLY";
    case status::insufficient_space: return "INSUFFICIENT_SPACE";
    case status::duplicate_exists: return "DUPLICATE_EXISTS";
    case status::not_found: return "NOT_FOUND";
    case status::unreportable_attribute: return "UNREPORTABLE_ATTRIBUTE";
    case status::invalid_data_type: return "INVALID_DATA_TYPE";
    case status::write_only: return "WRITE_ONLY";
    case status::inconsistent_value: return "INCONSISTENT_VALUE";
    case status::action_denied: return "ACTION_DENIED";
    case status::timeout: return "TIMEOUT";
    case status::ota_abort: return "ABORT";
    case status::ota_invalid_image: return "INVALID_IMAGE";
    case status::ota_wait_for_data: return "WAIT_FOR_DATA";
    case status::ota_no_image_available: return "NO_IMAGE_AVAILABLE";
    case status::ota_require_more_image: return "REQUIRE_MORE_IMAGE";
    case status::hardware_failure: return "HARDWARE_FAILURE";
    case status::software_failure: return "SOFTWARE_FAILURE";
    case status::unsupported_cluster: return "UNSUPPORTED_CLUSTER";
    }
    return {};
}

} // namespace devices::zcl
