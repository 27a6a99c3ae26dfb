// What client and server agree on when an association begins, and how a server says that it could not do as asked.
//
// Source: IEC 62056-5-3 clause 8: InitiateRequest, InitiateResponse, ConfirmedServiceError, Exception-Response,
// Data-Notification.
#pragma once
#include "devices/dlms/data.hpp"
#include "devices/dlms/results.hpp"

namespace devices::dlms {

/// The conformance block: which services an end can do. Bit 0 of the standard is the highest of 24.
enum class conformance : std::uint32_t {
    none = 0,
    general_protection = 1U << 22,
    general_block_transfer = 1U << 21,
    attribute_0_set = 1U << 15,
    priority_management = 1U << 14,
    attribute_0_get = 1U << 13,
    block_transfer_get = 1U << 12,
    block_transfer_set = 1U << 11,
    block_transfer_action = 1U << 10,
    multiple_references = 1U << 9,
    data_notification = 1U << 7,
    access = 1U << 6,
    get = 1U << 4,
    set = 1U << 3,
    selective_access = 1U << 2,
    event_notification = 1U << 1,
    action = 1U << 0,
};
constexpr conformance operator|(conformance a, conformance b)
{
    return static_cast<conformance>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
/// What both can do.
constexpr conformance operator&(conformance a, conformance b)
{
    return static_cast<conformance>(static_cast<std::uint32_t>(a) & static_cast<std::uint32_t>(b));
}

inline constexpr std::uint8_t dlms_version = 6;
/// vaa-name of logical name referencing.
inline constexpr std::uint16_t logical_name_vaa = 0x0007;

struct initiate_request {
    sim::bytes dedicated_key; ///< 16 octets; empty: none
    bool response_allowed{true};
    std::uint8_t version{dlms_version};
    conformance proposed{conformance::none};
    std::uint16_t max_pdu_size{0}; ///< that the client can receive; 0: no limit
    bool operator==(const initiate_request&) const = default;
};
struct initiate_response {
    std::uint8_t version{dlms_version};
    conformance negotiated{conformance::none};
    std::uint16_t max_pdu_size{0}; ///< that the server can receive
    std::uint16_t vaa_name{logical_name_vaa};
    bool operator==(const initiate_response&) const = default;
};

/// ServiceError, choice initiate: why there is no association.
enum class initiate_error : std::uint8_t {
    other = 0,
    dlms_version_too_low = 1,
    incompatible_conformance = 2,
    pdu_size_too_short = 3,
    refused_by_the_vde_handler = 4,
};

struct exception_response {
    state_error state{state_error::service_not_allowed};
    service_error service{service_error::operation_not_possible};
    std::uint32_t lowest_counter{0}; ///< with invocation_counter_error: the lowest that is acceptable
    bool operator==(const exception_response&) const = default;
};

struct data_notification {
    std::uint32_t long_invoke_id{0}; ///< the lower 24 bits count, the upper 8 are options
    sim::bytes date_time;            ///< 12 octets; empty: none
    sim::bytes body;                 ///< one A-XDR value
    bool operator==(const data_notification&) const = default;
};

sim::bytes encode(const initiate_request& m);
sim::bytes encode(const initiate_response& m);
sim::bytes encode(initiate_error e); ///< as a ConfirmedServiceError
sim::bytes encode(const exception_response& m);
sim::bytes encode(const data_notification& m);
/// Errors: codec_errc.
sim::result<initiate_request> decode_initiate_request(sim::byte_view apdu);
sim::result<initiate_response> decode_initiate_response(sim::byte_view apdu);
sim::result<initiate_error> decode_initiate_error(sim::byte_view apdu);
sim::result<exception_response> decode_exception_response(sim::byte_view apdu);
sim::result<data_notification> decode_data_notification(sim::byte_view apdu);

} // namespace devices::dlms
