// What a supplier lays down for a meter: limits of top-ups, when nobody is cut off, tamper, the randomised offset.
//
// The groups 128 and above of these names are a model choice: they are left to manufacturers.
#include "devices/object_lists/calendar.hpp"
#include "devices/object_lists/parts.hpp"

#include "devices/cosem/values.hpp"

namespace devices::object_lists {

using namespace cosem;

namespace {

using dlms::data_tag;

constexpr std::uint16_t script_supplied = 2; ///< rate 1 of the non-disablement calendar

/// Data that a client may write: one number of one type.
object setting(std::string_view name, std::string meaning, data_tag type, number_function get,
               std::function<sim::error_code(const call&, std::int64_t)> set)
{
    auto o = make_data(named(name), std::move(meaning), for_readers,
                       reading([type, get = std::move(get)](const call& c, axdr_writer& out) {
                           if (type == data_tag::boolean)
                               out.boolean(get(c) != 0);
                           else
                               put(out, type, get(c));
                       }));
    o.write(2, [type, set = std::move(set)](const call& c, const data& v) {
        if (v.tag != type) return data_access_result::type_unmatched;
        return answer(set(c, *v.as_integer()));
    });
    return o;
}

// ---- top-ups

object money_limit(const char* name, std::string meaning, metering::money metering::account_settings::*which)
{
    return setting(
        name, std::move(meaning), data_tag::double_long,
        [which](const call& c) { return amount(device(c).meter.credit().settings().*which); },
        [which](const call& c, std::int64_t v) {
            auto settings = device(c).meter.credit().settings();
            settings.*which = from_amount(static_cast<std::int32_t>(v));
            return device(c).meter.configure_account(settings, c.now());
        });
}

void add_top_up_limits(object_list& list)
{
    list.push_back(money_limit("0-0:128.1.1", "Most that one top-up may bring, in 10^-5 pounds",
                               &metering::account_settings::most_credit));
    list.push_back(money_limit("0-0:128.1.2", "Highest balance that a top-up may lead to, in 10^-5 pounds",
                               &metering::account_settings::most_balance));
    list.push_back(make_data(named("0-0:128.1.3"), "No token can be typed in before; not specified: they can",
                             for_readers, reading([](const call& c, axdr_writer& out) {
                                 const auto until = device(c).meter.credit().typing_suspended_until();
                                 put(out, until > c.now() ? shown(until) : no_time);
                             })));
}

// ---- when nobody is cut off for want of credit

const metering::switching_table& quiet_times(const call& c)
{
    return device(c).meter.credit().settings().non_disablement;
}

sim::error_code set_quiet_times(const call& c, const metering::switching_table& table)
{
    if (table == quiet_times(c)) return {};
    auto settings = device(c).meter.credit().settings();
    settings.non_disablement = table;
    return device(c).meter.configure_account(settings, c.now());
}

void add_non_disablement(object_list& list)
{
    const auto scripts = named("0-0:10.0.128");
    calendar_use use{scripts, script_supplied, &unfinished::quiet_times, quiet_times};
    use.activate = [](const call& c, const metering::switching_table& table, sim::time_point at) -> sim::error_code {
        if (at > c.now()) return metering::account_errc::invalid; // only at once
        return set_quiet_times(c, table);
    };
    list.push_back(make_activity_calendar(
        named("0-0:13.0.1"), "Non-disablement calendar, in UTC: when credit that runs out disables nothing",
        for_readers, make_calendar(std::move(use))));
    list.push_back(make_special_days(named("0-0:11.0.1"), "Special days of the non-disablement calendar", for_readers,
                                     {[](const call& c) { return to_special_days(quiet_times(c)); },
                                      [](const call& c, const std::vector<special_day>& days) {
                                          const auto table = with_special_days(quiet_times(c), days);
                                          return table ? answer(set_quiet_times(c, *table))
                                                       : data_access_result::other_reason;
                                      }}));
    script_table t;
    t.scripts = {{1, {}}, {script_supplied, {}}};
    t.execute = [](const call&, const script&) { return action_result::other_reason; }; // the calendar alone decides
    list.push_back(make_script_table(scripts, "Of the non-disablement calendar: 1 may be disabled, 2 may not",
                                     for_readers, std::move(t)));
}

// ---- tamper

void add_tamper(object_list& list, bool is_gas)
{
    const std::string bits = "1 meter cover, 2 terminal cover, 4 battery cover, 8 magnet, 16 tilt";
    list.push_back(
        make_data(named("0-0:128.3.0"), "Tampering that lasts: " + bits, for_readers,
                  reading([](const call& c, axdr_writer& out) { out.unsigned_integer(device(c).meter.tampers()); })));
    list.push_back(setting(
        "0-0:128.3.1", "Tampering that disables the supply: " + bits, data_tag::unsigned_integer,
        [](const call& c) { return device(c).meter.disabling_tampers(); },
        [](const call& c, std::int64_t v) {
            return device(c).meter.disable_on_tampers(static_cast<metering::tamper_set>(v), c.now());
        }));
    if (!is_gas) return;
    list.push_back(setting(
        "0-0:128.3.2", "Whether the valve closes when the battery is at its end", data_tag::boolean,
        [](const call& c) { return std::int64_t{device(c).gas->disables_on_depletion()}; },
        [](const call& c, std::int64_t v) { return device(c).gas->disable_on_depletion(v != 0, c.now()); }));
}

void add_random_offset(object_list& list)
{
    list.push_back(setting(
        "0-0:128.2.0", "Limit of the randomised offset of rates, 0 to 1799 s", data_tag::long_unsigned,
        [](const call& c) { return device(c).meter.random_offset_limit().count(); },
        [](const call& c, std::int64_t v) {
            return device(c).meter.set_random_offset_limit(std::chrono::seconds(v), c.now());
        }));
    list.push_back(make_data(named("0-0:128.2.1"), "By how many seconds rates change later than their table says",
                             for_readers, reading([](const call& c, axdr_writer& out) {
                                 out.long_unsigned(static_cast<std::uint16_t>(device(c).meter.random_offset().count()));
                             })));
}

} // namespace

void add_policies(object_list& list, const fuel_names& fuel)
{
    add_top_up_limits(list);
    add_non_disablement(list);
    add_tamper(list, fuel.medium == gas.medium);
    add_random_offset(list);
}

} // namespace devices::object_lists
