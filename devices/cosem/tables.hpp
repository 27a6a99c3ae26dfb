// What makes a device act by itself: script table, special days, activity calendar, register monitor, single action
// schedule (IEC 62056-6-2, classes 9, 11, 20, 21, 22).
#pragma once
#include "devices/cosem/date_time.hpp"
#include "devices/cosem/object.hpp"
#include "devices/cosem/values.hpp"

namespace devices::cosem {

/// action_item: a script of a script table.
struct script_reference {
    obis table;
    std::uint16_t selector{0}; ///< 0: none
};
void put(axdr_writer& out, const script_reference& v);
/// The value must be an action-item.
script_reference script_of(const data& v);

/// value_definition: an attribute of an object.
struct value_reference {
    class_id of;
    obis name;
    std::uint8_t attribute{2};
};
void put(axdr_writer& out, const value_reference& v);

// ---- script table

/// A step executes a method of an object, with integer 0.
struct script_step {
    class_id of;
    obis object;
    std::uint8_t method;
};
struct script {
    std::uint16_t number;
    std::vector<script_step> steps;
};
struct script_table {
    std::vector<script> scripts{};
    std::function<action_result(const call&, const script&)> execute{};
};
/// A number that no script has is object_undefined.
object make_script_table(obis name, std::string meaning, rights access, script_table value);

// ---- special days

struct special_day {
    std::uint16_t index;
    cosem::date date; ///< may have wildcards
    std::uint8_t day;
    bool operator==(const special_day&) const = default;
};
struct special_days {
    std::function<std::vector<special_day>(const call&)> entries;
    /// Takes the whole table as it shall be; empty: nobody changes it. Insert and delete come here too.
    std::function<data_access_result(const call&, const std::vector<special_day>&)> replace{};
};
object make_special_days(obis name, std::string meaning, rights access, special_days value);

// ---- activity calendar

struct calendar_season {
    std::string name;
    date_time start; ///< may have wildcards
    std::string week;
};
struct calendar_week {
    std::string name;
    std::array<std::uint8_t, 7> days; ///< Monday first
};
struct calendar_action {
    std::chrono::seconds at; ///< after midnight
    script_reference what;
};
struct calendar_day {
    std::uint8_t id;
    std::vector<calendar_action> actions;
};
struct calendar_content {
    std::string name;
    std::vector<calendar_season> seasons;
    std::vector<calendar_week> weeks;
    std::vector<calendar_day> days;
};
/// Which part of the passive calendar is written.
enum class calendar_part : std::uint8_t { name, seasons, weeks, days };
struct activity_calendar {
    std::function<calendar_content(const call&)> active{}, passive{};
    /// The time is that of activate_passive_calendar_time.
    time_function activation{};
    /// Of `content`, the part that is written; empty: nobody does.
    std::function<data_access_result(const call&, calendar_part, const calendar_content& content)> write{};
    std::function<data_access_result(const call&, const date_time&)> set_activation{};
    std::function<action_result(const call&)> activate{};
};
object make_activity_calendar(obis name, std::string meaning, rights access, activity_calendar value);

// ---- register monitor

struct register_monitor {
    value_reference monitored;
    /// All of one type, which is that of the monitored value.
    dlms::data_tag type{dlms::data_tag::double_long_unsigned};
    std::function<std::vector<std::int64_t>(const call&)> thresholds{};
    /// For each threshold what happens when the value passes it on its way up and down.
    std::vector<std::pair<script_reference, script_reference>> actions{};
    /// As many as there are actions, or none: nothing is monitored. Empty: nobody changes them.
    std::function<data_access_result(const call&, const std::vector<std::int64_t>&)> set_thresholds{};
};
object make_register_monitor(obis name, std::string meaning, rights access, register_monitor value);

// ---- single action schedule

struct scheduled {
    time_of_day time;
    cosem::date date; ///< both may have wildcards
};
/// How many execution times there are, and whether the times must be equal or dates may be wildcards.
enum class schedule_type : std::uint8_t {
    one_time_any_date = 1, ///< one entry; wildcards in the date are allowed
    times_equal_any = 2,   ///< all times equal; wildcards in dates are not allowed
    times_equal_wild = 3,  ///< all times equal; wildcards in dates are allowed
    times_differ_any = 4,  ///< times may differ; no wildcards
    times_differ_wild = 5, ///< times may differ; wildcards
};
struct single_action_schedule {
    script_reference executed;
    schedule_type type{schedule_type::one_time_any_date};
    std::function<std::vector<scheduled>(const call&)> times{};
    std::function<data_access_result(const call&, const std::vector<scheduled>&)> set_times{};
};
object make_single_action_schedule(obis name, std::string meaning, rights access, single_action_schedule value);

} // namespace devices::cosem
