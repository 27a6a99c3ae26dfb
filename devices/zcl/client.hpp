// The other end of a conversation: requests as frames, and what came as values. For hubs, head-ends and tests.
#pragma once
#include "devices/zcl/foundation.hpp"

#include <variant>

namespace devices::zcl {

/// What a frame of a cluster says, whichever side sent it.
using message_content = std::variant<std::monostate,                 ///< a command that is in no table
                                     attribute_ids,                  ///< ReadAttributes
                                     std::vector<read_record>,       ///< its response
                                     std::vector<attribute_value>,   ///< WriteAttributes of all kinds, ReportAttributes
                                     std::vector<write_record>,      ///< WriteAttributesResponse
                                     std::vector<reporting_record>,  ///< ConfigureReporting
                                     std::vector<reporting_subject>, ///< ReadReportingConfiguration
                                     std::vector<reporting_status>,  ///< the responses to both
                                     default_response, discover_request, discover_response,
                                     fields>; ///< a command of the cluster

struct message {
    frame_header head;
    const command_spec* command{nullptr}; ///< of `fields`
    message_content content;
};

/// Errors: as of decode_frame and the decoders; out_of_range for a cluster that is not in the table.
sim::result<message> parse(cluster_id cluster, sim::byte_view frame);
/// "ReadAttributes", "GetProfile"; "command 0x42" for one that is in no table.
std::string name_of(cluster_id cluster, const frame_header& head);

sim::bytes general_frame(std::uint8_t sequence, general command, sim::byte_view payload,
                         direction to = direction::to_server);
sim::bytes read_frame(std::uint8_t sequence, std::span<const attribute_id> ids, direction to = direction::to_server);
/// From a server, which wants no answer.
sim::bytes report_frame(std::uint8_t sequence, std::span<const attribute_value> values);

/// Empty arguments of a command, by its name in the table.
fields arguments(cluster_id cluster, direction to, std::string_view command);
sim::bytes command_frame(std::uint8_t sequence, cluster_id cluster, direction to, std::string_view command,
                         const fields& arguments, bool disable_default_response = false);
/// Of a command without a payload.
sim::bytes command_frame(std::uint8_t sequence, cluster_id cluster, direction to, std::string_view command);

/// The value of one attribute in a read response or a report; null: it is not there, or not with success.
const value* find(const message& m, attribute_id id);
/// The status of a default response, of a write response (its first failure) or of a reporting response.
std::optional<status> status_of(const message& m);

} // namespace devices::zcl
