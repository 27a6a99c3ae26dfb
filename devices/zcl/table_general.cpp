// Basic, Identify, Time, OTA upgrade.
#include "devices/zcl/tables.hpp"

namespace devices::zcl::tables {

// Named, since sources are compiled in batches.
namespace general_rows {

constexpr attribute_spec basic_attributes[] = {
    {0x0000, "ZCLVersion", t::uint8, r, false},
    {0x0001, "ApplicationVersion", t::uint8, r, false},
    {0x0002, "StackVersion", t::uint8, r, false},
    {0x0003, "HWVersion", t::uint8, r, false},
    {0x0004, "ManufacturerName", t::character_string, r, false},
    {0x0005, "ModelIdentifier", t::character_string, r, false},
    {0x0006, "DateCode", t::character_string, r, false},
    {0x0007, "PowerSource", t::enum8, r, false},
    {0x0010, "LocationDescription", t::character_string, rw, false},
    {0x0011, "PhysicalEnvironment", t::enum8, rw, false},
    {0x0012, "DeviceEnabled", t::boolean, rw, false},
    {0x0013, "AlarmMask", t::bitmap8, rw, false},
    {0x4000, "SWBuildID", t::character_string, r, false},
};
constexpr command_spec basic_received[] = {{0x00, "ResetToFactoryDefaults", {}}};

constexpr attribute_spec identify_attributes[] = {{0x0000, "IdentifyTime", t::uint16, rw, false, "s"}};
constexpr field identify_payload[] = {{"identify_time", t::uint16}};
constexpr field identify_response[] = {{"timeout", t::uint16}};
constexpr command_spec identify_received[] = {{0x00, "Identify", identify_payload}, {0x01, "IdentifyQuery", {}}};
constexpr command_spec identify_generated[] = {{0x00, "IdentifyQueryResponse", identify_response}};

constexpr attribute_spec time_attributes[] = {
    {0x0000, "Time", t::utc_time, rw, false},       {0x0001, "TimeStatus", t::bitmap8, rw, false},
    {0x0002, "TimeZone", t::int32, rw, false, "s"}, {0x0003, "DstStart", t::uint32, rw, false},
    {0x0004, "DstEnd", t::uint32, rw, false},       {0x0005, "DstShift", t::int32, rw, false, "s"},
    {0x0006, "StandardTime", t::uint32, r, false},  {0x0007, "LocalTime", t::uint32, r, false},
    {0x0008, "LastSetTime", t::utc_time, r, false}, {0x0009, "ValidUntilTime", t::utc_time, rw, false},
};

// Attributes of the client: the device that is upgraded.
constexpr attribute_spec ota_attributes[] = {
    {0x0000, "UpgradeServerID", t::ieee_address, r, false},
    {0x0001, "FileOffset", t::uint32, r, false},
    {0x0002, "CurrentFileVersion", t::uint32, r, false},
    {0x0003, "CurrentZigBeeStackVersion", t::uint16, r, false},
    {0x0004, "DownloadedFileVersion", t::uint32, r, false},
    {0x0005, "DownloadedZigBeeStackVersion", t::uint16, r, false},
    {0x0006, "ImageUpgradeStatus", t::enum8, r, false},
    {0x0007, "ManufacturerID", t::uint16, r, false},
    {0x0008, "ImageTypeID", t::uint16, r, false},
    {0x0009, "MinimumBlockPeriod", t::uint16, r, false, "ms"},
    {0x000A, "ImageStamp", t::uint32, r, false},
};

constexpr std::uint32_t success = 0x00, wait_for_data = 0x97;
constexpr field manufacturer{"manufacturer", t::uint16}, image_type{"image_type", t::uint16},
    file_version{"file_version", t::uint32}, file_offset{"file_offset", t::uint32};

constexpr field image_notify[] = {{"payload_type", t::enum8},
                                  {"query_jitter", t::uint8},
                                  manufacturer.if_least("payload_type", 1),
                                  image_type.if_least("payload_type", 2),
                                  file_version.if_least("payload_type", 3)};
constexpr field query_next_image[] = {{"field_control", t::bitmap8},
                                      manufacturer,
                                      image_type,
                                      {"current_file_version", t::uint32},
                                      field{"hardware_version", t::uint16}.if_set("field_control", 0x01)};
constexpr field image_response[] = {{"status", t::enum8},
                                    manufacturer.if_equal("status", success),
                                    image_type.if_equal("status", success),
                                    file_version.if_equal("status", success),
                                    field{"image_size", t::uint32}.if_equal("status", success)};
constexpr field image_block[] = {{"field_control", t::bitmap8},
                                 manufacturer,
                                 image_type,
                                 file_version,
                                 file_offset,
                                 {"maximum_data_size", t::uint8},
                                 field{"request_node_address", t::ieee_address}.if_set("field_control", 0x01),
                                 field{"minimum_block_period", t::uint16}.if_set("field_control", 0x02)};
constexpr field image_page[] = {{"field_control", t::bitmap8},
                                manufacturer,
                                image_type,
                                file_version,
                                file_offset,
                                {"maximum_data_size", t::uint8},
                                {"page_size", t::uint16},
                                {"response_spacing", t::uint16},
                                field{"request_node_address", t::ieee_address}.if_set("field_control", 0x01)};
constexpr field image_block_response[] = {{"status", t::enum8},
                                          manufacturer.if_equal("status", success),
                                          image_type.if_equal("status", success),
                                          file_version.if_equal("status", success),
                                          file_offset.if_equal("status", success),
                                          field{"data", t::octet_string}.if_equal("status", success),
                                          field{"current_time", t::utc_time}.if_equal("status", wait_for_data),
                                          field{"request_time", t::utc_time}.if_equal("status", wait_for_data),
                                          field{"minimum_block_period", t::uint16}.if_equal("status", wait_for_data)};
constexpr field upgrade_end[] = {{"status", t::enum8}, manufacturer, image_type, file_version};
constexpr field upgrade_end_response[] = {
    manufacturer, image_type, file_version, {"current_time", t::utc_time}, {"upgrade_time", t::utc_time}};
constexpr field query_file[] = {{"request_node_address", t::ieee_address},
                                manufacturer,
                                image_type,
                                file_version,
                                {"current_stack_version", t::uint16}};

constexpr command_spec ota_received[] = {
    {0x01, "QueryNextImageRequest", query_next_image},
    {0x03, "ImageBlockRequest", image_block},
    {0x04, "ImagePageRequest", image_page},
    {0x06, "UpgradeEndRequest", upgrade_end},
    {0x08, "QuerySpecificFileRequest", query_file},
};
constexpr command_spec ota_generated[] = {
    {0x00, "ImageNotify", image_notify},
    {0x02, "QueryNextImageResponse", image_response},
    {0x05, "ImageBlockResponse", image_block_response},
    {0x07, "UpgradeEndResponse", upgrade_end_response},
    {0x09, "QuerySpecificFileResponse", image_response},
};

constexpr cluster_spec basic_cluster{cluster_id::basic, "Basic", false, basic_attributes, {}, basic_received, {}};
constexpr cluster_spec identify_cluster{cluster_id::identify, "Identify",        false, identify_attributes, {},
                                        identify_received,    identify_generated};
constexpr cluster_spec time_cluster{cluster_id::time, "Time", true, time_attributes, {}, {}, {}};
constexpr cluster_spec ota_cluster{cluster_id::ota_upgrade, "OTA Upgrade", true,         {},
                                   ota_attributes,          ota_received,  ota_generated};
static_assert(in_order(basic_cluster) && in_order(identify_cluster) && in_order(time_cluster) && in_order(ota_cluster));

} // namespace general_rows

cluster_spec basic() { return general_rows::basic_cluster; }
cluster_spec identify() { return general_rows::identify_cluster; }
cluster_spec time() { return general_rows::time_cluster; }
cluster_spec ota_upgrade() { return general_rows::ota_cluster; }

} // namespace devices::zcl::tables
