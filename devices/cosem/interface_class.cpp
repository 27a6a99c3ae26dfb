#include "devices/cosem/interface_class.hpp"

#include "devices/cosem/types.hpp"
#include "sim/core/check.hpp"

namespace devices::cosem {
namespace {

constexpr auto fixed = kept::fixed;
constexpr auto dynamic = kept::dynamic;

constexpr attribute_spec logical_name{1, "logical_name", "octet-string(6)", fixed};

// ---- data storage

constexpr attribute_spec data_attributes[] = {logical_name, {2, "value", "any", dynamic}};

constexpr attribute_spec register_attributes[] = {
    logical_name, {2, "value", "any", dynamic}, {3, "scaler_unit", "scal-unit", fixed}};
constexpr method_spec reset_method[] = {{1, "reset", "integer"}};

constexpr attribute_spec extended_register_attributes[] = {logical_name,
                                                           {2, "value", "any", dynamic},
                                                           {3, "scaler_unit", "scal-unit", fixed},
                                                           {4, "status", "any", dynamic},
                                                           {5, "capture_time", "date-time", dynamic}};

constexpr attribute_spec demand_attributes[] = {logical_name,
                                                {2, "current_average_value", "any", dynamic},
                                                {3, "last_average_value", "any", dynamic},
                                                {4, "scaler_unit", "scal-unit", fixed},
                                                {5, "status", "any", dynamic},
                                                {6, "capture_time", "date-time", dynamic},
                                                {7, "start_time_current", "date-time", dynamic},
                                                {8, "period", "double-long-unsigned", fixed},
                                                {9, "number_of_periods", "long-unsigned", fixed}};
constexpr method_spec demand_methods[] = {{1, "reset", "integer"}, {2, "next_period", "integer"}};

constexpr attribute_spec profile_attributes[] = {logical_name,
                                                 {2, "buffer", "array(any)", dynamic},
                                                 {3, "capture_objects", "array(object-definition)", fixed},
                                                 {4, "capture_period", "double-long-unsigned", fixed},
                                                 {5, "sort_method", "enum", fixed},
                                                 {6, "sort_object", "object-definition", fixed},
                                                 {7, "entries_in_use", "double-long-unsigned", dynamic},
                                                 {8, "profile_entries", "double-long-unsigned", fixed}};
constexpr method_spec profile_methods[] = {{1, "reset", "integer"}, {2, "capture", "integer"}};

// ---- time and event bound control

constexpr attribute_spec clock_attributes[] = {logical_name,
                                               {2, "time", "date-time", dynamic},
                                               {3, "time_zone", "long", fixed},
                                               {4, "status", "unsigned", dynamic},
                                               {5, "daylight_savings_begin", "date-time", fixed},
                                               {6, "daylight_savings_end", "date-time", fixed},
                                               {7, "daylight_savings_deviation", "integer", fixed},
                                               {8, "daylight_savings_enabled", "boolean", fixed},
                                               {9, "clock_base", "enum", fixed}};
constexpr method_spec clock_methods[] = {{1, "adjust_to_quarter", "integer"},
                                         {2, "adjust_to_measuring_period", "integer"},
                                         {3, "adjust_to_minute", "integer"},
                                         {4, "adjust_to_preset_time", "integer"},
                                         {5, "preset_adjusting_time", "structure(date-time, date-time, date-time)"},
                                         {6, "shift_time", "long"}};

constexpr attribute_spec script_table_attributes[] = {
    logical_name,
    {2, "scripts",
     "array(structure(long-unsigned, array(structure(enum, long-unsigned, octet-string(6), integer, any))))", fixed}};
constexpr method_spec script_table_methods[] = {{1, "execute", "long-unsigned"}};

constexpr attribute_spec special_days_attributes[] = {
    logical_name, {2, "entries", "array(structure(long-unsigned, date, unsigned))", fixed}};
constexpr method_spec special_days_methods[] = {{1, "insert", "structure(long-unsigned, date, unsigned)"},
                                                {2, "delete", "long-unsigned"}};

constexpr attribute_spec calendar_attributes[] = {logical_name,
                                                  {2, "calendar_name_active", "octet-string", fixed},
                                                  {3, "season_profile_active", "season-profile", fixed},
                                                  {4, "week_profile_table_active", "week-profile-table", fixed},
                                                  {5, "day_profile_table_active", "day-profile-table", fixed},
                                                  {6, "calendar_name_passive", "octet-string", fixed},
                                                  {7, "season_profile_passive", "season-profile", fixed},
                                                  {8, "week_profile_table_passive", "week-profile-table", fixed},
                                                  {9, "day_profile_table_passive", "day-profile-table", fixed},
                                                  {10, "activate_passive_calendar_time", "date-time", fixed}};
constexpr method_spec calendar_methods[] = {{1, "activate_passive_calendar", "integer"}};

constexpr attribute_spec register_monitor_attributes[] = {
    logical_name,
    {2, "thresholds", "array(any)", fixed},
    {3, "monitored_value", "value-definition", fixed},
    {4, "actions", "array(structure(action-item, action-item))", fixed}};

constexpr attribute_spec action_schedule_attributes[] = {logical_name,
                                                         {2, "executed_script", "action-item", fixed},
                                                         {3, "type", "enum", fixed},
                                                         {4, "execution_time", "array(structure(time, date))", fixed}};

constexpr attribute_spec disconnect_attributes[] = {logical_name,
                                                    {2, "output_state", "boolean", dynamic},
                                                    {3, "control_state", "enum", dynamic},
                                                    {4, "control_mode", "enum", fixed}};
constexpr method_spec disconnect_methods[] = {{1, "remote_disconnect", "integer"}, {2, "remote_reconnect", "integer"}};

constexpr attribute_spec limiter_attributes[] = {
    logical_name,
    {2, "monitored_value", "value-definition", fixed},
    {3, "threshold_active", "any", dynamic},
    {4, "threshold_normal", "any", fixed},
    {5, "threshold_emergency", "any", fixed},
    {6, "min_over_threshold_duration", "double-long-unsigned", fixed},
    {7, "min_under_threshold_duration", "double-long-unsigned", fixed},
    {8, "emergency_profile", "structure(long-unsigned, date-time, double-long-unsigned)", fixed},
    {9, "emergency_profile_group_id_list", "array(long-unsigned)", fixed},
    {10, "emergency_profile_active", "boolean", dynamic},
    {11, "actions", "structure(action-item, action-item)", fixed}};

// ---- access control and management

constexpr attribute_spec association_sn_attributes[] = {
    logical_name,
    {2, "object_list", "array(structure(long, long-unsigned, unsigned, octet-string(6)))", fixed},
    {3, "access_rights_list",
     "array(structure(long, array(structure(integer, enum, any)), array(structure(integer, enum))))", fixed},
    {4, "security_setup_reference", "octet-string", fixed},
    {5, "user_list", "array(structure(unsigned, visible-string))", fixed},
    {6, "current_user", "structure(unsigned, visible-string)", dynamic}};
constexpr method_spec association_sn_methods[] = {
    {3, "read_by_logicalname", "array(structure(long-unsigned, octet-string(6), integer))", "array(any)"},
    {5, "change_secret", "octet-string"},
    {8, "reply_to_HLS_authentication", "octet-string", "octet-string"},
    {9, "add_user", "structure(unsigned, visible-string)"},
    {10, "remove_user", "structure(unsigned, visible-string)"}};

constexpr attribute_spec association_ln_attributes[] = {
    logical_name,
    {2, "object_list", "array(object-list-element)", fixed},
    {3, "associated_partners_id", "structure(integer, long-unsigned)", dynamic},
    {4, "application_context_name", "object-identifier", dynamic},
    {5, "xDLMS_context_info",
     "structure(bit-string(24), long-unsigned, long-unsigned, unsigned, integer, octet-string)", dynamic},
    {6, "authentication_mechanism_name", "object-identifier", dynamic},
    {7, "secret", "octet-string", fixed},
    {8, "association_status", "enum", dynamic},
    {9, "security_setup_reference", "octet-string", fixed},
    {10, "user_list", "array(structure(unsigned, visible-string))", fixed},
    {11, "current_user", "structure(unsigned, visible-string)", dynamic}};
constexpr method_spec association_ln_methods[] = {{1, "reply_to_HLS_authentication", "octet-string", "octet-string"},
                                                  {2, "change_HLS_secret", "octet-string"},
                                                  {3, "add_object", "object-list-element"},
                                                  {4, "remove_object", "object-list-element"},
                                                  {5, "add_user", "structure(unsigned, visible-string)"},
                                                  {6, "remove_user", "structure(unsigned, visible-string)"}};

constexpr attribute_spec sap_attributes[] = {
    logical_name, {2, "SAP_assignment_list", "array(structure(long-unsigned, octet-string))", fixed}};
constexpr method_spec sap_methods[] = {{1, "connect_logical_device", "structure(long-unsigned, octet-string)"}};

constexpr attribute_spec image_attributes[] = {
    logical_name,
    {2, "image_block_size", "double-long-unsigned", fixed},
    {3, "image_transferred_blocks_status", "bit-string", dynamic},
    {4, "image_first_not_transferred_block_number", "double-long-unsigned", dynamic},
    {5, "image_transfer_enabled", "boolean", fixed},
    {6, "image_transfer_status", "enum", dynamic},
    {7, "image_to_activate_info", "array(structure(double-long-unsigned, octet-string, octet-string))", dynamic}};
constexpr method_spec image_methods[] = {
    {1, "image_transfer_initiate", "structure(octet-string, double-long-unsigned)"},
    {2, "image_block_transfer", "structure(double-long-unsigned, octet-string)"},
    {3, "image_verify", "integer"},
    {4, "image_activate", "integer"}};

constexpr attribute_spec security_attributes[] = {
    logical_name,
    {2, "security_policy", "enum", fixed},
    {3, "security_suite", "enum", fixed},
    {4, "client_system_title", "octet-string", dynamic},
    {5, "server_system_title", "octet-string", fixed},
    {6, "certificates", "array(structure(enum, enum, octet-string, octet-string, octet-string, octet-string))",
     dynamic}};
constexpr method_spec security_methods[] = {
    {1, "security_activate", "enum"},
    {2, "key_transfer", "array(structure(enum, octet-string))"},
    {3, "key_agreement", "array(structure(enum, octet-string))", "array(structure(enum, octet-string))"},
    {4, "generate_key_pair", "enum"},
    {5, "generate_certificate_request", "enum", "octet-string"},
    {6, "import_certificate", "octet-string"},
    {7, "export_certificate", "certificate-identification", "octet-string"},
    {8, "remove_certificate", "certificate-identification"}};

constexpr attribute_spec push_attributes[] = {
    logical_name,
    {2, "push_object_list", "array(object-definition)", fixed},
    {3, "send_destination_and_method", "structure(enum, octet-string, enum)", fixed},
    {4, "communication_window", "windows", fixed},
    {5, "randomisation_start_interval", "long-unsigned", fixed},
    {6, "number_of_retries", "unsigned", fixed},
    {7, "repetition_delay", "long-unsigned", fixed}};
constexpr method_spec push_methods[] = {{1, "push", "integer"}};

// ---- communication

constexpr attribute_spec auto_answer_attributes[] = {
    logical_name,
    {2, "mode", "enum", fixed},
    {3, "listening_window", "windows", fixed},
    {4, "status", "enum", dynamic},
    {5, "number_of_calls", "unsigned", fixed},
    {6, "number_of_rings", "structure(unsigned, unsigned)", fixed},
    {7, "list_of_allowed_callers", "array(structure(octet-string, enum))", fixed}};

constexpr attribute_spec auto_connect_attributes[] = {logical_name,
                                                      {2, "mode", "enum", fixed},
                                                      {3, "repetitions", "unsigned", fixed},
                                                      {4, "repetition_delay", "long-unsigned", fixed},
                                                      {5, "calling_window", "windows", fixed},
                                                      {6, "destination_list", "array(octet-string)", fixed}};
constexpr method_spec auto_connect_methods[] = {{1, "connect", "integer"}};

constexpr attribute_spec tcp_udp_attributes[] = {logical_name,
                                                 {2, "TCP-UDP_port", "long-unsigned", fixed},
                                                 {3, "IP_reference", "octet-string(6)", fixed},
                                                 {4, "MSS", "long-unsigned", fixed},
                                                 {5, "nb_of_sim_conn", "unsigned", fixed},
                                                 {6, "inactivity_time_out", "long-unsigned", fixed}};

constexpr attribute_spec ipv4_attributes[] = {
    logical_name,
    {2, "DL_reference", "octet-string(6)", fixed},
    {3, "IP_address", "double-long-unsigned", dynamic},
    {4, "multicast_IP_address", "array(double-long-unsigned)", fixed},
    {5, "IP_options", "array(structure(unsigned, unsigned, octet-string))", fixed},
    {6, "subnet_mask", "double-long-unsigned", fixed},
    {7, "gateway_IP_address", "double-long-unsigned", fixed},
    {8, "use_DHCP_flag", "boolean", fixed},
    {9, "primary_DNS_address", "double-long-unsigned", fixed},
    {10, "secondary_DNS_address", "double-long-unsigned", fixed}};
constexpr method_spec ipv4_methods[] = {{1, "add_mc_IP_address", "double-long-unsigned"},
                                        {2, "delete_mc_IP_address", "double-long-unsigned"},
                                        {3, "get_nbof_mc_IP_addresses", "integer", "unsigned"}};

constexpr attribute_spec mac_attributes[] = {logical_name, {2, "MAC_address", "octet-string", fixed}};

constexpr attribute_spec gprs_attributes[] = {logical_name,
                                              {2, "APN", "octet-string", fixed},
                                              {3, "PIN_code", "long-unsigned", fixed},
                                              {4, "quality_of_service", "structure(qos-element, qos-element)", fixed}};

constexpr attribute_spec gsm_attributes[] = {
    logical_name,
    {2, "operator", "visible-string", dynamic},
    {3, "status", "enum", dynamic},
    {4, "cs_attachment", "enum", dynamic},
    {5, "ps_status", "enum", dynamic},
    {6, "cell_info", "structure(long-unsigned, long-unsigned, unsigned, unsigned)", dynamic},
    {7, "adjacent_cells", "array(structure(long-unsigned, unsigned))", dynamic},
    {8, "capture_time", "date-time", dynamic}};

// ---- payment metering

constexpr attribute_spec account_attributes[] = {
    logical_name,
    {2, "account_mode_and_status", "structure(enum, enum)", fixed},
    {3, "current_credit_in_use", "unsigned", dynamic},
    {4, "current_credit_status", "bit-string(8)", dynamic},
    {5, "available_credit", "double-long", dynamic},
    {6, "amount_to_clear", "double-long", dynamic},
    {7, "clearance_threshold", "double-long", fixed},
    {8, "aggregated_debt", "double-long", dynamic},
    {9, "credit_reference_list", "array(octet-string(6))", fixed},
    {10, "charge_reference_list", "array(octet-string(6))", fixed},
    {11, "credit_charge_configuration", "array(structure(octet-string(6), octet-string(6), bit-string(3)))", fixed},
    {12, "token_gateway_configuration", "array(structure(octet-string(6), unsigned))", fixed},
    {13, "account_activation_time", "date-time", fixed},
    {14, "account_closure_time", "date-time", fixed},
    {15, "currency", "structure(utf8-string, integer, enum)", fixed},
    {16, "low_credit_threshold", "double-long", dynamic},
    {17, "next_credit_available_threshold", "double-long", dynamic},
    {18, "max_provision", "long-unsigned", fixed},
    {19, "max_provision_period", "double-long", fixed}};
constexpr method_spec account_methods[] = {
    {1, "activate_account", "integer"}, {2, "close_account", "integer"}, {3, "reset_account", "integer"}};

constexpr attribute_spec credit_attributes[] = {logical_name,
                                                {2, "current_credit_amount", "double-long", dynamic},
                                                {3, "credit_type", "enum", fixed},
                                                {4, "priority", "unsigned", fixed},
                                                {5, "warning_threshold", "double-long", fixed},
                                                {6, "limit", "double-long", fixed},
                                                {7, "credit_configuration", "bit-string(5)", fixed},
                                                {8, "credit_status", "enum", dynamic},
                                                {9, "preset_credit_amount", "double-long", fixed},
                                                {10, "credit_available_threshold", "double-long", fixed},
                                                {11, "period", "date-time", fixed}};
constexpr method_spec credit_methods[] = {
    {1, "update_amount", "double-long"}, {2, "set_amount_to_value", "double-long"}, {3, "invoke_credit", "integer"}};

constexpr attribute_spec charge_attributes[] = {logical_name,
                                                {2, "total_amount_paid", "double-long", dynamic},
                                                {3, "charge_type", "enum", fixed},
                                                {4, "priority", "unsigned", fixed},
                                                {5, "unit_charge_active", "unit-charge", fixed},
                                                {6, "unit_charge_passive", "unit-charge", fixed},
                                                {7, "unit_charge_activation_time", "date-time", fixed},
                                                {8, "period", "double-long-unsigned", fixed},
                                                {9, "charge_configuration", "bit-string(2)", fixed},
                                                {10, "last_collection_time", "date-time", dynamic},
                                                {11, "last_collection_amount", "double-long", dynamic},
                                                {12, "total_amount_remaining", "double-long", dynamic},
                                                {13, "proportion", "long-unsigned", fixed}};
constexpr method_spec charge_methods[] = {{1, "update_unit_charge", "charge-table"},
                                          {2, "activate_passive_unit_charge", "integer"},
                                          {3, "collect", "integer"},
                                          {4, "update_total_amount_remaining", "double-long"},
                                          {5, "set_total_amount_remaining", "double-long"}};

constexpr attribute_spec token_attributes[] = {logical_name,
                                               {2, "token", "octet-string", dynamic},
                                               {3, "token_time", "date-time", dynamic},
                                               {4, "token_description", "array(octet-string)", dynamic},
                                               {5, "token_delivery_method", "enum", dynamic},
                                               {6, "token_status", "token-status", dynamic}};
constexpr method_spec token_methods[] = {{1, "enter", "octet-string"}};

constexpr interface_class classes[] = {
    {class_id::data, 0, "Data", data_attributes, {}},
    {class_id::register_, 0, "Register", register_attributes, reset_method},
    {class_id::extended_register, 0, "Extended register", extended_register_attributes, reset_method},
    {class_id::demand_register, 0, "Demand register", demand_attributes, demand_methods},
    {class_id::profile_generic, 1, "Profile generic", profile_attributes, profile_methods},
    {class_id::clock, 0, "Clock", clock_attributes, clock_methods},
    {class_id::script_table, 0, "Script table", script_table_attributes, script_table_methods},
    {class_id::special_days_table, 0, "Special days table", special_days_attributes, special_days_methods},
    {class_id::association_sn, 4, "Association SN", association_sn_attributes, association_sn_methods},
    {class_id::association_ln, 2, "Association LN", association_ln_attributes, association_ln_methods},
    {class_id::sap_assignment, 0, "SAP assignment", sap_attributes, sap_methods},
    {class_id::image_transfer, 0, "Image transfer", image_attributes, image_methods},
    {class_id::activity_calendar, 0, "Activity calendar", calendar_attributes, calendar_methods},
    {class_id::register_monitor, 0, "Register monitor", register_monitor_attributes, {}},
    {class_id::single_action_schedule, 0, "Single action schedule", action_schedule_attributes, {}},
    {class_id::auto_answer, 2, "Auto answer", auto_answer_attributes, {}},
    {class_id::auto_connect, 2, "Auto connect", auto_connect_attributes, auto_connect_methods},
    {class_id::push_setup, 0, "Push setup", push_attributes, push_methods},
    {class_id::tcp_udp_setup, 0, "TCP-UDP setup", tcp_udp_attributes, {}},
    {class_id::ipv4_setup, 0, "IPv4 setup", ipv4_attributes, ipv4_methods},
    {class_id::mac_address_setup, 0, "MAC address setup", mac_attributes, {}},
    {class_id::gprs_modem_setup, 0, "GPRS modem setup", gprs_attributes, {}},
    {class_id::gsm_diagnostic, 0, "GSM diagnostic", gsm_attributes, {}},
    {class_id::security_setup, 1, "Security setup", security_attributes, security_methods},
    {class_id::disconnect_control, 0, "Disconnect control", disconnect_attributes, disconnect_methods},
    {class_id::limiter, 0, "Limiter", limiter_attributes, {}},
    {class_id::account, 0, "Account", account_attributes, account_methods},
    {class_id::credit, 0, "Credit", credit_attributes, credit_methods},
    {class_id::charge, 0, "Charge", charge_attributes, charge_methods},
    {class_id::token_gateway, 0, "Token gateway", token_attributes, token_methods},
};

consteval bool in_order()
{
    std::uint16_t last = 0;
    for (const auto& c : classes) {
        if (static_cast<std::uint16_t>(c.id) <= last) return false;
        last = static_cast<std::uint16_t>(c.id);
        for (std::size_t i = 0; i < c.attributes.size(); ++i)
            if (c.attributes[i].index != i + 1) return false;
        for (std::size_t i = 1; i < c.methods.size(); ++i)
            if (c.methods[i].index <= c.methods[i - 1].index) return false;
    }
    return true;
}
consteval bool types_are_types()
{
    for (const auto& c : classes) {
        for (const auto& a : c.attributes)
            if (!well_formed(a.type)) return false;
        for (const auto& m : c.methods)
            if (!well_formed(m.parameter) || (!m.returned.empty() && !well_formed(m.returned))) return false;
    }
    return true;
}
static_assert(in_order() && types_are_types());

} // namespace

std::span<const interface_class> interface_classes() { return classes; }

const interface_class& describe(class_id id)
{
    for (const auto& c : classes)
        if (c.id == id) return c;
    sim::check(false, "an interface class that is not in the table");
    return classes[0];
}

} // namespace devices::cosem
