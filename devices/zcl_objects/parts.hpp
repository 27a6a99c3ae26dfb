// The clusters of meters in parts, for models.cpp. Internal to this library.
#pragma once
#include "devices/zcl_objects/models.hpp"

namespace devices::zcl_objects {

using zcl::answer;
using zcl::attribute_place;
using zcl::call;
using zcl::cluster_id;
using zcl::cluster_side;
using zcl::direction;
using zcl::fields;
using zcl::status;

// ---- of meters
cluster_side meter_basic(fuel of);
cluster_side meter_time();
cluster_side meter_metering(fuel of);
cluster_side meter_price_server(fuel of);
cluster_side meter_price_client(fuel of);
cluster_side meter_prepayment();
cluster_side meter_messaging();
cluster_side meter_upgrade();
cluster_side meter_load_control();
/// Commands of the metering cluster.
void add_metering_commands(cluster_side& c, fuel of);
void add_prepayment_commands(cluster_side& c);
// ---- of all. Frames of these clusters go to machines; what is left to a model is their attributes.
cluster_side identify();
cluster_side key_establishment(direction side);
cluster_side tunneling();

/// Of DisplayMessage.
message message_in(const fields& f, sim::time_point now);

// ---- helpers
inline meter_device& device(const call& c) { return c.on<meter_device>(); }
inline metering::meter& meter(const call& c) { return device(c).meter(); }
/// What a meter's refusal is in ZCL: a value out of its range, or something that it may not or cannot do now.
status status_of(const sim::error_code& ec);

/// The date of a command: 0 is now. A command for later is kept, and answered with this.
std::optional<answer> later(const call& c, const fields& f, std::string_view date);

inline std::uint64_t utc(sim::time_point t) { return zcl::to_utc(t); }
/// From 0 on; switches come by the meter's randomised offset later.
inline std::uint8_t current_rate(const metering::meter& m, sim::time_point t) { return m.rate(t); }
/// Thousandths of a penny, cut to the 32 bits that money has here.
std::int32_t amount(metering::money m);
/// Not below 0.
std::uint32_t unsigned_amount(metering::money m);
inline metering::money from_amount(std::int64_t millipence) { return metering::from_millipence(millipence); }

inline constexpr std::uint8_t power_mains = 1, power_battery = 3, zcl_version = 1;
inline constexpr std::uint64_t kilowatt_hours = 0x00, cubic_metres = 0x01; ///< UnitOfMeasure
inline constexpr std::uint64_t pound_sterling = 826;                       ///< ISO 4217
inline constexpr std::uint64_t money_digits = 5;                           ///< places behind the point of a pound
inline constexpr std::uint32_t divisor = 1000;
/// What becomes of the supply for a reason of its own (model choice: numbers as of SupplyStatus, and one for nothing).
inline constexpr std::uint64_t becomes_off = 0, becomes_armed = 1, stays_unchanged = 2;
/// Prepayment: how and how often a debt is recovered.
inline constexpr std::uint64_t time_based = 0, percentage_based = 1, per_day = 1, per_week = 2, no_frequency = 0xFF;

} // namespace devices::zcl_objects
