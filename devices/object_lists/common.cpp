#include "devices/object_lists/parts.hpp"

#include "devices/cosem/values.hpp"
#include "devices/metering/civil_time.hpp"

#include <algorithm>
#include <limits>

namespace devices::object_lists {

using namespace cosem;

namespace {

/// What one step of a price is worth: 10^-4 pounds are ten millipence.
constexpr std::int64_t millipence_per_price_step = 10;

template <class T>
T cut(std::int64_t v)
{
    return static_cast<T>(std::clamp<std::int64_t>(v, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}

/// What all devices tell of themselves, from the identities of either fuel.
template <class F>
auto of_identity(F f)
{
    return [f](const call& c) {
        const auto& d = device(c);
        return d.electricity ? f(d.electricity->who()) : f(d.gas->who());
    };
}

} // namespace

std::string logical_device_name(const dlms::system_title& title, sim::eui64 device)
{
    constexpr std::size_t letters = 3, digits = 13;
    std::uint8_t octets[8];
    for (std::size_t i = 0; i < 8; ++i) octets[i] = static_cast<std::uint8_t>(device.value() >> (8 * (7 - i)));
    const auto hex = sim::to_hex(octets);
    return sim::as_text(sim::byte_view(title.octets).first(letters)) + hex.substr(hex.size() - digits);
}

const time_base& civil_time()
{
    static constexpr time_base base{std::chrono::minutes(0), metering::civil_offset};
    return base;
}

date_time shown(sim::time_point t) { return to_date_time(t, civil_time()); }

capture_object clock_column() { return {class_id::clock, named("0-0:1.0.0")}; }

clock_object british_clock(std::function<sim::time_point(const call&)> shown,
                           std::function<data_access_result(const call&, sim::time_point)> set)
{
    clock_object k{std::move(shown), civil_time()};
    // Last Sunday of March, 01:00 without deviation; last Sunday of October, 02:00 an hour ahead.
    k.summer_begins = {0xFF, 0xFF, 3, 0xFE, 7, 1, 0, 0, 0, 0x00, 0x00, 0x00};
    k.summer_ends = {0xFF, 0xFF, 10, 0xFE, 7, 2, 0, 0, 0, 0xFF, 0xC4, 0x80};
    k.summer_minutes = 60;
    k.set = std::move(set);
    return k;
}

data_access_result answer(const sim::error_code& ec)
{
    if (!ec) return data_access_result::success;
    if (ec == metering::supply_errc::no_power) return data_access_result::temporary_failure;
    return data_access_result::other_reason;
}

action_result action_answer(const sim::error_code& ec)
{
    return static_cast<action_result>(answer(ec)); // the same numbers
}

std::int32_t amount(metering::money m) { return metering::to_short_millipence(m); }
std::int16_t price(metering::money m)
{
    return cut<std::int16_t>(metering::to_millipence(m) / millipence_per_price_step);
}
metering::money from_amount(std::int32_t v) { return metering::from_millipence(v); }
// Micropence per Wh are millipence per kWh.
std::int16_t energy_price(metering::money per_wh)
{
    return cut<std::int16_t>(per_wh.micropence / millipence_per_price_step);
}
metering::money from_energy_price(std::int16_t v) { return {v * millipence_per_price_step}; }
metering::money from_price(std::int16_t v) { return metering::from_millipence(v * millipence_per_price_step); }

void add_identity(object_list& list, const fuel_names& fuel)
{
    list.push_back(make_text(named("0-0:42.0.0"), "COSEM logical device name", for_everyone, [](const call& c) {
        const auto title = device(c).keys.own_title();
        return of_identity([&](const auto& who) { return logical_device_name(title, who.eui64); })(c);
    }));
    list.push_back(make_text(named("0-0:96.1.0"), "Serial number", for_everyone,
                             of_identity([](const auto& who) { return who.serial; })));
    list.push_back(
        make_text(named("0-0:96.1.1"), "Model", for_everyone, of_identity([](const auto& who) { return who.model; })));
    list.push_back(make_text(named("0-0:96.1.2"), "Manufacturer", for_everyone,
                             of_identity([](const auto& who) { return who.manufacturer; })));
    list.push_back(make_text(named("0-0:96.1.3"), "EUI-64", for_everyone,
                             of_identity([](const auto& who) { return who.eui64.to_string(); })));
    const bool is_gas = fuel.medium == gas.medium;
    list.push_back(make_text(named("0-0:96.1.10"), is_gas ? "MPRN of the supply point" : "MPAN of the supply point",
                             for_readers, [](const call& c) {
                                 const auto& d = device(c);
                                 return d.electricity ? d.electricity->who().mpan.to_string()
                                                      : d.gas->who().mprn.to_string();
                             }));
    list.push_back(make_text(named("1-0:0.2.0"), "Firmware version that runs", for_everyone,
                             [](const call& c) { return device(c).meter.firmware(); }));
}

void add_associations(object_list& list, std::function<key_access&(const call&)> keys)
{
    // Clients of several makes read it as the public client, add one, and associate as the management client.
    list.push_back(make_data(
        named("0-0:43.1.0"), "Invocation counter that the management client has used last", for_everyone,
        reading([keys](const call& c, axdr_writer& out) { out.double_long_unsigned(keys(c).received_counter()); })));
    const auto security = named("0-0:43.0.0");
    list.push_back(make_association(named("0-0:40.0.0"), "The association in use", for_everyone, {{}, security, {}}));
    list.push_back(make_association(named("0-0:40.0.1"), "Association of the public client", for_managers,
                                    {association::open, {}, {}}));
    list.push_back(make_association(named("0-0:40.0.2"), "Association of the reading client", for_managers,
                                    {association::reading, {}, [keys](const call& c, association, sim::byte_view v) {
                                         return keys(c).set_password(v) ? data_access_result::success
                                                                        : data_access_result::other_reason;
                                     }}));
    list.push_back(make_association(named("0-0:40.0.3"), "Association of the management client", for_managers,
                                    {association::management, security, {}}));
}

void add_meter_security(object_list& list)
{
    security_setup s;
    s.policy = [](const call&) { return everything_ciphered; };
    s.client_title = [](const call& c) { return device(c).keys.client_title(); };
    s.server_title = [](const call& c) {
        const auto title = device(c).keys.own_title();
        return sim::bytes(title.octets.begin(), title.octets.end());
    };
    s.certificates = [](const call&) { return std::vector<certificate_info>{}; };
    s.transfer_keys = [](const call& c, const std::vector<wrapped_key>& k) {
        return device(c).keys.transfer(k, c.now());
    };
    list.push_back(
        make_security_setup(named("0-0:43.0.0"), "Keys of the management client", for_managers, std::move(s)));
}

void add_meter_clock(object_list& list)
{
    auto k = british_clock([](const call& c) { return device(c).meter.clock().show(c.now()); },
                           [](const call& c, sim::time_point t) {
                               device(c).meter.set_clock(t, c.now());
                               return data_access_result::success;
                           });
    k.preset = [](const call& c) -> std::optional<preset_time>& { return draft(c).clock; };
    list.push_back(make_clock(named("0-0:1.0.0"), "Clock", for_everyone, std::move(k)));
}

} // namespace devices::object_lists
