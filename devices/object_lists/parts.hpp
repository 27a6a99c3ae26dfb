// The object lists in parts, for lists.cpp. A part appends to a list what belongs together.
#pragma once
#include "devices/cosem/clock.hpp"
#include "devices/cosem/image_transfer.hpp"
#include "devices/cosem/profile.hpp"
#include "devices/cosem/supply_control.hpp"
#include "devices/object_lists/lists.hpp"

namespace devices::object_lists {

using object_list = std::vector<cosem::object>;

/// What is the same for electricity and gas but for its name.
struct fuel_names {
    std::string_view total, interval, profile; ///< register, what its last interval brought, profile
    std::string_view energy;                   ///< what prices are for
    std::uint8_t medium;                       ///< group A of the rates' and blocks' names
    std::uint8_t quantity;                     ///< group C
    std::uint8_t processing;                   ///< group D
    std::size_t rates;
    cosem::scaler_unit in;
};
inline constexpr fuel_names electricity{
    "1-0:1.8.0", "1-0:1.29.0", "1-0:99.1.0", "1-0:1.8.0", 1, 1, 8, metering::most_rates, {0, cosem::unit::watt_hour}};
inline constexpr fuel_names gas{"7-0:3.0.0",
                                "7-0:3.128.0",
                                "7-0:99.1.0",
                                "7-0:33.2.0",
                                7,
                                3,
                                0,
                                gsme::most_gas_rates,
                                {-3, cosem::unit::cubic_metre}};

/// The register of a rate, from 1 on: group E is its number.
cosem::obis rate_name(const fuel_names& fuel, std::size_t rate);

// ---- of both fuels
void add_identity(object_list& list, const fuel_names& fuel);
void add_associations(object_list& list, std::function<key_access&(const cosem::call&)> keys);
void add_meter_security(object_list& list);
void add_meter_clock(object_list& list);
void add_meter_image(object_list& list);
void add_totals(object_list& list, const fuel_names& fuel);
void add_profiles(object_list& list, const fuel_names& fuel);
void add_logs(object_list& list);
void add_tariff(object_list& list, const fuel_names& fuel);
void add_billing(object_list& list, const fuel_names& fuel);
cosem::object billing_log(const fuel_names& fuel);
void add_supply(object_list& list, cosem::control_mode mode);
void add_payment(object_list& list, const fuel_names& fuel);
void add_history(object_list& list, const fuel_names& fuel);
void add_policies(object_list& list, const fuel_names& fuel);
// ---- of one
void add_electricity(object_list& list);
void add_gas(object_list& list);
void add_voltage_logs(object_list& list);
void add_network_data(object_list& list);
/// Log `number`: its newest code (0-0:96.11.n), its count (0-0:96.15.n), its entries (0-0:99.98.n).
void add_log(object_list& list, std::uint8_t number, const std::string& name,
             std::function<const metering::event_log&(const cosem::call&)> log,
             std::function<cosem::action_result(const cosem::call&)> reset);
// ---- of the hub
void add_hub(object_list& list);

// ---- helpers
inline meter_context& device(const cosem::call& c) { return c.on<meter_context>(); }
inline unfinished& draft(const cosem::call& c)
{
    auto& d = device(c).draft;
    if (!d) d = std::make_unique<unfinished>();
    return *d;
}
inline cosem::obis accumulated_debt_name() { return cosem::named("0-0:128.1.0"); }
/// Money, as the lists write it.
inline constexpr cosem::scaler_unit pounds{-5, cosem::unit::currency};
/// Great Britain.
const cosem::time_base& civil_time();
cosem::date_time shown(sim::time_point t);
/// The clock's time, as profiles capture it.
cosem::capture_object clock_column();
cosem::clock_object british_clock(std::function<sim::time_point(const cosem::call&)> shown,
                                  std::function<cosem::data_access_result(const cosem::call&, sim::time_point)> set);
/// Success, or what the standard has for a device's refusal: the rest is in its logs.
cosem::data_access_result answer(const sim::error_code& ec);
cosem::action_result action_answer(const sim::error_code& ec);

/// Amounts of money and prices, as the lists write them; cut to 32 and 16 bits.
std::int32_t amount(metering::money m);
std::int16_t price(metering::money m);
metering::money from_amount(std::int32_t v);
metering::money from_price(std::int16_t v);
/// The price of a kWh of what a price list has for a Wh.
std::int16_t energy_price(metering::money per_wh);
metering::money from_energy_price(std::int16_t v);

/// Puts a tariff and prices into force at a time, over what waits for that time or is in force; either may be absent.
sim::error_code schedule(const cosem::call& c, const std::optional<metering::switching_table>& table,
                         const std::optional<metering::price_list>& prices, sim::time_point at);

} // namespace devices::object_lists
