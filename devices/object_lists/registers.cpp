#include "devices/object_lists/parts.hpp"

#include "devices/cosem/values.hpp"

namespace devices::object_lists {

using namespace cosem;

namespace {

using dlms::data_tag;

constexpr std::uint8_t first_block_register = 128; ///< of group E's numbers for manufacturers: by block, then rate

/// A register that counts or measures; `f` gives what is shown.
template <class F>
object counting(std::string_view name, std::string meaning, scaler_unit in, F f)
{
    return make_register(named(name), std::move(meaning), for_readers, {data_tag::double_long_unsigned, in, f});
}

/// What the last complete interval brought.
std::int64_t last_of(const metering::profile& p, sim::time_point now)
{
    const auto start = p.oldest(now) + p.step() * static_cast<std::int64_t>(p.entries(now));
    return p.entries(now) == 0 ? 0 : p.at(start - p.step(), now).amount;
}

esme::meter& esme_of(const call& c) { return *device(c).electricity; }
gsme::meter& gsme_of(const call& c) { return *device(c).gas; }

void add_voltage(object_list& list)
{
    constexpr std::int64_t millivolts_per_tenth = 100;
    constexpr scaler_unit tenth_volts{-1, unit::volt};
    using statistic = std::int32_t esme::voltage_statistics::*;
    const auto add = [&](std::string_view name, const char* meaning, statistic which) {
        list.push_back(make_register(named(name), meaning, for_readers,
                                     {data_tag::long_unsigned, tenth_volts, [which](const call& c) {
                                          const auto last =
                                              metering::half_hour_start(c.now()) - metering::half_hour_length;
                                          return esme_of(c).voltage().half_hour(last).*which / millivolts_per_tenth;
                                      }}));
    };
    list.push_back(make_register(named("1-0:32.7.0"), "Voltage now", for_readers,
                                 {data_tag::long_unsigned, tenth_volts, [](const call& c) {
                                      return esme_of(c).millivolts(c.now()) / millivolts_per_tenth;
                                  }}));
    add("1-0:32.5.0", "Voltage, average of the last half-hour", &esme::voltage_statistics::average);
    add("1-0:32.3.0", "Voltage, lowest of the last half-hour", &esme::voltage_statistics::lowest);
    add("1-0:32.6.0", "Voltage, highest of the last half-hour", &esme::voltage_statistics::highest);
}

} // namespace

obis rate_name(const fuel_names& fuel, std::size_t rate)
{
    return {{fuel.medium, 0, fuel.quantity, fuel.processing, static_cast<std::uint8_t>(rate), 255}};
}

void add_totals(object_list& list, const fuel_names& fuel)
{
    const std::string what = fuel.medium == gas.medium ? "Gas volume" : "Active energy import";
    list.push_back(
        counting(fuel.total, what + ", total", fuel.in, [](const call& c) { return device(c).meter.total(c.now()); }));
    list.push_back(counting(fuel.interval, what + ", of the last complete interval of the profile", fuel.in,
                            [](const call& c) { return last_of(device(c).meter.import_profile(), c.now()); }));
    for (std::size_t rate = 1; rate <= fuel.rates; ++rate)
        list.push_back(make_register(rate_name(fuel, rate), what + ", rate " + std::to_string(rate), for_readers,
                                     {data_tag::double_long_unsigned, fuel.in, [rate](const call& c) {
                                          return device(c).meter.registers(c.now()).rates[rate - 1];
                                      }}));
    const std::size_t block_rates = fuel.medium == gas.medium ? 1 : metering::most_block_rates;
    for (std::size_t block = 0; block < metering::most_blocks; ++block)
        for (std::size_t rate = 0; rate < block_rates; ++rate) {
            const auto name = rate_name(fuel, first_block_register + block * metering::most_block_rates + rate);
            auto meaning = what + ", block " + std::to_string(block + 1) + ", rate " + std::to_string(rate + 1);
            list.push_back(make_register(name, std::move(meaning), for_readers,
                                         {data_tag::double_long_unsigned, fuel.in, [block, rate](const call& c) {
                                              return device(c).meter.registers(c.now()).blocks[block][rate];
                                          }}));
        }
}

void add_electricity(object_list& list)
{
    constexpr scaler_unit wh{0, unit::watt_hour}, varh{0, unit::var_hour}, w{0, unit::watt};
    list.push_back(counting("1-0:2.8.0", "Active energy export, total", wh,
                            [](const call& c) { return esme_of(c).export_wh(c.now()); }));
    list.push_back(counting("1-0:3.8.0", "Reactive energy import, total", varh,
                            [](const call& c) { return esme_of(c).reactive_import_varh(c.now()); }));
    list.push_back(counting("1-0:4.8.0", "Reactive energy export, total", varh,
                            [](const call& c) { return esme_of(c).reactive_export_varh(c.now()); }));
    list.push_back(counting("1-0:2.29.0", "Active energy export, of the last complete half-hour", wh,
                            [](const call& c) { return last_of(esme_of(c).export_profile(), c.now()); }));
    list.push_back(counting("1-0:3.29.0", "Reactive energy import, of the last complete half-hour", varh,
                            [](const call& c) { return last_of(esme_of(c).reactive_import_profile(), c.now()); }));
    list.push_back(counting("1-0:4.29.0", "Reactive energy export, of the last complete half-hour", varh,
                            [](const call& c) { return last_of(esme_of(c).reactive_export_profile(), c.now()); }));
    list.push_back(
        counting("1-0:1.7.0", "Active power import now", w, [](const call& c) { return esme_of(c).power_w(c.now()); }));
    list.push_back(counting("1-0:2.7.0", "Active power export now", w,
                            [](const call& c) { return esme_of(c).export_power_w(c.now()); }));
    // The demand of the half-hour that runs and of the one before: the power is constant within each.
    list.push_back(make_demand_register(
        named("1-0:1.4.0"), "Active power import, average of the half-hour", for_readers,
        {data_tag::double_long_unsigned, w, [](const call& c) { return esme_of(c).power_w(c.now()); },
         [](const call& c) { return 2 * last_of(esme_of(c).import_profile(), c.now()); },
         reading([](const call&, axdr_writer& out) { out.unsigned_integer(0); }),
         [](const call& c) { return shown(metering::half_hour_start(c.now())); },
         [](const call& c) { return shown(metering::half_hour_start(c.now())); }, 1800, 1}));
    add_voltage(list);
}

/// Groups C and D of gas, as in IEC 62056-6-1 and the lists made of it (BDEW, "Codeliste der OBIS-Kennzahlen", 2.5c,
/// 4.1 and 4.3): 33 is energy in all, with D 2 as an index of the converted volume; 52 is the conversion factor and 54
/// the superior calorific value, with D and E 0 the present value. That Great Britain's "volume correction factor" is
/// the conversion factor is a model choice: both turn the metered volume into the one that is paid for.
void add_gas(object_list& list)
{
    list.push_back(counting("7-0:33.2.0", "Energy of the whole volume", {0, unit::watt_hour},
                            [](const call& c) { return gsme_of(c).energy_wh(c.now()); }));
    list.push_back(counting("7-0:54.0.0", "Calorific value, MJ per cubic metre", {-1, unit::count},
                            [](const call& c) { return gsme_of(c).values().calorific_value; }));
    list.push_back(counting("7-0:52.0.0", "Volume correction factor: to base conditions", {-5, unit::count},
                            [](const call& c) { return gsme_of(c).values().correction; }));
    list.push_back(make_register(
        named("0-0:96.6.6"), "Battery, days of use that are left", for_readers,
        {data_tag::long_unsigned, {0, unit::day}, [](const call& c) { return gsme_of(c).cell().days_left(c.now()); }}));
    list.push_back(make_extended_register(
        named("7-0:3.128.1"), "Gas volume at the last midnight", for_readers,
        {{data_tag::double_long_unsigned, gas.in, [](const call& c) { return gsme_of(c).daily_read(c.now()).value; }},
         reading([](const call&, axdr_writer& out) { out.unsigned_integer(0); }),
         [](const call& c) { return shown(gsme_of(c).daily_read(c.now()).at); }}));
}

} // namespace devices::object_lists
