// Names of the protocol's numbers, for journals and for the protocol's description.
#pragma once
#include "devices/call_home/messages.hpp"
#include "devices/call_home/payloads.hpp"

#include <string_view>

namespace devices::call_home {

// Empty for a number that has no name.
std::string_view to_string(call_reason v);
std::string_view to_string(header_code v);
std::string_view to_string(ack_control v);
std::string_view to_string(command_status v);
std::string_view to_string(purpose v);
std::string_view to_string(config_status v);
std::string_view to_string(bye_reason v);
std::string_view to_string(boot_cause v);
std::string_view to_string(image_state v);
std::string_view to_string(image_status v);
std::string_view to_string(firmware_event v);
std::string_view to_string(billing_cause v);
std::string_view message_name(std::uint8_t type);
std::string_view operation_name(std::uint8_t code);
std::string_view image_operation_name(std::uint8_t code);

} // namespace devices::call_home
