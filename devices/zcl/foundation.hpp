// The commands that every cluster has: reading, writing, reporting and discovering attributes, and what answers a
// command that has no answer of its own.
//
// Source: ZigBee Cluster Library (075123), "General command frames". Decoders' errors: truncated; out_of_range for a
// type that there is not; trailing_bytes.
#pragma once
#include "devices/zcl/cluster.hpp"
#include "devices/zcl/status.hpp"

namespace devices::zcl {

enum class general : std::uint8_t {
    read_attributes = 0x00,
    read_attributes_response = 0x01,
    write_attributes = 0x02,
    write_attributes_undivided = 0x03,
    write_attributes_response = 0x04,
    write_attributes_no_response = 0x05,
    configure_reporting = 0x06,
    configure_reporting_response = 0x07,
    read_reporting_configuration = 0x08,
    read_reporting_configuration_response = 0x09,
    report_attributes = 0x0A,
    default_response = 0x0B,
    discover_attributes = 0x0C,
    discover_attributes_response = 0x0D,
};
/// "ReadAttributes"; empty for a command that is not one of these.
std::string_view to_string(general command);
/// What answers a request.
constexpr bool is_response(general command)
{
    return command == general::read_attributes_response || command == general::write_attributes_response ||
           command == general::configure_reporting_response ||
           command == general::read_reporting_configuration_response || command == general::default_response ||
           command == general::discover_attributes_response;
}

using attribute_ids = std::vector<attribute_id>;

/// Of a write, and of a report.
struct attribute_value {
    attribute_id id;
    value content;
    bool operator==(const attribute_value&) const = default;
};
struct read_record {
    attribute_id id;
    zcl::status status;
    value content; ///< with success
    bool operator==(const read_record&) const = default;
};
struct write_record {
    zcl::status status;
    attribute_id id;
    bool operator==(const write_record&) const = default;
};

/// Who reports: the one who is told so, or the one who tells.
enum class report_direction : std::uint8_t { reported = 0, received = 1 };

struct reporting_record {
    report_direction direction{report_direction::reported};
    attribute_id id{};
    data_type type{data_type::no_data};
    std::uint16_t minimum_s{0};
    std::uint16_t maximum_s{0}; ///< no_reports: none at all; 0: on change only
    value change{};             ///< of analog types: the least difference that is told
    std::uint16_t timeout_s{0}; ///< of `received`: within which reports are expected
    bool operator==(const reporting_record&) const = default;
};
inline constexpr std::uint16_t no_reports = 0xFFFF;

/// What became of a record, or with success of a read configuration what it is.
struct reporting_status {
    zcl::status status;
    reporting_record record;
    bool operator==(const reporting_status&) const = default;
};
struct reporting_subject {
    report_direction direction;
    attribute_id id;
    bool operator==(const reporting_subject&) const = default;
};

struct default_response {
    std::uint8_t command;
    zcl::status status;
    bool operator==(const default_response&) const = default;
};
struct discover_request {
    attribute_id start;
    std::uint8_t most;
    bool operator==(const discover_request&) const = default;
};
struct discovered_attribute {
    attribute_id id;
    data_type type;
    bool operator==(const discovered_attribute&) const = default;
};
struct discover_response {
    bool complete;
    std::vector<discovered_attribute> attributes;
    bool operator==(const discover_response&) const = default;
};

sim::bytes encode_ids(std::span<const attribute_id> ids);
sim::result<attribute_ids> decode_ids(sim::byte_view payload);
sim::bytes encode_values(std::span<const attribute_value> values);
sim::result<std::vector<attribute_value>> decode_values(sim::byte_view payload);
sim::bytes encode_read_response(std::span<const read_record> records);
sim::result<std::vector<read_record>> decode_read_response(sim::byte_view payload);
/// Without records: everything was written.
sim::bytes encode_write_response(std::span<const write_record> failures);
sim::result<std::vector<write_record>> decode_write_response(sim::byte_view payload);
sim::bytes encode_reporting(std::span<const reporting_record> records);
sim::result<std::vector<reporting_record>> decode_reporting(sim::byte_view payload);
/// Without records: everything was accepted. Of each its status, direction and id are told.
sim::bytes encode_reporting_response(std::span<const reporting_status> failures);
sim::result<std::vector<reporting_status>> decode_reporting_response(sim::byte_view payload);
sim::bytes encode_reporting_subjects(std::span<const reporting_subject> subjects);
sim::result<std::vector<reporting_subject>> decode_reporting_subjects(sim::byte_view payload);
sim::bytes encode_reporting_configuration(std::span<const reporting_status> records);
sim::result<std::vector<reporting_status>> decode_reporting_configuration(sim::byte_view payload);
sim::bytes encode(const default_response& r);
sim::result<default_response> decode_default_response(sim::byte_view payload);
sim::bytes encode(const discover_request& r);
sim::result<discover_request> decode_discover_request(sim::byte_view payload);
sim::bytes encode(const discover_response& r);
sim::result<discover_response> decode_discover_response(sim::byte_view payload);

} // namespace devices::zcl
