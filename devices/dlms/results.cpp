#include "devices/dlms/results.hpp"

namespace devices::dlms {

std::string_view to_string(data_access_result r)
{
    switch (r) {
    case data_access_result::success: return "success";
    case data_access_result::hardware_fault: return "hardware fault";
    case data_access_result::temporary_failure: return "temporary failure";
    case data_access_result::read_write_denied: return "read-write denied";
    case data_access_result::object_undefined: return "object undefined";
    case data_access_result::object_class_inconsistent: return "object class inconsistent";
    case data_access_result::object_unavailable: return "object unavailable";
    case data_access_result::type_unmatched: return "type unmatched";
    case data_access_result::scope_of_access_violated: return "scope of access violated";
    case data_access_result::data_block_unavailable: return "data block unavailable";
    case data_access_result::long_get_aborted: return "long get aborted";
    case data_access_result::no_long_get_in_progress: return "no long get in progress";
    case data_access_result::long_set_aborted: return "long set aborted";
    case data_access_result::no_long_set_in_progress: return "no long set in progress";
    case data_access_result::data_block_number_invalid: return "data block number invalid";
    case data_access_result::other_reason: return "other reason";
    }
    return "unknown result";
}

std::string_view to_string(action_result r)
{
    switch (r) {
    case action_result::long_action_aborted: return "long action aborted";
    case action_result::no_long_action_in_progress: return "no long action in progress";
    case action_result::success:
    case action_result::hardware_fault:
    case action_result::temporary_failure:
    case action_result::read_write_denied:
    case action_result::object_undefined:
    case action_result::object_class_inconsistent:
    case action_result::object_unavailable:
    case action_result::type_unmatched:
    case action_result::scope_of_access_violated:
    case action_result::data_block_unavailable:
    case action_result::other_reason: return to_string(static_cast<data_access_result>(r)); // the same numbers
    }
    return "unknown result";
}

std::string_view to_string(state_error e)
{
    switch (e) {
    case state_error::service_not_allowed: return "service not allowed";
    case state_error::service_unknown: return "service unknown";
    }
    return "unknown state error";
}

std::string_view to_string(service_error e)
{
    switch (e) {
    case service_error::operation_not_possible: return "operation not possible";
    case service_error::service_not_supported: return "service not supported";
    case service_error::other_reason: return "other reason";
    case service_error::pdu_too_long: return "PDU too long";
    case service_error::deciphering_error: return "deciphering error";
    case service_error::invocation_counter_error: return "invocation counter error";
    }
    return "unknown service error";
}

} // namespace devices::dlms
