// What meters, displays and hubs are on a ZigBee Smart Energy HAN: which clusters they have, and where each attribute
// and command of theirs comes from. One model per kind, made when it is first asked for and shared by all devices.
//
// Registers are shown in Wh (UnitOfMeasure kWh) and dm³ (m³), both with Multiplier 1 and Divisor 1000; money in
// thousandths of a penny (CurrencyScalingFactor 0.00001, pounds). Which optional attributes are there, endpoint
// numbers, and what a meter makes of a published price are model choices: docs/protocols/zigbee.md.
#pragma once
#include "devices/zcl_objects/hub_device.hpp"
#include "devices/zcl_objects/ihd_device.hpp"
#include "devices/zcl_objects/meter_device.hpp"

namespace devices::zcl_objects {

/// Device ids of the Smart Energy profile.
inline constexpr std::uint16_t energy_service_interface = 0x0500, metering_device = 0x0501, in_home_display = 0x0502;

const zcl::device_model_of<meter_device>& esme_model();
const zcl::device_model_of<meter_device>& gsme_model();
const zcl::device_model_of<hub_device>& hub_model();
const zcl::device_model_of<ihd_device>& ihd_model();
/// All four, for documentation.
std::span<const zcl::device_model* const> all_models();

} // namespace devices::zcl_objects
