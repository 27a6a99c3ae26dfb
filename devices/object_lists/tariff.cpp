#include "devices/object_lists/calendar.hpp"
#include "devices/object_lists/parts.hpp"

#include "devices/cosem/values.hpp"
#include "devices/metering/civil_time.hpp"

namespace devices::object_lists {

using namespace cosem;

namespace {

const obis billing_scripts = named("0-0:10.0.1");
constexpr std::uint16_t script_bill = 1;

const metering::switching_table& tariff_table(const call& c) { return device(c).meter.in_force().table; }

activity_calendar calendar()
{
    calendar_use use{tariff_scripts(), metering::most_rates, &unfinished::calendar, tariff_table};
    use.waiting = [](const call& c) -> std::optional<waiting_table> {
        const auto& next = device(c).meter.tariff_to_come();
        if (!next) return {};
        return waiting_table{&next->next->table, next->at};
    };
    use.activate = [](const call& c, const metering::switching_table& table, sim::time_point at) {
        return schedule(c, table, {}, at);
    };
    return make_calendar(std::move(use));
}

data_access_result replace_special_days(const call& c, const std::vector<special_day>& days)
{
    auto& meter = device(c).meter;
    const auto table = with_special_days(tariff_table(c), days);
    if (!table) return data_access_result::other_reason;
    if (*table == tariff_table(c)) return data_access_result::success; // so that no blocks begin anew
    const auto waiting = meter.tariff_to_come();
    auto next = meter.in_force();
    next.table = *table;
    const auto shared = std::make_shared<const metering::tariff>(std::move(next));
    const auto ec = meter.set_tariff({shared, meter.given_prices(), c.now()}, c.now());
    return answer(!ec && waiting ? meter.set_tariff(*waiting, c.now()) : ec);
}

} // namespace

sim::error_code schedule(const call& c, const std::optional<metering::switching_table>& table,
                         const std::optional<metering::price_list>& prices, sim::time_point at)
{
    auto& meter = device(c).meter;
    const auto& waiting = meter.tariff_to_come();
    const bool over_waiting = waiting && waiting->at <= at;
    auto next = over_waiting ? *waiting->next : meter.in_force();
    if (table) next.table = *table;
    auto given = over_waiting ? waiting->prices : meter.given_prices();
    if (prices) given = std::make_shared<const metering::price_list>(*prices);
    return meter.set_tariff({std::make_shared<const metering::tariff>(std::move(next)), std::move(given), at}, c.now());
}

void add_tariff(object_list& list, const fuel_names& fuel)
{
    list.push_back(make_data(named("0-0:96.14.0"), "Rate in force, from 1 on", for_readers,
                             reading([](const call& c, axdr_writer& out) {
                                 out.unsigned_integer(static_cast<std::uint8_t>(device(c).meter.rate(c.now()) + 1));
                             })));
    list.push_back(
        make_activity_calendar(named("0-0:13.0.0"), "Tariff switching table, in UTC", for_readers, calendar()));
    list.push_back(
        make_special_days(named("0-0:11.0.0"), "Special days of the tariff", for_readers,
                          {[](const call& c) { return to_special_days(tariff_table(c)); }, replace_special_days}));
    script_table rates;
    for (std::uint16_t rate = 1; rate <= fuel.rates; ++rate) rates.scripts.push_back({rate, {}});
    // The switching table alone decides which rate is in force.
    rates.execute = [](const call&, const script&) { return action_result::other_reason; };
    list.push_back(make_script_table(tariff_scripts(), "Rates, for the switching table: script n is rate n",
                                     for_readers, std::move(rates)));
}

void add_billing(object_list& list, const fuel_names& fuel)
{
    list.push_back(billing_log(fuel));
    script_table scripts{{{script_bill, {{class_id::profile_generic, named("0-0:98.1.0"), 2}}}}, {}};
    scripts.execute = [](const call& c, const script&) {
        device(c).meter.bill_now(c.now());
        return action_result::success;
    };
    list.push_back(make_script_table(billing_scripts, "Script 1: an entry of the billing data log", for_readers,
                                     std::move(scripts)));
    single_action_schedule day{{billing_scripts, script_bill}};
    day.times = [](const call& c) {
        std::vector<scheduled> times;
        if (const auto monthly = device(c).meter.billing().day(); monthly != 0)
            times.push_back({to_time({}), to_date({{}, {}, monthly, {}})});
        return times;
    };
    day.set_times = [](const call& c, const std::vector<scheduled>& times) {
        constexpr std::uint8_t last_day = 28;
        if (times.size() > 1) return data_access_result::other_reason;
        std::uint8_t monthly = 0;
        if (!times.empty()) {
            const auto date = from_date(times[0].date);
            const bool each_month = date && !date->year && !date->month && !date->day_of_week && date->day;
            if (!each_month || *date->day > last_day || from_time(times[0].time) != std::chrono::seconds(0))
                return data_access_result::other_reason;
            monthly = *date->day;
        }
        if (monthly != device(c).meter.billing().day()) device(c).meter.set_billing_day(monthly, c.now());
        return data_access_result::success;
    };
    list.push_back(make_single_action_schedule(
        named("0-0:15.0.0"), "Billing day of the month, 00:00 UTC; none: no bills", for_readers, std::move(day)));
}

} // namespace devices::object_lists
