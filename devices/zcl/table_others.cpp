// Demand response and load control, Messaging, Tunneling, Key establishment.
#include "devices/zcl/tables.hpp"

namespace devices::zcl::tables {

// Named, since sources are compiled in batches.
namespace others_rows {

constexpr field issuer{"issuer_event_id", t::uint32}, start{"start_time", t::utc_time};

// ---- demand response and load control

constexpr attribute_spec load_attributes[] = {
    {0x0000, "UtilityEnrollmentGroup", t::uint8, rw, false},
    {0x0001, "StartRandomizationMinutes", t::uint8, rw, false, "min"},
    {0x0002, "DurationRandomizationMinutes", t::uint8, rw, false, "min"},
    {0x0003, "DeviceClassValue", t::uint16, rw, false},
};
constexpr field device_class{"device_class", t::bitmap16}, enrollment_group{"utility_enrollment_group", t::uint8},
    cancel_control{"cancel_control", t::bitmap8};
constexpr field load_control_event[] = {issuer,
                                        device_class,
                                        enrollment_group,
                                        start,
                                        {"duration_in_minutes", t::uint16},
                                        {"criticality_level", t::enum8},
                                        {"cooling_temperature_offset", t::uint8},
                                        {"heating_temperature_offset", t::uint8},
                                        {"cooling_temperature_set_point", t::int16},
                                        {"heating_temperature_set_point", t::int16},
                                        {"average_load_adjustment_percentage", t::int8},
                                        {"duty_cycle", t::uint8},
                                        {"event_control", t::bitmap8}};
constexpr field cancel_load_control[] = {
    issuer, device_class, enrollment_group, cancel_control, {"effective_time", t::utc_time}};
constexpr field cancel_all_load_control[] = {cancel_control};
constexpr field report_event_status[] = {issuer,
                                         {"event_status", t::enum8},
                                         {"event_status_time", t::utc_time},
                                         {"criticality_level_applied", t::enum8},
                                         {"cooling_temperature_set_point_applied", t::int16},
                                         {"heating_temperature_set_point_applied", t::int16},
                                         {"average_load_adjustment_percentage_applied", t::int8},
                                         {"duty_cycle_applied", t::uint8},
                                         {"event_control", t::bitmap8},
                                         {"signature_type", t::enum8},
                                         opaque("signature", 42)};
constexpr field get_scheduled_events[] = {
    start, {"number_of_events", t::uint8}, field{"issuer_event_id", t::uint32}.if_left()};
constexpr command_spec load_received[] = {{0x00, "ReportEventStatus", report_event_status},
                                          {0x01, "GetScheduledEvents", get_scheduled_events}};
constexpr command_spec load_generated[] = {{0x00, "LoadControlEvent", load_control_event},
                                           {0x01, "CancelLoadControlEvent", cancel_load_control},
                                           {0x02, "CancelAllLoadControlEvents", cancel_all_load_control}};

// ---- messaging

constexpr field message_id{"message_id", t::uint32}, implementation{"implementation_time", t::utc_time};
constexpr field display_message[] = {message_id,
                                     {"message_control", t::bitmap8},
                                     start,
                                     {"duration_in_minutes", t::uint16},
                                     {"message", t::character_string},
                                     field{"extended_message_control", t::bitmap8}.if_left()};
constexpr field cancel_message[] = {message_id, {"message_control", t::bitmap8}};
constexpr field cancel_all_messages[] = {implementation};
constexpr field message_confirmation[] = {message_id,
                                          {"confirmation_time", t::utc_time},
                                          field{"confirmation_control", t::bitmap8}.if_left(),
                                          field{"confirmation_response", t::octet_string}.if_left()};
constexpr field get_cancellation[] = {{"earliest_implementation_time", t::utc_time}};
constexpr command_spec message_received[] = {{0x00, "GetLastMessage", {}},
                                             {0x01, "MessageConfirmation", message_confirmation},
                                             {0x02, "GetMessageCancellation", get_cancellation}};
constexpr command_spec message_generated[] = {{0x00, "DisplayMessage", display_message},
                                              {0x01, "CancelMessage", cancel_message},
                                              {0x02, "DisplayProtectedMessage", display_message},
                                              {0x03, "CancelAllMessages", cancel_all_messages}};

// ---- tunneling

constexpr attribute_spec tunnel_attributes[] = {{0x0000, "CloseTunnelTimeout", t::uint16, r, false, "s"}};
constexpr field tunnel_id{"tunnel_id", t::uint16}, tunnel_status{"transfer_status", t::uint8};
constexpr field request_tunnel[] = {{"protocol_id", t::enum8},
                                    {"manufacturer_code", t::uint16},
                                    {"flow_control_support", t::boolean},
                                    {"maximum_incoming_transfer_size", t::uint16}};
constexpr field close_tunnel[] = {tunnel_id};
constexpr field transfer_data[] = {tunnel_id, rest("data")};
constexpr field transfer_data_error[] = {tunnel_id, tunnel_status};
constexpr field ack_transfer_data[] = {tunnel_id, {"number_of_bytes_left", t::uint16}};
constexpr field ready_data[] = {tunnel_id, {"number_of_octets_left", t::uint16}};
constexpr field get_protocols[] = {{"protocol_offset", t::uint8}};
constexpr field request_tunnel_response[] = {
    tunnel_id, {"tunnel_status", t::uint8}, {"maximum_incoming_transfer_size", t::uint16}};
constexpr field protocols_response[] = {{"protocol_list_complete", t::boolean},
                                        {"protocol_count", t::uint8},
                                        field{"manufacturer_code", t::uint16}.each_of("protocol_count"),
                                        field{"protocol_id", t::enum8}.each_of("protocol_count")};
constexpr command_spec tunnel_received[] = {
    {0x00, "RequestTunnel", request_tunnel},
    {0x01, "CloseTunnel", close_tunnel},
    {0x02, "TransferData", transfer_data},
    {0x03, "TransferDataError", transfer_data_error},
    {0x04, "AckTransferData", ack_transfer_data},
    {0x05, "ReadyData", ready_data},
    {0x06, "GetSupportedTunnelProtocols", get_protocols},
};
constexpr command_spec tunnel_generated[] = {
    {0x00, "RequestTunnelResponse", request_tunnel_response},
    {0x01, "TransferData", transfer_data},
    {0x02, "TransferDataError", transfer_data_error},
    {0x03, "AckTransferData", ack_transfer_data},
    {0x04, "ReadyData", ready_data},
    {0x05, "SupportedTunnelProtocolsResponse", protocols_response},
    {0x06, "TunnelClosureNotification", close_tunnel},
};

// ---- key establishment

constexpr attribute_spec key_attributes[] = {{0x0000, "KeyEstablishmentSuite", t::enum16, r, false}};
constexpr field suite{"key_establishment_suite", t::bitmap16};
constexpr field initiate[] = {
    suite, {"ephemeral_data_generate_time", t::uint8}, {"confirm_key_generate_time", t::uint8}, opaque("identity", 48)};
constexpr field ephemeral_data[] = {opaque("ephemeral_data", 22)};
constexpr field confirm_key[] = {opaque("secure_message_authentication_code", 16)};
constexpr field terminate[] = {{"status", t::enum8}, {"wait_time", t::uint8}, suite};
constexpr command_spec key_received[] = {{0x00, "InitiateKeyEstablishmentRequest", initiate},
                                         {0x01, "EphemeralDataRequest", ephemeral_data},
                                         {0x02, "ConfirmKeyDataRequest", confirm_key},
                                         {0x03, "TerminateKeyEstablishment", terminate}};
constexpr command_spec key_generated[] = {{0x00, "InitiateKeyEstablishmentResponse", initiate},
                                          {0x01, "EphemeralDataResponse", ephemeral_data},
                                          {0x02, "ConfirmKeyDataResponse", confirm_key},
                                          {0x03, "TerminateKeyEstablishment", terminate}};

constexpr cluster_spec load_cluster{cluster_id::demand_response,
                                    "Demand Response and Load Control",
                                    true,
                                    {},
                                    load_attributes,
                                    load_received,
                                    load_generated};
constexpr cluster_spec message_cluster{cluster_id::messaging, "Messaging",      true, {}, {},
                                       message_received,      message_generated};
constexpr cluster_spec tunnel_cluster{cluster_id::tunneling, "Tunneling",     true, tunnel_attributes, {},
                                      tunnel_received,       tunnel_generated};
constexpr cluster_spec key_cluster{cluster_id::key_establishment,
                                   "Key Establishment",
                                   false,
                                   key_attributes,
                                   key_attributes,
                                   key_received,
                                   key_generated};
static_assert(in_order(load_cluster) && in_order(message_cluster) && in_order(tunnel_cluster) && in_order(key_cluster));

} // namespace others_rows

cluster_spec demand_response() { return others_rows::load_cluster; }
cluster_spec messaging() { return others_rows::message_cluster; }
cluster_spec tunneling() { return others_rows::tunnel_cluster; }
cluster_spec key_establishment() { return others_rows::key_cluster; }

} // namespace devices::zcl::tables
