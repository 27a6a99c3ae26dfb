// The object lists of hubs and meters that speak DLMS/COSEM: what each object is, who may do what with it, and where it
// comes from.
//
// Logical names: IEC 62056-6-1 and the Blue Book's standard instances; what is not there is a model choice and uses the
// values that are left to manufacturers (128 … 254). Money is in 10^-5 pounds (thousandths of a penny), prices in
// 10^-4 pounds per kWh or day. Dates and times are British civil time with its deviation.
#pragma once
#include "devices/object_lists/contexts.hpp"

#include <span>

namespace devices::object_lists {

inline constexpr std::uint16_t chf_sap = 1, esme_sap = 16, gsme_sap = 17;

/// What servers of these lists offer.
inline constexpr cosem::offered_context offered{
    dlms::conformance::general_protection | dlms::conformance::general_block_transfer |
        dlms::conformance::attribute_0_set | dlms::conformance::priority_management |
        dlms::conformance::attribute_0_get | dlms::conformance::block_transfer_get |
        dlms::conformance::block_transfer_set | dlms::conformance::block_transfer_action |
        dlms::conformance::multiple_references | dlms::conformance::data_notification | dlms::conformance::get |
        dlms::conformance::set | dlms::conformance::selective_access | dlms::conformance::action,
    1024, 1024};

/// Each is made when it is first asked for.
const cosem::logical_device_of<chf_context>& chf_objects();
const cosem::logical_device_of<meter_context>& esme_objects();
const cosem::logical_device_of<meter_context>& gsme_objects();
/// All three, for documentation.
std::span<const cosem::logical_device* const> all_lists();

/// COSEM logical device name: the manufacturer's letters, as the system title has them, and thirteen hexadecimal digits
/// of the EUI-64 (model choice).
std::string logical_device_name(const dlms::system_title& title, sim::eui64 device);

} // namespace devices::object_lists
