// What a server answers when it will not: the enumerations of IEC 62056-5-3 clause 8, with words for people.
#pragma once
#include <cstdint>
#include <string_view>

namespace devices::dlms {

/// Of GET and SET. The values are the standard's.
enum class data_access_result : std::uint8_t {
    success = 0,
    hardware_fault = 1,
    temporary_failure = 2,
    read_write_denied = 3,
    object_undefined = 4,
    object_class_inconsistent = 9,
    object_unavailable = 11,
    type_unmatched = 12,
    scope_of_access_violated = 13,
    data_block_unavailable = 14,
    long_get_aborted = 15,
    no_long_get_in_progress = 16,
    long_set_aborted = 17,
    no_long_set_in_progress = 18,
    data_block_number_invalid = 19,
    other_reason = 250,
};
/// Of ACTION.
enum class action_result : std::uint8_t {
    success = 0,
    hardware_fault = 1,
    temporary_failure = 2,
    read_write_denied = 3,
    object_undefined = 4,
    object_class_inconsistent = 9,
    object_unavailable = 11,
    type_unmatched = 12,
    scope_of_access_violated = 13,
    data_block_unavailable = 14,
    long_action_aborted = 15,
    no_long_action_in_progress = 16,
    other_reason = 250,
};
/// The first part of an exception response.
enum class state_error : std::uint8_t { service_not_allowed = 1, service_unknown = 2 };
/// The second.
enum class service_error : std::uint8_t {
    operation_not_possible = 1,
    service_not_supported = 2,
    other_reason = 3,
    pdu_too_long = 4,
    deciphering_error = 5,
    invocation_counter_error = 6, ///< followed by the lowest counter that is acceptable
};

/// "object undefined"; "unknown result" for a value that the standard does not name.
std::string_view to_string(data_access_result r);
std::string_view to_string(action_result r);
std::string_view to_string(state_error e);
std::string_view to_string(service_error e);

} // namespace devices::dlms
